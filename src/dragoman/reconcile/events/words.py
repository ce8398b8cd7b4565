"""What is said: the words, counts and names of an account's evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from dragoman.reconcile.events.rules import rules
from dragoman.resolve.names import normalise, without_possessive

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_COUNT = re.compile(r"(?<![\w.,-])\d{1,3}(?:[,.]\d{3})+(?![\w%])|(?<![\w.,-])\d+(?![\w%]|[.,-]\d)")
_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "s", "e", "y")
_LEAST = 3
_MONTHS = "january february march april may june july august september october november december".split()
_BEFORE = re.compile(rf"(?:{'|'.join(_MONTHS)})\s+$", re.IGNORECASE)
_AFTER = re.compile(rf"\s+(?:{'|'.join(_MONTHS)})\b", re.IGNORECASE)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """``word`` without its ending: «fired», «fires» and «firing» are one. Rough, and only used to compare."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            return word[: -len(ending)]
    return word


def content(text: str, without: Iterable[str] = ()) -> dict[str, str]:
    """The words that tell something, by their stems, without those of the names ``without``."""
    left_out = {stem(w) for name in without for w in normalise(name).split()}
    plain = rules().common_words
    words = (without_possessive(w).casefold() for w in _WORD.findall(text))
    telling = {stem(w): w for w in words if len(w) >= _LEAST and w not in plain}
    return {s: w for s, w in telling.items() if s not in left_out}


def counts(text: str) -> dict[int, int]:
    """The numbers that count something, with where they stand: no days of a month, no years, no shares."""
    found: dict[int, int] = {}
    for match in _COUNT.finditer(text):
        written = match[0]
        value = int(re.sub(r"[.,]", "", written))
        is_year = len(written) == 4 and 1900 <= value <= 2100
        if not is_year and not _BEFORE.search(text[: match.start()]) and not _AFTER.match(text, match.end()):
            found.setdefault(value, match.start())
    for match in _WORD.finditer(text):
        number = rules().numbers.get(match[0].casefold())
        if number:
            found.setdefault(number, match.start())
    return found


def names(text: str, without: Iterable[str] = ()) -> frozenset[str]:
    """The capitalised words that do not open the sentence, without those of the names ``without``."""
    left_out = {w for name in without for w in normalise(name).split()}
    plain = rules().common_words
    capitalised = (m[0] for m in _WORD.finditer(text) if m.start() and m[0][0].isupper())
    found = {normalise(without_possessive(w)) for w in capitalised}
    return frozenset(w for w in found if len(w) >= _LEAST and w not in plain and w not in left_out)


def tolls(text: str) -> dict[str, int]:
    """How many dead, hurt or held the text counts: of several counts the one nearest to the word that says so."""
    places = counts(text)
    found: dict[str, int] = {}
    for kind, stems in rules().tolls.items():
        at = [m.start() for m in _WORD.finditer(text) if m[0].casefold().startswith(tuple(stems.split()))]
        near = [(min(abs(where - a) for a in at), value) for value, where in places.items()] if at else []
        if near:
            found[kind] = min(near)[1]
    return found
