"""Words of a report with what was read in them, cut into bits that a template can draw one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dragoman.export.marks import Mark, marks, pieces
from dragoman.export.words import visible
from dragoman.types import Event, Record

AROUND = 160
"""How many characters are shown before and after the words of an account, at most."""
_WORD, _ASKED = re.compile(r"\w+"), re.compile(r"-?\w+")
LABELLED = ("trigger", "content")
"""Parts after whose end the label of an event or quote stands."""


class Bit(NamedTuple):
    """Some characters: their words, how they look (classes), what they belong to (``e1``, ``q2``), whose end they are.

    ``start`` is the offset of the first of them in what is shown; ``begins`` names what begins here, so that it can be
    gone to.
    """

    text: str
    classes: str = ""
    keys: str = ""
    ends: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    start: int = 0


Paragraph = tuple[Bit, ...]


def paragraphs(record: Record) -> tuple[Paragraph, ...]:
    """The whole text, paragraph by paragraph, with all that was read in it."""
    shown, quads = visible(record.report.text), {f"e{n}": event.quad for n, event in enumerate(record.events, start=1)}
    begun: set[str] = set()
    out: list[list[Bit]] = [[]]
    for bit in _bits(shown, marks(record), quads):
        start, lines = bit.start, bit.text.split("\n")
        last = max((n for n, line in enumerate(lines) if line), default=0)
        for n, line in enumerate(lines):
            if n:
                out.append([])
            if line:
                ends = bit.ends if n == last else ()
                out[-1].append(bit._replace(text=line, ends=ends, begins=_begins(bit, begun), start=start))
            start += len(line) + 1
    return tuple(tuple(bits) for bits in out if any(bit.text.strip() for bit in bits))


def passage(text: str, event: Event) -> Paragraph:
    """The words of an account, marked, within those around them; no more than a paragraph of its report.

    ``text`` is the report's. Where it is not that which the account is of, the words stand alone.
    """
    start, end = event.evidence.start, event.evidence.end
    if text[start:end] != event.evidence.text:
        return evidence(event)
    low, high = _reach(text, start, end)
    shown = visible(text[low:high])
    found = [Mark(m.start - low, m.end - low, m.part, m.key) for m in _of(event) if low <= m.start < m.end <= high]
    bits = _bits(shown, found, {"e1": event.quad})
    before = (Bit("… "),) if text[:low].strip() and text[low - 1] != "\n" else ()
    after = (Bit(" …"),) if text[high:].strip() and text[high] != "\n" else ()
    return (*before, *bits, *after)


def evidence(event: Event) -> Paragraph:
    """The words of an account alone, marked."""
    start, shown = event.evidence.start, visible(event.evidence.text)
    within = (m for m in _of(event) if start <= m.start < m.end <= start + len(shown))
    found = [Mark(m.start - start, m.end - start, m.part, m.key) for m in within]
    return tuple(_bits(shown, found, {"e1": event.quad}))


def _of(event: Event) -> Iterator[Mark]:
    """The marks of one event; who says so and who is meant may stand before its evidence."""
    yield Mark(event.evidence.start, event.evidence.end, "evidence", "e1")
    for party in (*event.actors, *event.recipients):
        yield Mark(party.start, party.end, "party", "e1")
    for at in (event.place, event.date_text):
        if at:
            yield Mark(at.start, at.end, "where", "e1")
    for span in event.according_to:
        yield Mark(span.start, span.end, "via", "e1")
    yield Mark(event.trigger.start, event.trigger.end, "trigger", "e1")


def _bits(shown: str, found: Iterable[Mark], quads: dict[str, int]) -> Iterator[Bit]:
    """The text in bits."""
    for piece in pieces(len(shown), found):
        parts = dict.fromkeys(mark.part for mark in piece.marks)
        triggers = [mark.key for mark in piece.marks if mark.part == "trigger"]
        classes = [*parts, *(f"quad-{quads[key]}" for key in triggers[-1:])]
        ends = dict.fromkeys(m.key for m in piece.marks if m.end == piece.end and m.part in LABELLED)
        keys = dict.fromkeys(mark.key for mark in piece.marks)
        yield Bit(shown[piece.start : piece.end], " ".join(classes), " ".join(keys), tuple(ends), (), piece.start)


def _begins(bit: Bit, begun: set[str]) -> tuple[str, ...]:
    """What begins with a bit and had not begun before."""
    new = tuple(key for key in bit.keys.split() if key not in begun)
    begun.update(new)
    return new


def _reach(text: str, start: int, end: int) -> tuple[int, int]:
    """From where to where a passage goes: whole words around ``start:end``, within its paragraph."""
    low = max(text.rfind("\n", 0, start) + 1, start - AROUND)
    stop = text.find("\n", end)
    high = min(len(text) if stop < 0 else stop, end + AROUND)
    if low and text[low - 1] != "\n":
        blank = text.find(" ", low, start)
        low = blank + 1 if blank >= 0 else start
    if high < len(text) and text[high] != "\n":
        blank = text.rfind(" ", end, high)
        high = blank if blank >= 0 else end
    return low, high


def lit(text: str, asked: str) -> Paragraph:
    """``text`` with the words that were searched for as hits; those to be left out (``-without``) are none."""
    wanted = {word.casefold() for word in _ASKED.findall(asked) if not word.startswith("-")} - {"or", "and", "not"}
    bits, at, shown = [], 0, visible(text)
    for found in _WORD.finditer(shown):
        if found[0].casefold() in wanted:
            bits += [Bit(shown[at : found.start()]), Bit(found[0], "hit")]
            at = found.end()
    return tuple(bit for bit in (*bits, Bit(shown[at:])) if bit.text)
