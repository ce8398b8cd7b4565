"""Events of the ledger made by hand, as several reports tell them; every word of them is invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from dragoman.export.telling import Telling
from dragoman.types import Account, Entity, Event, Modality, Outlet, Party, Place, Report, Span, Step, Story

FIRST = (
    "KABUL, May 6 - Russian Security Council Secretary Oleg Vetrov visited Kabul on Monday.\n\n"
    "He met Afghan officials. Vetrov said a railway would follow."
)
SECOND = "Envoys were busy this week.\n\nMoscow's Oleg Vetrov went to Kabul, according to the Hindukush Agency."

RUSSIA = Party(name="Oleg Vetrov", country="RUS", sectors=("GOV", "MIL"))
AFGHANS = Party(name="Afghanistan", country="AFG", sectors=("GOV",))
KABUL = Place(text="Kabul", start=71, end=76, name="Kabul", country="AFG", latitude=34.52813, longitude=69.17233,
              geonameid=1138958)  # fmt: skip

REPORTS = {
    "r1": Report(text=FIRST, title="Vetrov in Kabul", outlet="Amu Courier", url="https://www.amu.example/vetrov?id=1",
                 date="2024-05-06"),
    "r2": Report(text=SECOND, title=None, outlet="Daily Pamir", date="2024-05-07"),
}  # fmt: skip


def span(text: str, words: str) -> Span:
    """Where ``words`` stand."""
    return Span.of(text, text.index(words), text.index(words) + len(words))


def entity(text: str, words: str, party: Party) -> Entity:
    """``party`` so worded."""
    at = span(text, words)
    return Entity(text=at.text, start=at.start, end=at.end, name=party.name, country=party.country,
                  sectors=party.sectors)  # fmt: skip


def account(id: str, report: str, evidence: str, trigger: str, actor: str, recipient: str | None,
            confidence: float = 0.9) -> Account:  # fmt: skip
    """How one report tells it."""
    text = REPORTS[report].text
    event = Event(
        type="CONSULT", mode="visit", contexts=("diplomatic", "military"), quad=1, score=4.0, cameo="042",
        modality="actual", actors=(entity(text, actor, RUSSIA),),
        recipients=(entity(text, recipient, AFGHANS),) if recipient else (), date="2024-05-06", date_text=None,
        place=KABUL, trigger=span(text, trigger), evidence=span(text, evidence), according_to=(), confidence=confidence,
    )  # fmt: skip
    outlet = Outlet(name=REPORTS[report].outlet or "", country="AFG", ownership="state" if report == "r1" else None)
    return Account(id=id, report=report, origin=report, outlet=outlet, published=REPORTS[report].date,
                   seen=f"{REPORTS[report].date}T09:15:00Z", event=event)  # fmt: skip


ACCOUNTS = (
    account("a1", "r1", "Russian Security Council Secretary Oleg Vetrov visited Kabul on Monday", "visited",
            "Oleg Vetrov", "Afghan officials", 0.94),
    account("a2", "r2", "Moscow's Oleg Vetrov went to Kabul", "went to", "Oleg Vetrov", None, 0.02),
)  # fmt: skip

STORY = Story(
    id="e0123456789abcdef", type="CONSULT", mode="visit", contexts=("diplomatic", "military"), quad=1, score=4.0,
    cameo="042", modality="actual", actors=(RUSSIA,), recipients=(AFGHANS,), date="2024-05-06", place=KABUL,
    evidence=ACCOUNTS[0].event.evidence, accounts=("a1", "a2"),
    history=(Step(modality="actual", at="2024-05-06", accounts=("a1", "a2")),), variants=(), reports=2, copies=0,
    origins=2, outlets=2, countries=("AFG",), state_owned=1, first_report="2024-05-06", last_report="2024-05-07",
    corroborated=True, confidence=0.94,
)  # fmt: skip


def telling(accounts: Sequence[Account] = ACCOUNTS, **changes: Any) -> Telling:
    """The visit, with what is to be otherwise in its story."""
    return Telling(story=msgspec.structs.replace(STORY, **changes), accounts=tuple(accounts), reports=REPORTS)


def with_modality(modality: Modality, date: str | None = "2024-05-06") -> Telling:
    """The visit as planned, denied ..."""
    return telling(modality=modality, date=date)


def place(name: str, country: str, geonameid: int | None = None) -> Place:
    """A place of that name."""
    return Place(text=name, start=0, end=len(name), name=name, country=country, latitude=1.5, longitude=-2.5,
                 geonameid=geonameid)  # fmt: skip


@dataclass
class FakeAnswer:
    """A ledger's answer with one event in it."""

    told: Telling

    def __iter__(self) -> Any:
        yield self.told.story, self.told.accounts[::-1]

    def report(self, id: str) -> Report | None:
        return self.told.reports.get(id) if id == "r1" else None
