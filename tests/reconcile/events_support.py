"""Accounts made up for tests."""

from __future__ import annotations

from typing import Any

from dragoman import ontology
from dragoman.types import Account, Decision, Entity, Event, Outlet, Place, Span

RUS = ("Russia", "RUS")
AFG = ("Afghanistan", "AFG")
Who = tuple[str, str | None]


def entity(who: Who) -> Entity:
    """A party by name and country; a name in lower case is no name but a wording."""
    text, country = who
    return Entity(text=text, start=0, end=0, name=None if text.islower() else text, country=country, sectors=("GOV",))


def account(id: str, said: str = "They met to discuss wheat.", **changed: Any) -> Account:
    """An account of Russia meeting Afghanistan in Kabul on 2024-11-26, but for what is changed."""
    told: dict[str, Any] = {
        "type": "CONSULT", "mode": None, "modality": "actual", "actors": [RUS], "recipients": [AFG], "date": "2024-11-26",
        "place": ("Kabul", "AFG"), "outlet": f"Outlet {id}", "country": "KEN", "ownership": "private", "published": "2024-11-27",
        "report": f"r-{id}", "origin": None, "according_to": [], "confidence": 0.7, "contexts": (), **changed,
    }  # fmt: skip
    place = told["place"]
    event = Event(
        type=told["type"], mode=told["mode"], contexts=told["contexts"], quad=ontology.quad(told["type"]), score=ontology.score(told["type"], told["mode"]),
        cameo=None, modality=told["modality"], actors=tuple(map(entity, told["actors"])), recipients=tuple(map(entity, told["recipients"])),
        date=told["date"], date_text=None, place=Place(text=place[0], start=0, end=0, name=place[0], country=place[1]) if place else None,
        trigger=Span.of(said, 0, 4), evidence=Span.of(said, 0, len(said)),
        according_to=tuple(Span(text=w, start=0, end=0) for w in told["according_to"]), confidence=told["confidence"],
    )  # fmt: skip
    return Account(
        id=id, report=told["report"], origin=told["origin"] or told["report"], published=told["published"],
        outlet=Outlet(name=told["outlet"], country=told["country"], ownership=told["ownership"]), seen="2024-11-28T10:00:00Z", event=event,
    )  # fmt: skip


def decided(a: str, b: str, *, same: bool, at: str = "2025-01-01T00:00:00Z") -> Decision:
    """A person's decision."""
    return Decision(a=a, b=b, same=same, by="ada", at=at)
