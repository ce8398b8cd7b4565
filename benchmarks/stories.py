"""How well accounts of one event are joined: B-cubed on clusters of reports written for this, told differently by different outlets.

``python -m benchmarks.stories [--part tune|held|all] [--read] [--errors]``; ``--fit`` fits the weights of ``rules.yaml`` on tune, ``--blocks`` measures
how many accounts share a key.

By hand: every account of ``data/stories.jsonl`` with type, parties, date and place as written beside its sentence. Read: through ``dragoman.Reader``;
an event counts for the cluster whose sentence holds its trigger, what the reader missed is told apart; then once more with one event a sentence. Scenes go to tune or held by hash.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pycountry
from msgspec.structs import replace

from dragoman.reconcile.events import clusters, keys, link
from dragoman.reconcile.events.compare import compare
from dragoman.reconcile.events.facts import facts
from dragoman.reconcile.events.keys import key_set
from dragoman.reconcile.events.rules import rules
from dragoman.types import Account, Entity, Event, Link, Outlet, Place, Span

DATA = Path(__file__).parent / "data" / "stories.jsonl"
Gold = dict[str, str]
"""The cluster of each account."""


def reports() -> list[dict[str, Any]]:
    """The reports as written."""
    return [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]


def part_of(scene: str) -> str:
    """``tune`` or ``held``: which half a scene (clusters that are near misses of one another) is in."""
    return "tune" if int(hashlib.sha256(scene.encode()).hexdigest(), 16) % 2 else "held"


def account(report: dict[str, Any], event: Event) -> Account:
    """An account as the ledger makes it."""
    words = f"{report['id']} {event.type} {event.evidence.start} {event.trigger.start}"
    return Account(
        id="a" + hashlib.sha256(words.encode()).hexdigest()[:12],
        report=report["id"],
        origin=report["copy_of"] or report["id"],
        outlet=Outlet(**report["outlet"]),
        published=report["published"],
        seen=f"{report['published']}T12:00:00Z",
        event=event,
    )


def by_hand(found: Iterable[dict[str, Any]]) -> tuple[list[Account], Gold]:
    """The accounts as written beside the reports."""
    accounts, gold = [], {}
    for report in found:
        for told in report["tells"]:
            accounts.append(account(report, _event(report["text"], told)))
            gold[accounts[-1].id] = told["cluster"]
    return accounts, gold


def _event(text: str, told: dict[str, Any]) -> Event:
    from dragoman import ontology

    start = text.index(told["sentence"])
    trigger = text.index(told["trigger"], start)

    def entities(parties: Sequence[dict[str, Any]]) -> tuple[Entity, ...]:
        return tuple(Entity(**{**p, "sectors": tuple(p["sectors"])}, start=start, end=start) for p in parties)

    place = told["place"]
    return Event(
        type=told["type"], mode=told["mode"], contexts=(), quad=ontology.quad(told["type"]),
        score=ontology.score(told["type"], told["mode"]), cameo=ontology.cameo_code(told["type"], told["mode"]),
        modality=told["modality"], actors=entities(told["actors"]), recipients=entities(told["recipients"]),
        date=told["date"], date_text=None, place=Place(text=place["name"], start=start, end=start, **place) if place else None,
        trigger=Span.of(text, trigger, trigger + len(told["trigger"])), evidence=Span.of(text, start, start + len(told["sentence"])),
        according_to=tuple(Span(text=who, start=start, end=start) for who in told["according_to"]), confidence=0.7,
    )  # fmt: skip


def as_read(found: Sequence[dict[str, Any]]) -> tuple[list[Account], Gold, Counter[str]]:
    """The accounts that the reader gives, the clusters of those that tell of one, and what was missed or made up."""
    from dragoman import Reader

    reader = Reader()
    accounts, gold, counted = [], {}, Counter[str]()
    for report in found:
        record = reader.read(
            report["text"], date=report["published"], outlet=report["outlet"]["name"], title=report["title"]
        )
        missed = {told["cluster"] for told in report["tells"]}
        for event in record.events:
            accounts.append(account(report, event))
            cluster = next(
                (t["cluster"] for t in report["tells"] if _holds(record.report.text, t["sentence"], event)), None
            )
            counted["read"] += 1
            counted["of no cluster"] += cluster is None
            if cluster:
                gold[accounts[-1].id] = cluster
                missed.discard(cluster)
        counted["told"] += len({t["cluster"] for t in report["tells"]})
        counted["missed"] += len(missed)
    return accounts, gold, counted


def _holds(text: str, sentence: str, event: Event) -> bool:
    start = text.find(sentence)
    return start <= event.trigger.start < start + len(sentence)


def links_of(accounts: Sequence[Account]) -> list[Link]:
    """The links between all accounts that share a key."""
    blocks: dict[str, list[Account]] = defaultdict(list)
    for a in accounts:
        for key in keys(a):
            blocks[key].append(a)
    pairs = {
        (a.id, b.id): (a, b) for block in blocks.values() for a, b in combinations(sorted(block, key=lambda a: a.id), 2)
    }
    return [found for a, b in pairs.values() if (found := link(a, b))]


def b_cubed(said: Iterable[Sequence[str]], gold: Gold) -> tuple[float, float, float]:
    """Precision, recall and F1, averaged over the accounts of ``gold``."""
    home = {id: set(ids) & set(gold) for ids in said for id in ids if id in gold}
    true: dict[str, set[str]] = defaultdict(set)
    for id, cluster in gold.items():
        true[cluster].add(id)
    right = {id: len(home[id] & true[cluster]) for id, cluster in gold.items()}
    p = sum(right[id] / len(home[id]) for id in gold) / max(len(gold), 1)
    r = sum(right[id] / len(true[gold[id]]) for id in gold) / max(len(gold), 1)
    return p, r, 2 * p * r / max(p + r, 1e-9)


def measure(accounts: Sequence[Account], gold: Gold, *, errors: bool = False) -> float:
    """B-cubed F1; prints it with precision and recall."""
    links = links_of(accounts)
    said = clusters(accounts, links, ())
    p, r, f1 = b_cubed(said, gold)
    print(f"  {len(gold)} accounts of {len(set(gold.values()))} clusters: B-cubed P {p:.3f} R {r:.3f} F1 {f1:.3f}")
    if errors:
        _show(accounts, links, said, gold)
    return f1


def _show(accounts: Sequence[Account], links: Sequence[Link], said: Sequence[Sequence[str]], gold: Gold) -> None:
    by_id = {a.id: a for a in accounts}
    home = {id: i for i, ids in enumerate(said) for id in ids}
    why = {(k.a, k.b): k for k in links}
    for a, b in combinations(sorted(gold), 2):
        together = home[a] == home[b]
        if together != (gold[a] == gold[b]):
            k = why.get((a, b))
            print("MELTED" if together else "PARTED", gold[a], by_id[a].report, "|", gold[b], by_id[b].report)
            print("   ", by_id[a].event.evidence.text, "\n   ", by_id[b].event.evidence.text)
            print("   ", f"{k.score:.2f} {k.reason}" if k else "no link")


def surest(accounts: Sequence[Account], gold: Gold) -> tuple[list[Account], Gold]:
    """Of several events read in the sentence of one cluster only the surest, as one who filters by confidence keeps."""
    best: dict[tuple[str, str], Account] = {}
    for a in sorted(accounts, key=lambda a: (-a.event.confidence, a.id)):
        if a.id in gold:
            best.setdefault((a.report, gold[a.id]), a)
    kept = {a.id for a in best.values()}
    return [a for a in accounts if a.id in kept or a.id not in gold], {id: c for id, c in gold.items() if id in kept}


def fit(accounts: Sequence[Account], gold: Gold, pull: float = 8.0) -> dict[str, float]:
    """Weights by logistic regression on pairs, drawn with the force ``pull`` to those that ``rules.yaml`` has."""
    import numpy as np

    known = rules()
    names = ["prior", *(f"{feature} {level}" for feature, levels in known.findings.items() for level in levels)]
    place = {name: i for i, name in enumerate(names)}
    start = np.array([known.prior, *(w.weight for levels in known.findings.values() for w in levels.values())])
    rows, same = [], []
    by_id = {a.id: a for a in accounts}
    for a, b in combinations(sorted(gold), 2):
        if key_set(by_id[a]) & key_set(by_id[b]):
            row = np.zeros(len(names))
            row[0] = 1
            for found in compare(facts(by_id[a]), facts(by_id[b])):
                row[place[f"{found.feature} {found.level}"]] += found.amount
            rows.append(row)
            same.append(gold[a] == gold[b])
    x, y, weights = np.array(rows), np.array(same, float), start.copy()
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (p - y) + pull * (weights - start)
        weights -= np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + pull * np.eye(len(names)), slope)
    return {name: round(float(w), 2) for name, w in zip(names, weights, strict=True)}


def blocks(days: int = 60, a_day: int = 1000) -> None:
    """How many others an account of a stream of ``a_day`` accounts is compared with: parties, types and dates drawn as skewed as the world's news."""
    import random

    draw = random.Random(7)
    countries = [c.alpha_3 for c in pycountry.countries]
    draw.shuffle(countries)
    shares = [1 / (rank + 2) for rank in range(len(countries))]
    kinds = {
        "CONSULT": 18,
        "AGREE": 9,
        "ACCUSE": 16,
        "REQUEST": 9,
        "REJECT": 4,
        "THREATEN": 4,
        "SUPPORT": 7,
        "ASSAULT": 12,
        "COERCE": 9,
    }
    kinds |= {"PROTEST": 4, "SANCTION": 2, "MOBILIZE": 2, "AID": 2, "COOPERATE": 1, "RETREAT": 1, "CONCEDE": 1}
    pattern = next(iter(by_hand(reports()[:1])[0]))
    found: dict[str, list[int]] = defaultdict(list)
    of: list[frozenset[str]] = []
    for day in range(days):
        when = (date(2024, 1, 1) + timedelta(days=day)).isoformat()
        for _ in range(a_day):
            parties = [Entity(text=c, start=0, end=0, name=c, country=c) for c in draw.choices(countries, shares, k=2)]
            event = replace(
                pattern.event, type=draw.choices(list(kinds), list(kinds.values()))[0], date=when if draw.random() < 0.6 else None,
                actors=tuple(parties[:1]), recipients=tuple(parties[1:]) if draw.random() < 0.6 else (), place=None,
                evidence=Span.of("They will or did.", 0, 17),
            )  # fmt: skip
            of.append(key_set(replace(pattern, id=f"a{len(of)}", published=when, event=event)))
            for key in of[-1]:
                found[key].append(len(of) - 1)
    middle = range(len(of) // 2, len(of) // 2 + 3 * a_day)
    others = sorted(len({j for key in of[i] for j in found[key]} - {i}) for i in middle)
    sizes = sorted(map(len, found.values()))
    print(
        f"{a_day} accounts a day: {sum(map(len, of)) / len(of):.1f} keys an account; block median {sizes[len(sizes) // 2]}, largest {sizes[-1]};"
    )
    print(
        f"compared with: median {others[len(others) // 2]}, nine in ten below {others[9 * len(others) // 10]}, most {others[-1]}"
    )


def main() -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("tune", "held", "all"), default="held")
    parser.add_argument("--read", action="store_true", help="also through the reader")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--blocks", action="store_true")
    asked = parser.parse_args()
    if asked.blocks:
        blocks()
        return 0
    part = "tune" if asked.fit else asked.part
    found = [r for r in reports() if part in ("all", part_of(r["scene"]))]
    print(f"{part}: {len(found)} reports, {len({r['scene'] for r in found})} scenes")
    if asked.fit:
        for name, weight in fit(*by_hand(found)).items():
            print(f"  {name}: {weight}")
        return 0
    print("accounts by hand:")
    measure(*by_hand(found), errors=asked.errors)
    if asked.read:
        accounts, gold, counted = as_read(found)
        print("accounts as read:", dict(counted))
        measure(accounts, gold, errors=asked.errors)
        print("of several events in one sentence the surest:")
        measure(*surest(accounts, gold))
    return 0


if __name__ == "__main__":
    sys.exit(main())
