"""What of an account decides which event it tells of, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from dragoman.reconcile.events import windows
from dragoman.reconcile.events.parties import Somebody, is_country, somebody
from dragoman.reconcile.events.rules import rules
from dragoman.reconcile.events.windows import Window
from dragoman.reconcile.events.words import content, counts, names
from dragoman.resolve.names import normalise
from dragoman.types import Account, Place


@dataclass(frozen=True, slots=True)
class Facts:
    """An account, made ready to be compared.

    ``out``: the day of publication. ``when``: the days of the act, planned or done; ``said``: of a promise, the days
    on which it was made. ``site``: the name of the place where it is narrower than a country, ``land`` its country;
    ``home`` that of the outlet. ``span``: where the evidence stands in the report.
    """

    id: str
    report: str
    origin: str
    type: str
    mode: str | None
    promise: bool
    out: int
    when: Window
    said: Window
    actors: tuple[Somebody, ...]
    recipients: tuple[Somebody, ...]
    site: str
    land: str | None
    words: dict[str, str]
    numbers: frozenset[int]
    names: frozenset[str]
    span: tuple[int, int]
    home: str | None

    @property
    def families(self) -> frozenset[str]:
        """The families of its type."""
        return rules().families_of.get(self.type, frozenset())


@lru_cache(maxsize=8192)
def facts(account: Account) -> Facts:
    """What of ``account`` decides which event it tells of."""
    event = account.event
    actors = tuple(somebody(e) for e in event.actors)
    recipients = tuple(somebody(e) for e in event.recipients)
    site = _site(event.place)
    entities = (*event.actors, *event.recipients)
    told_by_fields = [site, *(p.text for p in (*actors, *recipients)), *(e.text for e in entities)]
    evidence = event.evidence.text
    promise = event.type in rules().acts_planned or event.modality in ("future", "hypothetical")
    return Facts(
        id=account.id,
        report=account.report,
        origin=account.origin,
        type=event.type,
        mode=event.mode,
        promise=promise,
        out=windows.published(account),
        when=windows.promised(account) if promise else windows.done(account),
        said=windows.made(account) if promise else windows.done(account),
        actors=actors,
        recipients=recipients,
        site=site,
        land=event.place.country if event.place else None,
        words=content(evidence, told_by_fields),
        numbers=frozenset(counts(evidence)),
        names=names(evidence, told_by_fields),
        span=(event.evidence.start, event.evidence.end),
        home=account.outlet.country,
    )


def _site(place: Place | None) -> str:
    if place is None:
        return ""
    name = place.name or place.text
    # a capital is a place; the name of a country says no more than its code does
    return "" if is_country(name) else normalise(name)
