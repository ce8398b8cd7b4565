"""The date of publication, as people and machines write it, to ISO 8601."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime

from dragoman.errors import InputError

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"  # noqa: E501
WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?"

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}[:.]?\d{2}.*)?", re.DOTALL)
_PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}Z?)?")
_SHORT = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2]))?")
_WEEK = re.compile(r"(\d{4})-?W(\d{2})")
_NUMBERS = re.compile(r"(\d{1,4})[./](\d{1,2})[./](\d{4}|\d{1,2})")
_DAY_FIRST = re.compile(
    rf"(?:{WEEKDAY},?\s+)?(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?({MONTH}),?[\s-]+(\d{{4}})\b.*", re.I | re.S
)
_MONTH_FIRST = re.compile(rf"(?:{WEEKDAY},?\s+)?({MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b.*", re.I | re.S)
_MONTH_ONLY = re.compile(rf"({MONTH}),?\s+(\d{{4}})", re.I)


def iso_date(value: str | date | datetime | None) -> str | None:
    """ISO 8601 of a date written in any common form, as precise as it is: day, week, month or year.

    None and blank give None. Raises ``InputError`` for what is no date, or could be two («03/04/2024»).
    """
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = " ".join(value.split())
    if not text:
        return None
    found = _written(text) if len(text) <= 80 else None
    if found is None:
        shown = text[:40].encode("utf-8", "replace").decode("utf-8")
        raise InputError(f"The date “{shown}” is not understood; write it as 2024-11-26.")
    return found


def day_of(year: int, month: int, day: int) -> str | None:
    """The ISO day, or None where the calendar has none such."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def month_number(name: str) -> int:
    """1 to 12 for an English name of a month, short or long."""
    return MONTHS[name.lower().rstrip(".")]


def nearest_before(month: int, day: int, published: str | None) -> str | None:
    """The day ``month``-``day`` that lies closest before publication (a day after it counts: time zones)."""
    known = _full(published)
    if known is None:
        return None
    for year in (known.year + 1, known.year, known.year - 1, known.year - 4):
        found = day_of(year, month, day)
        if found and date.fromisoformat(found) <= known + timedelta(days=1):
            return found
    return None


def weekday_before(name: str, published: str | None) -> str | None:
    """The last day called ``name`` («Tuesday») that is not after publication."""
    known = _full(published)
    index = next((i for i, day in enumerate(WEEKDAYS) if day.startswith(name.lower().rstrip(".")[:3])), None)
    if known is None or index is None:
        return None
    return (known - timedelta(days=(known.weekday() - index) % 7)).isoformat()


def _full(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published) if published and len(published) == 10 and "W" not in published else None
    except ValueError:
        return None


def _written(text: str) -> str | None:
    if not text.isascii():
        return _foreign(text)
    for form in (_ISO, _PLAIN):
        if match := form.fullmatch(text):
            return day_of(*map(int, match.groups()))
    if match := _SHORT.fullmatch(text):
        return text if int(match[1]) >= 1000 else None
    if match := _WEEK.fullmatch(text):
        return _week(int(match[1]), int(match[2]))
    if match := _NUMBERS.fullmatch(text.split(" ")[0]):
        return _numbers(*match.groups())
    if match := _DAY_FIRST.fullmatch(text):
        return day_of(int(match[3]), month_number(match[2]), int(match[1]))
    if match := _MONTH_FIRST.fullmatch(text):
        return day_of(int(match[3]), month_number(match[1]), int(match[2]))
    if match := _MONTH_ONLY.fullmatch(text):
        return f"{int(match[2]):04d}-{month_number(match[1]):02d}"
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return _foreign(text)


def _week(year: int, week: int) -> str | None:
    try:
        date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    return f"{year:04d}-W{week:02d}"


def _numbers(first: str, second: str, third: str) -> str | None:
    """«26/11/2024», «11/26/2024», «2024/11/26», «26.11.24»: None where day and month cannot be told apart."""
    if len(first) == 4:
        return day_of(int(first), int(second), int(third))
    if len(first) == 3:
        return None
    a, b, year = int(first), int(second), int(third) + (2000 if len(third) == 2 else 0)
    if a > 12 or a == b:
        return day_of(year, b, a)
    return day_of(year, a, b) if b > 12 else None


def _foreign(text: str) -> str | None:
    """«26 novembre 2024»: whatever dateparser is sure of, as long as day, month and year are written."""
    if not re.search(r"\d{4}", text) or not re.search(r"[^\W\d_]{3}", text):
        return None
    import dateparser

    try:
        found = dateparser.parse(text, settings={"STRICT_PARSING": True})
    except Exception:  # dateparser raises many kinds on odd input; none of them is news to the user
        return None
    return found.date().isoformat() if found else None
