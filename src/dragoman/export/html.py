"""The record as HTML: a self-contained page, or a fragment for a notebook.

No script and no outside asset: text and tables light up together by CSS alone, and every word is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from html import escape
from itertools import chain
from pathlib import Path
from typing import ClassVar

from dragoman.export import words
from dragoman.export.base import Writer
from dragoman.export.marks import Piece, marks, pieces
from dragoman.types import Attribution, Entity, Event, Record

HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
html {{ background: #fdfcf9; }} @media (prefers-color-scheme: dark) {{ html {{ background: #16191d; }} }}
body {{ margin: 0 auto; max-width: 1440px; }}
{style}</style>
</head>
<body>
"""
FOOT = "</body>\n</html>\n"
KEY = (
    '<p class="key"><span><span class="content">what is said</span></span>'
    '<span><span class="source">who says it</span></span><span><span class="cue">the reporting word</span></span>'
    + "".join(
        f'<span><span class="trigger quad{quad}">{name}</span></span>'
        for quad, name in enumerate(
            ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict"), start=1
        )
    )
    + "</p>"
)
LIT = ":is([data-key~={0}]:hover,[data-key~={0}]:focus-within,[data-key~={0}]:target)"


class HtmlWriter(Writer):
    """A page; of a collection one page with a section for each record."""

    name: ClassVar[str] = "html"
    suffix: ClassVar[str] = ".html"

    def chunks(self, records: Iterable[Record], *, many: bool = False) -> Iterator[str]:
        """The page, section by section; nothing where there is no record."""
        rest = iter(records)
        first = next(rest, None)
        if first is None:
            return
        title = "Reports read by dragoman" if many else words.heading(first)
        yield HEAD.format(title=escape(title), style=style())
        for number, record in enumerate(chain([first], rest), start=1):
            yield body(record, number) + "\n"
        yield FOOT


def fragment(record: Record) -> str:
    """The record as one element with its own style, for a notebook or to be set into a page."""
    return f"<style>{style()}</style>\n{body(record)}"


@cache
def style() -> str:
    """The style sheet that bodies need."""
    return (Path(__file__).resolve().parent / "report.css").read_text(encoding="utf-8")


def body(record: Record, number: int = 1) -> str:
    """The element of one record, without the style sheet; ``number`` keeps equal records apart on a page."""
    name = f"dg{sha256(record.to_json().encode('utf-8', 'replace')).hexdigest()[:8]}-{number}"
    keys = [f"e{i}" for i in range(1, len(record.events) + 1)]
    keys += [f"q{i}" for i in range(1, len(record.attributions) + 1)]
    lit = "".join(f"#{name}:has({LIT.format(key)}) [data-key~={key}]{{background:var(--on)}}" for key in keys)
    return "\n".join(
        [
            f'<article class="dragoman" id="{name}">',
            f"<style>{lit}</style>" if lit else "",
            f"<h1>{_text(words.heading(record))}</h1>",
            f'<p class="about">{_about(record)}</p>',
            KEY,
            f'<div class="two"><div class="text" dir="auto">{_report(record, name)}</div>',
            f"<div>{_events(record, name)}{_quotes(record, name)}{_removed(record)}</div></div>",
            f"<footer>read by {_text(record.made_by.reader)}, {_text(record.made_by.model)}</footer>",
            "</article>",
        ]
    )


def _text(text: str) -> str:
    return escape(words.visible(text))


def _about(record: Record) -> str:
    url = record.report.url
    parts = [_text(part) for part in words.provenance(record) if part != url]
    if url:
        shown = _text(url)
        safe = url.lower().startswith(("http://", "https://"))
        parts.append(f'<a href="{escape(url)}" rel="noopener noreferrer">{shown}</a>' if safe else shown)
    return " · ".join(parts)


def _report(record: Record, name: str) -> str:
    shown = words.visible(record.report.text)
    return "".join(_piece(record, shown, piece, name) for piece in pieces(len(shown), marks(record)))


def _piece(record: Record, shown: str, piece: Piece, name: str) -> str:
    text = escape(shown[piece.start : piece.end])
    if not piece.marks:
        return text
    classes = list(dict.fromkeys(mark.part for mark in piece.marks))
    keys = " ".join(dict.fromkeys(mark.key for mark in piece.marks))
    triggers = [mark for mark in piece.marks if mark.part == "trigger"]
    quads = [f"quad{record.events[int(mark.key[1:]) - 1].quad}" for mark in triggers[-1:]]
    named = " ".join([*classes, *quads])
    ends = dict.fromkeys(m.key for m in piece.marks if m.end == piece.end and m.part in ("trigger", "content"))
    labels = "".join(
        f'<a class="label" href="#{name}-{key}" data-key="{key}" data-label="{key}" aria-label="{key}"></a>'
        for key in ends
    )
    return f'<span class="{named}" data-key="{keys}">{text}</span>{labels}'


def _table(title: str, heads: Iterable[str], rows: Iterable[str], none: str) -> str:
    rows = list(rows)
    if not rows:
        return f'<section><h2>{title}</h2><p class="none">{none}</p></section>'
    head = "".join(f'<th scope="col">{head}</th>' for head in heads)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return f"<section><h2>{title}</h2>{table}</section>"


def _row(key: str, name: str, cells: Iterable[str]) -> str:
    inner = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr id="{name}-{key}" data-key="{key}" tabindex="0"><td><small>{key}</small></td>{inner}</tr>'


def _events(record: Record, name: str) -> str:
    heads = ("", "what", "who", "to whom", "when, where", "sure")
    rows = (_row(f"e{number}", name, _event(record, event)) for number, event in enumerate(record.events, start=1))
    return _table("Events", heads, rows, "No event in this report that is sure enough to tell.")


def _event(record: Record, event: Event) -> Iterator[str]:
    what = f'<b class="quad{event.quad}">{_text(words.kind_of(event))}</b>'
    if event.modality != "actual":
        what += f' <span class="mood">{event.modality}</span>'
    if event.contexts:
        what += f"<small>{_text(', '.join(event.contexts).replace('_', ' '))}</small>"
    code = f"CAMEO {event.cameo}, " if event.cameo else ""
    what += f"<small>{escape(code)}score {event.score:+g}</small>"
    if event.according_to:
        what += f'<small class="way">according to {_way(words.tellers(record, event))}</small>'
    yield what
    yield _parties(event.actors)
    yield _parties(event.recipients)
    when = f"<time>{_text(event.date)}</time>" if event.date else ""
    yield "<br>".join(part for part in (when, _place(event)) if part)
    yield _sure(event.confidence)


def _way(names: Iterable[str]) -> str:
    return " › ".join(_text(name) for name in names)


def _place(event: Event) -> str:
    if not event.place:
        return ""
    place, shown = event.place, _text(words.where_of(event))
    if place.latitude is None or place.longitude is None:
        return shown
    return f'<span title="{place.latitude:.3f}, {place.longitude:.3f}">{shown}</span>'


def _parties(parties: Iterable[Entity]) -> str:
    cells = ((_text(words.name_of(party)), _text(words.code_of(party))) for party in parties)
    return "".join(f'<div class="party-cell">{name}<span class="code">{code}</span></div>' for name, code in cells)


def _sure(confidence: float) -> str:
    share = words.sure(confidence)
    return f'<span class="sure">{share}<i style="--share:{share}"></i></span>'


def _quotes(record: Record, name: str) -> str:
    rows = (
        _row(f"q{number}", name, _quote(record, attribution))
        for number, attribution in enumerate(record.attributions, start=1)
    )
    return _table("Who says what, through whom", ("", "who", "says", "sure"), rows, "Nobody is quoted in this report.")


def _quote(record: Record, attribution: Attribution) -> Iterator[str]:
    *through, last = words.chain(record, attribution)
    code = words.code_of(attribution.speaker) if attribution.speaker else ""
    way = f"{_way(through)} › " if attribution.via else ""
    yield f'<span class="way">{way}<b>{_text(last)}</b></span><span class="code">{_text(code)}</span>'
    yield f'<span class="words">{_content(attribution)}</span><small>{attribution.kind}</small>'
    yield _sure(attribution.confidence)


def _content(attribution: Attribution) -> str:
    start, text = attribution.content.start, words.visible(attribution.content.text)
    out, at = [], 0
    for inserted in sorted(attribution.insertions, key=lambda span: span.start):
        out.append(escape(text[at : inserted.start - start]))
        at = inserted.end - start
        out.append(f'<span class="insertion">{_text(inserted.text)}</span>')
    return "".join([*out, escape(text[at:])])


def _removed(record: Record) -> str:
    if not record.report.removed:
        return ""
    parts = "".join(f"<p>{part.what.replace('_', ' ')}: {_text(part.text)}</p>" for part in record.report.removed)
    return f"<details><summary>Taken off the report</summary>{parts}</details>"
