"""What stands around a report and is not the report: trailer, shares, by-lines, credits, notes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from dragoman.prepare.dateline import head_of
from dragoman.prepare.dates import iso_date
from dragoman.prepare.lists import agency_of, agency_pattern, furniture
from dragoman.prepare.mapping import Range, Sourced
from dragoman.types import Removed

What = Literal["trailer", "byline", "dateline", "share", "editors_note", "credit", "title", "boilerplate"]

_TRAILER = re.compile(
    r"(?:^|(?<=[\s.!?”\"’)\]…]))The (?:post|article|story) (?P<title>[^\n]{1,400}?) "
    r"(?:appeared first|first appeared|was first published|originally appeared|was originally published) "
    r"(?:on|in|at) (?P<outlet>(?:the )?(?:[A-ZÀ-Þ0-9“\"'‘@]|[a-z0-9-]+\.[a-z]{2,}|[a-z]+[A-Z])[^\n]{0,119}?)\s*\.?\s*\Z"
)
_URL = re.compile(r"<?(https?://[^\s<>\"]{4,2000}|www\.[^\s<>\"]{4,300}\.[^\s<>\"]{2,300})>?")
_NAME = r"[A-ZÀ-Þ][\w'’.-]*"
_PERSON = rf"{_NAME}(?:\s+(?:(?:de|da|di|van|von|der|den|bin|ibn|al|el|le|la|du|dos)\s+)*{_NAME}){{1,3}}"
_ROLE = r"[\w'’&/. -]{2,60}"
_BYLINE = re.compile(
    rf"(?:By|BY|Story by|Reported by|Written by|Words by)\s*:?\s+"
    rf"{_PERSON}(?:(?:,|\s+and|\s*&|,\s+and)\s+{_PERSON}){{0,4}}"
    rf"(?:\s*(?:[,|/–—-]|\bin\b|\bfor\b)\s*{_ROLE}(?:[,|/–—-]\s*{_ROLE})?)?"
)
_REPORTING = re.compile(
    r"(?<=[.!?”\"’)])\s*(?P<credit>(?:\(\s*)?(?:Additional reporting|Reporting|Writing|Editing|Compiled) by "
    r"[A-ZÀ-Þ][^\n.]{2,300}[.)]{0,2})\s*\Z"
)
_HEADLINE = re.compile(r"[\"“‘'A-ZÀ-Þ0-9](?=[^\n]{15,200}\Z)(?:\S+[ \xa0]+){3,}\S*[^\s.,;:]\Z")
_DATE_LINE = re.compile(r"[\w, .]{8,40}")
_SHORT = 1600
_HEAD_LINES = 4
_TAIL_LINES = 4


@dataclass
class Stripped:
    """The report alone, what was taken off it, and what that said."""

    body: Sourced
    removed: list[tuple[int, Removed]] = field(default_factory=list)
    title: str | None = None
    outlet: str | None = None
    agency: str | None = None
    url: str | None = None
    place: str | None = None
    day: str | None = None
    line_date: str | None = None


def strip(body: Sourced, *, title: str | None, outlet: str | None, date: str | None, url: str | None) -> Stripped:
    """Takes off what is not the report. The fields of the result hold what it said, where nothing was known."""
    found = Stripped(body.stripped(), title=title, outlet=outlet, url=url)
    _cut_trailer(found)
    _cut_headline(found)
    _cut_lines(found)
    _cut_head(found, date)
    _cut_tail(found)
    return found


def _lines(text: str) -> list[Range]:
    """Lines with words in them, without the space around them."""
    return [match.span() for match in re.finditer(r"\S(?:[^\n]*\S)?", text)]


def _take(found: Stripped, what: What, start: int, end: int) -> Range:
    text = found.body.text[start:end].strip()
    if text:
        origin = next((piece[2] + max(start - piece[0], 0) for piece in found.body.pieces if piece[1] > start), 0)
        found.removed.append((origin, Removed(what=what, text=text)))
    return (start, end)


def _cut(found: Stripped, ranges: list[Range]) -> None:
    """Cuts whole lines with the line breaks after them, or parts of lines as they are."""
    if not ranges:
        return
    text = found.body.text
    wide = []
    for start, end in ranges:
        whole = start == 0 or text[start - 1] == "\n"
        while whole and end < len(text) and text[end].isspace():
            end += 1
        wide.append((start, end))
    found.body = found.body.without(wide).stripped()


def _cut_trailer(found: Stripped) -> None:
    text = found.body.text
    from_here = max(len(text) - 700, 0)
    matches = list(re.finditer(r"The (?:post|article|story) ", text[from_here:]))
    for start in (from_here + m.start() for m in matches):
        # the shortest trailer: a title may hold the words itself
        match = _TRAILER.match(text, start) if start == 0 or text[start - 1] in ' \t\n\xa0.!?”"’)]…' else None
        if match:
            found.title = found.title or " ".join(match["title"].split()).strip('“”"')
            found.outlet = found.outlet or " ".join(match["outlet"].split())
            _cut(found, [_take(found, "trailer", start, len(text))])
            return


def _cut_headline(found: Stripped) -> None:
    """The first line, where it reads like a headline and a by-line or the dateline of a report follows it."""
    text = found.body.text
    lines = _lines(text)[:2]
    if found.title or len(lines) < 2:
        return
    first, second = (text[start:end] for start, end in lines)
    if not _HEADLINE.match(first) or head_of(first) or _BYLINE.fullmatch(first) or _date_alone(first):
        return
    if (len(second) <= 160 and _BYLINE.fullmatch(second)) or head_of(second):
        found.title = first
        _cut(found, [_take(found, "title", *lines[0])])


def _cut_lines(found: Stripped) -> None:
    text = found.body.text
    ranges: list[Range] = []
    lines = _lines(text)
    for number, (start, end) in enumerate(lines):
        at_head = len(ranges) == number and number < _HEAD_LINES
        at_edge = at_head or number >= len(lines) - _TAIL_LINES
        what = _kind(text[start:end], found, at_head=at_head, at_edge=at_edge)
        if what:
            ranges.append(_take(found, what, _line_start(text, start), end))
    if len(ranges) == len(lines):
        # a text that is nothing but such lines may be somebody's sentence: better to read it than to lose it
        del found.removed[-len(ranges) :]
        return
    _cut(found, ranges)


def _line_start(text: str, start: int) -> int:
    while start > 0 and text[start - 1] != "\n":
        start -= 1
    return start


def _kind(line: str, found: Stripped, *, at_head: bool, at_edge: bool) -> What | None:
    """Which kind of thing this line is, if it is no part of the report. ``at_head``: nothing of it came before."""
    if len(line) > _SHORT:
        return None
    if at_head and (kind := _head_kind(line, found)):
        return kind
    if at_edge and found.agency is None and len(line) <= 40 and (name := agency_of(line)):
        found.agency = name
        return "credit"
    for kind_name, pattern in furniture():
        if pattern.fullmatch(line):
            if kind_name == "credit":
                found.agency = found.agency or _credited(line)
            return kind_name  # type: ignore[return-value]
    return None


def _head_kind(line: str, found: Stripped) -> What | None:
    if match := _URL.fullmatch(line):
        found.url = found.url or match[1]
        return "boilerplate"
    if found.title and _bare(line) == _bare(found.title) and _bare(line):
        return "title"
    if len(line) <= 160 and _BYLINE.fullmatch(line):
        found.agency = found.agency or _credited(line[2:])
        return "byline"
    return None


def _credited(line: str) -> str | None:
    match = _agency_word().search(line)
    return agency_of(match[0]) if match else None


@cache
def _agency_word() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{agency_pattern()})(?!\w)")


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


def _cut_head(found: Stripped, date: str | None) -> None:
    """The dateline of the first paragraph; a date alone on the first line is read but stays, for it is dated text."""
    lines = _lines(found.body.text)
    host = re.sub(r"^https?://([^/]*).*", r"\1", found.url or "").lower()
    for start, end in lines[:2]:
        paragraph = found.body.text[start:end]
        if len(paragraph) <= 40 and (day := _date_alone(paragraph)):
            found.line_date = found.line_date or day
            continue
        head = head_of(paragraph, date=date or found.line_date, outlet=found.outlet, host=host)
        if head:
            found.agency = head.agency or found.agency
            found.place, found.day = head.place, head.day
            what: What = head.kind  # type: ignore[assignment]
            _cut(found, [_take(found, what, start, start + head.end)])
        return


def _date_alone(line: str) -> str | None:
    if not _DATE_LINE.fullmatch(line) or not re.search(r"[A-Za-z]{3}", line):
        return None
    try:
        return iso_date(line)
    except Exception:
        return None


def _cut_tail(found: Stripped) -> None:
    """A credit that ends the last paragraph: «... he said. (AP)», «... he said. /TASS/», «... he said. PTI ABC XY»."""
    for pattern, length in ((_REPORTING, 400), (_tail(), 80)):
        text = found.body.text
        match = pattern.search(text, max(len(text) - length, 0))
        if match and text[: match.start("credit")].strip():
            found.agency = found.agency or _credited(match["credit"])
            _cut(found, [_take(found, "credit", match.start("credit"), len(text))])


@cache
def _tail() -> re.Pattern[str]:
    return re.compile(
        rf"(?<=[.!?”\"’)])\s*(?P<credit>(?:(?:[—–/(\[-]|--)\s*(?:{agency_pattern()})(?:/[A-Za-z]{{2,12}})?\s*[)\]/]?"
        rf"|(?<=\s)(?:{agency_pattern()})(?:/[A-Za-z]{{2,12}})?(?: [A-Z]{{2,4}}){{0,5}})\.?)\s*\Z"
    )
