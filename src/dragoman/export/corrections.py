"""Reports as people have corrected them, annotated as a reader is trained by: ../shared/annotation/GUIDE.md says how.

An annotation says what its report says, in the report's own words: a correction of an event reaches an account of it
only where that account was read as the event was, and a party or place that the report does not name is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

import msgspec

from dragoman import ontology
from dragoman.ledger import Ledger
from dragoman.ledger.ids import account_ids
from dragoman.reconcile import events
from dragoman.types import Account, Attribution, Change, Correction, Entity, Event, Party, Place, Record, Span, Story

T = TypeVar("T")


class Annotated(NamedTuple):
    """An annotation, and the report that it is of, each as plain data."""

    annotation: dict[str, Any]
    report: dict[str, Any]


def annotated(ledger: Ledger) -> Iterator[Annotated]:
    """Every report that tells of a corrected event, with all that was read in it, corrected; by id."""
    corrections = {made.id: made.change for made in ledger.corrections()}
    changed = _changed(ledger, corrections)
    for report in sorted({account.report for account, _, _ in changed.values()}):
        record = ledger.record(report)
        if record is not None:
            told = zip(account_ids(report, record.events), record.events, strict=True)
            found = [_event(record, event, *changed[id][1:]) if id in changed else event for id, event in told]
            yield Annotated(_annotation(report, record, [event for event in found if event]), _report(report, record))


def corrections(ledger: Ledger) -> Iterator[Correction]:
    """The corrections themselves, with who made them, the earliest first."""
    yield from reversed(ledger.corrections(undone=True))


def _changed(ledger: Ledger, corrections: dict[str, Change]) -> dict[str, tuple[Account, Story, list[Change]]]:
    """The accounts of corrected events, by id: each with the event as it was read, and the changes made to it."""
    found: dict[str, tuple[Account, Story, list[Change]]] = {}
    for story in ledger.corrected():
        changes = [corrections[id] for id in story.corrections if corrections[id].what not in ("join", "split")]
        if changes:
            accounts = ledger.accounts(story)
            read = events.story(story.id, accounts)
            found |= {account.id: (account, read, changes) for account in accounts}
    return found


def _event(record: Record, event: Event, read: Story, changes: Sequence[Change]) -> Event | None:
    """An event of a record with the changes made to it; None for one that is wrong, or has no actor left."""
    for change in changes:
        if change.what == "wrong":
            return None
        if change.what == "place":
            if _name(event.place) == _name(read.place):
                event = msgspec.structs.replace(event, place=_place(record, change.value))
        elif change.what in ("actors", "recipients"):
            if _countries(getattr(event, change.what)) == _countries(getattr(read, change.what)):
                event = msgspec.structs.replace(event, **{change.what: _parties(record, event, change.value)})
        elif getattr(event, change.what) == getattr(read, change.what):
            event = msgspec.structs.replace(event, **{change.what: change.value})
    return event if event.actors else None


def _name(place: Place | None) -> str | None:
    return (place.name or place.text) if place else None


def _countries(parties: Sequence[Entity | Party]) -> set[str | None]:
    return {party.country for party in parties}


def _place(record: Record, value: object) -> Place | None:
    """The place, where the report names it."""
    if not isinstance(value, Place):
        return None
    for name in (value.text, value.name or ""):
        if name and (at := record.report.text.find(name)) >= 0:
            return msgspec.structs.replace(value, text=name, start=at, end=at + len(name))
    return None


def _parties(record: Record, event: Event, value: object) -> tuple[Entity, ...]:
    """The parties that the report names, by name or as somebody of the same country and sector in it."""
    parties = value if isinstance(value, tuple) else ()
    known = (*event.actors, *event.recipients, *record.entities)
    return tuple(
        entity
        for party in parties
        if isinstance(party, Party) and (entity := _entity(record.report.text, party, known))
    )


def _entity(text: str, party: Party, known: Sequence[Entity]) -> Entity | None:
    at = text.find(party.name)
    if at >= 0:
        words = Span.of(text, at, at + len(party.name))
    else:
        like = next((e for e in known if e.name == party.name), None) or next(
            (e for e in known if party.country and e.country == party.country and set(party.sectors) <= set(e.sectors)),
            None,
        )
        if like is None:
            return None
        words = Span.of(text, like.start, like.end)
    return Entity(text=words.text, start=words.start, end=words.end, name=party.name, country=party.country,
                  sectors=party.sectors)  # fmt: skip


def _annotation(id: str, record: Record, told: Sequence[Event]) -> dict[str, Any]:
    return {
        "id": id,
        "attributions": [_attribution(one) for one in record.attributions],
        "events": [_plain(event) for event in told],
        "dates": [{"text": text, "value": value} for text, value in _unique((d.text, d.value) for d in record.dates)],
    }


def _attribution(one: Attribution) -> dict[str, Any]:
    return {
        "source": one.source.text,
        "cue": one.cue.text if one.cue else None,
        "content": one.content.text,
        "kind": one.kind,
        "via": [via.text for via in one.via],
    }


def _plain(event: Event) -> dict[str, Any]:
    kind = ontology.ontology().type(event.type)
    return {
        "type": event.type,
        "mode": event.mode if kind.mode(event.mode) else None,
        "trigger": event.trigger.text if event.trigger.text in event.evidence.text else None,
        "evidence": event.evidence.text,
        "actors": [_who(party) for party in event.actors],
        "recipients": [_who(party) for party in event.recipients],
        "date": event.date,
        "place": event.place.text if event.place else None,
        "place_country": event.place.country if event.place else None,
        "modality": event.modality,
        "contexts": list(event.contexts),
        "according_to": [span.text for span in event.according_to],
    }


def _who(party: Entity) -> dict[str, Any]:
    bodies = {code.code for code in ontology.ontology().international}
    sector = next(iter(party.sectors), None) if party.country not in bodies else None
    return {"text": party.text, "country": party.country, "sector": sector}


def _report(id: str, record: Record) -> dict[str, Any]:
    report = record.report
    return {"id": id, "title": report.title, "outlet": report.outlet, "url": report.url, "date": report.date,
            "text": report.text}  # fmt: skip


def _unique(values: Iterator[T]) -> list[T]:
    return list(dict.fromkeys(values))
