"""What a larger network, the teacher, says of the windows of training, and the losses of a student that listens to it.

The teacher marks attributions in reports of which only events are annotated, and both in reports that nobody annotated.
Of mentions, and of speech in PolNeAR's way, it has heard little: these the student learns from annotations alone.
"""

from __future__ import annotations

import random
import time

import numpy as np
import torch
from torch.nn import functional as F

from dragoman.understand import decode
from training import labels as L
from training.examples import IGNORE, Batch, Example, Soft, SoftFrames, batches, collate
from training.model import Losses, ReaderNet, distance

Tensor = torch.Tensor
GUIDE = L.CONVENTIONS.index("guide")
LIKELY = 0.15
"""A word that tells an event with less probability than this is no anchor."""
MOST = 12
"""Anchors of one kind in one window, at most."""


def taught(teacher: ReaderNet, items: list[Example], pieces: int = 4096) -> None:
    """Gives each window what the teacher says of it."""
    teacher.eval()
    begin, done = time.time(), 0
    groups = batches(items, pieces, random.Random(0))
    for n, group in enumerate(groups, 1):
        _teach(teacher, collate(group))
        done += sum(len(e.window.pieces) for e in group)
        if n % 25 == 0 or n == len(groups):
            print(f"taught {n}/{len(groups)}, {done / (time.time() - begin):.0f} pieces/s", flush=True)


@torch.no_grad()
def _teach(teacher: ReaderNet, b: Batch) -> None:
    hidden = teacher.encode(b)
    related = teacher.relate(hidden, b.marks, b.mask)
    words = torch.gather(hidden, 1, b.word_piece[..., None].expand(-1, -1, hidden.shape[-1]))
    for i, e in enumerate(b.examples):
        e.soft = Soft(relation=_small(related[i])) if e.relation != IGNORE else _layers(teacher, e, words[i])


def _layers(teacher: ReaderNet, e: Example, padded: Tensor) -> Soft:
    words = padded[: len(e.window.words)]
    flat = teacher.flat[GUIDE](words).unflatten(-1, (len(L.FLAT), 3)).log_softmax(-1)
    trigger = teacher.trigger(words).log_softmax(-1)
    tags = decode.viterbi(flat[None, :, 1].numpy(), decode.bio_transitions(3, 0.0))[0]
    cues = [(a, b) for a, b, _ in decode.ranges(tags) if a >= e.window.own]
    return Soft(
        flat=_small(flat),
        trigger=_small(trigger),
        speech=_frames(teacher, teacher.speech[GUIDE], words, cues[:MOST]),
        events=_frames(teacher, teacher.events, words, _triggers(trigger, e.window.own), whole=True),
    )


def _triggers(log_probs: Tensor, own: int) -> list[tuple[int, int]]:
    chances = log_probs[:, 2:].exp().sum(-1).numpy()
    chances[:own] = 0
    inside = log_probs[:, 1].numpy() > np.log(0.5)
    likely = [int(w) for w in np.argsort(-chances)[:MOST] if chances[w] > LIKELY]
    return sorted(decode.run_on(w, inside) for w in likely)


def _frames(
    teacher: ReaderNet, head: torch.nn.Module, words: Tensor, found: list[tuple[int, int]], whole: bool = False
) -> SoftFrames | None:
    """``whole``: with type, mode, modality and contexts of events."""
    if not found:
        return None
    spans = torch.tensor(found)
    rows, anchor = teacher.anchors(words[None], torch.zeros(len(found), dtype=torch.long), spans)
    roles = head(rows, anchor, distance(spans, len(words))).log_softmax(-1)
    told: tuple[np.ndarray, ...] = ()
    if whole:
        state = teacher.event_state(rows, anchor, torch.ones(len(found), len(words)))
        told = (
            *(_small(h(state).log_softmax(-1)) for h in (teacher.kind, teacher.mode, teacher.modality)),
            _small(teacher.contexts(state).sigmoid()),
        )
    return SoftFrames(spans.numpy(), _small(roles), told)


def _small(x: Tensor) -> np.ndarray:
    return x.half().numpy()


def soft_losses(net: ReaderNet, hidden: Tensor, words: Tensor, b: Batch, out: Losses) -> None:
    """Cross-entropies with the teacher's probabilities, weighed as those with the annotations are."""
    rows = [i for i, e in enumerate(b.examples) if e.soft and e.soft.relation is not None]
    if rows:
        target = torch.from_numpy(np.stack([b.examples[i].soft.relation for i in rows])).float()  # type: ignore[union-attr]
        logits = net.relate(hidden[rows], b.marks[rows], b.mask[rows])
        out.add("soft relate", F.cross_entropy(logits, target.softmax(-1)) * 2)
    heard = [(i, e.soft) for i, e in enumerate(b.examples) if e.soft and e.soft.trigger is not None]
    if not heard:
        return
    at = torch.cat([torch.stack((torch.full((len(s.trigger),), i), torch.arange(len(s.trigger)))) for i, s in heard], 1)
    own = words[at[0], at[1]]
    flat, trigger = (np.concatenate([getattr(s, name) for _, s in heard]) for name in ("flat", "trigger"))
    out.add("soft trigger", _entropy(net.trigger(own), trigger) / len(own) * 4)
    out.add("soft flat", _entropy(net.flat[GUIDE](own).unflatten(-1, (len(L.FLAT), 3)), flat) / len(own))
    _soft_frames(net, net.speech[GUIDE], words, [(i, s.speech) for i, s in heard], "soft speech", out)
    _soft_frames(net, net.events, words, [(i, s.events) for i, s in heard], "soft roles", out)


def _entropy(logits: Tensor, target: np.ndarray) -> Tensor:
    """Summed over all but the classes, the last dimension. ``target``: log-probabilities."""
    return -(torch.from_numpy(target).float().exp() * logits.log_softmax(-1)).sum()


def _soft_frames(
    net: ReaderNet,
    head: torch.nn.Module,
    words: Tensor,
    found: list[tuple[int, SoftFrames | None]],
    name: str,
    out: Losses,
) -> None:
    frames = [(i, f) for i, f in found if f is not None]
    if not frames:
        return
    width = words.shape[1]
    at = torch.tensor([i for i, f in frames for _ in f.spans])
    spans = torch.from_numpy(np.concatenate([f.spans for _, f in frames]))
    rows, anchor = net.anchors(words, at, spans)
    logits = head(rows, anchor, distance(spans, width)).log_softmax(-1)
    target = torch.zeros_like(logits)
    lengths = torch.tensor([f.roles.shape[1] for _, f in frames for _ in f.spans])
    first = 0
    for _, f in frames:
        n, w = f.roles.shape[:2]
        target[first : first + n, :w] = torch.from_numpy(f.roles).float().exp()
        first += n
    out.add(name, -(target * logits).sum() / len(at) / 20)
    if frames[0][1].told:
        mask = torch.arange(width)[None] < lengths[:, None]
        state = net.event_state(rows, anchor, mask)
        told = [
            torch.from_numpy(np.concatenate(parts)).float() for parts in zip(*(f.told for _, f in frames), strict=True)
        ]
        for part, module, wanted in zip(
            ("type", "mode", "modality"), (net.kind, net.mode, net.modality), told, strict=False
        ):
            out.add(f"soft {part}", F.cross_entropy(module(state), wanted.exp()) * 0.5)
        out.add("soft contexts", F.binary_cross_entropy_with_logits(net.contexts(state), told[3]) * 3)
