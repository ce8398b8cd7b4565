"""The series of two parties: events by kind as bars, cooperation above the line and conflict below, and the score."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from html import escape

from dragoman.ledger.ask import Period, Tally
from dragoman.serve.days import count, day

WIDTH, HEIGHT, SCORES = 720, 210, 96
"""Of the drawing, of the bars in it, and of the line of the scores below them."""
LEFT, TOP, FOOT = 34, 14, 20
"""Free beside, above and below the bars."""
HIGHEST = 10
"""The score goes from minus this to this."""
QUADS = ((1, 1), (2, 1), (3, -1), (4, -1))
"""Each quad, from the middle outwards, and whether it goes up or down."""


def series(
    periods: Sequence[Period],
    which: Callable[[Period], Tally],
    href: Callable[[str], str],
    marked: Collection[str],
    title: str,
) -> str:
    """The periods as SVG: ``which`` of their tallies is drawn, ``href`` tells where a touch of one leads.

    ``marked``: the periods in which days stand out. Empty where nothing happened.
    """
    tallies = [which(period) for period in periods]
    if not any(tally.events for tally in tallies):
        return ""
    up = max(sum(tally.quads[:2]) for tally in tallies)
    down = max(sum(tally.quads[2:]) for tally in tallies)
    unit = (HEIGHT - TOP - FOOT) / max(up + down, 4)
    base, wide = TOP + unit * max(up, 1), (WIDTH - LEFT) / len(periods)
    bars = "".join(
        _bar(period.start, tally, LEFT + i * wide, wide, base, unit, href(period.start), period.start in marked)
        for i, (period, tally) in enumerate(zip(periods, tallies, strict=True))
    )
    return (
        f'<svg class="series" viewBox="0 0 {WIDTH} {HEIGHT + SCORES}" role="group" aria-labelledby="series-t series-d">'
        f'<title id="series-t">{escape(title)}</title><desc id="series-d">{escape(_told(periods, tallies))}</desc>'
        f"{_scale(up, down, base, unit)}{bars}"
        f'<line class="axis" x1="{LEFT}" x2="{WIDTH}" y1="{base:.1f}" y2="{base:.1f}"/>'
        f"{_times(periods, wide)}{_scores(tallies, wide)}</svg>"
    )


def _bar(start: str, tally: Tally, x: float, wide: float, base: float, unit: float, href: str, marked: bool) -> str:
    words = f"{day(start)}: {count(tally.events, 'event')}"
    if tally.score is not None:
        words += f", mean score {tally.score:+.1f}".replace("-", "−")
    if marked:
        words += "; a day stands out"
    gap, at = min(2.0, wide / 5), {1: base, -1: base}
    drawn = ""
    for quad, way in QUADS:
        tall = tally.quads[quad - 1] * unit
        top = at[way] - tall if way > 0 else at[way]
        at[way] -= way * tall
        if tall:
            shape = f'x="{x + gap / 2:.1f}" y="{top:.1f}" width="{wide - gap:.1f}" height="{tall:.1f}"'
            drawn += f'<rect class="quad-{quad}" {shape}/>'
    if marked:
        middle, tip = x + wide / 2, at[1] - 4
        drawn += f'<path class="stands-out" d="M{middle:.1f} {tip:.1f}l-4 -7h8z"/>'
    told = escape(words)
    return (
        f'<a href="{escape(href)}" tabindex="-1" aria-label="{told}"><title>{told}</title>'
        f'<rect class="touch" x="{x:.1f}" y="{TOP}" width="{wide:.1f}" height="{HEIGHT - TOP - FOOT}"/>{drawn}</a>'
    )


def _scale(up: int, down: int, base: float, unit: float) -> str:
    """How many events the tallest bars stand for."""
    lines = ""
    for events, y in ((up, base - up * unit), (down, base + down * unit)):
        if events:
            lines += f'<line class="line" x1="{LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
            lines += f'<text class="soft end" x="{LEFT - 6}" y="{y + 4:.1f}" aria-hidden="true">{events:,}</text>'
    return lines


def _times(periods: Sequence[Period], wide: float) -> str:
    """Years below the bars, or the periods themselves where all are of one year; as many as there is room for."""
    firsts = [i for i, p in enumerate(periods) if i == 0 or p.start[:4] != periods[i - 1].start[:4]]
    by_year = len(firsts) > 1
    ticks = firsts if by_year else list(range(len(periods)))
    room = 44 if by_year else 104
    every = 1 + int(room * len(ticks) / WIDTH)
    return "".join(
        f'<text class="soft" x="{LEFT + i * wide:.1f}" y="{HEIGHT - 5}" aria-hidden="true">'
        f"{escape(periods[i].start[:4] if by_year else day(periods[i].start))}</text>"
        for i in ticks[::every]
    )


def _scores(tallies: Sequence[Tally], wide: float) -> str:
    """The mean score as dots, joined where periods with events follow each other."""
    middle, half = HEIGHT + SCORES / 2, SCORES / 2 - 8
    lines, dots, before = "", "", None
    for i, tally in enumerate(tallies):
        if tally.score is None:
            before = None
            continue
        x, y = LEFT + (i + 0.5) * wide, middle - half * tally.score / HIGHEST
        if before is not None:
            lines += f'<line class="score" x1="{before[0]:.1f}" y1="{before[1]:.1f}" x2="{x:.1f}" y2="{y:.1f}"/>'
        dots += f'<circle class="score" cx="{x:.1f}" cy="{y:.1f}" r="2.6"/>'
        before = (x, y)
    marks = "".join(
        f'<line class="line" x1="{LEFT}" x2="{WIDTH}" y1="{middle - way * half:.1f}" y2="{middle - way * half:.1f}"/>'
        f'<text class="soft end" x="{LEFT - 6}" y="{middle - way * half + 4:.1f}" aria-hidden="true">{words}</text>'
        for way, words in ((1, "+10"), (0, "0"), (-1, "−10"))
    )
    return f'<g aria-hidden="true">{marks}{lines}{dots}</g>'


def _told(periods: Sequence[Period], tallies: Sequence[Tally]) -> str:
    most, tally = max(zip(periods, tallies, strict=True), key=lambda both: both[1].events)
    together = sum(t.events for t in tallies)
    return (
        f"{count(together, 'event')} from {day(periods[0].start)} to {day(periods[-1].start)}; most in "
        f"{day(most.start)}, {count(tally.events, 'event')}. Cooperation stands above the line, conflict below it; "
        f"under them the mean score, from −10 to +10. The table below has all numbers."
    )
