"""Trains the ranker of countries (``dragoman.resolve.country``): ``python -m training.country``.

On annotated reports of the train split and the written ones; ``--held`` looks at the held split too. Events are the
annotated ones; mentions are those of the reader that ships, kept in ``training/work`` until ``--fresh``.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from dragoman.pipeline import NAMED, Reader
from dragoman.prepare import prepare_text
from dragoman.resolve.clues import Clues
from dragoman.resolve.country import WEIGHTS
from dragoman.resolve.party import NONE
from dragoman.types import Document, Entity, Place, ReadEvent
from training import sources
from training.sources import Doc, Frame, Pair, fold, guide_doc

KEPT = Path(__file__).parent / "work" / "country_documents.pkl"
FEWEST = 3
FOLDS = 5
# Crossed and lexical features are held closer to nothing than plain ones.
SCALES = {"|": 0.6, "~": 0.4}


@dataclass
class Report:
    """One report with what the rules made of it. ``gold``: the country of each party span of each event."""

    id: str
    document: Document
    entities: dict[Pair, Entity]
    events: tuple[ReadEvent, ...]
    places: dict[Pair, Place]
    gold: dict[Pair, str]


@dataclass
class Example:
    """One party: its candidates’ features, and which candidate is right (None where none of them is)."""

    report: str
    span: Pair
    candidates: list[str]
    features: list[list[str]]
    gold: str
    rule: str

    @property
    def right(self) -> int | None:
        """The index of the right candidate."""
        return self.candidates.index(self.gold) if self.gold in self.candidates else None


def as_read(f: Frame) -> ReadEvent:
    """An annotated event as the reader would have read it."""
    e = f.labels
    return ReadEvent(
        type=e["type"], mode=e["mode"], contexts=tuple(e["contexts"]), modality=e["modality"], trigger=f.anchor,
        evidence=f.roles["evidence"][0], actors=tuple(f.roles["actor"]), recipients=tuple(f.roles["recipient"]),
        places=tuple(f.roles["place"]), dates=tuple(f.roles["date"]), confidence=0.9,
    )  # fmt: skip


def documents(reader: Reader, docs: Sequence[Doc], fresh: bool) -> dict[str, Document]:
    """The prepared documents with the reader’s mentions, read once."""
    kept: dict[str, Document] = pickle.loads(KEPT.read_bytes()) if KEPT.exists() and not fresh else {}
    missing = [doc for doc in docs if doc.id not in kept]
    for doc in missing:
        raw = doc.raw or {}
        document = prepare_text(
            raw["text"], date=raw["date"], outlet=raw.get("outlet"), title=raw.get("title"), url=raw.get("url")
        )
        kept[doc.id] = msgspec.structs.replace(document, mentions=reader.understanding.read(document).mentions)
    if missing:
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_bytes(pickle.dumps(kept))
    return kept


def resolved(reader: Reader, doc: Doc, document: Document) -> Report:
    """A report with entities and places by the rules."""
    laid = guide_doc({**(doc.raw or {}), "text": document.report.text})
    events = tuple(as_read(f) for f in laid.events or ())
    sources_ = {p for f in laid.speech or () for p in f.roles["source"]}
    spans = {(m.start, m.end) for m in document.mentions if m.kind in NAMED} | sources_
    spans |= {p for e in events for p in (*e.actors, *e.recipients)}
    ordered = sorted(spans)
    entities = dict(zip(ordered, reader.who.resolve(document, ordered), strict=True))
    located = {(m.start, m.end) for m in document.mentions if m.kind in ("location", "facility")}
    where = sorted(located | {p for e in events for p in e.places})
    places = dict(zip(where, reader.where.resolve(document, where), strict=True))
    gold: dict[Pair, str] = {}
    for f in laid.events or ():
        for role, key in (("actor", "actors"), ("recipient", "recipients")):
            if len(f.roles[role]) == len(f.labels[key]):
                gold |= {p: x["country"] or NONE for p, x in zip(f.roles[role], f.labels[key], strict=True)}
    return Report(doc.id, document, entities, events, places, gold)


def examples(reader: Reader, reports: Sequence[Report]) -> Iterator[Example]:
    """An example for each party whose country is annotated."""
    for r in reports:
        clues = Clues(r.document, r.entities, r.events, r.places, reader.gazetteer)
        for party in clues.parties():
            if party.span in r.gold:
                features = clues.features(party)
                yield Example(r.id, party.span, list(features), list(features.values()), r.gold[party.span], party.rule)


# -- fitting --------------------------------------------------------------------------------------------------------


def fit(data: Sequence[Example], l2: float, few: int = FEWEST) -> dict[str, float]:
    """Weights by maximum likelihood of the right candidate, with an L2 prior."""
    usable = [e for e in data if e.right is not None]
    counts = Counter(name for e in usable for name in {n for names in e.features for n in names})
    index = {name: i for i, name in enumerate(sorted(n for n, c in counts.items() if c >= few))}
    rows, right, starts = [], [], [0]
    for e in usable:
        rows += [[index[n] for n in names if n in index] for names in e.features]
        right.append(starts[-1] + (e.right or 0))
        starts.append(len(rows))
    indptr = np.cumsum([0, *(len(row) for row in rows)])
    scale = np.array([min((SCALES[mark] for mark in SCALES if mark in name), default=1.0) for name in index])
    columns = np.concatenate(rows).astype(np.int64)
    x = csr_matrix((scale[columns], columns, indptr), shape=(len(rows), len(index)))
    firsts, sizes = np.array(starts[:-1]), np.diff(starts)
    observed = np.asarray(x[right].sum(axis=0)).ravel()
    transposed = x.T.tocsr()

    def cost(w: np.ndarray) -> tuple[float, np.ndarray]:
        s = x @ w
        s -= np.repeat(np.maximum.reduceat(s, firsts), sizes)
        p = np.exp(s)
        totals = np.add.reduceat(p, firsts)
        p /= np.repeat(totals, sizes)
        value = np.log(totals).sum() - s[right].sum() + 0.5 * l2 * (w @ w)
        return value, transposed @ p - observed + l2 * w

    best = minimize(cost, np.zeros(len(index)), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    found = best.x * scale
    return {name: round(float(found[i]), 3) for name, i in index.items() if abs(found[i]) >= 0.01}


def choose(e: Example, weights: dict[str, float], margin: float) -> str:
    """What the ranker would answer for one example."""
    scores = [sum(weights.get(n, 0.0) for n in names) for names in e.features]
    best = int(np.argmax(scores))
    return e.candidates[best] if scores[best] - scores[e.candidates.index(e.rule)] > margin else e.rule


def accuracy(data: Sequence[Example], weights: dict[str, float], margin: float) -> float:
    """The part of the examples that get the annotated country."""
    return sum(choose(e, weights, margin) == e.gold for e in data) / len(data)


def cross_validated(
    train: Sequence[Example], extra: Sequence[Example], l2: float
) -> list[tuple[Example, dict[str, float]]]:
    """Each example of ``train`` with weights that did not see its report."""
    found = []
    for k in range(FOLDS):
        weights = fit([e for e in train if fold(e.report, FOLDS) != k] + list(extra), l2)
        found += [(e, weights) for e in train if fold(e.report, FOLDS) == k]
    return found


def rule_accuracy(data: Sequence[Example]) -> float:
    """How often the rules are right, and how often the right answer is a candidate."""
    return sum(e.rule == e.gold for e in data) / len(data)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="read the mentions again")
    parser.add_argument("--held", action="store_true", help="measure on the held split too")
    parser.add_argument("--l2", type=float, default=10.0)
    parser.add_argument("--margin", type=float, default=0.1)
    parser.add_argument("--cv", action="store_true", help="cross-validate on the train split first")
    args = parser.parse_args()
    reader = Reader()
    splits = {s: list(sources.annotated(s)) for s in ("train", "tune", *(["held"] if args.held else []))}
    splits["written"] = list(sources.written())
    kept = documents(reader, [d for docs in splits.values() for d in docs], args.fresh)
    data = {s: list(examples(reader, [resolved(reader, d, kept[d.id]) for d in docs])) for s, docs in splits.items()}
    if args.cv:
        pairs = cross_validated(data["train"], data["written"], args.l2)
        print(f"cross-validated: {sum(choose(e, w, args.margin) == e.gold for e, w in pairs) / len(pairs):.3f}")
    weights = fit(data["train"] + data["written"], args.l2)
    for split, found in data.items():
        within = sum(e.right is not None for e in found) / len(found)
        print(
            f"{split:>8}: {len(found)} parties, rules {rule_accuracy(found):.3f}, "
            f"ranked {accuracy(found, weights, args.margin):.3f}, among the candidates {within:.3f}"
        )
    WEIGHTS.parent.mkdir(exist_ok=True)
    WEIGHTS.write_text(json.dumps({"margin": args.margin, "weights": weights}, indent=0, ensure_ascii=False) + "\n")
    print(f"{len(weights)} weights, {WEIGHTS.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
