"""The attributions of a record."""

from __future__ import annotations

from collections.abc import Mapping

from dragoman.record.calibration import Calibration
from dragoman.record.via import chained
from dragoman.types import Attribution, Document, Entity, ReadAttribution, Reading, Span, spans_of
from dragoman.understand.speech import insertions, kind_of

Pair = tuple[int, int]
MIN_CONTENT = 2
"""Fewest characters of a content."""


def attributions(
    document: Document, reading: Reading, entities: Mapping[Pair, Entity], calibration: Calibration
) -> tuple[Attribution, ...]:
    """What was said, with its speakers resolved, in the order of the text. Speech without a source is left out."""
    text = document.report.text
    found = [
        _attribution(text, a, entities, calibration)
        for a in reading.attributions
        if a.source and a.contents[0][1] - a.contents[0][0] >= MIN_CONTENT
    ]
    return chained(found, document.report, document.sentences)


def _attribution(
    text: str, a: ReadAttribution, entities: Mapping[Pair, Entity], calibration: Calibration
) -> Attribution:
    assert a.source is not None
    content = a.contents[0]
    return Attribution(
        source=Span.of(text, *a.source),
        cue=Span.of(text, *a.cue) if a.cue else None,
        content=Span.of(text, *content),
        kind=kind_of(text, content),
        via=spans_of(text, a.via),
        speaker=entities.get(a.source),
        insertions=spans_of(text, insertions(text, content)),
        confidence=round(calibration.attribution(a.confidence), 4),
    )
