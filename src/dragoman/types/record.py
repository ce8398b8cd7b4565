"""What one report yields."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal, Self

import msgspec

from dragoman.types.base import Span, Value

Kind = Literal["direct", "indirect", "mixed"]
Modality = Literal["actual", "historical", "future", "hypothetical", "negated"]


class Segment(Value, frozen=True):
    """Characters ``start:end`` of ``Report.text`` came from ``source_start:source_end`` of what was handed in."""

    start: int
    end: int
    source_start: int
    source_end: int


class Removed(Value, frozen=True):
    """Something taken off because it is not the report: ``what`` says which kind, ``text`` keeps its words."""

    what: Literal["trailer", "byline", "dateline", "share", "editors_note", "credit", "title", "boilerplate"]
    text: str


class Report(Value, frozen=True):
    """One published text, made readable.

    ``text`` is what every offset of the record refers to. ``dateline_day`` is an ISO date; ``date`` is the day
    of publication where known. ``segments`` maps ``text`` back to the input as it was handed over.
    """

    text: str
    title: str | None = None
    outlet: str | None = None
    agency: str | None = None
    url: str | None = None
    date: str | None = None
    dateline_place: str | None = None
    dateline_day: str | None = None
    language: str = "en"
    removed: tuple[Removed, ...] = ()
    segments: tuple[Segment, ...] = ()


class Entity(Value, frozen=True):
    """Somebody named in the report: the wording, and whom it stands for."""

    text: str
    start: int
    end: int
    name: str | None = None
    country: str | None = None
    sectors: tuple[str, ...] = ()


class Place(Value, frozen=True):
    """A named place. Latitude and longitude in degrees (WGS 84); ``geonameid`` of geonames.org."""

    text: str
    start: int
    end: int
    name: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geonameid: int | None = None


class DateMention(Value, frozen=True):
    """A date expression and its ISO 8601 value."""

    text: str
    start: int
    end: int
    value: str


class Attribution(Value, frozen=True):
    """Who said what, in which words, and through whom the words came.

    ``via`` is ordered outermost first. ``speaker`` is the source resolved. ``insertions`` are editorial
    insertions inside ``content`` («[Russia and Afghanistan]») that are not the speaker's words.
    """

    source: Span
    cue: Span | None
    content: Span
    kind: Kind
    via: tuple[Span, ...] = ()
    speaker: Entity | None = None
    insertions: tuple[Span, ...] = ()
    confidence: float = 1.0


class Event(Value, frozen=True):
    """One PLOVER event, as one report tells it.

    ``score`` runs from -10 (conflict) to +10 (cooperation); ``cameo`` is the most exact CAMEO code that type, mode
    and contexts allow. ``according_to`` names those who report the event, outermost first; empty when the report
    states it on its own authority. ``confidence`` is the calibrated probability that the event holds.
    """

    type: str
    mode: str | None
    contexts: tuple[str, ...]
    quad: int
    score: float
    cameo: str | None
    modality: Modality
    actors: tuple[Entity, ...]
    recipients: tuple[Entity, ...]
    date: str | None
    date_text: Span | None
    place: Place | None
    trigger: Span
    evidence: Span
    according_to: tuple[Span, ...]
    confidence: float


class Maker(Value, frozen=True):
    """Which reader and which model made a record."""

    reader: str
    model: str


class Record(Value, frozen=True):
    """What one report yields. ``entities`` holds every mention of somebody, in the order of the text."""

    report: Report
    attributions: tuple[Attribution, ...]
    events: tuple[Event, ...]
    entities: tuple[Entity, ...]
    places: tuple[Place, ...]
    dates: tuple[DateMention, ...]
    made_by: Maker

    def to_json(self, *, indent: int | None = None) -> str:
        """The record as JSON; ``from_json`` gives back an equal record."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """The record that ``to_dict`` made. Raises ``msgspec.ValidationError`` naming the first field at fault."""
        return msgspec.convert(dict(plain), cls)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The record that ``to_json`` made. Raises ``msgspec.ValidationError`` naming the first field at fault."""
        return msgspec.json.decode(text, type=cls)

    def _repr_html_(self) -> str:
        from dragoman.export.html import fragment

        return fragment(self)
