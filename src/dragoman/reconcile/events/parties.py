"""Who is who: whether two parties, told by two reports, are one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

from dragoman.reconcile.events.rules import rules
from dragoman.resolve.gazetteer import shipped
from dragoman.resolve.names import normalise
from dragoman.types import Entity

Likeness = Literal["name", "sector", "country", "unknown", "rival", "other"]
BEST_FIRST: tuple[Likeness, ...] = ("name", "sector", "country", "unknown", "rival", "other")
SPELT_ALIKE = 0.8
"""How far two spellings of a last name may differ, by the share of letters they have in common: Surya, Suria."""
STATES = frozenset({"country", "demonym", "capital", "seat", "supranational"})
"""Kinds of names in the gazetteer that stand for a state or union as a whole."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """A party: ``name`` as words, empty where it has none of its own; ``text`` as it is told.

    ``by_country``: it is told by the name of its country or capital.
    """

    text: str
    name: tuple[str, ...]
    country: str | None
    sectors: frozenset[str]
    by_country: bool = False

    @property
    def known(self) -> bool:
        """Whether there is anything to tell it by."""
        return bool(self.name or self.country)

    @property
    def is_person(self) -> bool:
        """Whether the name is a full one of a person, as far as can be told."""
        return len(self.name) > 1 and not rules().institution_words & set(self.name)


def somebody(entity: Entity) -> Somebody:
    """The party that an entity of a record stands for."""
    own = entity.name if entity.name and not stands_for_state(entity.name) else ""
    return Somebody(
        text=entity.name or entity.text,
        name=tuple(normalise(own).split()),
        country=entity.country,
        sectors=frozenset(entity.sectors),
        by_country=bool(entity.name) and not own,
    )


@lru_cache(maxsize=16384)
def stands_for_state(name: str) -> bool:
    """Whether ``name`` is that of a country or union, its people, capital or seat of government."""
    return any(entry.kind in STATES for entry in shipped().entries(name))


@lru_cache(maxsize=16384)
def is_country(name: str) -> bool:
    """Whether ``name`` is that of a country."""
    return any(entry.kind == "country" for entry in shipped().entries(name))


@lru_cache(maxsize=1024)
def country_name(code: str) -> str:
    """The plain name of a country; the code itself where it is not known."""
    entry = shipped().country(code)
    return entry.name if entry else code


def likeness(a: Somebody, b: Somebody) -> Likeness:
    """How far two parties may be one. A country's minister may be told as the country; two ministers are two."""
    # a full name is surer than the country that a reader gives to somebody
    may_be_one = not a.country or not b.country or a.country == b.country or (a.name == b.name and a.is_person)
    if a.name and b.name and may_be_one and _same_name(a.name, b.name, persons=a.is_person and b.is_person):
        return "name"
    if not a.known or not b.known or not a.country or not b.country:
        return "unknown"
    if a.country != b.country:
        return "other"
    if a.is_person and b.is_person:
        return "rival"
    return "sector" if a.sectors & b.sectors or not (a.sectors and b.sectors) else "country"


@lru_cache(maxsize=65536)
def _same_name(a: tuple[str, ...], b: tuple[str, ...], *, persons: bool) -> bool:
    """Whether two names may be of one: one is part of the other; of persons, last names alike and the same initial."""
    if set(a) <= set(b) or set(b) <= set(a):
        return True
    return persons and a[0][0] == b[0][0] and SequenceMatcher(None, a[-1], b[-1]).ratio() >= SPELT_ALIKE


Match = tuple[Likeness, Somebody, Somebody]


def matched(a: Sequence[Somebody], b: Sequence[Somebody]) -> list[Match]:
    """The parties of two lists, each matched with at most one of the other, the most alike first.

    Those over in the longer list are left out: a report may tell of fewer.
    """
    pairs = sorted(
        ((BEST_FIRST.index(likeness(x, y)), x.text, y.text, i, j) for i, x in enumerate(a) for j, y in enumerate(b)),
    )
    found: list[Match] = []
    left, right = set(range(len(a))), set(range(len(b)))
    for rank, _, _, i, j in pairs:
        if i in left and j in right:
            left.discard(i)
            right.discard(j)
            found.append((BEST_FIRST[rank], a[i], b[j]))
    return found
