"""Under which keys an account is looked up: two accounts that share none are never of one event.

A key is family, party and time. The party is a country (of a party or of the place) or a person's last name; the time
a block of one of two grids. Blocks are twice ``days.near`` long, and those of the second grid begin half a block later,
so that two acts up to ``days.near`` days apart always share one. Where plans and look backs stand weeks from the act
(families ``wide``), accounts with two parties also have keys of the pair of them on grids of two months; a window wider
than ``days.narrow`` has only those, if it has a pair. So a block is narrow in time where it is wide in parties, and the
other way round.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from dragoman.reconcile.events.facts import Facts, facts
from dragoman.reconcile.events.rules import rules
from dragoman.reconcile.events.windows import Window
from dragoman.types import Account

MOST_PARTIES = 4
"""Beyond so many countries, or names, an account goes by the first of them in the order of the alphabet."""
MOST_BLOCKS = 16
"""Beyond so many blocks of one grid an act is too vaguely dated to be looked up by its time."""
TWO_MONTHS = 60


def keys(account: Account) -> tuple[str, ...]:
    """The keys of an account, sorted; few: four to eight for an act of known day between two countries."""
    return tuple(sorted(key_set(account)))


@lru_cache(maxsize=8192)
def key_set(account: Account) -> frozenset[str]:
    """The keys of an account."""
    told = facts(account)
    parties = _parties(told)
    pairs = ["+".join(pair) for pair in combinations(parties, 2)]
    found: set[str] = set()
    for family in told.families:
        wide = family in rules().wide_families and bool(pairs)
        for window in {told.when, told.said} if told.promise else {told.when}:
            if wide:
                found.update(f"{family}|{pair}|{block}" for pair in pairs for block in _blocks(window, TWO_MONTHS))
            if window.days <= rules().days.narrow or not wide:
                width = 2 * rules().days.near
                found.update(f"{family}|{party}|{block}" for party in parties for block in _blocks(window, width))
    return frozenset(found)


def _parties(told: Facts) -> list[str]:
    """The countries of the parties and of the place, and the last names of persons.

    Failing these other names, and at last the country of the outlet: at home one need not say where.
    """
    people = (*told.actors, *told.recipients)
    countries = {p.country for p in people if p.country} | ({told.land} if told.land else set())
    persons = {p.name[-1] for p in people if p.is_person}
    others = {p.name[-1] for p in people if p.name} | ({told.site} if told.site else set())
    found = sorted(countries)[:MOST_PARTIES] + sorted(persons)[:MOST_PARTIES] or sorted(others)[:MOST_PARTIES]
    return found or ([told.home] if told.home else [])


def _blocks(window: Window, width: int) -> Iterator[str]:
    """The blocks of both grids that a window touches; none for a window that touches too many."""
    for grid, offset in (("a", 0), ("b", width // 2)):
        first, last = (window.first + offset) // width, (window.last + offset) // width
        if last - first < MOST_BLOCKS:
            for block in range(first, last + 1):
                yield f"{width}{grid}{block}"
