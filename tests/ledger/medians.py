"""Days that stand out, reckoned anew for each day, with medians as statistics has them."""

from __future__ import annotations

from math import sqrt
from statistics import median


def plainly(
    counts: list[int], start: int, since: int, *, past: int, least: int, bound: float
) -> list[tuple[int, int, float, float]]:
    """For each day that stands out: its number, its count, the median, and z."""
    found = []
    for n in range(max(start + least, since), len(counts)):
        before = counts[max(start, n - past) : n]
        even = [sqrt(count) + sqrt(count + 1) for count in before]
        middle = median(even)
        spread = 1.4826 * median(abs(one - middle) for one in even)
        z = (sqrt(counts[n]) + sqrt(counts[n] + 1) - middle) / max(spread, 1.0)
        if counts[n] and z >= bound:
            found.append((n, counts[n], float(median(before)), round(z, 1)))
    return found
