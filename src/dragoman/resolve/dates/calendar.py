"""ISO 8601 values of days, weeks, months and years, and steps between them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "week", "month", "year"]


def day_value(year: int, month: int, day: int) -> str | None:
    """``2024-11-26``, or None where the calendar has no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def month_value(year: int, month: int) -> str | None:
    """``2024-11``, or None."""
    return f"{year:04d}-{month:02d}" if 1 <= year <= 9999 and 1 <= month <= 12 else None


def year_value(year: int) -> str | None:
    """``2024``, or None."""
    return f"{year:04d}" if 1 <= year <= 9999 else None


def week_value(day: date) -> str:
    """The ISO week of ``day``: ``2024-W48``."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def add_days(day: date, days: int) -> date | None:
    """``day`` moved by ``days``, or None beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def shift(value: str, unit: Unit, steps: int) -> str | None:
    """The ISO value ``steps`` units away from ``value``, as precise as ``unit``; None where ``value`` is too coarse."""
    day = first_day(value)
    if day is None or precision(value) < ORDER[unit]:
        return None
    if unit == "year":
        return year_value(day.year + steps)
    if unit == "month":
        return month_value(*_month_step(day.year, day.month, steps))
    moved = add_days(day, steps * (7 if unit == "week" else 1))
    if moved is None:
        return None
    return week_value(moved) if unit == "week" else moved.isoformat()


ORDER: dict[str, int] = {"year": 0, "month": 1, "week": 2, "day": 3}


def precision(value: str) -> int:
    """0 for a year, 1 for a month, 2 for a week, 3 for a day."""
    return 2 if "W" in value else {4: 0, 7: 1}.get(len(value), 3)


def first_day(value: str) -> date | None:
    """The first day of an ISO value, or None if it is none."""
    try:
        if "W" in value:
            return date.fromisocalendar(int(value[:4]), int(value[6:]), 1)
        return date.fromisoformat(value + "-01-01"[3 * {4: 0, 7: 1, 10: 2}[len(value)] :])
    except (ValueError, KeyError):
        return None


def truncate(value: str, unit: Unit) -> str | None:
    """``value`` made as coarse as ``unit``; None where it is coarser already."""
    return shift(value, unit, 0)


def years_fitting(month: int, day: int, weekday: int, first: int, last: int) -> list[int]:
    """The years from ``first`` to ``last`` in which ``month``-``day`` falls on ``weekday`` (Monday is 0)."""
    found = []
    for year in range(max(first, 1), min(last, 9999) + 1):
        if month == 2 and day == 29 and not calendar.isleap(year):
            continue
        if day <= calendar.monthrange(year, month)[1] and date(year, month, day).weekday() == weekday:
            found.append(year)
    return found


def easter(year: int) -> date:
    """Easter Sunday of the Western reckoning (Meeus/Jones/Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _month_step(year: int, month: int, steps: int) -> tuple[int, int]:
    whole = year * 12 + month - 1 + steps
    return whole // 12, whole % 12 + 1
