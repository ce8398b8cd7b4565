"""A text as words: which name, which stand in quotation marks, which say little."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import islice
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dragoman import data
from dragoman.prepare.lists import function_words
from dragoman.understand.quotes import quotations

Codes = NDArray[np.uint64]
Mask = NDArray[np.bool_]

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W_]+(?:['’][^\W_]+)*")
# British papers quote in single marks; an apostrophe stands between letters
_SINGLE = re.compile(r"(?<!\w)‘[^‘\n]{20,}?’(?!\w)|(?<!\w)'(?:[^'\n]|(?<=\w)'(?=\w)){20,}?'(?!\w)")
_CAPITALS = 0.7
"""Share of words with a capital from which a text is written in capitals, where they name nobody."""
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


@cache
def common_words() -> frozenset[str]:
    """Words too common to tell one report from another."""
    words: str = data.read("dragoman.reconcile.copies", "data", "words.yaml")["common"]
    return function_words() | frozenset(words.split())


@lru_cache(maxsize=1 << 16)
def code(word: str) -> int:
    """A number for a word, the same in every process and on every machine."""
    return crc32(word.encode())


def forms(text: str) -> list[str]:
    """The words of a text in lower case, with one form of apostrophe."""
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]


def mixed(numbers: Codes) -> Codes:
    """The numbers scattered, so that near ones fall far apart."""
    spread = (numbers ^ (numbers >> _SHIFT)) * _PRIME
    return spread ^ (spread >> _SHIFT)


def shingles(codes: Codes, size: int) -> Codes:
    """A number for each run of ``size`` words."""
    count = len(codes) - size + 1
    if count <= 0:
        return np.zeros(0, np.uint64)
    total = np.zeros(count, np.uint64)
    for at in range(size):
        total = mixed(total + codes[at : at + count])
    return total


class Words:
    """The first words of a text: a code for each, and what kind of word it is.

    ``quoted``: it stands in a quotation; ``telling``: it is no function word; ``named``: it has a capital or is a
    number, and two reports on one event share it whoever wrote them; ``number``: it begins with a digit.
    """

    __slots__ = ("codes", "named", "number", "quoted", "telling")

    def __init__(self, text: str, most: int) -> None:
        found = list(islice(_WORD.finditer(text), most))
        lower = [match[0].casefold().replace("’", "'") for match in found]
        self.codes: Codes = np.fromiter(map(code, lower), np.uint64, len(lower))
        small = function_words()
        self.telling: Mask = np.fromiter((word not in small for word in lower), np.bool_, len(lower))
        self.number: Mask = np.fromiter((word[0].isdigit() for word in lower), np.bool_, len(lower))
        capital = np.fromiter((not match[0].islower() for match in found), np.bool_, len(lower))
        self.named: Mask = capital if np.count_nonzero(capital) < _CAPITALS * len(lower) else self.number
        self.quoted: Mask = _inside([match.start() for match in found], text)


def _inside(starts: list[int], text: str) -> Mask:
    """Which of the offsets stand in a quotation."""
    edges = np.zeros(len(text) + 2, np.int32)
    for start, end in (*quotations(text), *(match.span() for match in _SINGLE.finditer(text))):
        edges[start] += 1
        edges[end] -= 1
    inside: Mask = np.cumsum(edges)[np.array(starts, np.int64)] > 0
    return inside
