"""Times in a line of search: «last November», «since 2024», «past 30 days», «between March and May 2025»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from dragoman.resolve.dates.calendar import first_day, shift
from dragoman.resolve.when import find_dates
from dragoman.types import Document, Report

Found = tuple[int, int, str, str]
"""Start and end in the line, ``since`` or ``until``, and the day, week, month or year."""
_LENGTHS = {"day": 1, "week": 7, "month": 30, "year": 365}
_PAST = re.compile(r"\b(?:in\s+)?(?:the\s+)?(?:last|past)\s+(?P<n>\d{1,4})\s+(?P<unit>day|week|month|year)s\b", re.I)
_VALUE = re.compile(r"(?<![\w-])(?:(?:19|20)\d\d)(?:-(?:0[1-9]|1[0-2])(?:-[0-3]\d)?|-W[0-5]\d)?(?![\w-])")
_BEFORE = re.compile(
    r"(?P<since>\b(?:since|from|after|starting|between))\s+$|(?P<until>\b(?:until|till|before|up\s+to))\s+$"
    r"|\b(?:in|on|during|of|for|around)\s+$",
    re.I,
)
_JOINT = re.compile(r"\s*(?:to|and|until|till|through|-|–|—|\.\.)\s*", re.I)


def times(line: str, today: date) -> list[Found]:
    """The times in a line, each as the filters ``since`` and ``until`` that it means; one word may mean both."""
    if past := _PAST.search(line):
        back = timedelta(days=int(past["n"]) * _LENGTHS[past["unit"].lower()])
        since = date.fromordinal(max(1, today.toordinal() - back.days))
        return [(*past.span(), "since", since.isoformat())]
    values = list(_values(line, today))
    found: list[Found] = []
    at = 0
    while at < len(values):
        start, end, value = values[at]
        following = values[at + 1] if at + 1 < len(values) else None
        before = _BEFORE.search(line[:start])
        start = before.start() if before else start
        if following and _JOINT.fullmatch(line[end : following[0]]):
            found += [(start, following[1], "since", value), (start, following[1], "until", following[2])]
            at += 2
            continue
        open_ = before.lastgroup if before else None
        names = (open_,) if open_ else ("since", "until")
        found += [(start, end, name, value) for name in names]
        at += 1
    return found


def _values(line: str, today: date) -> Iterator[tuple[int, int, str]]:
    """ISO values as they stand, and expressions that the grammar of dates knows; a month without a year is past."""
    plain = [(*m.span(), m.group()) for m in _VALUE.finditer(line) if first_day(m.group())]
    report = Report(text=line, date=today.isoformat())
    told = find_dates(Document(report=report, sentences=((0, len(line)),)), today=today)
    for mention in told:
        if any(start < mention.end and mention.start < end for start, end, _ in plain):
            # «November 2024» holds «2024»
            plain = [one for one in plain if not (mention.start <= one[0] and one[1] <= mention.end)]
        if not any(start < mention.end and mention.start < end for start, end, _ in plain):
            plain.append((mention.start, mention.end, _past(mention.text, mention.value, today)))
    yield from sorted(plain)


def _past(words: str, value: str, today: date) -> str:
    """A month or day that names no year, and would be yet to come, is that of the year before."""
    begin = first_day(value)
    ahead = re.search(r"\d{4}|next|tomorrow|coming|this", words, re.I)
    if begin is None or begin <= today or ahead or "W" in value or len(value) == 4:
        return value
    year_ago = shift(value[:7], "month", -12) or value
    return year_ago + value[7:]
