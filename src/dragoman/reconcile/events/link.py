"""Whether two accounts are of one event: a score, and the reason in a sentence."""

from __future__ import annotations

from math import exp

from dragoman.reconcile.events.compare import Finding, compare
from dragoman.reconcile.events.facts import facts
from dragoman.reconcile.events.keys import key_set
from dragoman.reconcile.events.rules import rules
from dragoman.types import Account, Link


def link(a: Account, b: Account) -> Link | None:
    """Why two accounts are held to be of one event, or kept apart; None where nothing speaks for one event.

    The same whichever comes first. Accounts that share no key have no link.
    """
    if a.id == b.id:
        return None
    a, b = (a, b) if a.id < b.id else (b, a)
    x, y = facts(a), facts(b)
    if not x.families & y.families or key_set(a).isdisjoint(key_set(b)):
        return None
    found = compare(x, y)
    score = score_of(found)
    if score < rules().keep:
        return None
    return Link(a=a.id, b=b.id, score=score, reason=_reason(found, joined=score >= rules().join))


def joins(link: Link) -> bool:
    """Whether a link, by itself, joins two accounts. Events never reach across accounts that no such link connects."""
    return link.score >= rules().join


def score_of(found: list[Finding]) -> float:
    """The score of what was found, in [0, 1]."""
    total = rules().prior + sum(f.counts for f in found)
    return round(1 / (1 + exp(-total)), 4)


def _reason(found: list[Finding], *, joined: bool) -> str:
    """The sentence: first what decided, the weightiest before the others, then what spoke against it."""
    weighty = sorted(found, key=lambda f: -abs(f.counts))
    said = [(f.counts, str(f)) for f in weighty if str(f) and f.counts]
    for_it, against = ([words for counts, words in said if (counts > 0) is positive] for positive in (True, False))
    first, then = (for_it, against) if joined else (against, for_it)
    opening = "One event: " if joined else "Not one event: "
    if not first:
        first = ["too little speaks for it"]
    return opening + "; ".join(first) + (", although " + "; ".join(then) if then else "") + "."
