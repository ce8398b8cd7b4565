"""How much two texts share, and where: the figures that ``alike`` judges by.

Word order is judged close by: a word is kept where at least two of the six telling words around it stand around it in
the other text too. So paragraphs may be moved and sentences change places, and yet names that are merely in both count
little.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from dragoman.reconcile.copies.words import Codes, Mask, Words, mixed, shingles
from dragoman.types import Value

NEAR = 3
"""How far apart two telling words may stand to be a pair."""
SUPPORT = 2
"""Shared pairs that a word must stand in to be shared in order; one is what chance and names give."""
RUN = 6
"""Words of a run that two writers do not hit upon by themselves."""
HEAD = 60
"""Telling words at the top, where a report says what is new."""
FEW_FIGURES = 3
"""With fewer numbers than this, they prove nothing."""
MAX_WORDS = 20_000
"""Of a longer text only so much is compared."""


class Share(Value, frozen=True):
    """What part of one text stands in another; every part in [0, 1].

    ``kept``: telling words that stand there beside the same words; ``head``: the same of its first words;
    ``longest``: words of the longest run of ``RUN`` and more; ``figures``: numbers that stand there (1 where there are
    too few to tell); ``words``: telling words judged.
    """

    kept: float
    head: float
    longest: int
    figures: float
    words: int


class Read:
    """A text prepared for comparison, with its quotations or without them."""

    __slots__ = ("figures", "free_runs", "judged", "pairs", "runs", "words")

    def __init__(self, text: str, *, quotations: bool) -> None:
        words = Words(text, MAX_WORDS)
        quoted = words.quoted & (not quotations)
        places = np.flatnonzero(words.telling & ~quoted)
        codes, named = words.codes[places], words.named[places]
        self.words = len(places)
        # two names side by side are no wording: «Prime Minister» stands in every report on one
        gaps = range(1, NEAR + 1)
        self.pairs = [(mixed(codes[:-gap]) + codes[gap:], ~(named[:-gap] & named[gap:])) for gap in gaps]
        self.judged = self._supported([counts for _, counts in self.pairs])
        self.figures: Codes = np.unique(words.codes[words.number])
        self.runs: Codes = shingles(words.codes, RUN)
        inside = np.concatenate(([0], np.cumsum(quoted)))
        self.free_runs: Mask = (inside[RUN:] == inside[:-RUN])[: len(self.runs)]

    def in_(self, other: Read) -> Share:
        """What part of this text stands in ``other``."""
        theirs = np.concatenate([pairs[counts] for pairs, counts in other.pairs])
        kept = self._supported([np.isin(pairs, theirs) & counts for pairs, counts in self.pairs])[self.judged]
        return Share(
            kept=float(kept.mean()) if len(kept) else 0.0,
            head=float(kept[:HEAD].mean()) if len(kept) else 0.0,
            longest=self._longest(other),
            figures=self._figures(other),
            words=len(kept),
        )

    def _figures(self, other: Read) -> float:
        if len(self.figures) < FEW_FIGURES:
            return 1.0
        return float(np.isin(self.figures, other.figures).mean())

    def _supported(self, shared: list[Mask]) -> Mask:
        """The telling words that stand in ``SUPPORT`` and more of the pairs."""
        support = np.zeros(self.words, np.int32)
        for gap, mask in enumerate(shared, start=1):
            support[: len(mask)] += mask
            support[gap : gap + len(mask)] += mask
        enough: Mask = support >= SUPPORT
        return enough

    def _longest(self, other: Read) -> int:
        """Words of the longest shared run, as many as it has outside quotations."""
        starts = np.isin(self.runs, other.runs[other.free_runs]) & self.free_runs
        edges = np.flatnonzero(np.diff(np.concatenate(([0], starts.view(np.int8), [0]))))
        return int((edges[1::2] - edges[::2]).max()) + RUN - 1 if len(edges) else 0


@lru_cache(maxsize=256)
def read(text: str, *, quotations: bool = False) -> Read:
    """The text prepared; kept, as a new report is compared with many."""
    return Read(text, quotations=quotations)
