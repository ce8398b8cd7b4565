"""The events of a record: what the reader marked, resolved, brought under PLOVER's rules, and told once each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from dragoman import ontology
from dragoman.record.calibration import Calibration, Telling, code, signs, signs_beside
from dragoman.resolve.gazetteer import shipped
from dragoman.resolve.when import event_date
from dragoman.types import Attribution, DateMention, Document, Entity, Event, Place, ReadEvent, Reading, Span

Pair = tuple[int, int]
_DENIES = re.compile(
    r"(?:\w+ly )?(?:den(?:y|ies|ied|ying)|refut(?:es?|ed|ing))\W+(?:that\b|any\b|it\b|he\b|she\b|they\b|\w+ing\b|"
    r"(?:(?:the|these|all) )?(?:accusations?|allegations?|charges?|claims?|reports?|rumou?rs|suggestions?)\b)",
    re.IGNORECASE,
)
"""A denial of a fact: «denied that», «denies having», «denied reports» - and not «denied a request»."""
_UNNAMED = re.compile(
    r"(?:\w+ ){0,2}?(?:not to be (?:named|identified|quoted)|(?:to (?:remain|stay|speak) )?anonym\w+)\b", re.IGNORECASE
)
"""What a source asks of a newspaper, which is no event: «who asked not to be named», «requested anonymity»."""
STATES = frozenset({"country", "capital"})
"""Kinds of entries that stand for a state."""
_EMPTY = re.compile(r"\W*(?:the|an?|and|or|of|in|on|to|by|for|with|from|at|that|this)?\W*", re.IGNORECASE)


@dataclass(frozen=True)
class Resolved:
    """Everything about a document that its events refer to."""

    document: Document
    entities: Mapping[Pair, Entity]
    places: Mapping[Pair, Place]
    dates: tuple[DateMention, ...]
    attributions: tuple[Attribution, ...]
    several: Mapping[Pair, tuple[Entity, ...]] = field(default_factory=dict)


def events(known: Resolved, reading: Reading, calibration: Calibration) -> tuple[Event, ...]:
    """The events of a document, each once, in the order of the text."""
    found = candidates(known, reading, calibration)
    chances = {code(c.event): c.event.confidence for c in found}
    told = dict(zip(chances, calibration.told(list(chances.values()), len(known.document.sentences)), strict=True))
    return tuple(sorted(_once([c for c in found if told[code(c.event)]]), key=lambda e: e.trigger.start))


class Candidate(NamedTuple):
    """An account of an event that can be coded: its signs, and how likely it is that its trigger is one."""

    event: Event
    signs: dict[str, float]
    trigger: float


def candidates(known: Resolved, reading: Reading, calibration: Calibration) -> list[Candidate]:
    """Every account of an event that can be coded, the likeliest first.

    The signs by which it is judged are those of the likeliest account of that type between the same countries.
    """
    read = sorted(reading.events, key=lambda r: -r.surety.trigger)
    shares = _shares(known)
    built = [(r, event, signs(r, event, _place_of(known, r, shares))) for r in read if (event := _event(known, r))]
    beside = signs_beside([e for _, e, _ in built], [own for _, _, own in built])
    found = []
    for (r, event, _), (best, others) in zip(built, beside, strict=True):
        judged = {**built[best][2], **others}
        sure = msgspec.structs.replace(event, confidence=round(calibration.event(judged), 4))
        found.append(Candidate(sure, judged, r.surety.trigger))
    return found


def _shares(known: Resolved) -> dict[str, float]:
    """Of all whose country is known, the share of each country."""
    counts = Counter(e.country for e in known.entities.values() if e.country)
    return {country: count / counts.total() for country, count in counts.items()}


def _place_of(known: Resolved, read: ReadEvent, shares: dict[str, float]) -> Telling:
    start, end = read.trigger
    cues = (a.cue for a in known.attributions if a.cue)
    sentences = known.document.sentences
    return Telling(
        sentence=next((i for i, (a, b) in enumerate(sentences) if a <= start < b), len(sentences)),
        sentences=len(sentences),
        is_cue=any(c.start < end and start < c.end for c in cues),
        attributions=len(known.attributions),
        shares=shares,
    )


def _event(known: Resolved, read: ReadEvent) -> Event | None:
    text = known.document.report.text
    if _UNNAMED.match(text, read.trigger[0]):
        return None
    act = ontology.convert(read.type, read.mode, read.modality)
    actors = _parties(known, read.actors, read.trigger)
    recipients = tuple(r for r in _parties(known, read.recipients, read.trigger) if r not in actors)
    recipients = _others(recipients, actors)
    if read.mode == "visit" and not recipients:
        recipients = _hosts(known, read, actors)
    if not ontology.has_parties(act.type, actors=len(actors), recipients=len(recipients)):
        return None
    said = _telling(known, read)
    telling = (*said.via, said.source) if said else ()
    if said and said.cue and act.modality != "future" and _DENIES.match(text, said.cue.start):
        act = ontology.Act(type=act.type, mode=act.mode, modality="negated")
    date, mention = event_date(known.document, known.dates, read.trigger, linked=read.dates, modality=act.modality)
    place = next((known.places[p] for p in read.places if p in known.places), None)
    return Event(
        type=act.type,
        mode=act.mode,
        contexts=read.contexts,
        quad=ontology.quad(act.type),
        score=ontology.score(act.type, act.mode),
        cameo=ontology.cameo_code(act.type, act.mode, read.contexts),
        modality=act.modality,
        actors=actors,
        recipients=recipients,
        date=date,
        date_text=Span.of(text, mention.start, mention.end) if mention else None,
        place=place,
        trigger=Span.of(text, *read.trigger),
        evidence=Span.of(text, *read.evidence),
        according_to=telling,
        confidence=0.0,
    )


def _others(recipients: Sequence[Entity], actors: Sequence[Entity]) -> tuple[Entity, ...]:
    """The recipients but the actors' own state; nor is its government one where others are: «asked Moscow to assist
    the current regime»."""
    rest = tuple(r for r in recipients if not _own_state(r, actors))
    abroad = tuple(r for r in rest if not _own_government(r, actors))
    return abroad or rest


def _own_government(recipient: Entity, actors: Sequence[Entity]) -> bool:
    """Whether a recipient is of the very government in whose name all actors act."""
    return bool(actors) and recipient.country is not None and _same_government(recipient, actors)


def _own_state(recipient: Entity, actors: Sequence[Entity]) -> bool:
    """Whether a recipient is, by its bare name, the very state in whose government's name all actors act: «Kenya» or
    «Nairobi», and neither a minister of it nor one of its provinces."""
    entries = shipped().entries(recipient.text) if recipient.name == recipient.text else ()
    state = any(entry.kind in STATES and entry.country == recipient.country for entry in entries)
    return state and _same_government(recipient, actors)


def _same_government(recipient: Entity, actors: Sequence[Entity]) -> bool:
    return "GOV" in recipient.sectors and all(a.country == recipient.country and "GOV" in a.sectors for a in actors)


def _hosts(known: Resolved, read: ReadEvent, actors: Sequence[Entity]) -> tuple[Entity, ...]:
    """Who is visited, where only the place is named: its country, if it is not the guest's own."""
    abroad = (known.entities[p] for p in read.places if p in known.entities)
    return tuple(e for e in abroad if e.country and e.country not in {a.country for a in actors})


def _parties(known: Resolved, spans: Sequence[Pair], trigger: Pair) -> tuple[Entity, ...]:
    """The parties, each once: of several wordings for one, that nearest to the trigger."""
    said = (e for s in spans if s in known.entities for e in known.several.get(s, (known.entities[s],)))
    found = sorted((e for e in said if not _EMPTY.fullmatch(e.text)), key=lambda e: abs(e.start - trigger[0]))
    kept: list[Entity] = []
    for e in found:
        if not any(_one(e, k) for k in kept):
            kept.append(e)
    return tuple(sorted(kept, key=lambda e: e.start))


def _one(a: Entity, b: Entity) -> bool:
    if a.name and b.name:
        return (a.name, a.country) == (b.name, b.country)
    return a.text.casefold() == b.text.casefold()


def _telling(known: Resolved, read: ReadEvent) -> Attribution | None:
    """The innermost attribution whose content tells of the event; a speech act has none of its own."""
    start, end = read.trigger
    telling = [
        a
        for a in known.attributions
        if a.content.start <= start and end <= a.content.end and not (a.cue and a.cue.start < end and start < a.cue.end)
    ]
    return min(telling, key=lambda a: a.content.end - a.content.start, default=None)


def _once(found: list[Candidate]) -> list[Event]:
    """Of several accounts of one event the fullest, filled up from the others, and as sure as the surest."""
    kept: list[tuple[Event, list[Candidate]]] = []
    for c in sorted(found, key=lambda c: -c.event.confidence):
        same = next((i for i, (k, _) in enumerate(kept) if _repeats(c.event, k)), None)
        if same is None:
            kept.append((c.event, [c]))
        else:
            event, accounts = kept[same]
            kept[same] = _filled(event, c.event), [*accounts, c]
    return [_best_told(event, accounts) for event, accounts in kept]


def _best_told(event: Event, accounts: Sequence[Candidate]) -> Event:
    """``event`` in the words of that account which by itself tells most of it: of the same countries, and not doubtful
    beside the surest.
    """
    first = accounts[0]
    alike = [
        c.event
        for c in accounts
        if c.trigger >= first.trigger / 2 and c.event.mode == event.mode and code(c.event) == code(event)
    ]
    fullest = max([first.event, *alike], key=lambda e: (e.date_text is not None) + (e.place is not None))
    told = event if fullest is first.event else _filled(fullest, event)
    return msgspec.structs.replace(told, confidence=event.confidence)


def _filled(event: Event, other: Event) -> Event:
    """``event`` with the date, place and recipients that it lacks and another account of it has."""
    recipients = event.recipients or tuple(r for r in other.recipients if not any(_one(r, a) for a in event.actors))
    dated = event if event.date else other
    return msgspec.structs.replace(
        event, recipients=recipients, date=dated.date, date_text=dated.date_text, place=event.place or other.place
    )


def _repeats(e: Event, k: Event) -> bool:
    """Whether ``e`` tells of ``k`` again: same type, modes (unless in one clause), dates and parties that agree."""
    if e.type != k.type:
        return False
    together = e.evidence.start < k.evidence.end and k.evidence.start < e.evidence.end
    if e.mode and k.mode and e.mode != k.mode and not together:
        return False
    if e.modality != k.modality and "negated" in (e.modality, k.modality):
        return False
    if e.date and k.date and not (e.date.startswith(k.date) or k.date.startswith(e.date)):
        return False
    return _agree(e.actors, k.actors) and _agree(e.recipients, k.recipients)


def _agree(a: tuple[Entity, ...], b: tuple[Entity, ...]) -> bool:
    """Whether two lists may be the same: one is empty, or they share a party by name, or by country and sector."""
    if not a or not b:
        return True
    if any(_one(x, y) for x in a for y in b):
        return True
    return any(x.country and x.country == y.country and set(x.sectors) & set(y.sectors) for x in a for y in b)
