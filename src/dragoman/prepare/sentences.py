"""Sentences with offsets: sentencex, checked and mended for the ways of news."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dragoman.prepare.lists import abbreviations
from dragoman.prepare.mapping import Range

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
# marks of direction and zero-width spaces may stand after a full stop and are no part of the words
_MARKS = "\u200b\u200e\u200f\u202c\u2069\ufeff"
_END = re.compile(rf"[.!?…]+[\"”’'»)\]{_MARKS}]*(?=\s)")
_OPENING = "\"“‘'«([—–-\u200e\u200f\u202a\u202b\u2066\u2067"
_LAST_WORD = re.compile(r"[^\s(\[\"“‘'«—–/]+$")
_NUMBER = re.compile(r"\s*\(?(?:\d{1,2}|[ivx]{1,4})[.)]")
_WIDE_SPACE = re.compile(r"[^\S \t\n]")
_WRAP_WIDTH = 100
# sentencex is quick, but a line without end is given to it in parts
_MAX_PART = 20_000


def sentences(text: str) -> tuple[Range, ...]:
    """Offsets of the sentences of ``text``: in order, not overlapping, covering all but white space.

    A paragraph's end ends a sentence; a title, an initial or an abbreviation does not; closing quotation marks stay
    with the sentence they close. Sentences inside a quotation are sentences of their own.
    """
    found: list[Range] = []
    for start, end in _paragraphs(text):
        for low, high in _mended(text, start, end):
            trimmed = _trimmed(text, low, high)
            if trimmed[0] < trimmed[1]:
                found.append(trimmed)
    return tuple(found)


def _paragraphs(text: str) -> Iterator[Range]:
    """Paragraphs: at blank lines, and at every line break unless the lines are wrapped."""
    at = 0
    for match in _PARAGRAPH.finditer(text):
        yield from _unwrapped(text, at, match.start())
        at = match.end()
    yield from _unwrapped(text, at, len(text))


def _unwrapped(text: str, start: int, end: int) -> Iterator[Range]:
    lines = text[start:end].split("\n")
    wrapped = _is_wrapped(lines)
    if wrapped:
        yield start, end
        return
    at = start
    for line in lines:
        yield at, at + len(line)
        at += len(line) + 1


def _is_wrapped(lines: list[str]) -> bool:
    """Whether line breaks fall inside sentences: even, narrow lines that mostly do not end like a sentence."""
    inner = [line.strip() for line in lines[:-1]]
    if len(inner) < 2 or max(map(len, inner)) > _WRAP_WIDTH or sorted(map(len, inner))[len(inner) // 2] < 40:
        return False
    return sum(not line.endswith((".", "!", "?", ":", "”", '"', "…")) for line in inner) > len(inner) / 2


def _mended(text: str, start: int, end: int) -> Iterator[Range]:
    """Sentences of one paragraph: those of sentencex, cut again inside quotations, joined after abbreviations."""
    cuts = {start, end}
    for low, high in _parts(text, start, end):
        cuts |= _proposed(text, low, high)
    cuts |= {match.end() for match in _END.finditer(text, start, end) if _ends(text, match, end)}
    last = start
    for cut in sorted(cuts):
        if cut <= last:
            continue
        # «1.» is the number of an item, not a sentence
        if cut < end and (not _stands(text, start, cut) or _NUMBER.fullmatch(text, last, cut)):
            continue
        yield last, cut
        last = cut


def _parts(text: str, start: int, end: int) -> Iterator[Range]:
    while end - start > _MAX_PART:
        space = text.rfind(" ", start, start + _MAX_PART)
        cut = space if space > start else start + _MAX_PART
        yield start, cut
        start = cut
    yield start, end


def _proposed(text: str, start: int, end: int) -> set[int]:
    """Where sentencex would end a sentence, after the closing quotation marks."""
    from sentencex import get_sentence_boundaries

    # sentencex 1.0.32 panics (a BaseException) at «J .» where the space takes several bytes
    part = _WIDE_SPACE.sub(" ", text[start:end])
    if not part.strip() or not re.search(r"[.!?…][^\s.!?…]*\s", part):
        return set()
    return {
        start + len(part[: found["end_index"]].rstrip())
        for found in get_sentence_boundaries("en", part)
        if 0 < found["end_index"] < len(part) and part[: found["end_index"]].rstrip()
    }


def _ends(text: str, match: re.Match[str], end: int) -> bool:
    """Whether a full stop that sentencex may have passed over (in a quotation) ends a sentence."""
    following = text[match.end() : min(match.end() + 80, end)].lstrip()
    first = following.lstrip(_OPENING)[:1]
    if not first or not (first.isupper() or first.isdigit()):
        return False
    quoted = match[0].rstrip(_MARKS)[-1:] in "\"”’'»"
    if quoted and re.search(r"[!?…]", match[0]) and _goes_on(following):
        return False
    return match[0] != "…" or not first.islower()


def _goes_on(following: str) -> bool:
    """Whether a clause of speech follows a quotation: «“Is it over?” Mr. Jones asked»."""
    if following[:1] in _OPENING:
        return False
    return any(word.strip(".,:;") in abbreviations()["speech"] for word in following.split()[:5])


def _stands(text: str, start: int, cut: int) -> bool:
    """Whether the sentence may end at ``cut``: not after a title, an initial or an abbreviation that goes on."""
    if not text[cut : cut + 1].isspace():
        return False
    before = text[max(start, cut - 40) : cut].rstrip(_MARKS)
    if not before.endswith("."):
        if before[-1:] in "\"”’'»" and re.search(r"[!?…][\"”’'»]+$", before):
            return not _goes_on(text[cut : cut + 80].lstrip())
        return before.rstrip("\"”’'»)]")[-1:] in ".!?…"
    match = _LAST_WORD.search(before[:-1])
    word = match[0] if match else ""
    after = text[cut : cut + 40].split(None, 1)
    following = after[0] if after else ""
    lists = abbreviations()
    if word in lists["before_name"]:
        return False
    if re.fullmatch(r"[A-Z]|(?:[A-Z]\.){1,3}[A-Z]", word) or word in lists["maybe_final"]:
        return following[:1] in _OPENING or following.rstrip(",.;:") in lists["openers"]
    return True


def _trimmed(text: str, start: int, end: int) -> Range:
    part = text[start:end]
    return end - len(part.lstrip()), start + len(part.rstrip())
