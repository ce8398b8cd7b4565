"""Attributions put in order: quotation marks, stretches, kinds, and channels carried over from sentence to sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dragoman.types import Kind, ReadAttribution

Pair = tuple[int, int]
_BRACKETS = re.compile(r"\[[^\]\n]{1,120}\]|\((?:sic|emphasis added)\)", re.IGNORECASE)
_PRONOUN = re.compile(r"(?:he|she|they|it|who|we|i)\b", re.IGNORECASE)
_DOUBLE = re.compile(r"[“”\"«»„]")
CARRY = 2
"""A channel is carried over at most so many sentences."""


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
    """Editorial insertions in square brackets inside ``content``: not the speaker's words."""
    if not _DOUBLE.search(text[max(0, content[0] - 1) : content[1] + 1]):
        return ()
    return tuple(
        (content[0] + m.start(), content[0] + m.end()) for m in _BRACKETS.finditer(text[content[0] : content[1]])
    )


def with_marks(text: str, content: Pair) -> Pair:
    """``content`` with the quotation marks that stand directly around it, and none left half."""
    start, end = content
    inner = text[start:end]
    opens = sum(inner.count(c) for c in "“«„") + inner.count('"')
    closes = sum(inner.count(c) for c in "”»") + inner.count('"')
    straight = inner.count('"') % 2 == 1
    before, after = text[start - 1 : start], text[end : end + 1]
    if before and before in '“«„"' and (closes >= opens or straight):
        start -= 1
    tail = re.match(r"[.,!?]?[”»\"]", text[end : end + 2])
    quoted = _DOUBLE.match(text[start:end]) is not None
    if after and tail and quoted and (text[start:end].count("”") < text[start:end].count("“") or text[start] in '"«„'):
        end += len(tail.group())
    return start, end


def settle(
    text: str, attributions: Sequence[ReadAttribution], sentences: Sequence[Pair]
) -> tuple[ReadAttribution, ...]:
    """One attribution a stretch of content, in the order of the text, with channels carried over."""
    single = [_with(a, contents=(with_marks(text, content),)) for a in attributions for content in a.contents]
    single.sort(key=lambda a: (a.contents[0], -a.confidence))
    kept: list[ReadAttribution] = []
    for a in single:
        if not any(_same(a, b) for b in kept):
            kept.append(a)
    return _carried(text, kept, sentences)


def _with(a: ReadAttribution, **changes: object) -> ReadAttribution:
    import msgspec

    return msgspec.structs.replace(a, **changes)


def _same(a: ReadAttribution, b: ReadAttribution) -> bool:
    """Two cues for one saying («TASS quoted X as saying»): the contents are nearly the same and the source too."""
    (s, e), (t, f) = a.contents[0], b.contents[0]
    shared = min(e, f) - max(s, t)
    return shared > 0.8 * max(e - s, f - t)


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
                a = _with(a, via=last.via)
        out.append(a)
    return tuple(sorted(out, key=lambda a: a.contents[0]))


def _goes_on(text: str, source: Pair, last: Pair) -> bool:
    now, then = text[source[0] : source[1]], text[last[0] : last[1]]
    if _PRONOUN.match(now):
        return True
    return bool(now.split()) and bool(then.split()) and now.split()[-1].casefold() == then.split()[-1].casefold()
