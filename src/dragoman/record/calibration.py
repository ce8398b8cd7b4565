"""Scores to probabilities, fitted on reports that did not train the reader.

An attribution's score goes through a rising curve (isotonic regression). Whether an event holds depends on more than
one score: a logistic regression weighs how sure the reader was of each part, and what came of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Self

import msgspec

from dragoman.types import Entity, Modality, ReadEvent, Value

Curve = tuple[tuple[float, float], ...]
LEAST = 1e-3
LONG = 10


class Calibration(Value, frozen=True):
    """``attributions``: points (score, probability), both rising. ``events``: a weight for each of ``signs``.

    ``floor``: events less probable than this are not told. ``enough``: nor is any of a report of ``LONG`` sentences or
    more whose events, their probabilities summed up, come to less than this; of a shorter one in proportion.
    """

    events: dict[str, float] = msgspec.field(default_factory=dict)
    attributions: Curve = ()
    floor: float = 0.0
    enough: float = 0.0

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """What stands in the model's settings; without it scores stand for themselves."""
        found = settings.get("calibration", {})
        return cls(
            events={str(k): float(w) for k, w in found.get("events", {}).items()},
            attributions=_curve(found.get("attributions", ())),
            floor=float(found.get("floor", 0.0)),
            enough=float(found.get("enough", 0.0)),
        )

    def told(self, chances: Sequence[float], sentences: int) -> list[bool]:
        """Which events of a report to tell, given the probability of each."""
        something = sum(chances) >= self.enough * min(1.0, sentences / LONG)
        return [something and chance >= self.floor for chance in chances]

    def event(self, found: Mapping[str, float]) -> float:
        """The probability that an event with these ``signs`` holds; without weights, how sure the reader was."""
        if not self.events:
            return math.exp((found["trigger"] + found["type"] + found["actor"]) / 3)
        total = sum(
            weight * (found.get(name, 0.0) if name != "always" else 1.0) for name, weight in self.events.items()
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def attribution(self, score: float) -> float:
        """The probability that an attribution of this score is right."""
        return interpolate(self.attributions, score)


def signs(
    read: ReadEvent,
    type: str,
    modality: Modality,
    actors: Sequence[Entity],
    recipients: Sequence[Entity],
    *,
    told: bool,
    beside: float,
) -> dict[str, float]:
    """What tells whether an event holds: logarithms of the reader's probabilities, and yes (1) or no (0).

    ``told``: it stands in reported speech. ``beside``: how many other events the reader expects in the report.
    """

    def log(chance: float) -> float:
        return math.log(max(chance, LEAST))

    theirs, ours = {e.country for e in recipients}, {e.country for e in actors}
    return {
        "always": 1.0,
        "trigger": log(read.surety.trigger),
        "type": log(read.surety.type),
        "actor": log(read.surety.actor),
        "recipient": log(read.surety.recipient) if recipients else 0.0,
        "alone": float(not recipients),
        "many": float(len(actors) + len(recipients) > 2),
        "nowhere": float(None in ours) + float(None in theirs),
        "at home": float(bool(ours & theirs)),
        "told": float(told),
        "beside": math.log1p(beside),
        f"is {type}": 1.0,
        f"is {modality}": 1.0,
    }


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
