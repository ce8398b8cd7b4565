"""What the joining of accounts rests on: the families of types, weights and thresholds of ``rules.yaml``."""

from __future__ import annotations

from functools import cache, cached_property

import msgspec

from dragoman import data
from dragoman.prepare.lists import function_words
from dragoman.types import Value


class Weight(Value, frozen=True):
    """What a finding adds to the score, and how it is told."""

    weight: float
    says: str


class Days(Value, frozen=True):
    """Spans of time, in days."""

    near: int
    late: int
    soon: int
    past: int
    narrow: int


class Rules(Value, frozen=True, dict=True):
    """The content of ``rules.yaml``, which says what each means; lists of words are joined by blanks."""

    prior: float
    keep: float
    join: float
    voice_discount: float
    share: float
    families: dict[str, str]
    plans: dict[str, str]
    mutual: str
    wide: str
    one_party_states: str
    days: Days
    findings: dict[str, dict[str, Weight]]
    plain_words: str
    institutions: str
    numbers: dict[str, int]
    tolls: dict[str, str]

    @cached_property
    def families_of(self) -> dict[str, frozenset[str]]:
        """The families that each type is in."""
        found: dict[str, set[str]] = {}
        for family, types in self.families.items():
            for type in types.split():
                found.setdefault(type, set()).add(family)
        return {type: frozenset(families) for type, families in found.items()}

    @cached_property
    def acts_planned(self) -> dict[str, frozenset[str]]:
        """The acts that each type of promise may plan."""
        return {promise: frozenset(acts.split()) for promise, acts in self.plans.items()}

    @cached_property
    def mutual_types(self) -> frozenset[str]:
        """Types that bind all sides alike."""
        return frozenset(self.mutual.split())

    @cached_property
    def wide_families(self) -> frozenset[str]:
        """Families whose plans and look backs may stand weeks from the act."""
        return frozenset(self.wide.split())

    @cached_property
    def one_party_countries(self) -> frozenset[str]:
        """Countries where an organ of a party is one of the state."""
        return frozenset(self.one_party_states.split())

    @cached_property
    def common_words(self) -> frozenset[str]:
        """Words that tell nothing of which event it is."""
        return frozenset(self.plain_words.split()) | function_words()

    @cached_property
    def institution_words(self) -> frozenset[str]:
        """Words by which the name of a body is told from that of a person."""
        return frozenset(self.institutions.split())


@cache
def rules() -> Rules:
    """The rules, read once."""
    return msgspec.convert(data.read("dragoman.reconcile.events", "rules.yaml"), Rules)
