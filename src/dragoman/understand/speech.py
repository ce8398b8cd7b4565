"""Attributions put in order: stretches of content, quotation marks, kinds, sources."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from dragoman.types import Kind, ReadAttribution
from dragoman.understand.quotes import PARAGRAPH, is_saying, quotations, snapped

Pair = tuple[int, int]
_BRACKETS = re.compile(r"\[[^\]\n]{1,120}\]|\((?:sic|emphasis added)\)", re.IGNORECASE)
_NAME_THEN_APPOSITION = re.compile(r"(?P<name>(?:\S+ )*[A-Z][\w’'.-]*), (?!and |or |Jr|Sr)(?P<rest>.+)", re.DOTALL)
_PRONOUN_END = re.compile(r"\b(he|she|they|him|her|them)\s+$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?][”\"»]?\s|\n")
_HANDED_ON = re.compile(
    r"(?P<who>him|her|them|(?:the|an?) (?:[\w’'-]+ ){0,3}[\w’'-]+|(?:[A-Z][\w’'.-]* ){0,4}[A-Z][\w’'-]*) (?:as )?"
    r"(?P<cue>saying|stating|adding|noting|declaring|warning|claiming|insisting|stressing)\b(?:,|:| that\b)\s*"
)
"""«TASS reported him saying, “...”»: whom an agency quotes, and what follows is his."""
_SUBORDINATE = re.compile(
    r"\W*(?:even )?(?:although|though|while|whereas|as|when|after)\s+(?:\w+\W+){0,6}", re.IGNORECASE
)
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


def _pronoun_before(text: str, cue: Pair | None) -> Pair | None:
    """«reported him saying», «as she put it»: the pronoun that stands right before the cue."""
    m = _PRONOUN_END.search(text, max(0, cue[0] - 8), cue[0]) if cue else None
    return m.span(1) if m else None


def settle(text: str, attributions: Sequence[ReadAttribution]) -> tuple[ReadAttribution, ...]:
    """One attribution a stretch of content, in the order of the text."""
    quotes = quotations(text)
    single = [
        msgspec.structs.replace(
            a,
            source=without_apposition(text, a.source) if a.source else _pronoun_before(text, a.cue),
            contents=(snapped(content, a.cue, quotes),),
        )
        for a in (_handed_on(text, a) for a in attributions)
        for content in (_before_main_clause(text, a, c, attributions) for c in _joined(text, a))
    ]
    single.sort(key=lambda a: (-a.confidence, a.contents[0]))
    kept: list[ReadAttribution] = []
    for a in single:
        if not any(_same(a, b) for b in kept):
            kept.append(a)
    kept += _unclaimed(text, kept, quotes)
    return tuple(sorted(kept, key=lambda a: a.contents[0]))


def _handed_on(text: str, a: ReadAttribution) -> ReadAttribution:
    """What an agency reports another saying is the other's, and came through the agency."""
    start, end = a.contents[0]
    m = _HANDED_ON.match(text, start, end)
    if not m and a.cue and a.source and a.source[0] < a.cue[0] < start:
        # whom it quotes may have been left out of the content: «reported» him saying «...»
        between = _HANDED_ON.match(text, a.cue[1] + 1, end)
        m = between if between and between.end() == start else None
    if not m or not a.source or m.end() == end:
        return a
    contents = ((m.end(), end), *a.contents[1:])
    return msgspec.structs.replace(
        a, source=m.span("who"), cue=m.span("cue"), contents=contents, via=(*a.via, a.source)
    )


def _before_main_clause(text: str, a: ReadAttribution, content: Pair, others: Sequence[ReadAttribution]) -> Pair:
    """«Although X called it A, he stressed B»: what X called ends before the main clause, which says B."""
    if not a.source or not a.cue or not content[0] > a.cue[0] > a.source[0]:
        return content
    mains = [o.source[0] for o in others if o.source and o.cue and content[0] < o.source[0] < o.cue[0] < content[1]]
    commas = [at for at in mains if text[content[0] : at].rstrip().endswith(",")]
    if not commas:
        return content
    opens = max((m.end() for m in _SENTENCE_END.finditer(text, 0, a.source[0])), default=0)
    if not _SUBORDINATE.fullmatch(text, opens, a.source[0]):
        return content
    return content[0], content[0] + len(text[content[0] : min(commas)].rstrip(" ,"))


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
