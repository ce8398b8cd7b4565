"""Whether the words around a date expression tell of what lies ahead or of what lies behind."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import Literal

from dragoman.resolve.dates.forms import any_of, vocabulary

Tense = Literal["future", "past"]
_REACH = 160


@cache
def _cues() -> tuple[re.Pattern[str], frozenset[str]]:
    words = vocabulary()
    future, past = any_of(words["future_cues"]), any_of(words["past_cues"])
    done = r"(?:\w+ly\s+)?\w+"
    passive = rf"(?:will|to|shall|must|should|may)\s+be\s+{done}(?:\s+and\s+{done})?"
    planned = r"(?:expected|scheduled|due|set|slated|planned|going|to)(?:\s+to\s+\w+)?"
    doubtful = rf"(?:was|were|had)(?:\s+been)?\s+{planned}|would\s+be\s+\w+ed"
    # «agreed on Tuesday to meet on Friday»: what was promised lies ahead, though the promise was made
    promised = r"(?:agreed?|promised|pledged|vowed|decided|offered|intends?)(?:\s+\w+){0,3}?\s+to\s+[a-z]{2,}"
    pattern = re.compile(
        rf"(?<![^\W_])(?:(?P<doubt>{doubtful})|(?P<future>{passive}|{future})|(?P<promised>{promised})|(?P<past>{past}|[a-z]{{2,}}ed))(?![^\W_])"
        rf"|(?P<future2>['’]ll)\b",
        re.I,
    )
    return pattern, frozenset(words["not_past"])


class Sentences:
    """Finds the sentence around an offset; where none is known, 200 characters to either side."""

    def __init__(self, text: str, pairs: Sequence[tuple[int, int]]) -> None:
        self._size = len(text)
        self._pairs = pairs
        self._starts = [start for start, _ in pairs]

    def at(self, offset: int) -> tuple[int, int]:
        """The offsets of the sentence that holds ``offset``."""
        i = bisect_right(self._starts, offset) - 1
        if i >= 0 and offset < self._pairs[i][1]:
            return self._pairs[i]
        return max(0, offset - 200), min(self._size, offset + 200)


@cache
def _adjacent() -> re.Pattern[str]:
    hour = r"(?:\d[\d:.]*\s?(?:[ap]\.?m\.?)?\s*(?:on\s+)?)?"
    return re.compile(rf"\b(?:{any_of(vocabulary()['adjacent_future_cues'])})\s+{hour}$", re.I)


def tense_at(text: str, sentence: tuple[int, int], start: int, end: int) -> Tense | None:
    """The tense of the cue nearest before the expression in its sentence, else of the nearest after it."""
    pattern, not_past = _cues()
    if _adjacent().search(text[max(sentence[0], start - 24) : start]):
        return None if re.search(r"\bhad\b", text[sentence[0] : start]) else "future"
    found: Tense | None = None
    seen = False
    for match in pattern.finditer(text, max(sentence[0], start - _REACH), min(sentence[1], end + _REACH)):
        if match.start() < end and match.end() > start:
            continue
        if match["past"] and match["past"].lower() in not_past:
            continue
        after = match.start() >= end
        past = match["past"] or (match["promised"] and after)
        tense: Tense | None = None if match["doubt"] else "past" if past else "future"
        if after:
            return found if seen else tense
        found, seen = tense, True
    return found
