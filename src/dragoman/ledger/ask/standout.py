"""Days that stand out of the past of two parties.

The measure is a robust z-score. Counts are first made even (the double square root of Freeman and Tukey), so that
chance alone spreads them by about one, however busy the two are; ``z`` is how far a day then lies above the median of
the year before it, in units of the median deviation of those days (times 1.4826, as for a normal spread), or of one
where that is less. The past is the parties' own: it begins with their first event, and a day is not judged before
``LEAST`` days of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from math import sqrt
from typing import NamedTuple, TypeVar

N = TypeVar("N", int, float)
PAST = 365
"""Days before a day that it is held against."""
LEAST = 60
"""Days of past without which nothing is called usual."""
BOUND = 3.0
"""From which z on a day stands out: four events between parties that are else silent, thirteen where four are usual."""
MEASURE = "z: robust z-score of the day's count (Freeman-Tukey), by median and median deviation of the year before"


class Unusual(NamedTuple):
    """A day, its events, how many are usual (the median of the days before), and how far above that it lies."""

    day: date
    events: int
    usual: float
    z: float


def unusual(counts: Mapping[date, int], begin: date | None, first: date, last: date) -> Iterator[Unusual]:
    """The days from ``first`` to ``last`` that stand out.

    ``counts`` has the days on which there was something, ``begin`` is the first day of the past.
    """
    if begin is None:
        return
    day, end = begin, min(last, max(counts, default=begin))
    past: Counter[int] = Counter()
    while day <= end:
        known = min((day - begin).days, PAST)
        count = counts.get(day, 0)
        if day >= first and known >= LEAST and count:
            usual, z = _score(count, past)
            if z >= BOUND:
                yield Unusual(day, count, usual, round(z, 1))
        past[count] += 1
        if known == PAST:
            gone = counts.get(day - timedelta(days=PAST), 0)
            past[gone] -= 1
            if not past[gone]:
                del past[gone]
        day += timedelta(days=1)


def _score(count: int, past: Counter[int]) -> tuple[float, float]:
    """The median of the past, and z; where that is below the bound, a number that is too, and not less than z."""
    low, high = _middle(past)
    middle = (_even(low) + _even(high)) / 2
    above = _even(count) - middle
    if above >= BOUND:  # else the spread, which is at least one, need not be known
        away: Counter[float] = Counter()
        for one, times in past.items():
            away[abs(_even(one) - middle)] += times
        above /= max(1.4826 * sum(_middle(away)) / 2, 1.0)
    return (low + high) / 2, above


@cache
def _even(count: int) -> float:
    return sqrt(count) + sqrt(count + 1)


def _middle(times: Counter[N]) -> tuple[N, N]:
    """The two values in the middle, which are one where their number is odd."""
    whole, seen = times.total(), 0
    low: N | None = None
    for value in sorted(times):
        seen += times[value]
        if low is None and seen > (whole - 1) // 2:
            low = value
        if low is not None and seen > whole // 2:
            return low, value
    raise ValueError("there are no values to be in the middle of")
