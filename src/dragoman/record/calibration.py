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

from dragoman.types import Event, ReadEvent, Value

Code = tuple[str, frozenset[str | None], frozenset[str | None]]
Curve = tuple[tuple[float, float], ...]
LEAST = 1e-3
LONG = 10
SURE = 0.5
EARLY = 3


class Telling(Value, frozen=True):
    """Where a report tells of an event: in which of its ``sentences``, whether by a ``cue`` of speech, how many
    ``attributions`` the report has, and which share of those whose country is known each country has in it."""

    sentence: int
    sentences: int
    is_cue: bool
    attributions: int
    shares: dict[str, float] = msgspec.field(default_factory=dict)


class Calibration(Value, frozen=True):
    """``attributions``: points (score, probability), both rising. ``events``: a weight for each of ``signs``.

    ``floor``: events less probable than this are not told. ``enough``: nor is any of a report of ``LONG`` sentences or
    more whose events, their probabilities summed up, come to less than this; of a shorter one in proportion. An event
    as likely as ``SURE`` is told of any report.
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
        least = self.floor if something else max(self.floor, SURE)
        return [chance >= least for chance in chances]

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


def signs(read: ReadEvent, event: Event, told_in: Telling) -> dict[str, float]:
    """What tells by itself whether an event holds: logarithms of the reader's probabilities, yes (1) or no (0)."""

    def log(chance: float) -> float:
        return math.log(max(chance, LEAST))

    def share(parties: frozenset[str | None]) -> float:
        return sum(told_in.shares.get(c or "", 0.0) for c in parties) / len(parties) if parties else 0.0

    ours, theirs = _countries(event)
    return {
        "always": 1.0,
        "trigger": log(read.surety.trigger),
        "type": log(read.surety.type),
        "actor": log(read.surety.actor),
        "recipient": log(read.surety.recipient) if event.recipients else 0.0,
        "alone": float(not event.recipients),
        "many": float(len(event.actors) + len(event.recipients) > 2),
        "actors' countries": float(len(ours) > 1),
        "recipients' countries": float(len(theirs) > 1),
        "actors' share": share(ours),
        "recipients' share": share(theirs),
        "nowhere": float(None in ours) + float(None in theirs),
        "whose": float(None in ours),
        "at home": float(bool(ours & theirs)),
        "told": float(bool(event.according_to)),
        "said": float(told_in.is_cue),
        "mode": float(event.mode is not None),
        "phrase": float(" " in event.trigger.text),
        "dated": float(event.date_text is not None),
        "placed": float(event.place is not None),
        "lead": float(told_in.sentence == 0),
        "early": float(told_in.sentence < EARLY),
        "late": told_in.sentence / max(1, told_in.sentences),
        "speech": math.log1p(told_in.attributions),
        f"is {event.type}": 1.0,
        f"is {event.modality}": 1.0,
    }


def signs_beside(events: Sequence[Event], found: Sequence[Mapping[str, float]]) -> list[tuple[int, dict[str, float]]]:
    """What the other candidates of a report tell of each of ``events``, whose own signs are ``found``.

    Candidates of one type between the same countries stand or fall together: for each the place of the likeliest of
    them, and the signs that hold for all.
    """
    keys = [code(e) for e in events]
    expected = [math.exp(own["trigger"]) for own in found]
    every = set(keys)
    out = []
    for key in keys:
        alike = [i for i, other in enumerate(keys) if other == key]
        best = max(alike, key=lambda i: expected[i])
        others = every - {key}
        signs = {
            "beside": math.log1p(sum(expected) - expected[best]),
            "again": math.log1p(sum(expected[i] for i in alike) - expected[best]),
            "others": math.log1p(len(others)),
            "of type": math.log1p(sum(other[0] == key[0] for other in others)),
            "of pair": math.log1p(sum(other[1:] == key[1:] for other in others)),
        }
        out.append((best, signs))
    return out


def code(event: Event) -> Code:
    """Type and countries: what a candidate is held to be right by."""
    return (event.type, *_countries(event))


def _countries(event: Event) -> tuple[frozenset[str | None], frozenset[str | None]]:
    return frozenset(a.country for a in event.actors), frozenset(r.country for r in event.recipients)


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
