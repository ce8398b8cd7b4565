"""Days as tables want them: one for each event, exact to the day."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from dragoman.export.telling import Telling


class Days(NamedTuple):
    """From ``first`` to ``last``; ``told`` is False where no date is told and the day of publication stands in."""

    first: date
    last: date
    told: bool = True


def days_of(value: str | None) -> Days | None:
    """The days of an ISO 8601 date, as precise as it is; None where it is none. A time of day is left off."""
    from dragoman.reconcile.events.windows import of_value

    window = of_value(value[:10]) if value else None
    return Days(date.fromordinal(window.first), date.fromordinal(window.last)) if window else None


def event_days(telling: Telling) -> Days:
    """The days of an event: as told, else the day when it was first published, else first seen."""
    story = telling.story
    if told := days_of(story.date):
        return told
    published = days_of(published_day(telling)) or days_of(seen(telling)) or Days(date.min, date.min)
    return Days(published.first, published.first, told=False)


def published_day(telling: Telling) -> str | None:
    """The day when the event was first published."""
    days = [account.published for account in telling.accounts if account.published]
    first = telling.story.first_report or min(days, default=None)
    return first[:10] if first else None


def seen(telling: Telling) -> str | None:
    """When the first report of it came in."""
    return min((account.seen for account in telling.accounts), default=None)


def stamp(time: str | None) -> str | None:
    """GDELT's YYYYMMDDHHMMSS of an ISO time; midnight where only the day is known."""
    if not time:
        return None
    try:
        return datetime.fromisoformat(time).strftime("%Y%m%d%H%M%S")
    except ValueError:
        return None


def fraction(day: date) -> float:
    """GDELT's FractionDate, in which every month has 30 days and a year 365: 2004-11-26 is 2004.8932."""
    return round(day.year + (30 * (day.month - 1) + day.day) / 365, 4)
