"""Attributions put in order: stretches of content, quotation marks, kinds, sources, channels carried over."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from dragoman.types import Kind, ReadAttribution
from dragoman.understand.quotes import PARAGRAPH, is_saying, quotations, snapped

Pair = tuple[int, int]
_BRACKETS = re.compile(r"\[[^\]\n]{1,120}\]|\((?:sic|emphasis added)\)", re.IGNORECASE)
_PRONOUN = re.compile(r"(?:he|she|they|it|who|we|i)\b", re.IGNORECASE)
_NAME_THEN_APPOSITION = re.compile(r"(?P<name>(?:\S+ )*[A-Z][\w’'.-]*), (?!and |or |Jr|Sr)(?P<rest>.+)", re.DOTALL)
_SENTENCE_END = re.compile(r"[.!?][”\"»]?\s|\n")
CARRY = 2
"""A channel is carried over at most so many sentences."""
GAP = 80
"""Stretches of one saying less than so many characters apart are one stretch, unless its cue stands between them."""


def kind_of(text: str, content: Pair) -> Kind:
    """direct: all inside quotation marks; mixed: some; indirect: none."""
    words = text[content[0] : content[1]].strip()
    if len(words) > 1 and words[0] in "‘'" and words.rstrip(".,")[-1] in "’'":
        return "direct"
    inside, outside, quoted = False, False, False
    for c in words:
        if c in "“«„" or (c == '"' and not inside):
            inside = True
        elif c in '”»"':
            inside = False
        elif c.isalnum():
            quoted, outside = quoted or inside, outside or not inside
    return "indirect" if not quoted else "mixed" if outside else "direct"


def insertions(text: str, content: Pair) -> tuple[Pair, ...]:
    """Editorial insertions in square brackets inside a quoted ``content``: not the speaker's words."""
    if kind_of(text, content) == "indirect":
        return ()
    found = _BRACKETS.finditer(text[content[0] : content[1]])
    return tuple((content[0] + m.start(), content[0] + m.end()) for m in found)


def without_apposition(text: str, source: Pair) -> Pair:
    """A name keeps the title before it and drops the apposition after it; lists of speakers stay whole."""
    m = _NAME_THEN_APPOSITION.fullmatch(text[source[0] : source[1]])
    if not m or re.search(r"(?:, | )and [A-Z]", m["rest"]):
        return source
    first = re.match(r"[^,]*", m.group())
    assert first is not None
    return source[0], source[0] + first.end()


def settle(
    text: str, attributions: Sequence[ReadAttribution], sentences: Sequence[Pair]
) -> tuple[ReadAttribution, ...]:
    """One attribution a stretch of content, in the order of the text, with channels carried over."""
    quotes = quotations(text)
    single = [
        msgspec.structs.replace(
            a,
            source=without_apposition(text, a.source) if a.source else None,
            contents=(snapped(content, a.cue, quotes),),
        )
        for a in attributions
        for content in _joined(text, a)
    ]
    single.sort(key=lambda a: (-a.confidence, a.contents[0]))
    kept: list[ReadAttribution] = []
    for a in single:
        if not any(_same(a, b) for b in kept):
            kept.append(a)
    kept += _unclaimed(text, kept, quotes)
    return _carried(text, kept, sentences)


def _joined(text: str, a: ReadAttribution) -> list[Pair]:
    """The stretches of one saying, those that only a gap in the reading keeps apart made one."""
    out: list[Pair] = []
    for content in sorted(a.contents):
        if out:
            between = (out[-1][1], content[0])
            parted = any(p and p[0] < between[1] and between[0] < p[1] for p in (a.cue, a.source))
            if not parted and between[1] - between[0] < GAP and not _SENTENCE_END.search(text[slice(*between)]):
                out[-1] = (out[-1][0], content[1])
                continue
        out.append(content)
    return out


def _same(a: ReadAttribution, b: ReadAttribution) -> bool:
    """Two cues for one saying («TASS quoted X as saying»), or one in two parts: the contents are nearly the same."""
    (s, e), (t, f) = a.contents[0], b.contents[0]
    return min(e, f) - max(s, t) > 0.8 * max(e - s, f - t)


def _unclaimed(text: str, kept: Sequence[ReadAttribution], quotes: Sequence[Pair]) -> list[ReadAttribution]:
    """Sayings in quotation marks that nothing claims: whoever speaks in their paragraph, or spoke just before it."""
    lines = [m.span() for m in PARAGRAPH.finditer(text)]
    out = []
    for quote in quotes:
        claimed = any(a.contents[0][0] < quote[1] and quote[0] < a.contents[0][1] for a in kept)
        if claimed or not is_saying(text, quote):
            continue
        i = next(i for i, (start, end) in enumerate(lines) if start <= quote[0] < end)
        here = [a for a in kept if a.cue and a.source and lines[i][0] <= a.cue[0] < lines[i][1]]
        if here:
            speaker = min(here, key=lambda a: abs((a.cue or quote)[0] - quote[0]))
            out.append(msgspec.structs.replace(speaker, contents=(quote,), confidence=0.8 * speaker.confidence))
        elif i and quote[1] - quote[0] > 0.8 * (lines[i][1] - lines[i][0]):
            before = [a for a in kept if a.source and lines[i - 1][0] <= a.contents[0][0] < lines[i - 1][1]]
            out += [msgspec.structs.replace(a, contents=(quote,), confidence=0.6 * a.confidence) for a in before[-1:]]
    return out


def _sentence(sentences: Sequence[Pair], at: int) -> int:
    return next((i for i, (s, e) in enumerate(sentences) if s <= at < e), -1)


def _carried(text: str, kept: list[ReadAttribution], sentences: Sequence[Pair]) -> tuple[ReadAttribution, ...]:
    """«TASS reported ... quoting X. He added ...»: the later sentence goes on with the same speech."""
    out: list[ReadAttribution] = []
    for a in sorted(kept, key=lambda a: a.cue or a.contents[0]):
        last = out[-1] if out else None
        if last and last.via and not a.via and a.source and last.source:
            here, there = _sentence(sentences, a.source[0]), _sentence(sentences, last.source[0])
            if 0 <= here - there <= CARRY and _goes_on(text, a.source, last.source):
                a = msgspec.structs.replace(a, via=last.via)
        out.append(a)
    return tuple(sorted(out, key=lambda a: a.contents[0]))


def _goes_on(text: str, source: Pair, last: Pair) -> bool:
    now, then = text[slice(*source)].split(), text[slice(*last)].split()
    if not now or not then or _PRONOUN.match(now[0]):
        return bool(now and then)
    return now[-1].casefold() == then[-1].casefold()
