"""The page of a party: what it does and what is done to it, with whom, what it says, over time, and its offices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dragoman.errors import BadQuestion
from dragoman.export.words import flat
from dragoman.ledger import Ledger
from dragoman.ledger.ask import Partner, Quote
from dragoman.ontology import ontology
from dragoman.resolve.gazetteer import shipped
from dragoman.resolve.terms import covers
from dragoman.serve.days import day
from dragoman.serve.desk import Desk, TheDesk, page
from dragoman.serve.draw.timeline import bars, timeline
from dragoman.serve.pages import asked, words
from dragoman.serve.pages.kept import kept
from dragoman.serve.sentence import capital
from dragoman.types import Party, Story

router = APIRouter()
LISTED, KINDS, OTHERS, SAID, NAMED = 10, 8, 8, 6, 8
"""How many events, types of them, others dealt with, quotes and names are shown."""


@dataclass(frozen=True)
class Amount:
    """So many events of a kind, or with somebody, and where to see them."""

    name: str
    events: int
    href: str
    quad: int = 0
    about: str = ""


@dataclass(frozen=True)
class Half:
    """One side of what a party has to do with: what it does, or what is done to it."""

    title: str
    events: int
    kinds: tuple[Amount, ...]
    others: tuple[Amount, ...]
    newest: tuple[Story, ...]
    all: str


@dataclass(frozen=True)
class Office:
    """An office held: «Foreign Minister of Russia», from when to when, and whether it is held now."""

    name: str
    since: str
    until: str
    held: bool


@router.get("/party/{key}")
def party(request: Request, desk: TheDesk, key: str) -> Response:
    """The dossier of a country («RUS»), of a part of it («RUS:GOV»), or of somebody by name («name:Sergei-Lavrov»)."""
    who = words.asked_of(key)
    try:
        found = kept(desk, ("party", key), lambda: dossier(desk, who, key))
    except BadQuestion as fault:
        return page(request, "party.html", status=404, called=asked.party(who), fault=str(fault), **EMPTY)
    return page(request, "party.html", called=asked.party(who), fault="", key=key, who=who, **found)


EMPTY: dict[str, Any] = {
    "halves": (), "quotes": (), "offices": (), "names": (), "timeline": "", "total": 0, "key": "", "who": "",
}  # fmt: skip


def dossier(desk: Desk, who: str, key: str) -> dict[str, Any]:
    """All that is shown of a party."""
    ledger, today = desk.ledger, desk.now().date()
    months = ledger.counts("month", party=who)
    return {
        "halves": (_half(ledger, who, key, "actor"), _half(ledger, who, key, "recipient")),
        "quotes": _quotes(ledger, who),
        "offices": offices(who, today),
        "names": _names(ledger, who),
        "timeline": timeline(
            bars(months, today.isoformat()), lambda time: "/?" + urlencode({"party": who, "since": time, "until": time})
        ),
        "total": sum(months.values()),
    }


def _half(ledger: Ledger, who: str, key: str, role: str) -> Half:
    other = "recipient" if role == "actor" else "actor"
    mine: dict[str, Any] = {role: who}
    kinds = sorted(ledger.counts("type", **mine).items(), key=lambda kind: (-kind[1], kind[0]))
    others = ledger.partners(other, most=OTHERS + 1, **mine)
    return Half(
        title="What it does" if role == "actor" else "What is done to it",
        events=sum(events for _, events in kinds),
        kinds=tuple(
            Amount(capital(words.type_name(code)), events, "/?" + urlencode({**mine, "type": code}),
                   ontology().type(code).quad)
            for code, events in kinds[:KINDS]
        ),
        others=tuple(_other(one, key) for one in others if words.party_key(one.party) != key)[:OTHERS],
        newest=ledger.events(**mine).page(LISTED).items,
        all="/?" + urlencode(mine),
    )  # fmt: skip


def _other(one: Partner, key: str) -> Amount:
    """Somebody dealt with; between two who can be asked for by a code there is a page of the pair."""
    theirs = words.party_key(one.party)
    href = words.party_path(one.party)
    if theirs and not theirs.startswith("name:") and not key.startswith("name:"):
        href = f"/pair/{quote(key, safe=':')}/{quote(theirs, safe=':')}"
    return Amount(capital(words.party_name(one.party)), one.events, href, about=words.party_about(one.party))


def _quotes(ledger: Ledger, who: str) -> tuple[Quote, ...]:
    return ledger.quotes(speaker=who, originals=True).page(SAID).items


def _names(ledger: Ledger, who: str) -> tuple[Amount, ...]:
    """Who is named of a country, or goes by such a name."""
    found = ledger.entities(who=who, limit=3 * NAMED)
    named = ((one, words.party_path(Party(one.name, one.country, one.sectors))) for one in found)
    return tuple(
        Amount(one.name, one.reports, path) for one, path in named if path.startswith("/party/name:")
    )[:NAMED]  # fmt: skip


def offices(who: str, today: date) -> tuple[Office, ...]:
    """The offices that somebody of that name has held, the newest first; none for a country."""
    now = today.isoformat()
    terms = [
        (term, entry.country)
        for entry in shipped().entries(who)
        if entry.kind == "official" and entry.name == who
        for term in entry.data.get("terms", ())
    ]
    terms.sort(key=lambda found: found[0].get("from") or "", reverse=True)
    return tuple(
        Office(
            name=f"{term.get('title') or capital(flat(term['office'].replace('_', ' ')))}"
            + (f", {words.country_name(country)}" if country else ""),
            since=day(term["from"]) if term.get("from") else "",
            until=day(term["to"]) if term.get("to") else "",
            held=covers(term, now),
        )
        for term, country in terms
    )
