"""Text that remembers where it came from.

A ``Sourced`` is a text with the segments that map it back to the source. Every operation keeps them, so that
whatever is cut or normalised, the mapping stays right: where a segment is as long as its source, the words are equal.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from dragoman.types import Segment

Range = tuple[int, int]
Piece = tuple[int, int, int, int]
"""``(start, end, source_start, source_end)``, code points."""


@dataclass(frozen=True, slots=True)
class Sourced:
    """A text and its pieces, in order, not overlapping. What no piece covers has no source."""

    text: str
    pieces: tuple[Piece, ...]

    @classmethod
    def whole(cls, source: str) -> Sourced:
        """A source as it is."""
        return cls(source, ((0, len(source), 0, len(source)),) if source else ())

    def keep(self, ranges: Iterable[Range]) -> Sourced:
        """Only the ``ranges`` of the text, in order, joined."""
        parts: list[str] = []
        pieces: list[Piece] = []
        at = 0
        for start, end in ranges:
            if start >= end:
                continue
            parts.append(self.text[start:end])
            for piece in self._within(start, end):
                _append(pieces, (piece[0] - start + at, piece[1] - start + at, piece[2], piece[3]))
            at += end - start
        return Sourced("".join(parts), tuple(pieces))

    def without(self, ranges: Iterable[Range]) -> Sourced:
        """All but the ``ranges``, which may overlap and come in any order."""
        kept: list[Range] = []
        at = 0
        for start, end in sorted(ranges):
            if start > at:
                kept.append((at, start))
            at = max(at, end)
        kept.append((at, len(self.text)))
        return self.keep(kept)

    def stripped(self) -> Sourced:
        """Without white space at both ends."""
        start = len(self.text) - len(self.text.lstrip())
        end = len(self.text.rstrip())
        return self if (start, end) == (0, len(self.text)) else self.keep([(start, end)])

    def replaced(self, changes: Iterable[tuple[int, int, str]]) -> Sourced:
        """With the stretches of ``changes`` (ordered ``start, end, new``) replaced.

        A new stretch is mapped to the old one only where their lengths differ: equal lengths mean equal words.
        """
        parts: list[str] = []
        pieces: list[Piece] = []
        done = at = 0
        for start, end, new in (*changes, (len(self.text), len(self.text), "")):
            parts += (self.text[done:start], new)
            for piece in self._within(done, start):
                _append(pieces, (piece[0] - done + at, piece[1] - done + at, piece[2], piece[3]))
            at += start - done
            old = self._within(start, end)
            if new and old and old[-1][3] - old[0][2] != len(new):
                _append(pieces, (at, at + len(new), old[0][2], old[-1][3]))
            at += len(new)
            done = end
        return Sourced("".join(parts), tuple(pieces))

    def agreeing(self, source: str) -> Sourced:
        """Without the mapping of single characters that ``source`` writes otherwise."""
        pieces: list[Piece] = []
        for start, end, low, high in self.pieces:
            if end - start != high - low or self.text[start:end] == source[low:high]:
                pieces.append((start, end, low, high))
                continue
            for offset in range(end - start):
                if self.text[start + offset] == source[low + offset]:
                    _append(pieces, (start + offset, start + offset + 1, low + offset, low + offset + 1))
        return Sourced(self.text, tuple(pieces))

    def segments(self) -> tuple[Segment, ...]:
        """The mapping as the record keeps it."""
        return tuple(Segment(start=s, end=e, source_start=a, source_end=b) for s, e, a, b in self.pieces)

    def _within(self, start: int, end: int) -> list[Piece]:
        """The pieces between ``start`` and ``end``; one of unequal lengths is kept only if it lies inside."""
        found: list[Piece] = []
        first = max(bisect_right(self.pieces, start, key=lambda piece: piece[0]) - 1, 0)
        for piece in self.pieces[first:]:
            low, high = max(piece[0], start), min(piece[1], end)
            if piece[0] >= end:
                break
            if low >= high:
                continue
            if piece[1] - piece[0] == piece[3] - piece[2]:
                shift = piece[2] - piece[0]
                found.append((low, high, low + shift, high + shift))
            elif (low, high) == piece[:2]:
                found.append(piece)
        return found


def _append(pieces: list[Piece], piece: Piece) -> None:
    """Adds ``piece``, merged with the one before where both are verbatim and meet on both sides."""
    if pieces:
        last = pieces[-1]
        verbatim = last[1] - last[0] == last[3] - last[2] and piece[1] - piece[0] == piece[3] - piece[2]
        if verbatim and last[1] == piece[0] and last[3] == piece[2]:
            pieces[-1] = (last[0], piece[1], last[2], piece[3])
            return
    pieces.append(piece)
