"""What is kept of a text so that its copies are found among millions: keys that two copies are likely to share.

Two kinds of keys, for two kinds of copies. A report rewritten from end to end keeps its telling words but few runs of
them: bands of MinHash over the words that are not common. A report cut, or with a new top, keeps whole runs but not
the set: passages, shingles of six words chosen by the words alone (winnowing), so that any run of 29 words that two
texts share gives both the same key.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from dragoman.reconcile.copies.minhash import minima
from dragoman.reconcile.copies.words import Codes, code, common_words, forms, mixed, shingles
from dragoman.types import Value

BANDS, ROWS = 40, 3
"""At a Jaccard similarity of 0.4 of telling words 93 of 100 pairs share a band, at 0.03 (unlike reports) 1 of 1,000."""
SHINGLE, WINDOW = 6, 24
TELLING = 2
"""Telling words that a passage must hold: «on the other hand it is» belongs to nobody."""
MAX_PASSAGES = 128
FEWEST = 5
"""With fewer telling words than this, a text has only its exact copies."""
_NEVER = np.uint64(2**64 - 1)


class Fingerprint(Value, frozen=True):
    """A text in short.

    ``exact``: a digest of its words, whatever their case and the marks between; ``bands``: the keys under which copies
    are sought; ``signature``: its MinHash, a byte a number; ``words``: how many different telling words it has.
    """

    exact: str
    bands: tuple[str, ...]
    signature: bytes
    words: int


def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of a text that was made readable."""
    words = forms(text)
    common = common_words()
    telling = [word not in common for word in words]
    different = {word for word, tells in zip(words, telling, strict=True) if tells}
    exact = blake2b(" ".join(words).encode(), digest_size=16).hexdigest()
    keys = {f"x{exact[:12]}"}
    signature = b""
    if len(different) >= FEWEST:
        sketch = minima(different, BANDS * ROWS)
        signature = sketch.astype(np.uint8).tobytes()
        keys |= _keys("m", _bands(sketch)) | _keys("p", _passages(words, telling))
    return Fingerprint(exact=exact, bands=tuple(sorted(keys)), signature=signature, words=len(different))


def _keys(kind: str, numbers: Iterable[np.uint64]) -> set[str]:
    # 48 bits: among a million reports a new one meets a stranger by chance about once in 30,000 times
    return {f"{kind}{int(number) >> 16:012x}" for number in numbers}


def _bands(sketch: NDArray[np.uint32]) -> Codes:
    rows = sketch.astype(np.uint64).reshape(BANDS, ROWS)
    total = mixed(np.arange(BANDS, dtype=np.uint64))
    for row in rows.T:
        total = mixed(total + row)
    return total


def _passages(words: list[str], telling: list[bool]) -> Codes:
    """The shingles that are the least of some window of shingles; of a very long text only the first."""
    runs = shingles(np.fromiter(map(code, words), np.uint64, len(words)), SHINGLE)
    if not len(runs):
        return runs
    enough = np.convolve(np.array(telling, np.int8), np.ones(SHINGLE, np.int8), "valid") >= TELLING
    ranks = np.where(enough, runs, _NEVER)
    windows = np.lib.stride_tricks.sliding_window_view(ranks, min(WINDOW, len(ranks)))
    chosen = np.unique(windows.argmin(axis=1) + np.arange(len(windows)))
    passages: Codes = runs[chosen[enough[chosen]]][:MAX_PASSAGES]
    return passages
