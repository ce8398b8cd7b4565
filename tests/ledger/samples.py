"""Invented reports, and records of them as a reader would give."""

from __future__ import annotations

from dragoman.ledger import Arrival, digest
from dragoman.types import (
    Attribution,
    Entity,
    Event,
    Maker,
    Modality,
    Place,
    Record,
    Report,
    Span,
)

NAMES = {"KEN": "Kenya", "SOM": "Somalia", "ETH": "Ethiopia", "UGA": "Uganda"}
VERBS = {"CONSULT": "held talks with", "ACCUSE": "accused", "AID": "sent grain to", "ASSAULT": "shelled"}
CITY = "Nairobi"


def tell(type: str = "CONSULT", actor: str = "KEN", recipient: str = "SOM", day: str = "2024-05-06") -> str:
    """A sentence that tells of an event."""
    return f"{NAMES[actor]} {VERBS[type]} {NAMES[recipient]} in {CITY} on {day}."


def record(
    text: str,
    *,
    date: str | None = "2024-05-07",
    outlet: str | None = None,
    agency: str | None = None,
    title: str | None = None,
    model: str = "first",
    modality: Modality = "actual",
) -> Record:
    """The record of a text of sentences that ``tell`` made, and quotes («Kamau said: ...»)."""
    events, entities, attributions = [], [], []
    start = 0
    for sentence in text.split("\n"):
        at = Span.of(text, start, start + len(sentence))
        start += len(sentence) + 1
        if " said: " in sentence:
            attributions.append(_quote(text, at))
        found = _event(text, at, modality)
        if found:
            events.append(found)
            entities += [*found.actors, *found.recipients]
    return Record(
        report=Report(text=text, title=title, date=date, outlet=outlet, agency=agency),
        attributions=tuple(attributions), events=tuple(events), entities=tuple(entities), places=(), dates=(),
        made_by=Maker(reader="dragoman test", model=model),
    )  # fmt: skip


def _entity(text: str, words: str, start: int, country: str) -> Entity:
    at = text.index(words, start)
    return Entity(text=words, start=at, end=at + len(words), name=NAMES[country], country=country, sectors=("GOV",))


def _event(text: str, at: Span, modality: Modality) -> Event | None:
    kind = next((type for type, verb in VERBS.items() if f" {verb} " in at.text), None)
    if kind is None:
        return None
    verb = VERBS[kind]
    actor = next(c for c, name in NAMES.items() if at.text.startswith(name))
    recipient = next(c for c, name in NAMES.items() if f"{verb} {name}" in at.text)
    trigger = text.index(verb, at.start)
    city = text.index(CITY, at.start)
    place = Place(
        text=CITY, start=city, end=city + len(CITY), name=CITY, country="KEN", latitude=-1.28, longitude=36.82,
        geonameid=184745,
    )  # fmt: skip
    return Event(
        type=kind, mode=None, contexts=("diplomatic",), quad=1, score=2.0, cameo="04", modality=modality,
        actors=(_entity(text, NAMES[actor], at.start, actor),),
        recipients=(_entity(text, NAMES[recipient], trigger, recipient),),
        date=at.text.rstrip(".").rpartition(" on ")[2], date_text=None, place=place,
        trigger=Span.of(text, trigger, trigger + len(verb)), evidence=at, according_to=(), confidence=0.8,
    )  # fmt: skip


def _quote(text: str, at: Span) -> Attribution:
    name, _, content = at.text.partition(" said: ")
    speaker = Entity(text=name, start=at.start, end=at.start + len(name), name=f"Wanjiru {name}", country="KEN")
    return Attribution(
        source=Span.of(text, at.start, at.start + len(name)),
        cue=None,
        content=Span.of(text, at.end - len(content), at.end),
        kind="direct",
        speaker=speaker,
    )


def arrival(text: str, address: str | None = None, *, outlet: str | None = None, source: str | None = None) -> Arrival:
    """How ``text`` came in."""
    return Arrival(
        origin=address or "reports.txt", digest=digest(text), address=address, url=address, outlet=outlet, source=source
    )
