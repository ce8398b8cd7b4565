"""The timeline: events counted by month as bars, or by year where older ones are looked at; each a link to that time.

Links are out of the tab order, since a page has fields for the days beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from html import escape
from typing import NamedTuple

from dragoman.resolve.dates.calendar import shift
from dragoman.serve.days import count, day

WIDTH, HEIGHT = 480, 104
LEFT, TOP, FOOT = 4, 14, 18
"""Free beside, above and below the bars, in the units of the width."""
MOST, AHEAD = 48, 6
"""Months that are shown, and of them those after the present one, where there are events."""
LEAST = 12
"""Bars there are at least, so that a few do not look like walls."""


class Bar(NamedTuple):
    """A month («2024-11») or year, and how many events began in it."""

    value: str
    events: int


def bars(months: Mapping[str, int], day: str, chosen: str = "") -> list[Bar]:
    """Month by month without gaps: the months up to a little after ``day``, as many as are shown.

    Where the time that is looked at (``chosen``) lies before these, or events go on for long after ``day``, years.
    """
    if not months:
        return []
    last = min(max(months), shift(day[:7], "month", AHEAD) or day[:7])
    floor = shift(last, "month", 1 - MOST) or last
    if (chosen and chosen[:7] < floor[: len(chosen[:7])]) or last < min(months):
        return _by_year(months)
    start = min(max(min(months), floor), shift(last, "month", 1 - LEAST) or last)
    return [Bar(value, months.get(value, 0)) for value in _steps(start, last)]


def _by_year(months: Mapping[str, int]) -> list[Bar]:
    years = Counter[str]()
    for month, events in months.items():
        years[month[:4]] += events
    last = int(max(years))
    return [
        Bar(f"{year:04d}", years[f"{year:04d}"]) for year in range(min(int(min(years)), last - LEAST + 1), last + 1)
    ]


def timeline(shown: list[Bar], href: Callable[[str], str], chosen: tuple[str, str] = ("", "")) -> str:
    """The bars as SVG; ``href`` tells where a touch of a month or year leads.

    ``chosen``: the first and last day, month or year that are looked at, empty where that side is open; what lies
    between is marked. Empty where there are no bars.
    """
    if not shown:
        return ""
    most = max(bar.events for bar in shown) or 1
    wide = (WIDTH - 2 * LEFT) / len(shown)
    drawn = "".join(
        _bar(bar, LEFT + i * wide, wide, (HEIGHT - TOP - FOOT) * bar.events / most, href(bar.value), _in(bar, chosen))
        for i, bar in enumerate(shown)
    )
    base = HEIGHT - FOOT
    return (
        f'<svg class="timeline" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-labelledby="time-t time-d">'
        f'<title id="time-t">When events took place</title><desc id="time-d">{escape(_told(shown))}</desc>'
        f'<line class="line" x1="{LEFT}" x2="{WIDTH - LEFT}" y1="{TOP}" y2="{TOP}"/>'
        f'<text class="soft" x="{LEFT}" y="{TOP - 4}" aria-hidden="true">{most:,}</text>'
        f'{drawn}<line class="axis" x1="{LEFT}" x2="{WIDTH - LEFT}" y1="{base}" y2="{base}"/>'
        f"{_years(shown, wide)}</svg>"
    )


def _bar(bar: Bar, x: float, wide: float, tall: float, href: str, on: bool) -> str:
    base, words = HEIGHT - FOOT, escape(f"{day(bar.value)}: {count(bar.events, 'event')}")
    tall = max(tall, 1.5) if bar.events else 0
    gap = min(1.5, wide / 5)
    marked = ' aria-current="true"' if on else ""
    return (
        f'<a href="{escape(href)}" tabindex="-1" aria-label="{words}"{marked}>'
        f'<title>{words}</title><rect class="touch" x="{x:.1f}" y="{TOP}" width="{wide:.1f}" height="{base - TOP}"/>'
        f'<rect class="bar" x="{x + gap / 2:.1f}" y="{base - tall:.1f}" width="{wide - gap:.1f}" height="{tall:.1f}"/>'
        "</a>"
    )


def _years(shown: list[Bar], wide: float) -> str:
    """Years below the bars, as many as there is room for."""
    ticks = [(i, bar.value[:4]) for i, bar in enumerate(shown) if len(bar.value) == 4 or bar.value.endswith("-01")]
    ticks = ticks or [(0, shown[0].value[:4])]
    every = 1 + int(34 * len(ticks) / WIDTH)
    return "".join(
        f'<text class="soft" x="{LEFT + i * wide:.1f}" y="{HEIGHT - 4}" aria-hidden="true">{year}</text>'
        for i, year in ticks[::every]
    )


def _in(bar: Bar, chosen: tuple[str, str]) -> bool:
    """Whether the month or year reaches into the time that is looked at."""
    since, until = chosen
    if not since and not until:
        return False
    size = len(bar.value)
    return since[:size] <= bar.value and (not until or bar.value <= until[:size].ljust(size, "~"))


def _told(shown: list[Bar]) -> str:
    most = max(shown, key=lambda bar: bar.events)
    unit = "month" if len(most.value) == 7 else "year"
    return (
        f"By {unit}, from {day(shown[0].value)} to {day(shown[-1].value)}; "
        f"most in {day(most.value)}: {count(most.events, 'event')}."
    )


def _steps(first: str, last: str) -> list[str]:
    found = [first]
    while found[-1] < last and (following := shift(found[-1], "month", 1)):
        found.append(following)
    return found
