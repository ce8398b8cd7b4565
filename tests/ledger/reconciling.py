"""Reconciling by plain rules, so that what the ledger does can be foreseen: its tests hang on no tuned threshold.

Copies share a fingerprint, which is a text's first sentence. Accounts are of one event where they share type,
parties and month; decisions part and join, the last going before those that contradict it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import combinations, product
from types import SimpleNamespace

from dragoman.reconcile.copies import Fingerprint, Text
from dragoman.reconcile.events.clusters import settled
from dragoman.types import Account, Decision, Link, Party, Step, Story


def _fingerprint(text: str) -> Fingerprint:
    exact, first = hashlib.sha256(text.encode()).hexdigest()[:16], text.split(".")[0]
    return Fingerprint(exact=exact, bands=(first,), signature=first.encode(), words=len(text.split()))


def _near(a: Fingerprint, b: Fingerprint) -> bool:
    return a.signature == b.signature


def _alike(a: Text, b: Text, fa: Fingerprint, fb: Fingerprint) -> Link | None:
    assert a.id < b.id
    return Link(a=a.id, b=b.id, score=1.0, reason="begins alike") if _near(fa, fb) else None


def _components(ids: Sequence[str], links: Sequence[tuple[str, str]]) -> list[tuple[str, ...]]:
    group = {id: {id} for id in ids}
    for a, b in links:
        joined = group[a] | group[b]
        for id in joined:
            group[id] = joined
    return sorted({tuple(sorted(members)) for members in group.values()})


def _groups(ids: Sequence[str], links: Sequence[Link]) -> list[tuple[str, ...]]:
    return _components(ids, [(link.a, link.b) for link in links])


def _origin(members: Sequence[Text]) -> str:
    return min(members, key=lambda t: (t.outlet != t.agency, t.published or "9", t.id)).id


def _keys(account: Account) -> tuple[str, ...]:
    e = account.event
    return tuple(f"{e.type} {a.country} {(e.date or '')[:7]}" for a in e.actors)


def _link(a: Account, b: Account) -> Link | None:
    assert a.id < b.id
    if a.report == b.report or {p.country for p in a.event.recipients} != {p.country for p in b.event.recipients}:
        return None
    return Link(a=a.id, b=b.id, score=0.9, reason="same parties, same month") if set(_keys(a)) & set(_keys(b)) else None


def _clusters(
    accounts: Sequence[Account], links: Sequence[Link], decisions: Sequence[Decision]
) -> list[tuple[str, ...]]:
    group, apart = settled(decisions)
    ids = sorted(a.id for a in accounts)
    parted = {(a, b) for pair in apart for a, b in (pair, pair[::-1])}
    pairs = [(k.a, k.b) for k in links if (group.get(k.a, k.a), group.get(k.b, k.b)) not in parted]
    return _components(
        ids, pairs + [(a, b) for a, b in combinations(ids, 2) if a in group and group[a] == group.get(b)]
    )


def _story(id: str, accounts: Sequence[Account]) -> Story:
    first = min(accounts, key=lambda a: (a.published or a.seen, a.id))
    e, origins, reports = first.event, {a.origin for a in accounts}, {a.report for a in accounts}
    own = {a.origin for a in accounts if a.own_authority}
    days = sorted(a.published or a.seen for a in accounts)
    return Story(
        id=id, type=e.type, mode=e.mode, contexts=e.contexts, quad=e.quad, score=e.score, cameo=e.cameo,
        modality=e.modality, date=e.date, place=e.place, evidence=e.evidence,
        actors=tuple(Party(name=a.name or a.text, country=a.country, sectors=a.sectors) for a in e.actors),
        recipients=tuple(Party(name=a.name or a.text, country=a.country, sectors=a.sectors) for a in e.recipients),
        accounts=tuple(sorted(a.id for a in accounts)),
        history=(Step(modality=e.modality, at=days[0], accounts=(first.id,)),), variants=(),
        reports=len(reports), copies=len(reports) - len(origins), origins=len(origins),
        outlets=len({a.outlet.name for a in accounts}),
        countries=tuple(sorted({a.outlet.country for a in accounts if a.outlet.country})),
        state_owned=len({a.outlet.name for a in accounts if a.outlet.ownership == "state"}),
        first_report=days[0], last_report=days[-1], corroborated=len(own) > 1, confidence=e.confidence,
    )  # fmt: skip


copies = SimpleNamespace(fingerprint=_fingerprint, near=_near, alike=_alike, groups=_groups, origin=_origin)
events = SimpleNamespace(
    keys=_keys, link=_link, joins=lambda link: True, clusters=_clusters, story=_story, sketch=lambda account: b"",
    near=lambda mine, others: list(product(range(len(mine)), range(len(others)))),
)  # fmt: skip
