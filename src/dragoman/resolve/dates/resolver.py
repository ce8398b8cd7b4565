"""What date expressions stand for: values against the report's day, the tense, and the dates told before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dragoman.resolve.dates import calendar
from dragoman.resolve.dates.anchor import Anchor, year_of
from dragoman.resolve.dates.forms import Kind, vocabulary
from dragoman.resolve.dates.grammar import Expression
from dragoman.resolve.dates.tense import Sentences, Tense, tense_at

_BACK = frozenset({"last", "past", "this past", "the previous"})
_AHEAD = frozenset({"next", "coming", "this coming", "the coming", "the following", "the upcoming"})
_JOINTS = frozenset({"and", "to", "-", "–", "—", "or", "through", "until", ",", "and on", "and in"})
_REACH = 500  # an anaphor looks back no farther, in characters


class Resolver:
    """Gives values to the expressions of one text, in their order; remembers the last date told."""

    def __init__(self, text: str, sentences: Sentences, anchor: Anchor, years: list[int], today: date) -> None:
        self._text = text
        self._sentences = sentences
        self._anchor = anchor
        self._years = years
        self._today = today
        self._told: list[tuple[Expression, str]] = []
        self._following: Expression | None = None
        self._resolvers: dict[Kind, Callable[[Expression], str | None]] = {
            "day": self._day,
            "month": self._month,
            "year": self._year,
            "weekday": self._weekday,
            "deictic": self._deictic,
            "unit": self._unit,
            "ago": self._ago,
            "later": self._later,
            "anaphor": self._anaphor,
            "week_of": self._week_of,
            "feast": self._feast,
            "bare_day": self._bare_day,
        }

    def resolve(self, e: Expression, following: Expression | None = None) -> str | None:
        """The ISO value of ``e``, or None where the text gives no hold. ``following`` is the next expression."""
        self._following = following
        value = self._resolvers[e.kind](e)
        if value is not None and calendar.first_day(value) is None:
            value = None
        if value is not None:
            self._told.append((e, value))
        return value

    # forms with a year, or that get one

    def _day(self, e: Expression) -> str | None:
        if e.month is None or e.day is None:
            return None
        if e.year is not None:
            return self._written(e)
        year = self._year_word(e) or self._fitting_year(e) or self._shared_year(e)
        if year is None:
            year = self._near_year(e)
        return calendar.day_value(year, e.month, e.day) if year else None

    def _written(self, e: Expression) -> str | None:
        """With slashes the day comes first, unless only the American order lies before the report."""
        if e.year is None or e.month is None or e.day is None:
            return None
        value = calendar.day_value(e.year, e.month, e.day)
        words, here = self._text[e.start : e.end], self._anchor.day
        if value and here and "/" in words and not words[:4].isdigit() and value > here.isoformat():
            swapped = calendar.day_value(e.year, e.day, e.month)
            return swapped if swapped and swapped <= here.isoformat() else value
        return value

    def _month(self, e: Expression) -> str | None:
        if e.month is None:
            return None
        year = e.year or self._year_word(e)
        if year is None and e.modifier:
            year = self._modified_year(e)
        if year is None and not e.modifier:
            year = self._shared_year(e)
        if year is None:
            year = self._near_year(e)
        return calendar.month_value(year, e.month) if year else None

    def _year(self, e: Expression) -> str | None:
        return calendar.year_value(e.year) if e.year else None

    def _feast(self, e: Expression) -> str | None:
        words = vocabulary()
        moved = words["movable_feasts"].get(e.modifier)
        if moved is None:
            month, day = map(int, words["feasts"][e.modifier].split("-"))
            return self._day(Expression(e.start, e.end, "day", e.year, month, day, year_modifier=e.year_modifier))
        year = e.year or self._year_word(e) or self._anchor.year
        found = calendar.add_days(calendar.easter(year), moved) if year else None
        return found.isoformat() if found else None

    def _week_of(self, e: Expression) -> str | None:
        value = self._day(e)
        return calendar.truncate(value, "week") if value else None

    def _bare_day(self, e: Expression) -> str | None:
        if e.day is None or self._anchor.day is None:
            return None
        here = self._anchor.day.isoformat()
        steps = {"last": -1, "next": 1}.get(e.modifier)
        if steps is None:
            steps = -1 if e.day > self._anchor.day.day and self._tense(e) != "future" and not e.modifier else 0
        month = calendar.shift(here, "month", steps)
        return calendar.day_value(int(month[:4]), int(month[5:]), e.day) if month else None

    def _year_word(self, e: Expression) -> int | None:
        word = e.year_modifier
        if word in {"this", "last", "next"}:
            return self._anchor.year + {"this": 0, "last": -1, "next": 1}[word] if self._anchor.year else None
        if word:
            told = self._last_told(e, 0)
            return int(told[:4]) + {"the previous": -1, "the following": 1}.get(word, 0) if told else None
        return None

    def _shared_year(self, e: Expression) -> int | None:
        """The year that the next expression names for both («between July 31 and August 14 that year»)."""
        after = self._following
        if after is None or after.month is None or e.month is None or after.month < e.month:
            return None
        joined = self._text[e.end : after.start].strip().lower() in _JOINTS
        return (after.year or self._year_word(after)) if joined else None

    def _fitting_year(self, e: Expression) -> int | None:
        if e.weekday is None:
            return None
        near = self._anchor.year
        found = year_of(e, [near] if near else self._years, self._today)
        slip = found is not None and near is not None and self._anchor.stated and abs(found - near) > 1
        return None if slip else found  # a weekday that fits no year around a dated report is a slip of the pen

    def _modified_year(self, e: Expression) -> int | None:
        a = self._anchor
        if e.modifier in {"that", "the previous", "the following", "the same"}:
            told = self._last_told(e, 0)
            if told is None or e.month is None:
                return None
            year, month = int(told[:4]), int(told[5:7]) if calendar.precision(told) in (1, 3) else 0
            if e.modifier == "the previous":
                return year if e.month < month else year - 1
            return year if e.month >= month else year + 1
        if a.year is None or e.month is None:
            return None
        if e.modifier == "this" or a.month is None:
            return a.year
        if e.modifier in _BACK:
            return a.year if e.month < a.month else a.year - 1
        return a.year if e.month > a.month else a.year + 1

    def _near_year(self, e: Expression) -> int | None:
        """The year of a month (and day) that names none: by what was told just before, the tense, and the anchor."""
        a = self._anchor
        if e.month is None:
            return None
        told = self._joined(e)
        if told is not None:
            return told
        if a.year is None:
            return None
        if a.month is None:
            return a.year
        ahead = (e.month - a.month) % 12
        if ahead == 0:
            return a.year
        tense = self._tense(e)
        future = (tense == "future" and ahead <= 9) or (tense is None and ahead <= 3)
        if future:
            return a.year if e.month > a.month else a.year + 1
        return a.year if e.month < a.month else a.year - 1

    def _joined(self, e: Expression) -> int | None:
        """The year told right before («Dec. 3, 2020 to January 5»), or the report's own year in the same sentence."""
        start = self._sentences.at(e.start)[0]
        for before, value in reversed(self._told):
            if before.end < start or e.start - before.end > _REACH:
                return None
            if before.year is None:
                continue
            if before.month is None:
                return before.year if before.year == self._anchor.year else None
            between = self._text[before.end : e.start].strip().lower()
            if between in _JOINTS and e.month is not None:
                return int(value[:4]) + (1 if e.month < before.month else 0)
        return None

    # weekdays and words that lean on the report's day

    def _weekday(self, e: Expression) -> str | None:
        if e.weekday is None:
            return None
        if e.modifier in {"that", "the previous", "the following"}:
            return self._weekday_told(e)
        day = self._anchor.day
        if day is None:
            return None
        if e.unit:
            which = e.unit.removeprefix("of ").removesuffix(" week")
            steps = -7 if which in _BACK else 7 if which in _AHEAD else 0
            found = calendar.add_days(day, steps - day.weekday() + e.weekday)
        else:
            found = calendar.add_days(day, self._weekday_steps(e, day))
        return found.isoformat() if found else None

    def _weekday_steps(self, e: Expression, day: date) -> int:
        back = (day.weekday() - (e.weekday or 0)) % 7
        if e.modifier in _BACK:
            return -(back or 7)
        if e.modifier in _AHEAD:
            return (7 - back) % 7 or 7
        tense = self._tense(e)
        if back == 0:
            return 0
        if e.modifier == "this":
            return 7 - back if tense == "future" else -back
        if not self._anchor.stated:  # the anchor is a day told in the text: the nearest one
            return 7 - back if tense == "future" or back > 3 else -back
        if tense == "future":
            return 7 - back
        return -back

    def _weekday_told(self, e: Expression) -> str | None:
        told = self._last_told(e, 3)
        day = calendar.first_day(told) if told and calendar.precision(told) == 3 else None
        if day is None or e.weekday is None:
            return None
        ahead = (e.weekday - day.weekday()) % 7
        found = calendar.add_days(day, ahead - 7 if e.modifier == "the previous" else ahead or 7)
        return found.isoformat() if found else None

    def _deictic(self, e: Expression) -> str | None:
        if e.day is not None:
            return self._day(e)
        a = self._anchor
        loose = not a.stated and self._text[e.start : e.end].lower() == "today"  # «what it is today»
        found = calendar.add_days(a.day, e.steps) if a.day and not loose else None
        return found.isoformat() if found else None

    def _unit(self, e: Expression) -> str | None:
        a = self._anchor
        if e.unit == "year":
            steps = -1 if e.modifier in _BACK else 1 if e.modifier in _AHEAD else 0
            if a.year is None:
                return None
            if e.edge == "end" and not e.modifier:
                return calendar.month_value(a.year, 12)
            if self._text[e.start : e.end].lower().startswith("this time") and a.month:
                return calendar.month_value(a.year + steps, a.month)
            return calendar.year_value(a.year + steps)
        if e.unit == "month":
            if a.year is None or a.month is None:
                return None
            steps = -1 if e.modifier in _BACK else 1 if e.modifier in _AHEAD else 0
            return calendar.shift(f"{a.year:04d}-{a.month:02d}", "month", steps)
        return self._week(e, a.day)

    def _week(self, e: Expression, day: date | None) -> str | None:
        if day is None:
            return None
        steps = -7 if e.modifier in _BACK else 7 if e.modifier in _AHEAD else 0
        if e.modifier in {"the coming", "the upcoming"}:
            steps = 6 if e.unit == "week" else 0
        if e.unit == "weekend" and not e.modifier:
            steps = -7 if day.weekday() < 5 and self._tense(e) != "future" else 0
        if e.unit == "weekend" and e.modifier == "this past":
            steps = -7 if day.weekday() < 5 else 0
        moved = calendar.add_days(day, steps)
        return calendar.week_value(moved) if moved else None

    def _ago(self, e: Expression) -> str | None:
        a = self._anchor
        if not e.steps:
            return None
        if e.unit == "year":
            return calendar.year_value(a.year - e.steps) if a.year else None
        if e.unit == "month":
            known = f"{a.year:04d}-{a.month:02d}" if a.year and a.month else ""
            return calendar.shift(known, "month", -e.steps) if known else None
        return calendar.shift(a.day.isoformat(), "week" if e.unit == "week" else "day", -e.steps) if a.day else None

    # words that lean on the date told last

    def _later(self, e: Expression) -> str | None:
        told = self._last_told(e, calendar.ORDER[_unit(e.unit)])
        if e.unit == "year" and e.steps == 1:  # «than a year earlier» compares, and tells no date
            return None
        steps = e.steps if e.modifier == "later" else -e.steps
        return calendar.shift(told, _unit(e.unit), steps) if told and steps else None

    def _anaphor(self, e: Expression) -> str | None:
        told = self._last_told(e, calendar.ORDER[_unit(e.unit)])
        if told is None:
            return None
        steps = {"next": 1, "following": 1, "previous": -1, "preceding": -1, "before": -1}.get(e.modifier, 0)
        return calendar.shift(told, _unit(e.unit), steps)

    def _last_told(self, e: Expression, precision: int) -> str | None:
        for before, value in reversed(self._told):
            if e.start - before.end > _REACH:
                return None
            if calendar.precision(value) >= precision:
                return value
        return None

    def _tense(self, e: Expression) -> Tense | None:
        return tense_at(self._text, self._sentences.at(e.start), e.start, e.end)


def _unit(word: str) -> calendar.Unit:
    units: dict[str, calendar.Unit] = {"week": "week", "month": "month", "year": "year"}
    return units.get(word, "day")
