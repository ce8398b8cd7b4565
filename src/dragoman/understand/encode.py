"""Text to the arrays that the model reads: windows of whole sentences, word by word.

The encoder is uncased, so each piece also carries its case, whether it stands inside quotation marks, and whether it
opens a sentence or a paragraph. Labels are predicted for words (the first piece of each).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ints = npt.NDArray[np.int64]

CASE_OTHER, CASE_LOWER, CASE_TITLE, CASE_UPPER, CASE_MIXED, CASE_DIGIT = range(6)
MAX_PIECES = 256
CONTEXT_PIECES = 64
CLS, SEP = 101, 102
MARK_ACTOR, MARK_RECIPIENT = 1, 2


@dataclass(frozen=True, slots=True)
class Window:
    """One stretch of text for the encoder.

    ``pieces, case, quote, opens, marks``: shape (T,), T pieces with [CLS] first and [SEP] last.
    ``word_piece``: shape (W,), the first piece of each word; ``words``: shape (W, 2), its offsets in the text.
    ``own``: the words from this index on are this window's to label; those before it are context.
    """

    pieces: Ints
    case: Ints
    quote: Ints
    opens: Ints
    marks: Ints
    word_piece: Ints
    words: Ints
    own: int


@dataclass(frozen=True, slots=True)
class Pieces:
    """A whole text in pieces: arrays of shape (P,), ``offsets`` of shape (P, 2), ``word`` numbers the words from 0."""

    ids: Ints
    offsets: Ints
    word: Ints
    case: Ints
    quote: Ints
    opens: Ints


def shape_of_word(word: str) -> int:
    """The case class of a word."""
    if word.isdigit():
        return CASE_DIGIT
    if not any(c.isalpha() for c in word):
        return CASE_OTHER
    if word.islower():
        return CASE_LOWER
    if word.isupper() and len(word) > 1:
        return CASE_UPPER
    if word[0].isupper() and (len(word) == 1 or word[1:].islower()):
        return CASE_TITLE
    return CASE_MIXED


def quote_states(text: str, offsets: Ints) -> Ints:
    """1 for each piece inside double quotation marks (marks included), else 0; a new line ends one left open."""
    states = np.zeros(len(offsets), dtype=np.int64)
    inside = False
    previous = 0
    for i, (start, end) in enumerate(offsets.tolist()):
        if inside and "\n" in text[previous:start]:
            inside = False
        piece = text[start:end]
        if piece in ("“", "«", "„"):
            inside = True
            states[i] = 1
        elif piece in ("”", "»"):
            states[i] = int(inside)
            inside = False
        elif piece == '"':
            states[i] = 1
            inside = not inside
        else:
            states[i] = int(inside)
        previous = end
    return states


def split_pieces(tokenizer: Tokenizer, text: str, sentences: Sequence[tuple[int, int]]) -> Pieces:
    """The whole ``text`` in pieces, with their features."""
    encoded = tokenizer.encode(text, add_special_tokens=False)
    offsets = np.array(encoded.offsets, dtype=np.int64).reshape(-1, 2)
    raw_words = [-1 if w is None else w for w in encoded.word_ids]
    keep = np.array([w >= 0 and a < b for w, (a, b) in zip(raw_words, encoded.offsets, strict=True)], dtype=bool)
    offsets = offsets[keep]
    ids = np.array(encoded.ids, dtype=np.int64)[keep]
    word_ids = np.array(raw_words, dtype=np.int64)[keep]
    if not len(ids):
        nothing = np.zeros(0, dtype=np.int64)
        return Pieces(nothing, offsets, nothing, nothing, nothing, nothing)
    word = np.append(0, np.cumsum(word_ids[1:] != word_ids[:-1]))
    starts = np.searchsorted(word, np.arange(word[-1] + 1))
    ends = np.append(starts[1:], len(ids)) - 1
    shapes = [shape_of_word(text[offsets[a, 0] : offsets[b, 1]]) for a, b in zip(starts, ends, strict=True)]
    case = np.array(shapes, dtype=np.int64)[word]
    return Pieces(ids, offsets, word, case, quote_states(text, offsets), _openings(text, offsets, sentences))


def _openings(text: str, offsets: Ints, sentences: Sequence[tuple[int, int]]) -> Ints:
    opens = np.zeros(len(offsets), dtype=np.int64)
    for start, _ in sentences:
        at = int(np.searchsorted(offsets[:, 0], start))
        if at < len(opens):
            before = text[max(0, start - 3) : start]
            opens[at] = 2 if start == 0 or "\n" in before else 1
    return opens


def _bounds(pieces: Pieces, sentences: Sequence[tuple[int, int]], room: int) -> list[int]:
    """Piece indices at which a window may begin or end: sentence starts, and word starts inside endless sentences."""
    bounds = [0]
    for start, _ in sentences:
        at = int(np.searchsorted(pieces.offsets[:, 0], start))
        if at > bounds[-1]:
            bounds.append(at)
    bounds.append(len(pieces.ids))
    whole: list[int] = [0]
    for bound in bounds[1:]:
        while bound - whole[-1] > room:
            cut = whole[-1] + room
            while cut > whole[-1] + 1 and pieces.word[cut] == pieces.word[cut - 1]:
                cut -= 1
            whole.append(cut if cut > whole[-1] + 1 else whole[-1] + room)
        if bound > whole[-1]:
            whole.append(bound)
    return whole


def windows(
    pieces: Pieces,
    sentences: Sequence[tuple[int, int]],
    *,
    max_pieces: int = MAX_PIECES,
    context_pieces: int = CONTEXT_PIECES,
) -> list[Window]:
    """Windows of whole sentences, each beginning with up to ``context_pieces`` of what went before."""
    room = max_pieces - 2
    bounds = _bounds(pieces, sentences, room)
    out: list[Window] = []
    at = 0
    while at < len(bounds) - 1:
        first = at
        while first > 0 and bounds[at] - bounds[first - 1] <= context_pieces:
            first -= 1
        while first < at and bounds[at + 1] - bounds[first] > room:
            first += 1
        last = at + 1
        while last + 1 < len(bounds) and bounds[last + 1] - bounds[first] <= room:
            last += 1
        out.append(_window(pieces, bounds[first], bounds[at], bounds[last]))
        at = last
    return out


def _window(pieces: Pieces, begin: int, own: int, end: int) -> Window:
    part = slice(begin, end)
    word = pieces.word[part]
    first = np.flatnonzero(np.append(True, word[1:] != word[:-1]))
    last = np.append(first[1:], len(word)) - 1
    offsets = pieces.offsets[part]
    edge = np.zeros(1, dtype=np.int64)
    return Window(
        pieces=np.concatenate(([CLS], pieces.ids[part], [SEP])),
        case=np.concatenate((edge, pieces.case[part], edge)),
        quote=np.concatenate((edge, pieces.quote[part], edge)),
        opens=np.concatenate((edge, pieces.opens[part], edge)),
        marks=np.zeros(end - begin + 2, dtype=np.int64),
        word_piece=first + 1,
        words=np.stack((offsets[first, 0], offsets[last, 1]), axis=1),
        own=int(np.searchsorted(first, own - begin)),
    )


def marked_window(tokenizer: Tokenizer, text: str, actor: tuple[int, int], recipient: tuple[int, int]) -> Window:
    """One window around two marked parties, cut to fit, with ``marks`` set on their pieces."""
    pieces = split_pieces(tokenizer, text, [(0, len(text))])
    room = MAX_PIECES - 2
    centre = int(
        np.searchsorted(pieces.offsets[:, 0], (min(actor[0], recipient[0]) + max(actor[1], recipient[1])) // 2)
    )
    begin = max(0, min(centre - room // 2, len(pieces.ids) - room))
    window = _window(pieces, begin, begin, min(len(pieces.ids), begin + room))
    offsets = pieces.offsets[begin : begin + room]
    for (start, end), mark in ((actor, MARK_ACTOR), (recipient, MARK_RECIPIENT)):
        inside = (offsets[:, 0] < end) & (offsets[:, 1] > start)
        window.marks[1:-1][inside] = mark
    return window


def words_of(window: Window, start: int, end: int) -> tuple[int, int] | None:
    """The word range (first, past the last) that the characters ``start:end`` touch, or None where they touch none."""
    first = int(np.searchsorted(window.words[:, 1], start, side="right"))
    last = int(np.searchsorted(window.words[:, 0], end, side="left"))
    return (first, last) if first < last else None
