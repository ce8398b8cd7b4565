"""Scores to probabilities: isotonic steps fitted on reports that did not train the reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Self

from dragoman.types import Value

Curve = tuple[tuple[float, float], ...]


class Calibration(Value, frozen=True):
    """For events and attributions, points (score, probability), both rising; between points it is linear."""

    events: Curve = ()
    attributions: Curve = ()

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """The curves that stand in the model's settings; without any, scores stand for themselves."""
        found = settings.get("calibration", {})
        return cls(events=_curve(found.get("events", ())), attributions=_curve(found.get("attributions", ())))

    def event(self, score: float) -> float:
        """The probability that an event of this score holds."""
        return interpolate(self.events, score)

    def attribution(self, score: float) -> float:
        """The probability that an attribution of this score is right."""
        return interpolate(self.attributions, score)


def _curve(points: Sequence[Sequence[float]]) -> Curve:
    return tuple((float(x), float(y)) for x, y in points)


def interpolate(curve: Curve, score: float) -> float:
    """Linear between the points of ``curve``, level beyond its ends; the score itself where there is no curve."""
    if not curve:
        return min(1.0, max(0.0, score))
    if score <= curve[0][0]:
        return curve[0][1]
    for (x0, y0), (x1, y1) in pairwise(curve):
        if score <= x1:
            return y0 if x1 == x0 else y0 + (y1 - y0) * (score - x0) / (x1 - x0)
    return curve[-1][1]
