"""How a name is written when two spellings are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

KEPT = 65_536
"""Words and names whose forms are remembered: a tenth of the time of reading went into finding them again."""
_APOSTROPHES = re.compile(r"['’‘ʼʻ`´ʿʾ]")
_DOTS = re.compile(r"\.")
_BREAKS = re.compile(r"[^\w&]+")
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
_PLURALS = (("ies", "y"), ("men", "man"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("s", ""))
_WHOLE = frozenset({"police", "forces", "mps", "news", "press", "congress", "chess", "series"})


@lru_cache(maxsize=KEPT)
def normalise(name: str) -> str:
    """``name`` as a key: no accents, case, dots, apostrophes or leading «the»; hyphens are blanks."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    plain = _DOTS.sub("", _APOSTROPHES.sub("", plain.casefold()))
    plain = _BREAKS.sub(" ", plain).strip()
    return plain[4:] if plain.startswith("the ") else plain


def without_possessive(word: str) -> str:
    """«Moscow’s» -> «Moscow», «soldiers’» -> «soldiers»."""
    return _POSSESSIVE.sub("", word)


@lru_cache(maxsize=KEPT)
def singular(word: str) -> str:
    """A regular English plural turned singular; other words stay as they are."""
    if word in _WHOLE or word.endswith("ss"):
        return word
    for ending, stem in _PLURALS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + stem
    return word


def is_abbreviation(name: str) -> bool:
    """True for «US», «U.N.», «WHO», «PiS»: short names that mean something else in lower case."""
    letters = [c for c in name if c.isalpha()]
    if not 0 < len(letters) <= 6 or " " in name:
        return False
    capitals = sum(c.isupper() for c in letters)
    return capitals == len(letters) or capitals > 1
