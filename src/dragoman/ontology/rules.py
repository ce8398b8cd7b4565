"""The manual's rules, as pure functions. Source: PLOVER manual, draft 2.0."""

from __future__ import annotations

from functools import lru_cache

from dragoman.ontology.load import ontology
from dragoman.types import Modality, Value

PROMISED = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID"})
RECIPROCAL = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "ASSAULT"})
"""What all sides may do alike: meet, agree, sign, work together, fight."""


class Act(Value, frozen=True):
    """What is done, before it is known by whom."""

    type: str
    mode: str | None
    modality: Modality


def convert(type: str, mode: str | None, modality: Modality) -> Act:
    """Turn a promise into the act of promising.

    CONSULT, SUPPORT, COOPERATE or AID told as future is AGREE; RETREAT told as future (announced, not done) is
    CONCEDE. The modality is then ``actual``, because the promise is made. A mode that is none of
    the type's is dropped.
    """
    if modality == "future" and type in PROMISED:
        return Act(type="AGREE", mode=None, modality="actual")
    if modality == "future" and type == "RETREAT":
        return Act(type="CONCEDE", mode=None, modality="actual")
    return Act(type=type, mode=mode if ontology().type(type).mode(mode) else None, modality=modality)


def has_parties(type: str, *, actors: int, recipients: int) -> bool:
    """Whether an event of this type can be coded with so many actors and recipients.

    Every event needs an actor. COOPERATE, AID and SANCTION need somebody on the other side too: a recipient, or in
    COOPERATE, which binds both sides alike, a second actor. Without one the manual codes no event.
    """
    if actors < 1:
        return False
    if not ontology().type(type).recipient_required or recipients > 0:
        return True
    return type == "COOPERATE" and actors > 1


def both_ways(type: str, *, actors: int, recipients: int) -> bool:
    """Whether every actor acts on every other: all sides do it, and nobody is named as the one it is done to."""
    return type in RECIPROCAL and actors > 1 and recipients == 0


def score(type: str, mode: str | None = None) -> float:
    """The score of type and mode, from -10 (conflict) to +10 (cooperation)."""
    kind = ontology().type(type)
    found = kind.mode(mode)
    return found.score if found else kind.score


def quad(type: str) -> int:
    """The quad of a type: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict."""
    return ontology().type(type).quad


def cameo_code(type: str, mode: str | None, contexts: tuple[str, ...] = ()) -> str | None:
    """The most exact CAMEO code that type, mode and contexts allow, by the official conversion read backwards.

    A code that rests on the mode goes before one that does not, then the one that rests on more contexts, then the
    finer code, then the lower one. None only for a type that PLOVER does not know.
    """
    return _cameo_code(type, mode, frozenset(contexts))


@lru_cache(maxsize=4096)
def _cameo_code(type: str, mode: str | None, contexts: frozenset[str]) -> str | None:
    allowed = [
        row
        for row in ontology().backwards
        if row.type == type and row.mode in (None, mode) and contexts.issuperset(row.contexts)
    ]
    best = min(allowed, key=lambda r: (r.mode is None, -len(r.contexts), -len(r.code), r.code), default=None)
    return best.code if best else None
