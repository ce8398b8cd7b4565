"""The report's own day: from its date, its dateline, or its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from dragoman.resolve.dates.calendar import add_days, first_day, precision, years_fitting
from dragoman.resolve.dates.grammar import Expression
from dragoman.types import Report

_HEAD = 160
_LEAD = 400
_IN_ADDRESS = re.compile(r"(?<!\d)(20\d\d)[-/]?([01]\d)[-/]?([0-3]\d)")
_AFTER_DATELINE = re.compile(r"\s*(?:\([^)\n]{2,30}\)|[-–—:/|.]|$|\n)")


Ahead = Callable[[Expression], bool]


@dataclass(frozen=True, slots=True)
class Anchor:
    """What is known of the report's day. ``day`` is exact where ``stated``, else the likely day or None.

    ``year`` and ``month`` are set as far as known. ``stated``: given with the report or by its dateline.
    """

    day: date | None = None
    year: int | None = None
    month: int | None = None
    stated: bool = False


def find_anchor(report: Report, expressions: Sequence[Expression], ahead: Ahead, today: date) -> Anchor:
    """The anchor of ``report``; nothing is invented: without any hold, all its fields are None.

    ``ahead`` tells of an expression whether the words around it speak of the future.
    """
    for given in (report.date, report.dateline_day):
        anchor = _given(given)
        if anchor is not None:
            return anchor
    years = [e.year for e in expressions if e.year is not None and e.year <= today.year]
    return (
        _dateline(report, expressions, years, today)
        or _apposed(expressions, years, today)
        or _dated(expressions, years, ahead, today)
        or Anchor()
    )


def year_of(e: Expression, years: Sequence[int], today: date) -> int | None:
    """The year of a month and day that names none: the one in which the weekday fits, nearest to ``years``.

    With no years in the text, the last fitting year up to ``today``. Without a weekday, None.
    """
    if e.month is None or e.day is None or e.weekday is None:
        return None
    fitting = years_fitting(e.month, e.day, e.weekday, 1900, today.year + 1)
    fitting = [y for y in fitting if date(y, e.month, e.day) <= today] or fitting
    if not fitting:
        return None
    if not years:
        return fitting[-1]
    recent = max(years)
    return min(fitting, key=lambda y: (abs(y - recent), -y))


def _given(value: str | None) -> Anchor | None:
    day = first_day(value) if value else None
    if value is None or day is None:
        return None
    fine = precision(value)
    return Anchor(day if fine >= 2 else None, day.year, day.month if fine >= 1 else None, stated=fine == 3)


def _at(day: date, *, stated: bool) -> Anchor:
    return Anchor(day, day.year, day.month, stated)


def _day_of(e: Expression, years: Sequence[int], today: date) -> date | None:
    year = e.year or year_of(e, years, today)
    if year is None or e.month is None or e.day is None:
        return None
    try:
        return date(year, e.month, e.day)
    except ValueError:
        return None


def _dateline(report: Report, expressions: Sequence[Expression], years: Sequence[int], today: date) -> Anchor | None:
    """«CAIRO – 26 July 2022:», «NAIROBI, July 18 (Agency) --», or a first line that is only a date."""
    text = report.text
    start = len(text) - len(text.lstrip())
    for e in expressions:
        if e.start > start + _HEAD or e.kind != "day":
            continue
        line = text[text.rfind("\n", 0, e.start) + 1 : e.start]
        letters = [c for c in line if c.isalpha()]
        place = not letters or (len(line) < 60 and sum(c.isupper() for c in letters) > len(letters) / 2)
        short = len(line) < 40 and line.rstrip().endswith((",", "-", "–", "—"))
        if (place or short) and _AFTER_DATELINE.match(text, e.end):
            day = _day_of(e, years, today) or _by_hints(e, expressions, years, report.url, today)
            if day is not None:
                return _at(day, stated=True)
    return None


def _by_hints(
    e: Expression, expressions: Sequence[Expression], years: Sequence[int], url: str | None, today: date
) -> date | None:
    """A dateline without a year: that of the address, else the one near the text's latest in which its weekdays fit."""
    if e.month is None or e.day is None:
        return None
    for match in _IN_ADDRESS.finditer(url or ""):
        told, said = _safe(*map(int, match.groups())), _safe(int(match[1]), e.month, e.day)
        if told and said and abs((told - said).days) <= 2:
            return said
    named = {x.weekday for x in expressions if x.kind == "weekday" and not x.modifier}
    options = [d for y in sorted(set(years))[-1:] for k in (0, 1) if (d := _safe(y + k, e.month, e.day)) and d <= today]
    return next((d for d in options if d.weekday() in named or (d.weekday() - 1) % 7 in named), None)


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _apposed(expressions: Sequence[Expression], years: Sequence[int], today: date) -> Anchor | None:
    """«yesterday (July 27, 2022)» tells the report's day."""
    for first, second in zip(expressions, [*expressions[1:], None], strict=True):
        if first.kind != "deictic":
            continue
        said = first if first.day is not None else second
        if said is None or said.day is None or said.start - first.end > 3:
            continue
        day = _day_of(said, years, today)
        moved = add_days(day, -first.steps) if day else None
        if moved is not None:
            return _at(moved, stated=True)
    return None


def _dated(expressions: Sequence[Expression], years: Sequence[int], ahead: Ahead, today: date) -> Anchor | None:
    """The latest day that the text names with its weekday or near its head, if its year is the latest of the text."""
    days = [
        d
        for e in expressions
        if e.kind == "day"
        and (e.weekday is not None or e.start < _LEAD)
        and (d := _day_of(e, years, today))
        and d <= today
        and not ahead(e)
    ]
    if not days:
        return None
    latest = max(days)
    past = [y for y in years if y <= latest.year + 1]
    return None if past and max(past) > latest.year else _at(latest, stated=False)
