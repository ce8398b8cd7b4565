"""Spans made whole: a party that is read in part takes the whole name, and loses what only links words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from dragoman.types import ReadAttribution, ReadEvent

Pair = tuple[int, int]
_LINKS = "and|or|of|in|on|to|by|for|with|from|at|that|as|but|while|who|which"
_HEAD = re.compile(rf"(?:(?:{_LINKS})\b|[\s,;:.])+", re.IGNORECASE)
_TAIL = re.compile(rf"(?:\b(?:{_LINKS}|the|an?)|[\s,;:]|(?<=\w\w\w)\.)+$", re.IGNORECASE)
_ACCORDING = re.compile(r"according\s+to\s+", re.IGNORECASE)
# What stands between the source and the clause that it tells, which runs on to where the reader saw the content begin.
_OPENS = re.compile(r",\s+(?=[^.;:“”\"«»!?]*$)")
_DANGLING = re.compile(
    r"(?:the |an? |some |all |his |her |their |its )?(?:more|nearly|about|almost|over|around|several|many|some|other|"
    r"both|former|late|acting|prime|vice|deputy|foreign|interior|chief|senior|local|poor|young|dozens|hundreds|thousands|"
    r"scores|\d[\d,.]*)",
    re.IGNORECASE,
)
"""A wording that breaks off before the noun it belongs to."""
_STOPS = (
    rf"(?:{_LINKS}|is|are|was|were|be|been|has|have|had|will|would|could|can|may|after|before|against|into|over|during|"
    r"since|under|said|says|told|he|she|it|they|we|I|you)\b"
)
_NOUN = re.compile(rf"(?:\s+(?:(?:of|than)\b|(?!{_STOPS})[\w’'-]+)){{1,5}}", re.IGNORECASE)
"""The words that follow up to the next that links or tells."""
_ARTICLE = re.compile(r"(?:the|an?)\s*", re.IGNORECASE)


def whole(text: str, span: Pair, named: Sequence[Pair]) -> Pair | None:
    """``span`` with every name of ``named`` that it touches, or that follows its bare article; None if nothing is left.

    Linking words and punctuation fall off both ends.
    """
    start, end = span
    if _ARTICLE.fullmatch(text[start:end]):
        following = next(((s, e) for s, e in named if 0 <= s - end <= 1), None)
        if following is None:
            return None
        end = following[1]
    if _DANGLING.fullmatch(text, start, end) and (noun := _NOUN.match(text, end)):
        end = noun.end()
    for s, e in named:
        if s < end and start < e:
            start, end = min(start, s), max(end, e)
    head = _HEAD.match(text, start, end)
    start = head.end() if head else start
    tail = _TAIL.search(text[start:end])
    end = start + tail.start() if tail else end
    return (start, end) if start < end else None


def _all(text: str, spans: Iterable[Pair], named: Sequence[Pair]) -> tuple[Pair, ...]:
    """The spans made whole, in order, each once, none inside another."""
    found = sorted({w for s in spans if (w := whole(text, s, named))})
    return tuple(s for s in found if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in found))


def whole_parties(text: str, event: ReadEvent, named: Sequence[Pair]) -> ReadEvent:
    """The event with its parties and places made whole."""
    return msgspec.structs.replace(
        event,
        actors=_all(text, event.actors, named),
        recipients=_all(text, event.recipients, named),
        places=_all(text, event.places, named),
    )


def whole_speech(text: str, a: ReadAttribution, named: Sequence[Pair]) -> ReadAttribution:
    """The attribution with its source and channels made whole, and its content with the subject that opens it."""
    source = whole(text, a.source, named) if a.source else None
    contents = a.contents
    if source and a.cue and contents and _ACCORDING.fullmatch(text, a.cue[0], source[0]):
        opens = _OPENS.match(text, source[1], contents[0][0])
        if opens and opens.end() < contents[0][0]:
            contents = ((opens.end(), contents[0][1]), *contents[1:])
    return msgspec.structs.replace(a, source=source, contents=contents, via=_all(text, a.via, named))
