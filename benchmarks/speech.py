"""Attribution figures on PolNeAR: exact spans, and triples linked."""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks.measures import Count
from training.sources import Doc, Pair

EDGES = " \t\n\r“”\"'‘’«».,;:!?()[]-–—"
LAYERS = ("source", "cue", "content")
Said = tuple[list[Pair], list[Pair], list[Pair]]  # sources, cues, contents of one attribution


def trim(text: str, pair: Pair) -> Pair:
    """The span without quotation marks and punctuation at its edges."""
    start, end = pair
    while start < end and text[start] in EDGES:
        start += 1
    while end > start and text[end - 1] in EDGES:
        end -= 1
    return start, end


def count_spans(doc: Doc, said: Iterable[Said], counts: dict[str, Count]) -> None:
    """Exact spans of each layer, each distinct span once; discontinuous spans by part."""
    assert doc.flat is not None
    frames = list(said)
    for i, layer in enumerate(LAYERS):
        ours = {trim(doc.text, p) for f in frames for p in f[i]}
        theirs = {trim(doc.text, p) for p in doc.flat[layer]}
        counts[layer].add(len(ours & theirs), len(ours), len(theirs))


def _touch(a: list[Pair], b: list[Pair]) -> bool:
    return any(p[0] < q[1] and q[0] < p[1] for p in a for q in b)


def count_triples(doc: Doc, said: Iterable[Said], linked: Count, whole: Count) -> None:
    """Triples whose three spans overlap one annotated triple's.

    ``linked`` is «given overlapping spans»: it leaves out triples with a span that overlaps none of the other side's
    in its layer, so that it tells how well spans are linked and not how well they are found; ``whole`` counts all.
    """
    gold = [(f.roles["source"], f.labels["cue"], f.roles["content"]) for f in doc.speech or ()]
    gold = [g for g in gold if all(g)]
    ours = [f for f in said if all(f)]
    whole.add(_right(ours, gold), len(ours), len(gold))
    pools = [[[p for f in side for p in f[k]] for k in range(3)] for side in (gold, ours)]
    gold = [g for g in gold if all(_touch(g[k], pools[1][k]) for k in range(3))]
    ours = [f for f in ours if all(_touch(f[k], pools[0][k]) for k in range(3))]
    linked.add(_right(ours, gold), len(ours), len(gold))


def _right(ours: list[Said], gold: list[tuple[list[Pair], list[Pair], list[Pair]]]) -> int:
    """How many of ``ours`` find an annotated triple of their own."""
    left = list(gold)
    right = 0
    for f in ours:
        match = next((g for g in left if all(_touch(f[k], g[k]) for k in range(3))), None)
        if match:
            left.remove(match)
            right += 1
    return right
