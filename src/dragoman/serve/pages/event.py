"""The page of one event: what happened, who says so and in which words, where they differ, and why it is one event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from dragoman.ledger import Ledger
from dragoman.serve import correcting
from dragoman.serve.desk import TheDesk, may, page
from dragoman.serve.draw.chain import chain
from dragoman.serve.pages import words
from dragoman.serve.sentence import sentence
from dragoman.serve.tellers import Teller, origins, tellers
from dragoman.types import Account, Decision, Link, Story

router = APIRouter()
FIRST, MOST = 12, 200
"""How many origins are shown at once, and when all are asked for."""
DRAWN = 24
"""How many ways the picture shows."""
LINKED = 80
"""Of more accounts than these the reasons for joining them are too many to be read."""
AROUND = 4
"""How many events of the same two parties are named beside this one, before and after it."""


class Name(NamedTuple):
    """Who tells something, and where on the page."""

    name: str
    href: str


class Joined(NamedTuple):
    """Two accounts, and why they are held to be of one event or kept apart."""

    a: Name
    b: Name
    link: Link


class Joins(NamedTuple):
    """Links between origins: those that tie all together, and those that were not needed for it."""

    tying: tuple[Joined, ...]
    rest: tuple[Joined, ...]


class Settled(NamedTuple):
    """What a person decided on two accounts."""

    a: Name
    b: Name
    decision: Decision


@router.get("/events/{id}")
def event(request: Request, desk: TheDesk, id: str, all: bool = False) -> Response:
    """The event of that id. The id of an account, or of an event joined into another since, leads to it."""
    ledger = desk.ledger
    story = ledger.story(ledger.event_of(id) if id.startswith("a") else id)
    if story.id != id:
        fragment = f"#{id}" if id.startswith("a") else ""
        return RedirectResponse(f"/events/{story.id}{fragment}", 303)
    accounts = ledger.accounts(story)
    groups = origins(accounts)
    told = tellers(ledger, story, groups[: MOST if all else FIRST], whole=may(request, "read_text"))
    names = _names(accounts, told)
    return page(
        request, "event.html", story=story, told=told, left=len(groups) - len(told), all=all,
        chain=chain([one.strand() for one in told[:DRAWN]], story.quad), undrawn=len(groups) - min(len(told), DRAWN),
        sentence=sentence(story), named=lambda ids: _each_once(names, ids),
        owners=_owners(accounts), joins=_joined(ledger, story, accounts, names), settled=_settled(ledger, names),
        others=_others(ledger, story), pair=_pair(story), corrections=correcting.told(ledger, ledger.corrections(id)),
    )  # fmt: skip


def _names(accounts: Iterable[Account], told: Iterable[Teller]) -> dict[str, Name]:
    """Each account by its outlet, those first published first; what only repeats another leads to that."""
    places = {copy.id: one.lead.id for one in told for copy in one.copies}
    places |= {account.id: account.id for one in told for account, _ in one.accounts}
    ordered = sorted(accounts, key=lambda a: (a.published or a.seen, a.id))
    return {a.id: Name(words.outlet_name(a.outlet), f"#{places[a.id]}" if a.id in places else "") for a in ordered}


def _each_once(names: Mapping[str, Name], ids: Iterable[str]) -> tuple[Name, ...]:
    """Who tells those accounts, each once, the first to do so first."""
    wanted = set(ids)
    found: dict[str, Name] = {}
    for id, name in names.items():
        if id in wanted:
            found.setdefault(name.name, name)
    return tuple(found.values())


def _owners(accounts: Iterable[Account]) -> dict[str, int]:
    """How many outlets there are of each kind of ownership, state-owned first."""
    outlets = {account.outlet.name: account.outlet for account in accounts}
    owned = [outlet.ownership for outlet in outlets.values()]
    return {words.ownership(kind): owned.count(kind) for kind in ("state", "public", "private", None) if kind in owned}


def _joined(ledger: Ledger, story: Story, accounts: Iterable[Account], names: Mapping[str, Name]) -> Joins:
    """The strongest link of each two origins: those that tie all together, and those that were not needed for it.

    That copies are copies is told beside them. Nothing where there are too many accounts.
    """
    tying: list[Joined] = []
    rest: list[Joined] = []
    if not 1 < len(story.accounts) <= LINKED:
        return Joins((), ())
    origin = {account.id: account.origin for account in accounts}
    cluster = {one: one for one in origin.values()}
    seen: set[frozenset[str]] = set()
    for link in sorted(ledger.why(story), key=lambda link: -link.score):
        a, b = origin[link.a], origin[link.b]
        if a == b or frozenset((a, b)) in seen:
            continue
        seen.add(frozenset((a, b)))
        (rest if cluster[a] == cluster[b] else tying).append(Joined(names[link.a], names[link.b], link))
        cluster = {one: cluster[a] if group == cluster[b] else group for one, group in cluster.items()}
    return Joins(tuple(tying), tuple(rest))


def _settled(ledger: Ledger, names: Mapping[str, Name]) -> list[Settled]:
    """What people decided on its accounts, with one another or with those of other events."""
    other = Name("another event’s account", "")
    return [Settled(names.get(d.a, other), names.get(d.b, other), d) for d in ledger.decisions(names)]


def _pair(story: Story) -> tuple[str, str] | None:
    """The keys of the first who acts and the first acted upon, where both can be asked for."""
    sides = (*story.actors[:1], *story.recipients[:1]) if story.recipients else story.actors[:2]
    keys = [words.stands_for(party) or party.country or "" for party in sides]
    return (keys[0], keys[1]) if len(keys) == 2 and all(keys) and keys[0] != keys[1] else None


def _others(ledger: Ledger, story: Story) -> list[Story]:
    """The newest other events in which the one acts upon the other, up to the day of this one."""
    pair = _pair(story)
    if pair is None:
        return []
    found = ledger.events(actor=pair[0], recipient=pair[1], until=story.date, limit=AROUND + 1)
    return [other for other in found if other.id != story.id][:AROUND]
