"""What passes between the rooms while one report is read, and never leaves the house."""

from __future__ import annotations

from typing import Literal

from dragoman.types.base import Value
from dragoman.types.record import Modality, Report

NAMED = ("person", "organization", "location", "norp")
"""Kinds of mentions that name somebody."""
MentionKind = Literal["person", "organization", "location", "norp", "facility", "date", "misc", "role"]


class Mention(Value, frozen=True):
    """A span that names or describes somebody, a place or a date, as the reader marked it.

    ``role`` mentions are descriptions without a name («senior officials», «he»); the others are named-entity tags.
    """

    start: int
    end: int
    kind: MentionKind
    confidence: float = 1.0


class ReadAttribution(Value, frozen=True):
    """An attribution as read: offset pairs. ``source`` may be missing where it has to be carried over."""

    source: tuple[int, int] | None
    cue: tuple[int, int] | None
    contents: tuple[tuple[int, int], ...]
    via: tuple[tuple[int, int], ...] = ()
    confidence: float = 1.0


class Document(Value, frozen=True):
    """A prepared report with its sentences (offset pairs into ``report.text``); mentions and speech once read."""

    report: Report
    sentences: tuple[tuple[int, int], ...]
    mentions: tuple[Mention, ...] = ()
    attributions: tuple[ReadAttribution, ...] = ()


class Surety(Value, frozen=True):
    """How sure the reader is of an event's parts: probabilities; 0 for a party that is missing."""

    trigger: float = 1.0
    type: float = 1.0
    actor: float = 1.0
    recipient: float = 1.0


class ReadEvent(Value, frozen=True):
    """An event as read, before entities, places and dates are resolved: labels and offset pairs."""

    type: str
    mode: str | None
    contexts: tuple[str, ...]
    modality: Modality
    trigger: tuple[int, int]
    evidence: tuple[int, int]
    actors: tuple[tuple[int, int], ...]
    recipients: tuple[tuple[int, int], ...]
    places: tuple[tuple[int, int], ...]
    dates: tuple[tuple[int, int], ...]
    surety: Surety = Surety()


class Reading(Value, frozen=True):
    """All that the model reads in one document."""

    mentions: tuple[Mention, ...]
    attributions: tuple[ReadAttribution, ...]
    events: tuple[ReadEvent, ...]
