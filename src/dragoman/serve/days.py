"""Days and times as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from dragoman.export.words import flat

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
NOW = timedelta(seconds=90)
LONG = ((365, "year"), (30, "month"))
"""Units of days in which what is at least two of them ago is told."""


def count(value: int, one: str, several: str | None = None) -> str:
    """«1 report», «12,345 reports»; ``several`` where the plural is no plain «s»."""
    return f"{value:,} {one if value == 1 else several or one + 's'}"


def day(value: str | date | None, *, short: bool = False) -> str:
    """An ISO day, week, month, year or time as people write it: «26 November 2024», «November 2024».

    ``short``: months in three letters. «undated» where there is none; what is no date is given back as it is.
    """
    text = value.isoformat() if isinstance(value, date) else value
    if not text:
        return "undated"
    try:
        return _day(text[:10], short)
    except (ValueError, IndexError):
        return flat(text)


def _day(text: str, short: bool) -> str:
    if "W" in text:
        return f"week of {_day(date.fromisocalendar(int(text[:4]), int(text[6:]), 1).isoformat(), short)}"
    year, *rest = (int(part) for part in text.split("-"))
    if not rest:
        return str(year)
    month = MONTHS[rest[0] - 1][: 3 if short else None]
    return f"{month} {year}" if len(rest) == 1 else f"{date(year, *rest).day} {month} {year}"


def short_day(value: str | date | None) -> str:
    """As ``day``, with the month in three letters."""
    return day(value, short=True)


def when(value: str | None) -> str:
    """When something was, with its preposition: «on 26 November 2024», «in the week of 25 November 2024»; or empty."""
    if not value:
        return ""
    return f"in the {day(value)}" if "W" in value else f"{'on' if len(value) >= 10 else 'in'} {day(value)}"


def moment(value: str | None) -> str:
    """A time as people write it, in UTC: «26 November 2024, 14:05 UTC»; a day where only that is known."""
    if not value or "T" not in value:
        return day(value)
    at = _time(value)
    return f"{day(at.date())}, {at:%H:%M} UTC" if at else flat(value)


def ago(value: str | None, now: datetime) -> str:
    """How long ago a time or day was: «4 minutes ago», «yesterday», «in 3 days»; «never» where there is none."""
    if not value:
        return "never"
    at = _time(value)
    if at is None:
        return flat(value)
    if "T" in value and abs(now - at) < timedelta(days=1):
        return _recently(now - at)
    days = (now.date() - at.date()).days
    if days in (0, 1, -1):
        return {0: "today", 1: "yesterday", -1: "tomorrow"}[days]
    size, unit = next(((size, unit) for size, unit in LONG if abs(days) >= 2 * size), (1, "day"))
    return _told(count(abs(days) // size, unit), past=days > 0)


def _recently(gone: timedelta) -> str:
    if abs(gone) < NOW:
        return "just now"
    minutes = round(abs(gone).total_seconds() / 60)
    return _told(count(minutes, "minute") if minutes < 60 else count(minutes // 60, "hour"), past=gone > timedelta(0))


def _told(amount: str, *, past: bool) -> str:
    return f"{amount} ago" if past else f"in {amount}"


def stamp(at: datetime) -> str:
    """A time as the ledger writes it (ISO, UTC)."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _time(value: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
