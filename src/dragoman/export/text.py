"""The view for a terminal: the report with quotes and events marked, a table of events, and one of who says what.

Every mark is also a small label in brackets, so that nothing is lost without colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import StringIO
from typing import TYPE_CHECKING, ClassVar

from dragoman.export import words
from dragoman.export.base import Writer
from dragoman.export.marks import Piece, marks, pieces
from dragoman.types import Attribution, Entity, Event, Record

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

STYLES = {
    "content": "cyan",
    "insertion": "bright_black italic",
    "source": "bold magenta",
    "via": "magenta",
    "cue": "italic",
    "trigger": "bold",
    "party": "underline",
}
QUADS = {1: "green", 2: "bold green", 3: "yellow", 4: "bold red"}
LABEL = "bright_black"
NARROW = 88
WIDEST = 112


class TextWriter(Writer):
    """For people at a terminal. ``width`` in columns; ``color`` switches escape sequences on."""

    name: ClassVar[str] = "text"
    suffix: ClassVar[str] = ".txt"

    def __init__(self, *, width: int = 100, color: bool = False, unicode: bool = True) -> None:
        self.width = width
        self.color = color
        self.unicode = unicode

    def chunks(self, records: Iterable[Record], *, many: bool = False) -> Iterator[str]:  # noqa: ARG002
        """One view a record."""
        for record in records:
            console = self._console()
            draw(record, console)
            view = str(console.file.getvalue())  # type: ignore[attr-defined]
            yield view if self.color else "".join(line.rstrip() + "\n" for line in view.splitlines())

    def _console(self) -> Console:
        from rich.console import Console

        class Plain(StringIO):
            """Tells rich which characters may be used."""

            encoding = "utf-8" if self.unicode else "ascii"

        return Console(
            file=Plain(), width=min(self.width, WIDEST), force_terminal=self.color, no_color=not self.color,
            color_system="256" if self.color else None, highlight=False, markup=False, emoji=False,
            legacy_windows=False,
        )  # fmt: skip


def draw(record: Record, console: Console) -> None:
    """Print the view of a record on a rich console."""
    from rich.rule import Rule
    from rich.text import Text

    console.print(Rule(Text(words.heading(record), style="bold"), style=LABEL))
    if about := " · ".join(words.provenance(record)):
        console.print(Text(about, style=LABEL, justify="center"))
    console.print()
    for paragraph in report_text(record).split("\n"):
        if paragraph.plain.strip():
            console.print(paragraph)
            console.print()
    narrow = console.width < NARROW
    if record.events:
        console.print(_events_list(record) if narrow else _events_table(record))
    else:
        console.print(Text("No event in this report that is sure enough to tell.", style=LABEL))
    console.print()
    if record.attributions:
        console.print(_quotes_list(record) if narrow else _quotes_table(record))
    else:
        console.print(Text("Nobody is quoted in this report.", style=LABEL))
    console.print()


def report_text(record: Record) -> Text:
    """The report with its marks; a label in brackets stands after each trigger and after each content."""
    from rich.text import Text

    shown = words.visible(record.report.text)
    body = Text()
    for piece in pieces(len(shown), marks(record)):
        body.append(shown[piece.start : piece.end], style=_style(record, piece))
        labels = [m.key for m in piece.marks if m.end == piece.end and m.part in ("trigger", "content")]
        for key in sorted(set(labels)):
            body.append(f"[{key}]", style=LABEL)
    return body


def _style(record: Record, piece: Piece) -> str:
    found = {mark.part: mark for mark in piece.marks}
    parts = [STYLES[part] for part in ("content", "source", "via", "cue", "party", "insertion") if part in found]
    if trigger := found.get("trigger"):
        quad = record.events[int(trigger.key[1:]) - 1].quad
        parts.append(f"bold black on {QUADS.get(quad, 'bright_black').split()[-1]}")
    return " ".join(parts)


def _table(title: str, *columns: tuple[str, int]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(
        box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", header_style=LABEL,
        border_style=LABEL, pad_edge=False, expand=True,
    )  # fmt: skip
    for name, ratio in columns:
        if ratio:
            table.add_column(name, ratio=ratio, overflow="fold")
        else:
            table.add_column(name, no_wrap=True)
    return table


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _events_table(record: Record) -> Table:
    title = _count(len(record.events), "event", "events")
    told = any(event.according_to for event in record.events)
    columns = [
        ("", 0),
        ("what", 4),
        ("who", 4),
        ("to whom", 4),
        ("when, where", 4),
        *([("according to", 4)] * told),
        ("sure", 0),
    ]
    table = _table(title, *columns)
    for number, event in enumerate(record.events, start=1):
        if number > 1:
            table.add_row()
        table.add_row(
            f"e{number}", _what(event), _parties(event.actors), _parties(event.recipients), _when_where(event),
            *([_according(record, event)] * told), words.sure(event.confidence),
        )  # fmt: skip
    return table


def _according(record: Record, event: Event) -> Text:
    from rich.text import Text

    return Text(_way(words.tellers(record, event)), style="magenta")


def _way(names: list[str]) -> str:
    return " › ".join(names)


def _what(event: Event) -> Text:
    from rich.text import Text

    what = Text().append(words.kind_of(event), style=QUADS.get(event.quad, ""))
    if event.modality != "actual":
        what.append(f"\n{event.modality}", style="italic")
    if event.contexts:
        what.append("\n" + ", ".join(event.contexts).replace("_", " "), style=LABEL)
    return what


def _parties(parties: Iterable[Entity]) -> Text:
    from rich.text import Text

    out = Text()
    for party in parties:
        out.append(("\n" if out else "") + words.name_of(party))
        if code := words.code_of(party):
            out.append(f"\n{code}", style=LABEL)
    return out


def _when_where(event: Event) -> Text:
    from rich.text import Text

    return Text("\n".join(part for part in (event.date or "", words.where_of(event)) if part))


def _quotes_table(record: Record) -> Table:
    title = "who says what, through whom"
    table = _table(title, ("", 0), ("who, through whom", 4), ("says", 9), ("sure", 0))
    for number, attribution in enumerate(record.attributions, start=1):
        if number > 1:
            table.add_row()
        speaker = _speaker(record, attribution)
        table.add_row(f"q{number}", speaker, _words(attribution), words.sure(attribution.confidence))
    return table


def _speaker(record: Record, attribution: Attribution) -> Text:
    from rich.text import Text

    *through, last = words.chain(record, attribution)
    out = Text().append(last, style="bold magenta")
    if attribution.speaker and (code := words.code_of(attribution.speaker)):
        out.append(f"  {code}", style=LABEL)
    if attribution.via:
        out.append("\nthrough " + _way(through), style="magenta")
    return out


def _words(attribution: Attribution) -> Text:
    from rich.text import Text

    content = words.visible(attribution.content.text)
    out = Text(" ".join(content.split()) if not attribution.insertions else content.replace("\n", " "), style="cyan")
    for inserted in attribution.insertions:
        start = inserted.start - attribution.content.start
        out.stylize(STYLES["insertion"], start, start + len(inserted.text))
    out.append(f"  {attribution.kind}", style=LABEL)
    return out


def _events_list(record: Record) -> RenderableType:
    """The table of events for a narrow terminal."""
    from rich.console import Group
    from rich.text import Text

    rows: list[Text] = [Text(_count(len(record.events), "event", "events"), style="bold")]
    for number, event in enumerate(record.events, start=1):
        head = Text(f"e{number}  ", style=LABEL).append_text(_one_line(_what(event)))
        rows += [Text(), head.append(f"  {words.sure(event.confidence)}")]
        parts = {"who": _parties(event.actors), "to": _parties(event.recipients), "at": _when_where(event)}
        for name, value in parts.items():
            if value:
                rows.append(Text(f"    {name:4}", style=LABEL).append_text(_one_line(value)))
        if event.according_to:
            rows.append(Text("    according to ", style=LABEL).append_text(_according(record, event)))
    return Group(*rows)


def _one_line(lines: Text) -> Text:
    from rich.text import Text

    return Text(", ").join(lines.split("\n"))


def _quotes_list(record: Record) -> RenderableType:
    """The table of attributions for a narrow terminal."""
    from rich.console import Group
    from rich.text import Text

    rows: list[Text] = [Text("who says what, through whom", style="bold")]
    for number, attribution in enumerate(record.attributions, start=1):
        speaker = _one_line(_speaker(record, attribution))
        rows += [Text(), Text(f"q{number}  ", style=LABEL).append_text(speaker), _words(attribution)]
    return Group(*rows)
