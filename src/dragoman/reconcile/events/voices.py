"""Who tells an event, counted so that no voice counts twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from dragoman.reconcile.events.rules import rules
from dragoman.types import Account

T = TypeVar("T")
SURE_AT_MOST = 0.99


def independent(accounts: Iterable[Account]) -> int:
    """How many independent origins there are: groups of copies, each with an outlet of its own.

    It is the greatest number of pairs (origin, outlet) in which none comes twice: two reports of one outlet are one
    voice, and so are two outlets that carry the same words.
    """
    outlets: dict[str, list[str]] = {}
    for a in sorted(accounts, key=lambda a: a.id):
        outlets.setdefault(a.origin, []).append(a.outlet.name or a.origin)
    taken: dict[str, str] = {}  # the outlet that speaks for each origin, the other way round

    def placed(origin: str, tried: set[str]) -> bool:
        for outlet in outlets[origin]:
            if outlet not in tried:
                tried.add(outlet)
                if outlet not in taken or placed(taken[outlet], tried):
                    taken[outlet] = origin
                    return True
        return False

    return sum(placed(origin, set()) for origin in sorted(outlets))


def confidence(accounts: Iterable[Account]) -> float:
    """The probability that the event holds: 1 - (1 - c1) * (1 - d*c2) * (1 - d*c3) ..., at most ``SURE_AT_MOST``.

    c1, c2 ... are the confidences of the origins (of each its surest account), the highest first. The discount d
    (``voice_discount``) is there because one reader read them all, and may go wrong on all in the same way.
    """
    surest: dict[str, float] = {}
    for a in accounts:
        surest[a.origin] = max(a.event.confidence, surest.get(a.origin, 0.0))
    ordered = sorted(surest.values(), reverse=True)
    wrong = 1 - ordered[0]
    for c in ordered[1:]:
        wrong *= 1 - rules().voice_discount * c
    return round(max(ordered[0], min(1 - wrong, SURE_AT_MOST)), 4)


def votes(accounts: Iterable[Account], of: Callable[[Account], Iterable[T]]) -> dict[T, float]:
    """How much speaks for each thing that accounts say: of every origin its surest account of that thing."""
    found: dict[tuple[T, str], float] = {}
    for a in accounts:
        for thing in of(a):
            found[thing, a.origin] = max(a.event.confidence, found.get((thing, a.origin), 0.0))
    total: dict[T, float] = {}
    for (thing, _), weight in sorted(found.items(), key=lambda item: repr(item[0])):
        total[thing] = round(total.get(thing, 0.0) + weight, 6)
    return total


def elected(found: dict[T, float]) -> T | None:
    """What most speaks for; of equals the first in order."""
    return min(found, key=lambda thing: (-found[thing], repr(thing))) if found else None


def tellers(accounts: Sequence[Account]) -> tuple[str, ...]:
    """The ids of accounts, each once, in order."""
    return tuple(sorted({a.id for a in accounts}))
