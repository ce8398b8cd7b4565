"""Annotated documents to windows with labels, and windows to batches."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from dragoman.understand import encode
from dragoman.understand.encode import Window, words_of
from training import labels as L
from training.sources import Doc, Frame, Pair

IGNORE = -100
Tensor = torch.Tensor


def sentences(text: str) -> list[Pair]:
    """Sentence offsets, paragraph by paragraph."""
    import sentencex

    out = []
    for line in re.finditer(r"[^\n]+", text):
        for found in sentencex.get_sentence_boundaries("en", line.group()):
            piece = found["text"]
            start = line.start() + found["start_index"] + len(piece) - len(piece.lstrip())
            end = start + len(piece.strip())
            if start < end:
                out.append((start, end))
    return out


@dataclass
class WordFrame:
    """A frame inside one window: word ranges; ``labels`` are class numbers."""

    anchor: Pair
    roles: list[list[Pair]]
    type: int = IGNORE
    mode: int = IGNORE
    modality: int = IGNORE
    contexts: list[int] = field(default_factory=list)


@dataclass
class SoftFrames:
    """Roles that a teacher gives N anchors of a window: (N, 2) word spans, (N, W, roles, 3) log-probabilities; of events
    also (N, classes) of type, mode and modality, and the probability of each context."""

    spans: np.ndarray
    roles: np.ndarray
    told: tuple[np.ndarray, ...] = ()


@dataclass
class Soft:
    """What a teacher says of one window, as log-probabilities: (W, 3, 3) of the flat layers of speech, (W, classes) of
    triggers; of a marked sentence the logits of its relation alone."""

    flat: np.ndarray | None = None
    trigger: np.ndarray | None = None
    speech: SoftFrames | None = None
    events: SoftFrames | None = None
    relation: np.ndarray | None = None


@dataclass
class Example:
    """A window with its labels; layers that are not annotated are None. Tags are (W,) arrays over words."""

    doc: str
    window: Window
    convention: int = 0
    ner: np.ndarray | None = None
    flat: np.ndarray | None = None  # (W, 3) BIO tags for source, cue, content
    speech: list[WordFrame] | None = None
    trigger: np.ndarray | None = None  # (W,) 0 outside, 1 inside, 2 + type at the first word
    events: list[WordFrame] | None = None
    facts: list[tuple[int, float]] | None = None
    relation: int = IGNORE
    hint: int = IGNORE  # type that some trigger of the sentence has, place unknown
    merged: bool = False  # CONCEDE stands for CONCEDE or RETREAT
    soft: Soft | None = None


def bio(window: Window, spans: Iterable[tuple[int, int, int]]) -> np.ndarray:
    """Tags over words: 0 outside, 1 + 2k begins class k, 2 + 2k goes on."""
    tags = np.zeros(len(window.words), dtype=np.int64)
    for start, end, k in spans:
        if end <= window.words[0, 0] or start >= window.words[-1, 1]:
            continue
        found = words_of(window, start, end)
        if found:
            tags[found[0] : found[1]] = 2 + 2 * k
            tags[found[0]] = 1 + 2 * k
    return tags


def _own(window: Window, tags: np.ndarray) -> np.ndarray:
    tags = tags.copy()
    tags[: window.own] = IGNORE
    return tags


def _ranges(window: Window, pairs: Iterable[Pair]) -> list[Pair]:
    low, high = window.words[0, 0], window.words[-1, 1]
    out = []
    for start, end in pairs:
        if end > low and start < high:
            found = words_of(window, start, end)
            if found:
                out.append(found)
    return out


def _frame(window: Window, frame: Frame, names: tuple[str, ...]) -> WordFrame | None:
    anchors = _ranges(window, [frame.anchor])
    if not anchors or anchors[0][0] < window.own:
        return None
    return WordFrame(anchors[0], [_ranges(window, frame.roles.get(name, ())) for name in names])


def _event_frame(window: Window, frame: Frame) -> WordFrame | None:
    out = _frame(window, frame, L.EVENT_ROLES)
    if out is None:
        return None
    e = frame.labels
    out.type = L.TYPES.index(e["type"])
    out.mode = 1 + L.MODES.index(e["mode"]) if e.get("mode") else 0
    out.modality = L.MODALITIES.index(e["modality"])
    out.contexts = [L.CONTEXTS.index(c) for c in e["contexts"] if c in L.CONTEXTS]
    return out


def examples(tokenizer: Tokenizer, doc: Doc) -> Iterator[Example]:
    """The windows of a document with their labels."""
    if doc.relation is not None:
        actor, recipient, label = doc.relation
        window = encode.marked_window(tokenizer, doc.text, actor, recipient)
        yield Example(doc.id, window, relation=L.RELATIONS.index("CONCEDE" if label == "YIELD" else label))
        return
    cuts = sentences(doc.text)
    context = encode.CONTEXT_PIECES if doc.convention == "guide" else 0
    for window in encode.windows(encode.split_pieces(tokenizer, doc.text, cuts), cuts, context_pieces=context):
        if not len(window.words):
            continue
        example = Example(doc.id, window, convention=int(doc.convention == "guide"))
        if doc.ner is not None:
            example.ner = bio(window, [(a, b, L.NER.index(k)) for a, b, k in doc.ner])
        if doc.flat is not None and doc.speech is not None:
            layers = [_own(window, bio(window, [(a, b, 0) for a, b in doc.flat[k]])) for k in L.FLAT]
            example.flat = np.stack(layers, axis=1)
        if doc.speech is not None:
            example.speech = [f for frame in doc.speech if (f := _frame(window, frame, L.SPEECH_ROLES))]
        if doc.events is not None:
            example.events = [f for frame in doc.events if (f := _event_frame(window, frame))]
            tags = np.zeros(len(window.words), dtype=np.int64)
            for first, last in _ranges(window, doc.again):
                tags[first:last] = IGNORE
            for f in example.events:
                tags[f.anchor[0] : f.anchor[1]] = 1
                tags[f.anchor[0]] = 2 + f.type
            example.trigger = _own(window, tags)
        if doc.facts is not None:
            example.facts = [
                (r[0][0], value)
                for a, b, value in doc.facts
                if (r := _ranges(window, [(a, b)])) and r[0][0] >= window.own
            ]
        yield example


def build(tokenizer: Tokenizer, docs: Iterable[Doc]) -> list[Example]:
    """All windows of many documents."""
    return [e for doc in docs for e in examples(tokenizer, doc)]


def load_tokenizer(folder: Path) -> Tokenizer:
    """The encoder's tokenizer, without truncation or padding."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


@dataclass
class Batch:
    """Padded tensors of several windows: (B, T) for pieces, (B, W) for words."""

    pieces: Tensor
    case: Tensor
    quote: Tensor
    opens: Tensor
    marks: Tensor
    mask: Tensor
    word_piece: Tensor
    word_mask: Tensor
    examples: list[Example]


def collate(items: list[Example]) -> Batch:
    """Windows padded to the longest."""
    t = max(len(e.window.pieces) for e in items)
    w = max(len(e.window.words) for e in items)

    def pad(name: str, size: int) -> Tensor:
        out = np.zeros((len(items), size), dtype=np.int64)
        for i, e in enumerate(items):
            row = getattr(e.window, name)
            out[i, : len(row)] = row
        return torch.from_numpy(out)

    lengths = torch.tensor([len(e.window.pieces) for e in items])
    words = torch.tensor([len(e.window.words) for e in items])
    return Batch(
        pieces=pad("pieces", t),
        case=pad("case", t),
        quote=pad("quote", t),
        opens=pad("opens", t),
        marks=pad("marks", t),
        mask=(torch.arange(t)[None] < lengths[:, None]).long(),
        word_piece=pad("word_piece", w),
        word_mask=torch.arange(w)[None] < words[:, None],
        examples=items,
    )


def batches(items: list[Example], pieces: int, rng: random.Random) -> list[list[Example]]:
    """Shuffled batches of windows of like length, at most ``pieces`` padded pieces each."""
    order = sorted(items, key=lambda e: len(e.window.pieces) + rng.random() * 24)
    out: list[list[Example]] = []
    current: list[Example] = []
    longest = 0
    for e in order:
        longest = max(longest, len(e.window.pieces))
        if current and longest * (len(current) + 1) > pieces:
            out.append(current)
            current, longest = [], len(e.window.pieces)
        current.append(e)
    if current:
        out.append(current)
    rng.shuffle(out)
    return out
