"""Scores of a network on PolNeAR and worldwide NER, with the decoder that ships."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from benchmarks.measures import Count
from benchmarks.speech import LAYERS, Said, count_spans, count_triples
from dragoman.understand import decode
from training import labels as L
from training.examples import Batch, Example, batches, collate
from training.model import ReaderNet, distance
from training.sources import Doc, Pair


@torch.no_grad()
def run(net: ReaderNet, items: list[Example], pieces: int = 4096) -> Iterable[tuple[Example, torch.Tensor]]:
    """Each example with its word states (W, 384)."""
    import random

    net.eval()
    for group in batches(items, pieces, random.Random(0)):
        b: Batch = collate(group)
        hidden = net.encode(b)
        words = torch.gather(hidden, 1, b.word_piece[..., None].expand(-1, -1, hidden.shape[-1]))
        for i, e in enumerate(group):
            yield e, words[i, : len(e.window.words)]


@torch.no_grad()
def ner_scores(net: ReaderNet, items: list[Example], switch: float = 0.0) -> float:
    """F1 over Person, Organization, Location, NORP: exact spans and class."""
    keep = set(range(4))
    right = said = gold = 0
    transitions = decode.bio_transitions(1 + 2 * len(L.NER), switch)
    for e, words in run(net, items):
        scores = decode.log_softmax(net.ner(words).numpy())
        tags = decode.viterbi(scores[None], transitions)[0]
        ours = {r for r in decode.ranges(tags) if r[2] in keep and r[0] >= e.window.own}
        theirs = {r for r in decode.ranges(e.ner) if r[2] in keep and r[0] >= e.window.own}
        right, said, gold = right + len(ours & theirs), said + len(ours), gold + len(theirs)
    return Count(right, said, gold).f1


@torch.no_grad()
def read_speech(
    net: ReaderNet, e: Example, words: torch.Tensor, convention: int, *, flat_weight: float, switch: float
) -> list[tuple[Pair, dict[str, list[Pair]]]]:
    """Cues and their roles as character spans."""
    flat = decode.log_softmax(net.flat[convention](words).numpy().reshape(len(words), 3, 3))
    one = decode.bio_transitions(3, switch)
    cue_tags = decode.viterbi(flat[None, :, 1], decode.bio_transitions(3, 0.0))[0]
    cues = [(a, b) for a, b, _ in decode.ranges(cue_tags) if a >= e.window.own]
    if not cues:
        return []
    spans = torch.tensor(cues)
    rows, anchor = net.anchors(words[None], torch.zeros(len(cues), dtype=torch.long), spans)
    logits = net.speech[convention](rows, anchor, distance(spans, len(words))).numpy()
    scores = decode.log_softmax(logits)
    scores[:, :, 0] += flat_weight * flat[None, :, 0]
    scores[:, :, 1] += flat_weight * flat[None, :, 2]
    out = []
    at = e.window.words
    for n, (a, b) in enumerate(cues):
        tags = decode.viterbi(scores[n].transpose(1, 0, 2), one)
        roles = {
            name: [(int(at[f, 0]), int(at[g - 1, 1])) for f, g, _ in decode.ranges(tags[r])]
            for r, name in enumerate(L.SPEECH_ROLES)
        }
        out.append(((int(at[a, 0]), int(at[b - 1, 1])), roles))
    return out


def polnear_scores(
    net: ReaderNet, docs: list[Doc], items: list[Example], *, flat_weight: float = 0.5, switch: float = 1.0
) -> dict[str, float]:
    """Exact-span F1 of source, cue and content, and F1 of linked triples whose spans overlap."""
    said: dict[str, list[Said]] = {d.id: [] for d in docs}
    for e, words in run(net, items):
        for cue, roles in read_speech(net, e, words, 0, flat_weight=flat_weight, switch=switch):
            said[e.doc].append((roles["source"], [cue], roles["content"]))
    counts = {k: Count() for k in (*LAYERS, "linked", "triples")}
    for d in docs:
        count_spans(d, said[d.id], counts)
        count_triples(d, said[d.id], counts["linked"], counts["triples"])
    return {k: c.f1 for k, c in counts.items()}
