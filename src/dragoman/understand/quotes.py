"""Quotations in a text: where each begins and ends, marks included."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

Pair = tuple[int, int]
PARAGRAPH = re.compile(r"[^\n]+")
_QUOTE = re.compile(r"“[^“”\n]*(?:”|$)|«[^«»\n]*(?:»|$)|\"[^\"\n]*(?:\"|$)")
SPOKEN = 4
"""A quotation of fewer words, or without closing punctuation, is a term and not a saying of its own."""


def quotations(text: str) -> tuple[Pair, ...]:
    """Double quotations, in order, none over a line's end; one left open ends with its line."""
    return tuple(
        (line.start() + m.start(), line.start() + m.end())
        for line in PARAGRAPH.finditer(text)
        for m in _QUOTE.finditer(line.group())
    )


def around(quotes: Sequence[Pair], at: int) -> Pair | None:
    """The quotation in which the character ``at`` stands."""
    i = bisect_right(quotes, (at, 1 << 60)) - 1
    return quotes[i] if i >= 0 and quotes[i][0] <= at < quotes[i][1] else None


def snapped(content: Pair, cue: Pair | None, quotes: Sequence[Pair]) -> Pair:
    """``content`` grown to the ends of the quotations that it begins or ends in, unless its cue stands in them too."""
    start, end = content
    first, last = around(quotes, start), around(quotes, end - 1)
    if first and not _inside(cue, first):
        start = first[0]
    if last and not _inside(cue, last):
        end = last[1]
    return start, end


def _inside(cue: Pair | None, quote: Pair) -> bool:
    return cue is not None and quote[0] <= cue[0] < quote[1]


def is_saying(text: str, quote: Pair) -> bool:
    """Whether a quotation is a saying of its own: some words, ending as sentences and clauses end."""
    words = text[quote[0] : quote[1]].strip('“”«»" ')
    return len(words.split()) >= SPOKEN and words[-1:] in ".,!?…;"
