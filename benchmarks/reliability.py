"""Draws how well confidence keeps its word: ``python -m benchmarks.reliability`` writes docs/calibration.md and its picture.

Measured on the held reports, which neither trained nor calibrated the reader. Reads ../shared/data.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np

from benchmarks.accuracy import records
from benchmarks.measures import attribution_hits, event_hits
from dragoman.pipeline import Reader
from training import sources

DOCS = Path(__file__).resolve().parents[1] / "docs"
EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0001)
SIZE, MARGIN = 260, 44
Bin = tuple[float, float, int]  # mean confidence, share that hold, count


def bins(hits: list[tuple[float, float]]) -> list[Bin]:
    """Hits gathered by confidence."""
    out = []
    for low, high in itertools.pairwise(EDGES):
        inside = [(c, h) for c, h in hits if low <= c < high]
        if inside:
            out.append((float(np.mean([c for c, _ in inside])), float(np.mean([h for _, h in inside])), len(inside)))
    return out


def expected_error(found: list[Bin]) -> float:
    """Mean distance of confidence and share, weighed by count (expected calibration error)."""
    return sum(abs(c - s) * n for c, s, n in found) / max(1, sum(n for *_, n in found))


def panel(title: str, found: list[Bin], left: int) -> str:
    """One plot as SVG."""

    def x(v: float) -> float:
        return left + MARGIN + v * SIZE

    def y(v: float) -> float:
        return MARGIN + (1 - v) * SIZE

    line = " ".join(f"{x(c):.0f},{y(s):.0f}" for c, s, _ in found)
    dots = "".join(
        f'<circle cx="{x(c):.0f}" cy="{y(s):.0f}" r="{3 + min(12, n**0.5 / 2):.1f}" fill="#2563eb" fill-opacity=".8"/>'
        f'<text x="{x(c) + 9:.0f}" y="{y(s) + 16:.0f}" font-size="11" fill="#6b7280">{n}</text>'
        for c, s, n in found
    )
    ticks = "".join(
        f'<text x="{x(v):.0f}" y="{y(0) + 18:.0f}" font-size="11" text-anchor="middle" fill="#6b7280">{v:.1f}</text>'
        f'<text x="{x(0) - 8:.0f}" y="{y(v) + 4:.0f}" font-size="11" text-anchor="end" fill="#6b7280">{v:.1f}</text>'
        for v in (0, 0.5, 1)
    )
    return (
        f'<text x="{x(0.5):.0f}" y="24" font-size="14" text-anchor="middle" fill="#6b7280">{title}</text>'
        f'<rect x="{x(0):.0f}" y="{y(1):.0f}" width="{SIZE}" height="{SIZE}" fill="none" stroke="#9ca3af"/>'
        f'<line x1="{x(0):.0f}" y1="{y(0):.0f}" x2="{x(1):.0f}" y2="{y(1):.0f}" stroke="#9ca3af" stroke-dasharray="4 4"/>'
        f'<polyline points="{line}" fill="none" stroke="#2563eb" stroke-width="2"/>{dots}{ticks}'
    )


def table(found: list[Bin]) -> str:
    """One plot as Markdown."""
    rows = "\n".join(f"| {c:.2f} | {s:.2f} | {n} |" for c, s, n in found)
    return f"| confidence, mean | hold | number |\n| --- | --- | --- |\n{rows}"


def main() -> None:
    """Writes the page and the picture."""
    events: list[tuple[float, float]] = []
    speech: list[tuple[float, float]] = []
    for doc, record in records(Reader(), list(sources.annotated("held"))):
        events += event_hits(doc, record)
        speech += attribution_hits(doc, record)
    first, second = bins(events), bins(speech)
    width, height = 2 * (SIZE + 2 * MARGIN), SIZE + 2 * MARGIN
    picture = panel("events", first, 0) + panel("attributions", second, SIZE + 2 * MARGIN)
    (DOCS / "images").mkdir(exist_ok=True)
    (DOCS / "images" / "reliability.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" role="img" '
        f'aria-label="Share of items that hold, by confidence">{picture}</svg>\n'
    )
    (DOCS / "calibration.md").write_text(
        "# What confidence means\n\n*Written by `python -m benchmarks.reliability`; do not edit.*\n\n"
        "Of the events said to be 0.8 sure, eight in ten should hold. An event holds when type, actor countries and "
        "recipient countries are all those of the annotation; an attribution when source and content share half or more "
        "of their words with the annotated ones. Fitted on the tune reports (events by logistic regression over the "
        "signs of `record/calibration.py`, attributions by isotonic regression), measured here on the held ones; "
        "the dashed line is perfect, numbers are counts.\n\n"
        "![Reliability curves](images/reliability.svg)\n\n"
        f"## Events (expected calibration error {expected_error(first):.3f})\n\n{table(first)}\n\n"
        f"## Attributions (expected calibration error {expected_error(second):.3f})\n\n{table(second)}\n"
    )
    print(f"expected calibration error: events {expected_error(first):.3f}, attributions {expected_error(second):.3f}")


if __name__ == "__main__":
    main()
