"""The corpora that training mixes, by name."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import product

from tokenizers import Tokenizer

from training import labels as L
from training import silver, sources
from training.examples import Example, build
from training.sources import Doc, Pair


def _sentence_around(text: str, pairs: list[Pair]) -> Pair | None:
    """The stretch of whole sentences around some spans, at most 600 characters."""
    from training.examples import sentences

    start, end = min(p[0] for p in pairs), max(p[1] for p in pairs)
    cuts = [s for s in sentences(text) if s[1] > start and s[0] < end]
    if not cuts or cuts[-1][1] - cuts[0][0] > 600:
        return None
    return cuts[0][0], cuts[-1][1]


def relations_of(doc: Doc, rng: random.Random) -> list[Doc]:
    """Marked sentences from a report's events, with as many pairs that have none."""
    out: list[Doc] = []
    used: set[tuple[Pair, Pair]] = set()

    def add(actor: Pair, recipient: Pair, label: str) -> None:
        around = _sentence_around(doc.text, [actor, recipient])
        if around and (actor, recipient) not in used and actor != recipient:
            used.add((actor, recipient))
            a, b = around
            shift = ((actor[0] - a, actor[1] - a), (recipient[0] - a, recipient[1] - a), label)
            out.append(Doc(f"{doc.id}-rel{len(out)}", doc.text[a:b], relation=shift))

    for f in doc.events or ():
        for actor, recipient in product(f.roles["actor"], f.roles["recipient"]):
            add(actor, recipient, f.labels["type"])
    true = set(used)
    parties = [p for f in doc.events or () for p in (*f.roles["actor"], *f.roles["recipient"])]
    parties += [p for f in doc.speech or () for p in f.roles["source"]]
    pairs = [(p, q) for p, q in product(parties, parties) if p != q and (p, q) not in true and (q, p) not in true]
    rng.shuffle(pairs)
    for p, q in pairs[: max(1, len(true) // 2)]:
        add(p, q, "NONE")
    return out


def plain_hints(docs: list[Doc], tokenizer: Tokenizer) -> list[Example]:
    """The same sentences unmarked: somewhere in each stands a trigger of its type."""
    items = build(tokenizer, docs)
    for e, d in zip(items, docs, strict=True):
        assert d.relation is not None
        e.hint, e.relation = e.relation, -100
        e.window.marks[:] = 0
    return [e for e in items if e.hint != L.RELATIONS.index("NONE")]


def _plv(tokenizer: Tokenizer) -> list[Example]:
    items = build(tokenizer, sources.plv())
    for e in items:
        e.merged = True
    return items


def _plv_hints(tokenizer: Tokenizer) -> list[Example]:
    items = plain_hints(sources.plv(), tokenizer)
    for e in items:
        e.merged = True
    return items


def _guide(docs: list[Doc]) -> list[Doc]:
    rng = random.Random(5)
    return [r for d in docs for r in relations_of(d, rng)]


LOADERS: dict[str, Callable[[Tokenizer], list[Example]]] = {
    "polnear": lambda t: build(t, sources.polnear("train")),
    "ner": lambda t: build(t, sources.worldwide("train")),
    "facts": lambda t: build(t, sources.factuality("train")),
    "annotated": lambda t: build(t, sources.annotated("train")),
    "annotated_all": lambda t: build(t, sources.annotated()),
    "silver": lambda t: build(t, silver.documents("train")),
    "silver_all": lambda t: build(t, silver.documents()),
    "plain": lambda t: build(t, silver.unannotated()),
    "spoken": lambda t: build(t, silver.spoken("train")),
    "written": lambda t: build(t, sources.written()),
    "relations": lambda t: build(t, sources.written_relations()),
    "relation_hints": lambda t: plain_hints(sources.written_relations(), t),
    "report_relations": lambda t: build(
        t, _guide([*sources.annotated("train"), *silver.documents("train"), *sources.written()])
    ),
    "plv": _plv,
    "plv_hints": _plv_hints,
}
