"""What the commands that ask a ledger share: their options, the forms of an answer, and the table for people."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from dragoman.cli.files import write

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

    from dragoman.export import TextWriter
    from dragoman.export.cells import Column
    from dragoman.ledger import Ledger
    from dragoman.ledger.ask import Results
    from dragoman.types import Outlet, Party, Value

FEW = 50
"""Rows of a table, unless another number is asked for; the other forms give all."""
LABEL = "bright_black"


class Format(StrEnum):
    """What ``--format`` may be."""

    table = "table"
    csv = "csv"
    json = "json"
    jsonl = "jsonl"


Place = Annotated[
    str,
    typer.Option(
        "--ledger", "-l", envvar="DRAGOMAN_LEDGER", metavar="PLACE", help="File, or URL: postgresql://user@host/name."
    ),
]
Form = Annotated[
    Format | None, typer.Option("--format", "-f", help="Default: by the ending of --output, else a table.")
]
Output = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="A file; default: standard output.")]
Limit = Annotated[
    int | None,
    typer.Option("--limit", "-n", min=0, help=f"At most so many; 0: all. Default: {FEW} in a table, else all."),
]
After = Annotated[str | None, typer.Option(metavar="PLACE", help="Go on where an earlier table ended.")]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="From this day (2024-11-01), month or year on.")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Up to this day, month or year, to its end.")]
Confidence = Annotated[float | None, typer.Option(metavar="P", help="Least probability, as 0.6.")]
OutletName = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only of this outlet.")]
WHO = "country (RUS, Russia), sectors of it (RUS:GOV), sector (GOV) or name (Lavrov)"


class Cell(NamedTuple):
    """A column of the table for people. One without a ``share`` of the width is as wide as it must be."""

    name: str
    value: Callable[[Any], str | Text]
    share: int = 0
    right: bool = False


class Shape(NamedTuple):
    """How answers of one kind look: as rows of CSV, and as rows of a table; ``one`` and ``many`` are their names."""

    one: str
    many: str
    columns: tuple[Column, ...]
    cells: tuple[Cell, ...]


@contextmanager
def opened(place: str) -> Iterator[Ledger]:
    """A ledger, for reading only: what is not there is not made."""
    from dragoman.ledger import Ledger

    with Ledger(place, readonly=True) as ledger:
        yield ledger


def given(**filters: Any) -> dict[str, Any]:
    """The filters that were given."""
    return {name: value for name, value in filters.items() if value is not None}


def form_of(asked: Format | None, output: str | None) -> Format:
    """The form of the answer: as asked for, else by the ending of the file."""
    if asked:
        return asked
    ending = (output or "").rpartition(".")[2].lower()
    return Format(ending) if ending in list(Format) else Format.table


def answer(
    results: Callable[[int | None], Results[Any]], shape: Shape, form: Form, limit: Limit, output: Output
) -> None:
    """Write what ``results``, up to a number, gives."""
    kind = form_of(form, output)
    if kind is Format.table:
        few = FEW if limit is None else limit or None
        write(_table(results(None), shape, few, output), output)
        return
    items = results(limit or None)
    if kind is Format.csv:
        from dragoman.export.answers import csv_rows

        write(csv_rows(items, shape.columns), output)
    else:
        write(json_list(items) if kind is Format.json else json_lines(items), output)


def json_list(items: Iterable[Value]) -> Iterator[str]:
    """A JSON array, item by item."""
    before = "["
    for item in items:
        yield before + "\n" + as_json(item.to_dict())
        before = ","
    yield "\n]\n" if before == "," else "[]\n"


def json_lines(items: Iterable[Value]) -> Iterator[str]:
    """JSON objects, one a line."""
    for item in items:
        yield as_json(item.to_dict()) + "\n"


def as_json(value: Any, *, indent: int | None = None) -> str:
    """``value`` as JSON."""
    import json

    return json.dumps(value, ensure_ascii=False, indent=indent)


# --- for people ------------------------------------------------------------------------------------------------------


def to_people(output: str | None) -> bool:
    """Whether somebody looks at a terminal."""
    return output is None and sys.stdout.isatty()


def _table(results: Results[Any], shape: Shape, limit: int | None, output: str | None) -> Iterator[str]:
    page = results.page(limit) if limit else None
    items = page.items if page else tuple(iter(results))
    if not items:
        yield f"There is no {shape.one} like that in this ledger.\n"
        return
    yield drawn(rows(shape.cells, items, people=to_people(output)), output)
    if page and page.after:
        yield f"{len(items)} {shape.many}, and there are more: --limit 0 for all, --after {page.after} to go on.\n"
    else:
        yield f"{len(items)} {shape.one if len(items) == 1 else shape.many}.\n"


def rows(cells: Sequence[Cell], items: Iterable[Any], *, people: bool) -> RenderableType:
    """A table: for people as wide as the terminal, in words that are broken; else one line an item."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD if people else None, header_style=LABEL, border_style=LABEL, pad_edge=False,
                  padding=(0, 2, 0, 0), expand=people)  # fmt: skip
    for cell in cells:
        justify: Any = "right" if cell.right else "left"
        if cell.share and people:
            table.add_column(cell.name, ratio=cell.share, overflow="fold", justify=justify)
        else:
            table.add_column(cell.name, no_wrap=True, justify=justify)
    for item in items:
        found = [cell.value(item) for cell in cells]
        table.add_row(*(Text(value) if isinstance(value, str) else value for value in found))
    return table


def drawn(what: RenderableType, output: str | None) -> str:
    """What rich draws, with colour if somebody looks at a terminal that has it."""
    out = console(output)
    out.print(what)
    view = str(out.file.getvalue())  # type: ignore[attr-defined]
    return view if out.is_terminal else "".join(line.rstrip() + "\n" for line in view.splitlines())


def console(output: str | None) -> Console:
    """A console that draws into a string."""
    import os
    import shutil
    from io import StringIO

    from rich.console import Console

    people = to_people(output)
    color = people and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    unicode = output is not None or (sys.stdout.encoding or "ascii").lower().startswith("utf")

    class Plain(StringIO):
        """Tells rich which characters may be used."""

        encoding = "utf-8" if unicode else "ascii"

    width = shutil.get_terminal_size((100, 24)).columns if people else 10_000
    return Console(
        file=Plain(), width=width, force_terminal=color, no_color=not color, color_system="256" if color else None,
        highlight=False, markup=False, emoji=False, legacy_windows=False,
    )  # fmt: skip


def names(parties: Sequence[Party]) -> Text:
    """Parties with their codes, one after another."""
    from rich.text import Text

    from dragoman.export.words import flat

    out = Text()
    for party in parties:
        out.append((", " if out else "") + flat(party.name))
        if code := ":".join(part for part in (party.country, *party.sectors) if part):
            out.append(f" {code}", style=LABEL)
    return out


def outlet_name(outlet: Outlet | None) -> str:
    """An outlet with its country, and whether a state or a party owns it."""
    from dragoman.export.words import flat

    if outlet is None:
        return ""
    owner = outlet.ownership if outlet.ownership in ("state", "party") else None
    notes = ", ".join(note for note in (outlet.country, owner) if note)
    return flat(outlet.name) + (f" ({notes})" if notes else "")


def text_writer(output: str | None) -> TextWriter:
    """The view of a report, for people or for a file."""
    from dragoman.export import TextWriter

    to = console(output)
    return TextWriter(
        width=to.width if to_people(output) else 100, color=to.is_terminal, unicode=to.encoding == "utf-8"
    )
