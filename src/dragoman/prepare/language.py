"""Whether a text is in English; if not, in which language it is."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from dragoman.errors import NotEnglish
from dragoman.prepare.lists import function_words

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SAMPLE = 6000
_SHORT = 40
_SURE = 0.18
"""Share of function words above which a text is English: English news has 0.3 to 0.5, other languages below 0.1."""
_POSSIBLE = 0.08
_CONFIDENT = 0.9


def check_english(text: str) -> str:
    """``en``. Raises ``NotEnglish``, naming the language, for a text that is not in English.

    Function words decide at once where there are enough of them; the model, which takes long to load, is asked only
    in doubt. A short or doubtful text passes as long as it is written in the Latin alphabet.
    """
    sample = _sample(text)
    words = [word.lower() for word in _WORD.findall(sample)]
    known = function_words()
    share = sum(word in known for word in words) / max(len(words), 1)
    if not words or (share >= _SURE and _latin(sample) > 0.5):
        return "en"
    if _latin(sample) < 0.5:
        language = _detected(sample)[0]
        raise _refusal(language if language != "en" else "und")
    if len(sample.strip()) < _SHORT or len(words) < 6:
        return "en"
    language, confidence = _detected(sample)
    if language == "en" or confidence < _CONFIDENT or share >= _POSSIBLE * 1.5:
        return "en"
    if share >= _POSSIBLE and sample.isascii():
        return "en"
    raise _refusal(language)


def _sample(text: str) -> str:
    """Beginning, middle and end: a quotation in another language must not decide."""
    if len(text) <= _SAMPLE:
        return text
    third = _SAMPLE // 3
    middle = (len(text) - third) // 2
    return " ".join((text[:third], text[middle : middle + third], text[-third:]))


def _latin(text: str) -> float:
    """Share of the letters that are Latin."""
    letters = [char for char in text if char.isalpha()]
    return sum(char < "\u0250" or "\u1e00" <= char < "\u1f00" for char in letters) / max(len(letters), 1)


def _detected(text: str) -> tuple[str, float]:
    language, confidence = _identifier().classify(text)
    return str(language), float(confidence)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _refusal(language: str) -> NotEnglish:
    name = _name(language)
    said = f"The text is in {name}" if name else "The text is not in English"
    return NotEnglish(f"{said}, and dragoman reads English only; hand in an English translation.", language=language)


def _name(language: str) -> str | None:
    from babel import Locale

    return Locale("en").languages.get(language)
