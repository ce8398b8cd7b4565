"""What is to be marked in the text of a record, cut into pieces that do not overlap.

Attributions and events nest and overlap freely; every view draws the same flat pieces.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Literal, NamedTuple

from dragoman.types import Attribution, Event, Record, Span

Part = Literal["content", "insertion", "source", "cue", "via", "evidence", "trigger", "party", "where"]


class Mark(NamedTuple):
    """Characters ``start:end`` of the text play ``part`` in what ``key`` names: ``e1`` event, ``q1`` quote."""

    start: int
    end: int
    part: Part
    key: str


class Piece(NamedTuple):
    """Characters ``start:end`` and the marks that cover all of them, widest first."""

    start: int
    end: int
    marks: tuple[Mark, ...]


def marks(record: Record) -> tuple[Mark, ...]:
    """All marks of a record, those of events before those of attributions."""
    out: list[Mark] = []
    for number, event in enumerate(record.events, start=1):
        out += _of_event(event, f"e{number}")
    for number, attribution in enumerate(record.attributions, start=1):
        out += _of_attribution(attribution, f"q{number}")
    return tuple(mark for mark in out if 0 <= mark.start < mark.end <= len(record.report.text))


def _of_event(event: Event, key: str) -> Iterator[Mark]:
    yield Mark(event.evidence.start, event.evidence.end, "evidence", key)
    for party in (*event.actors, *event.recipients):
        yield Mark(party.start, party.end, "party", key)
    for at in (event.place, event.date_text):
        if at:
            yield Mark(at.start, at.end, "where", key)
    yield from _all(event.according_to, "via", key)
    yield Mark(event.trigger.start, event.trigger.end, "trigger", key)


def _of_attribution(attribution: Attribution, key: str) -> Iterator[Mark]:
    yield Mark(attribution.content.start, attribution.content.end, "content", key)
    yield from _all(attribution.insertions, "insertion", key)
    yield from _all(attribution.via, "via", key)
    yield Mark(attribution.source.start, attribution.source.end, "source", key)
    if attribution.cue:
        yield Mark(attribution.cue.start, attribution.cue.end, "cue", key)


def _all(spans: Iterable[Span], part: Part, key: str) -> Iterator[Mark]:
    return (Mark(span.start, span.end, part, key) for span in spans)


def pieces(length: int, found: Iterable[Mark]) -> Iterator[Piece]:
    """The text of that length cut wherever a mark begins or ends; the pieces joined are the text."""
    begin: dict[int, list[Mark]] = defaultdict(list)
    finish: dict[int, list[Mark]] = defaultdict(list)
    for mark in found:
        begin[mark.start].append(mark)
        finish[mark.end].append(mark)
    cuts = sorted({0, length, *begin, *finish})
    active: list[Mark] = []
    for start, end in pairwise(cuts):
        over = set(finish[start])
        active = [mark for mark in active if mark not in over] + begin[start]
        yield Piece(start, end, tuple(sorted(active, key=lambda m: (m.start - m.end, m.key))))
