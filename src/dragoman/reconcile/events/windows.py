"""When an act was, as a stretch of days: as exact as its report tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dragoman.reconcile.events.rules import rules
from dragoman.resolve.dates.calendar import first_day, shift
from dragoman.types import Account, Document, Event, Report

STEP = {4: "year", 7: "month", 8: "week", 10: "day"}
"""The unit of an ISO value of so many characters."""


NEVER = date(5000, 1, 1).toordinal()
"""Stands in where no day is known at all: far from every other, and no reason to stop."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days from ``first`` to ``last``, as ordinals. ``told``: a date tells them; otherwise they are reckoned."""

    first: int
    last: int
    told: bool

    @property
    def days(self) -> int:
        """How many days it has."""
        return self.last - self.first + 1

    @property
    def exact(self) -> bool:
        """Whether a report tells the very day."""
        return self.told and self.first == self.last

    def gap(self, other: Window) -> int:
        """Days from the one to the other; 0 where they meet."""
        return max(0, other.first - self.last, self.first - other.last)

    def __str__(self) -> str:
        first, last = date.fromordinal(self.first), date.fromordinal(self.last)
        if first == last:
            return first.isoformat()
        if self.told and first.day == 1 and (first.year, first.month) == (last.year, last.month):
            return first.isoformat()[:7]
        if self.told and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            return first.isoformat()[:4]
        return f"{first.isoformat()} to {last.isoformat()}"


@lru_cache(maxsize=8192)
def of_value(value: str) -> Window | None:
    """The window of an ISO day, week, month or year; None where it is no such value."""
    unit = STEP.get(len(value))
    first = first_day(value) if unit else None
    if first is None:
        return None
    following = first_day(shift(value, unit, 1) or "")  # type: ignore[arg-type]  # one of STEP's
    last = following - timedelta(days=1) if following else first
    return Window(first.toordinal(), last.toordinal(), told=True)


def published(account: Account) -> int:
    """The day of publication; where that is not known, the day on which the report came in."""
    for value in (account.published, account.seen):
        window = of_value(value[:10]) if value else None
        if window:
            return window.first
    return NEVER


def promised(account: Account) -> Window:
    """The days on which a planned act is to be: as dated, else as the evidence says, else soon after the report."""
    out = published(account)
    dated = of_value(account.event.date) if account.event.date else None
    if dated and dated.last > out:
        return dated
    # the day of publication is most often that of the announcement
    ahead = [w for w in _told(account.event, out) if w.first > out]
    return min(ahead, key=lambda w: (w.days, w.first)) if ahead else _reckoned(out, out + rules().days.soon)


def made(account: Account) -> Window:
    """The days on which a promise was made: as dated, unless that is a day to come, else shortly before the report."""
    window, out = done(account), published(account)
    return window if window.last <= out else _reckoned(out - rules().days.late, out)


def done(account: Account) -> Window:
    """The days on which an act was: as dated, else shortly before the report."""
    dated = of_value(account.event.date) if account.event.date else None
    if dated:
        return dated
    out, days = published(account), rules().days
    back = days.past if account.event.modality == "historical" else days.late
    return _reckoned(out - back, out)


def _reckoned(first: int, last: int) -> Window:
    """A window that no date tells, kept within the calendar."""
    return Window(max(first, date.min.toordinal()), min(last, date.max.toordinal()), told=False)


def _told(event: Event, out: int) -> list[Window]:
    """The days that the evidence names beside the date of the event: a promise is dated by the day it is made."""
    from dragoman.resolve.when import find_dates

    text, day = event.evidence.text, date.fromordinal(out)
    document = Document(report=Report(text=text, date=day.isoformat()), sentences=((0, len(text)),))
    # years are guessed from the day of publication and not from today, so that the answer never changes
    found = find_dates(document, today=day.replace(year=min(day.year + 1, date.max.year), day=1))
    return [w for d in found if (w := of_value(d.value))]
