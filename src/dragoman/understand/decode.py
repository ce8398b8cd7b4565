"""Scores to spans: the best tag sequence under the BIO grammar, and the ranges that it draws."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.int64]
Range = tuple[int, int]
NEVER = -1e9


def log_softmax(logits: Floats) -> Floats:
    """Log-probabilities over the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    out: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return out


def bio_transitions(tags: int, switch: float) -> Floats:
    """(K, K) scores from tag to tag: 0 outside, 1 + 2k begins class k, 2 + 2k goes on; any change costs ``switch``."""
    scores = np.full((tags, tags), -switch)
    np.fill_diagonal(scores, 0.0)
    for tag in range(tags):
        if tag and tag % 2 == 0:  # inside: only after begin or inside of the same class
            scores[:, tag] = NEVER
            scores[tag, tag] = scores[tag - 1, tag] = 0.0
    return scores


def viterbi(scores: Floats, transitions: Floats) -> Ints:
    """The best tags, shape (S, W), for ``scores`` of shape (S, W, K); no sequence starts inside a span.

    ``transitions``: shape (K, K), or (S, K, K) where sequences have their own.
    """
    count, width, tags = scores.shape
    if not count or not width:
        return np.zeros((count, width), dtype=np.int64)
    start = np.where((np.arange(tags) % 2 == 0) & (np.arange(tags) > 0), NEVER, 0.0)
    best = scores[:, 0] + start
    steps = np.broadcast_to(transitions, (count, tags, tags))
    back = np.zeros((width, count, tags), dtype=np.int8)
    for w in range(1, width):
        paths = best[:, :, None] + steps
        back[w] = paths.argmax(axis=1)
        best = paths.max(axis=1) + scores[:, w]
    out = np.zeros((count, width), dtype=np.int64)
    out[:, -1] = best.argmax(axis=1)
    rows = np.arange(count)
    for w in range(width - 1, 0, -1):
        out[:, w - 1] = back[w, rows, out[:, w]]
    return out


def together(scores: Sequence[Floats], transitions: Floats) -> list[Ints]:
    """``viterbi`` of several arrays (S_i, W_i, K) in one pass: its cost lies in the number of words, not of sequences.

    ``transitions``: shape (K, K), or (S, K, K) for all S_1 + S_2 + ... sequences.
    """
    if not scores:
        return []
    width, tags = max(s.shape[1] for s in scores), scores[0].shape[2]
    joined = np.zeros((sum(len(s) for s in scores), width, tags))
    joined[:, :, 1::2] = NEVER  # past the end nothing begins, and what is open may stay so
    ends = np.cumsum([len(s) for s in scores])
    for s, end in zip(scores, ends, strict=True):
        joined[end - len(s) : end, : s.shape[1]] = s
    found = viterbi(joined, transitions)
    return [found[end - len(s) : end, : s.shape[1]] for s, end in zip(scores, ends, strict=True)]


def role_tags(scores: Sequence[Floats], switches: Sequence[float]) -> list[Ints]:
    """The best tags, (N_i, roles, W_i), of the frames of several windows.

    ``scores``: (N_i, W_i, roles, 3) each; ``switches``: what a switch costs, a role.
    """
    roles = len(switches)
    rows = [s.transpose(0, 2, 1, 3).reshape(len(s) * roles, s.shape[1], 3) for s in scores]
    steps = np.tile(np.stack([bio_transitions(3, s) for s in switches]), (sum(len(s) for s in scores), 1, 1))
    return [tags.reshape(len(s), roles, s.shape[1]) for tags, s in zip(together(rows, steps), scores, strict=True)]


def ranges(tags: Ints) -> list[tuple[int, int, int]]:
    """(first, past the last, class) of each span in a tag sequence of shape (W,)."""
    out: list[tuple[int, int, int]] = []
    begin, kind = -1, -1
    for i, tag in enumerate([*tags.tolist(), 0]):
        if begin >= 0 and tag != 2 + 2 * kind:
            out.append((begin, i, kind))
            begin = -1
        if tag % 2 == 1:
            begin, kind = i, (tag - 1) // 2
    return out


def runs(tags: Ints) -> list[Range]:
    """The spans of a one-class sequence, those that touch made one: parties never stand word to word."""
    inside = np.flatnonzero(np.diff(np.concatenate(([0], (tags > 0).astype(np.int64), [0]))))
    return [(int(a), int(b)) for a, b in inside.reshape(-1, 2)]


def span_score(log_probs: Floats, first: int, last: int, kind: int) -> float:
    """Geometric mean probability of the tags that draw one span; ``log_probs`` of shape (W, K)."""
    inside = log_probs[first + 1 : last, 2 + 2 * kind]
    return float(np.exp((log_probs[first, 1 + 2 * kind] + inside.sum()) / (last - first)))


def likeliest(log_probs: Floats, expected: float) -> list[tuple[Range, float]]:
    """The one likeliest span and its score, if ``expected`` spans or more are to be expected of all words together.

    For a role that several wordings could fill none may be likely by itself. ``log_probs``: shape (W, 3).
    """
    begins = np.exp(log_probs[:, 1])
    if begins.sum() < expected:
        return []
    first = int(begins.argmax())
    return [(run_on(first, log_probs[:, 2] > log_probs[:, 0]), float(begins[first]))]


def run_on(first: int, inside: npt.NDArray[np.bool_]) -> Range:
    """The span that begins at ``first`` and goes on as long as the words after it are ``inside``."""
    last = first + 1
    while last < len(inside) and inside[last]:
        last += 1
    return first, last


def peaks(chances: Floats, reach: int, least: float) -> list[tuple[int, float]]:
    """The likeliest word, and the sum, of each 2 x ``reach`` + 1 words whose ``chances`` sum up to ``least``."""
    left, out = chances.copy(), []
    around = np.ones(2 * reach + 1)
    while len(left) and (sums := np.convolve(left, around)[reach : reach + len(left)]).max() >= least:
        middle = int(sums.argmax())
        low = max(0, middle - reach)
        best = low + int(left[low : middle + reach + 1].argmax())
        out.append((best, min(1.0, float(sums[middle]))))
        left[max(0, best - reach) : best + reach + 1] = 0
    return out
