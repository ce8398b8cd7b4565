"""The reader's network: one encoder, light heads.

Words are tagged (mentions, speech, triggers); then each cue and each trigger is an anchor from which its roles are tagged
again, word by word, given the anchor. All heads read the same last layer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from dragoman.understand.encode import SEP
from training import labels as L
from training.examples import IGNORE, Batch, Example, WordFrame

Tensor = torch.Tensor
FRAME = 192
BUCKETS = 32
MASK, MASKED = 103, 0.08
MPNET = {0: 1, 100: 3, 101: 0, SEP: 2, MASK: 30526}
"""The numbers of special pieces in MPNet; every other piece has MiniLM's and 4."""


def bucket(distance: Tensor) -> Tensor:
    """Signed word distances to 32 buckets: exact up to 4, then by powers of about 1.5, clipped at 150."""
    size = distance.abs().clamp(max=150).float()
    large = 4 + (torch.log(size.clamp(min=4) / 4) / torch.log(torch.tensor(150 / 4)) * 11).long()
    near = torch.where(size < 5, size.long(), large.clamp(max=15))
    return torch.where(distance < 0, near + 16, near).clamp(max=BUCKETS - 1)


class Features(nn.Module):
    """What the uncased pieces do not say: case, quotation, opening of a sentence, marked party."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.case = nn.Embedding(6, hidden)
        self.quote = nn.Embedding(2, hidden)
        self.opens = nn.Embedding(3, hidden)
        self.marks = nn.Embedding(3, hidden)
        for table in (self.case, self.quote, self.opens, self.marks):
            nn.init.normal_(table.weight, std=0.02)

    def forward(self, case: Tensor, quote: Tensor, opens: Tensor, marks: Tensor) -> Tensor:
        return self.case(case) + self.quote(quote) + self.opens(opens) + self.marks(marks)


class Encoder(nn.Module):
    """MiniLM, or the larger MPNet for a teacher, with the features added to its word embeddings. Output: (B, T, H).

    ``fast``: products in bfloat16, which some CPUs multiply several times as fast.
    """

    def __init__(self, folder: Path, fast: bool = False) -> None:
        super().__init__()
        from transformers import AutoModel

        self.bert = AutoModel.from_pretrained(
            folder,
            add_pooling_layer=False,
            attention_probs_dropout_prob=0.0,
            hidden_dropout_prob=0.0,  # slow on a CPU; pieces are masked instead
        )
        self.fast = fast
        self.size: int = self.bert.config.hidden_size
        self.bert.embeddings.word_embeddings.weight.requires_grad_(False)
        self.features = Features(self.size)
        numbers = torch.arange(self.bert.config.vocab_size)
        if self.bert.config.model_type == "mpnet":  # the same pieces under other numbers
            numbers = (numbers + 4).index_copy(0, torch.tensor(list(MPNET)), torch.tensor(list(MPNET.values())))
        self.register_buffer("numbers", numbers, persistent=False)

    def forward(
        self, pieces: Tensor, case: Tensor, quote: Tensor, opens: Tensor, marks: Tensor, mask: Tensor
    ) -> Tensor:
        words = self.bert.embeddings.word_embeddings(self.numbers[pieces])
        embedded = words + self.features(case, quote, opens, marks)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.fast):
            out: Tensor = self.bert(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        return out.float()


class FrameHead(nn.Module):
    """Tags every word given an anchor. (N, W, H) words, (N, H) anchors, (N, W) distances -> (N, W, roles, 3)."""

    def __init__(self, hidden: int, roles: int) -> None:
        super().__init__()
        self.word = nn.Linear(hidden, FRAME)
        self.anchor = nn.Linear(hidden, FRAME)
        self.left = nn.Linear(hidden, FRAME)
        self.right = nn.Linear(hidden, FRAME)
        self.near = nn.Embedding(BUCKETS, FRAME)
        self.out = nn.Linear(FRAME, roles * 3)
        self.drop = nn.Dropout(0.1)
        self.roles = roles
        nn.init.normal_(self.near.weight, std=0.02)

    def forward(self, words: Tensor, anchor: Tensor, distance: Tensor) -> Tensor:
        joined = self.word(words) + self.anchor(anchor)[:, None] + self.near(bucket(distance))
        joined = joined + self.left(words) * self.right(anchor)[:, None]
        out: Tensor = self.out(self.drop(F.gelu(joined)))
        return out.unflatten(-1, (self.roles, 3))


class Relate(nn.Module):
    """What the first marked party does to the second. (B, T, H), (B, T) marks and mask -> (B, relations)."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.hidden = nn.Linear(hidden * 4, hidden)
        self.out = nn.Linear(hidden, len(L.RELATIONS))
        self.drop = nn.Dropout(0.2)

    def forward(self, hidden: Tensor, marks: Tensor, mask: Tensor) -> Tensor:
        def mean(weights: Tensor) -> Tensor:
            weights = weights.float()[..., None]
            return (hidden * weights).sum(1) / weights.sum(1).clamp(min=1)

        pooled = torch.cat((mean(marks == 1), mean(marks == 2), mean(mask), hidden[:, 0]), dim=-1)
        out: Tensor = self.out(self.drop(F.gelu(self.hidden(self.drop(pooled)))))
        return out


class ReaderNet(nn.Module):
    """Encoder and heads."""

    def __init__(self, folder: Path, fast: bool = False) -> None:
        super().__init__()
        self.encoder = Encoder(folder, fast)
        hidden = self.encoder.size
        self.ner = nn.Linear(hidden, 1 + 2 * len(L.NER))
        self.flat = nn.ModuleList([nn.Linear(hidden, 3 * len(L.FLAT)) for _ in L.CONVENTIONS])
        self.speech = nn.ModuleList([FrameHead(hidden, len(L.SPEECH_ROLES)) for _ in L.CONVENTIONS])
        self.trigger = nn.Linear(hidden, 2 + len(L.TYPES))
        self.events = FrameHead(hidden, len(L.EVENT_ROLES))
        self.event_hidden = nn.Linear(hidden * 2, hidden)
        self.kind = nn.Linear(hidden, len(L.TYPES))
        self.mode = nn.Linear(hidden, 1 + len(L.MODES))
        self.modality = nn.Linear(hidden, len(L.MODALITIES))
        self.contexts = nn.Linear(hidden, len(L.CONTEXTS))
        self.fact = nn.Linear(hidden, 1)
        self.relate = Relate(hidden)
        self.drop = nn.Dropout(0.2)

    def encode(self, b: Batch) -> Tensor:
        pieces = b.pieces
        if self.training:
            hide = (torch.rand(pieces.shape) < MASKED) & (b.mask > 0) & (pieces > SEP)
            pieces = pieces.masked_fill(hide, MASK)
        out: Tensor = self.encoder(pieces, b.case, b.quote, b.opens, b.marks, b.mask)
        return out

    def anchors(self, words: Tensor, at: Tensor, spans: Tensor) -> tuple[Tensor, Tensor]:
        """Words (N, W, H) of each anchor's window and the mean of its own words (N, H)."""
        rows = words[at]
        index = torch.arange(words.shape[1])[None]
        inside = ((index >= spans[:, :1]) & (index < spans[:, 1:])).float()[..., None]
        return rows, (rows * inside).sum(1) / inside.sum(1).clamp(min=1)

    def event_state(self, words: Tensor, anchor: Tensor, mask: Tensor) -> Tensor:
        """What type, mode, modality and contexts are read from: (N, H)."""
        weights = mask.float()[..., None]
        whole = (words * weights).sum(1) / weights.sum(1).clamp(min=1)
        out: Tensor = self.drop(F.gelu(self.event_hidden(torch.cat((anchor, whole), dim=-1))))
        return out


@dataclass
class Losses:
    """Losses by name, weighed when summed."""

    items: dict[str, Tensor] = field(default_factory=dict)

    def add(self, name: str, value: Tensor) -> None:
        self.items[name] = value

    def total(self, weights: dict[str, float]) -> Tensor:
        return torch.stack([weights.get(k, 1.0) * v for k, v in self.items.items()]).sum()


def _stack(examples: list[Example], name: str, width: int) -> tuple[list[int], Tensor]:
    rows = [i for i, e in enumerate(examples) if getattr(e, name) is not None]
    arrays = [getattr(examples[i], name) for i in rows]
    if not arrays:
        return rows, torch.zeros(0)
    shape = (len(rows), width, *arrays[0].shape[1:])
    out = torch.full(shape, IGNORE, dtype=torch.long)
    for k, a in enumerate(arrays):
        out[k, : len(a)] = torch.from_numpy(a)
    return rows, out


def _frames(b: Batch, name: str) -> list[tuple[int, WordFrame]]:
    return [(i, f) for i, e in enumerate(b.examples) for f in getattr(e, name) or ()]


def _role_tags(frames: list[tuple[int, WordFrame]], b: Batch) -> Tensor:
    width = b.word_mask.shape[1]
    roles = len(frames[0][1].roles)
    tags = torch.zeros(len(frames), width, roles, dtype=torch.long)
    for n, (i, f) in enumerate(frames):
        for r, ranges in enumerate(f.roles):
            for start, end in ranges:
                tags[n, start:end, r] = 2
                tags[n, start, r] = 1
        tags[n, len(b.examples[i].window.words) :] = IGNORE
    return tags


def distance(spans: Tensor, width: int) -> Tensor:
    """Signed distance of each of ``width`` words from each span: (N, width)."""
    index = torch.arange(width)[None]
    return torch.where(index < spans[:, :1], index - spans[:, :1], (index - spans[:, 1:] + 1).clamp(min=0))


def losses(net: ReaderNet, b: Batch, more: Callable[..., None] | None = None) -> Losses:
    """The losses of every layer that is annotated in the batch; ``more`` adds others, from what was encoded."""
    out = Losses()
    hidden = net.encode(b)
    words = net.drop(torch.gather(hidden, 1, b.word_piece[..., None].expand(-1, -1, hidden.shape[-1])))
    width = words.shape[1]
    rows, tags = _stack(b.examples, "ner", width)
    if rows:
        out.add("ner", F.cross_entropy(net.ner(words[rows]).flatten(0, 1), tags.flatten(), ignore_index=IGNORE))
    for c in range(len(L.CONVENTIONS)):
        chosen = [i for i, e in enumerate(b.examples) if e.flat is not None and e.convention == c]
        if chosen:
            _, tags = _stack([b.examples[i] for i in chosen], "flat", width)
            logits = net.flat[c](words[chosen]).unflatten(-1, (len(L.FLAT), 3))
            out.add(f"flat{c}", F.cross_entropy(logits.flatten(0, 2), tags.flatten(), ignore_index=IGNORE) * 3)
        frames = [(i, f) for i, f in _frames(b, "speech") if b.examples[i].convention == c]
        if frames:
            out.add(f"speech{c}", _frame_loss(net, net.speech[c], words, frames, b))
    rows, tags = _stack(b.examples, "trigger", width)
    if rows:
        logits = net.trigger(words[rows]).flatten(0, 1)
        flat = tags.flatten()
        out.add("trigger", F.cross_entropy(logits, flat, ignore_index=IGNORE) * 4)
        frames = _frames(b, "events")
        if frames:
            out.add("roles", _frame_loss(net, net.events, words, frames, b))
            _event_losses(net, words, frames, b, out)
    _fact_loss(net, words, b, out)
    _relation_loss(net, hidden, words, b, out)
    if more:
        more(net, hidden, words, b, out)
    return out


def _frame_loss(
    net: ReaderNet, head: nn.Module, words: Tensor, frames: list[tuple[int, WordFrame]], b: Batch
) -> Tensor:
    at = torch.tensor([i for i, _ in frames])
    spans = torch.tensor([f.anchor for _, f in frames])
    rows, anchor = net.anchors(words, at, spans)
    logits = head(rows, anchor, distance(spans, words.shape[1]))
    tags = _role_tags(frames, b)
    loss = F.cross_entropy(logits.flatten(0, 2), tags.flatten(), ignore_index=IGNORE, reduction="sum")
    return loss / len(frames) / 20  # a frame has about 20 labelled words


def _event_losses(net: ReaderNet, words: Tensor, frames: list[tuple[int, WordFrame]], b: Batch, out: Losses) -> None:
    at = torch.tensor([i for i, _ in frames])
    spans = torch.tensor([f.anchor for _, f in frames])
    rows, anchor = net.anchors(words, at, spans)
    state = net.event_state(rows, anchor, b.word_mask[at])
    for name, head in (("type", net.kind), ("mode", net.mode), ("modality", net.modality)):
        target = torch.tensor([getattr(f, name) for _, f in frames])
        out.add(name, F.cross_entropy(head(state), target) * 0.5)
    wanted = torch.zeros(len(frames), len(L.CONTEXTS))
    for n, (_, f) in enumerate(frames):
        wanted[n, f.contexts] = 1
    out.add("contexts", F.binary_cross_entropy_with_logits(net.contexts(state), wanted) * 3)


def _fact_loss(net: ReaderNet, words: Tensor, b: Batch, out: Losses) -> None:
    points = [(i, w, v) for i, e in enumerate(b.examples) for w, v in e.facts or ()]
    if points:
        i, w, v = (list(x) for x in zip(*points, strict=True))
        out.add("fact", F.smooth_l1_loss(net.fact(words[i, w])[:, 0], torch.tensor(v)) * 0.5)


def _relation_loss(net: ReaderNet, hidden: Tensor, words: Tensor, b: Batch, out: Losses) -> None:
    """Cross-entropy of the relation, and of «some word of the sentence is a trigger of that type»."""
    rows = [i for i, e in enumerate(b.examples) if e.relation != IGNORE]
    if rows:
        target = torch.tensor([b.examples[i].relation for i in rows])
        merged = torch.tensor([b.examples[i].merged for i in rows])[:, None]
        logits = net.relate(hidden[rows], b.marks[rows], b.mask[rows])
        logits = torch.where(merged, merge_yield(logits), logits)
        out.add("relate", F.cross_entropy(logits, target) * 2)
    rows = [i for i, e in enumerate(b.examples) if e.hint != IGNORE]
    if rows:
        target = torch.tensor([b.examples[i].hint for i in rows])
        merged = torch.tensor([b.examples[i].merged for i in rows])
        begins = net.trigger(words[rows]).softmax(-1)[..., 2:] * b.word_mask[rows][..., None]
        some = 1 - (1 - begins.clamp(max=1 - 1e-6)).log().sum(1).exp()
        found = some.gather(1, target[:, None])[:, 0]
        found = torch.where(merged & (target == YIELD_TO), 1 - (1 - found) * (1 - some[:, YIELD_FROM]), found)
        out.add("hint", -found.clamp(min=1e-4).log().mean() * 0.5)


YIELD_FROM, YIELD_TO = (L.RELATIONS.index("RETREAT"), L.RELATIONS.index("CONCEDE")) if L.TYPES else (0, 0)


def merge_yield(logits: Tensor) -> Tensor:
    """RETREAT's probability added to CONCEDE's: plv data do not tell them apart."""
    both = torch.logsumexp(logits[:, [YIELD_FROM, YIELD_TO]], dim=1)
    out = logits.clone()
    out[:, YIELD_TO] = both
    out[:, YIELD_FROM] = -1e4
    return out
