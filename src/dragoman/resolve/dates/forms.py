"""The forms that a date expression can have, as patterns over the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from dragoman import data

Kind = Literal[
    "day", "month", "year", "weekday", "deictic", "unit", "ago", "later", "anaphor", "week_of", "feast", "bare_day"
]
Form = tuple[Kind, list[str], str]
DIGIT = "0"  # stands for every figure among the first words of a form


@dataclass(frozen=True, slots=True)
class Parts:
    """The pieces that patterns are put together from; named groups are the fields of an expression."""

    month: str
    weekday: str
    number: str
    part_of_day: str
    months: list[str]
    weekdays: list[str]
    numbers: list[str]


@cache
def vocabulary() -> dict[str, Any]:
    """The words of dates, from ``vocabulary.yaml``."""
    loaded: dict[str, Any] = data.read("dragoman.resolve.dates", "vocabulary.yaml")
    return loaded


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of ``words``, the longest first; blanks match any white space."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=lambda w: (-len(w), w)))


YEAR = r"(?P<y>1\d{3}|2[01]\d\d)(?![^\W_]|-[^\W\d_]|[.,:/]\d|['’]s\b\s+(?:early|late|mid))"
YEAR_ALONE = rf"(?<![.,:/]){YEAR}"
_WHICH = r"(?P<ymod>this|last|that|next|that\s+same|the\s+same|the\s+previous|the\s+following)(?:\s+past)?\s+year\b"
_TAIL = rf"(?:(?:,?\s+|,)(?:of\s+)?{YEAR}|,?\s+(?:of\s+|in\s+)?{_WHICH})?"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_DAY_END = r"(?![^\W_]|%|[.,:/]\d|\s?(?:million|billion|percent|per\s+cent)\b)"
_EDGE = r"(?P<edge>early|late|mid|(?:the\s+)?(?:end|beginning|start|middle)\s+of|earlier(?:\s+in)?|later(?:\s+in)?)"
_WHICH_WORDS = ["last", "this", "next"]
_EDGES = ["early", "late", "mid", "the", "end", "beginning", "start", "middle", "earlier", "later"]
_PERIOD = r"(?:calendar\s+|fiscal\s+|financial\s+)?(?P<unit>week|weekend|month|year)\b(?!-)"


def forms(words: dict[str, Any]) -> list[Form]:
    """All forms: kind, the lower-case words that can stand first, and the pattern."""
    months = [*words["months"], *words["month_abbreviations"]]
    weekdays = [*words["weekdays"], *words["weekday_abbreviations"]]
    teens = r"(?:(?:twenty|thirty|forty|fifty)[-\s](?:one|two|three|four|five|six|seven|eight|nine))"
    parts = Parts(
        month=rf"(?P<m>(?:{any_of(words['months'])})\b|(?:{any_of(words['month_abbreviations'])})\b(?:\.(?=\s*\d))?)",
        weekday=rf"(?P<w>(?:{any_of(words['weekdays'])})\b|(?:{any_of(words['weekday_abbreviations'])})\b(?:\.(?=,?\s*\w))?)",
        number=rf"(?P<n>\d{{1,2}}|{teens}|{any_of(words['numbers'])})",
        part_of_day=rf"(?:\s+(?:{any_of(words['parts_of_day'])})\b)?",
        months=months,
        weekdays=weekdays,
        numbers=[*words["numbers"], DIGIT],
    )
    return [*_days(parts), *_months(parts), *_weekdays(parts), *_relative(parts, words), *_units(), *_feasts(words)]


def _days(p: Parts) -> list[Form]:
    day_first = rf"{_DAY}[\s-]*(?:of\s+)?{p.month}{_TAIL}"
    month_first = rf"{p.month}\s*{_DAY}{_DAY_END}{_TAIL}"
    between = r"(?:\s*,\s*|\s+)(?:the\s+)?"
    return [
        ("day", [DIGIT], day_first),
        ("day", p.months, month_first),
        ("day", p.weekdays, rf"{p.weekday}{p.part_of_day}{between}{day_first}"),
        ("day", p.weekdays, rf"{p.weekday}{p.part_of_day}{between}{month_first}"),
        ("day", p.weekdays, rf"{p.weekday}\s+\((?:the\s+)?{day_first}\)"),
        ("day", p.weekdays, rf"{p.weekday}\s+\({month_first}\)"),
        ("day", _WHICH_WORDS, rf"(?P<ymod>last|this|next)\s+year,?\s+(?:on\s+)?{p.month}\s+{_DAY}{_DAY_END}"),
        ("day", [DIGIT], rf"(?P<d>\d{{1,2}})(?P<sep>[/.])(?P<mm>\d{{1,2}})(?P=sep){YEAR}"),
        ("day", [DIGIT], r"(?P<y>\d{4})(?P<sep>[-/.])(?P<mm>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?![^\W_]|[-/.]\d)"),
        ("week_of", ["the", "week"], rf"(?:the\s+)?week\s+(?:of|beginning|starting)\s+{month_first}"),
        ("bare_day", ["the"], r"the\s+(?P<d>\d{1,2})(?:st|nd|rd|th)\s+of\s+(?P<mod>this|last|next|the)\s+month\b"),
        ("bare_day", ["the"], r"(?<=\bon )the\s+(?P<d>\d{1,2})(?:st|nd|rd|th)(?=\s*(?:[.,;:!?)]|$|and\b|but\b))"),
    ]


def _months(p: Parts) -> list[Form]:
    which = r"(?P<mod>this\s+past|this\s+coming|this|last|next|past|that|the\s+previous|the\s+following|the\s+same)"
    span = r"\d{1,2}(?:st|nd|rd|th)?\s*(?:[-–—]|to)\s*\d{1,2}(?:st|nd|rd|th)?"
    alone = r"(?!\s*\d{1,2}(?!\d))"
    return [
        ("month", [*p.months, *_EDGES], rf"(?:{_EDGE}[\s-]+)?{p.month}{alone}{_TAIL}"),
        ("month", [*_WHICH_WORDS, "past", "that", *_EDGES], rf"(?:{_EDGE}[\s-]+)?{which}\s+{p.month}{alone}"),
        ("month", p.months, rf"{p.month}\s+(?P<edge>{span})(?![^\W_]){_TAIL}"),
        ("month", [DIGIT], rf"(?P<edge>{span})\s+(?:of\s+)?{p.month}{_TAIL}"),
        ("year", [DIGIT, "the", *_EDGES], rf"(?:{_EDGE}[\s-]+)?(?P<lead>the\s+year\s+)?{YEAR_ALONE}"),
    ]


def _weekdays(p: Parts) -> list[Form]:
    before = r"(?P<mod>this\s+past|this\s+coming|this|last|next|past|coming|the\s+previous|the\s+following|that)"
    after = r"(?:,?\s+(?P<unit>(?:of\s+)?(?:last|next|this|the\s+previous|the\s+following)\s+week))?\b"
    return [
        ("weekday", p.weekdays, rf"{p.weekday}{p.part_of_day}{after}"),
        ("weekday", [*_WHICH_WORDS, "past", "coming", "the", "that"], rf"{before}\s+{p.weekday}{p.part_of_day}"),
        ("weekday", _WHICH_WORDS, rf"(?P<unit>(?:last|next|this)\s+week)(?:['’]s)?\s+(?:on\s+)?{p.weekday}"),
    ]


def _relative(p: Parts, words: dict[str, Any]) -> list[Form]:
    deictic = words["deictic"]
    firsts = sorted({w.split()[0] for w in deictic})
    named = any_of(words["weekdays"])
    said = rf"(?:\s+\((?:{named})\)|,\s+(?:{named})\b(?!\s*(?:,|and\b)?\s*\w+day))?"
    span = r"(?P<unit>day|week|month|year|night|afternoon|morning|evening)\b(?!s)"
    ago = r"(?P<unit>day|week|month|year)s?\s+ago\b"
    return [
        ("deictic", firsts, rf"(?P<deictic>{any_of(deictic)})\b{p.part_of_day}{said}"),
        ("deictic", firsts, rf"(?P<deictic>{any_of(deictic)})\b,\s+{p.month}\s+{_DAY}{_DAY_END}{_TAIL}"),
        ("ago", [*p.numbers, "almost", "nearly"], rf"(?:(?:almost|nearly)\s+)?{p.number}\s+{ago}"),
        ("later", p.numbers, rf"{p.number}\s+(?P<unit>day|week|month|year)s?\s+(?P<mod>later|earlier)\b"),
        ("anaphor", ["the", "that"], rf"(?P<mod>that|the\s+same|that\s+same|that\s+very)\s+{span}"),
        ("anaphor", ["the"], rf"the\s+(?P<mod>next|following|previous|preceding)\s+{span}"),
        ("anaphor", ["the"], r"the\s+(?P<unit>day|week|month|year)\s+(?P<mod>before)\b(?=\s*[.,;)]|$)"),
    ]


def _units() -> list[Form]:
    which = r"(?P<mod>this\s+past|this\s+coming|this|last|next|the\s+coming|the\s+current|the\s+upcoming)"
    edge = r"(?:(?P<edge>earlier|later|early|late)\s+)?"
    return [
        ("unit", ["this", "last", "next", "the", "earlier", "later", "early", "late"], rf"{edge}{which}\s+{_PERIOD}"),
        ("unit", ["this"], rf"this\s+time\s+(?P<mod>last|next)\s+{_PERIOD}"),
        ("unit", ["the"], r"the\s+(?P<edge>end|beginning|start|middle)\s+of\s+the\s+(?P<unit>week|month|year)\b"),
        ("unit", ["the"], r"the\s+(?P<unit>weekend)\b"),
    ]


def _feasts(words: dict[str, Any]) -> list[Form]:
    names = [*words["feasts"], *words["movable_feasts"]]
    return [("feast", sorted({n.split()[0] for n in names}), rf"(?P<feast>{any_of(names)})\b{_TAIL}")]
