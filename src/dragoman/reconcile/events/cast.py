"""The parties of an event: who they are by what all accounts say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from dragoman.reconcile.events.parties import Somebody, country_name, likeness, somebody
from dragoman.reconcile.events.rules import rules
from dragoman.resolve.coreference import PRONOUNS
from dragoman.types import Account, Entity, Party

Role = Literal["actor", "recipient"]
MERGED = ("name", "sector", "country")


@dataclass
class Figure:
    """One party as told by several accounts, with the accounts that tell of it in each role."""

    told: list[Somebody] = field(default_factory=list)
    accounts: dict[Role, list[Account]] = field(default_factory=lambda: {"actor": [], "recipient": []})

    def origins(self, role: Role) -> int:
        """How many origins tell of it in a role."""
        return len({a.origin for a in self.accounts[role]})

    @property
    def everywhere(self) -> list[Account]:
        """The accounts that tell of it in any role."""
        return [a for group in self.accounts.values() for a in group]

    @property
    def all_origins(self) -> set[str]:
        """The origins that tell of it."""
        return {a.origin for a in self.everywhere}

    def takes(self, party: Somebody) -> bool:
        """Whether a party is the same as this one. Those of whom nothing is known make up one figure."""
        if not party.known or not any(t.known for t in self.told):
            return not party.known and not any(t.known for t in self.told)
        levels = {likeness(party, t) for t in self.told}
        return "rival" not in levels and bool(levels & set(MERGED))

    def party(self) -> Party:
        """The commonest full name, country and sectors."""
        country = _commonest([t.country for t in self.told if t.country])
        sectors = Counter(s for t in self.told for s in t.sectors)
        most = max(sectors.values(), default=0)
        return Party(
            name=self._name(country),
            country=country,
            sectors=tuple(sorted(s for s, n in sectors.items() if 2 * n > most)),
        )

    def _name(self, country: str | None) -> str:
        """Of the names that end alike the commonest, in its fullest form; without any, the country, or the wording.

        A pronoun is nobody's name: who is told by nothing else goes by the country whose government it is, or by none.
        """
        last = _commonest([t.name[-1] for t in self.told if t.name])
        if last:
            texts = [t.text for t in self.told if t.name and t.name[-1] == last]
            full = max(len(t.split()) for t in texts)
            return _commonest([t for t in texts if len(t.split()) == full]) or texts[0]
        if country and any(t.by_country for t in self.told):
            return country_name(country)
        worded = _commonest([t.text for t in self.told if t.text.casefold() not in PRONOUNS])
        if not worded and country and any("GOV" in t.sectors for t in self.told):
            return country_name(country)
        return worded or ""


def cast(accounts: Sequence[Account], *, mutual: bool) -> dict[Role, list[Figure]]:
    """The figures of an event by role, those told by most first.

    Where the act binds all sides alike, one whom reports tell now as actor, now as recipient, is one figure, in the
    role that most give it.
    """
    figures: dict[Role, list[Figure]] = {"actor": [], "recipient": []}
    told = [(role, somebody(e), a) for a in accounts for role, entities in _roles(a) for e in entities]
    # full names first: a country's name then joins the minister, and not two ministers each other
    for role, party, account in sorted(told, key=lambda t: (-len(t[1].name), t[1].text, t[2].id, t[0])):
        mine = figures["actor"] if mutual else figures[role]
        figure = next((f for f in mine if f.takes(party)), None)
        if figure is None:
            figure = Figure()
            mine.append(figure)
        figure.told.append(party)
        figure.accounts[role].append(account)
    if mutual:
        hosts = [f.origins("recipient") > f.origins("actor") for f in figures["actor"]]
        if not all(hosts):  # everybody cannot be host
            figures["recipient"] = [f for f, is_host in zip(figures["actor"], hosts, strict=True) if is_host]
            figures["actor"] = [f for f, is_host in zip(figures["actor"], hosts, strict=True) if not is_host]
    for role, mine in figures.items():
        mine.sort(key=lambda f: (-f.origins(role), f.told[0].text))
    return figures


def leading(figures: Sequence[Figure]) -> list[Figure]:
    """Those told by a fair share (``share``) of the origins that tell of anybody in their role; at least the first."""
    everybody = set().union(*(f.all_origins for f in figures))
    fair = rules().share * len(everybody)
    return [f for i, f in enumerate(figures) if i == 0 or len(f.all_origins) >= fair]


def _roles(account: Account) -> tuple[tuple[Role, tuple[Entity, ...]], ...]:
    return (("actor", account.event.actors), ("recipient", account.event.recipients))


def _commonest(words: Sequence[str]) -> str | None:
    counted = Counter(words)
    return min(counted, key=lambda w: (-counted[w], w)) if counted else None
