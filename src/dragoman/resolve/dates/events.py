"""Which date belongs to an event, when the reader has linked none or several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from dragoman.resolve.dates.calendar import first_day, precision
from dragoman.types import DateMention, Modality

_CARRY = 5  # sentences over which a day told before still dates what is told
_FAR = 150  # characters from trigger to date beyond which they hardly belong together
_BREAK = re.compile(
    r"[;:—–“”\"]|,\s+(?:which|who|whose|where|when|and|but|after|before|while|as)\b|\b(?:which|who|whose|that)\b"
)
_NOT_WHEN = re.compile(r"\b(?:until|till|by|through|than|to|compared\s+(?:with|to)|since|after|before|from)\s+$", re.I)
_NAME = re.compile(r"\b(?:the|a|an|his|her|its|their|of|\w+['’]s|Act,)\s+$", re.I)
_NOUN = re.compile(r"\s+[A-Za-z]")


def in_sentence(
    text: str, sentence: tuple[int, int], dates: Sequence[DateMention], trigger: tuple[int, int], modality: Modality
) -> DateMention | None:
    """The date of the trigger's sentence that is most likely its own, or None."""
    inside = [d for d in dates if sentence[0] <= d.start < sentence[1]]
    scored = [(_cost(text, d, trigger, modality), d.start, d) for d in inside]
    best = min(scored, key=lambda s: s[:2], default=None)
    return best[2] if best is not None and best[0] < _FAR else None


def _cost(text: str, mention: DateMention, trigger: tuple[int, int], modality: Modality) -> float:
    """Distance in characters, made longer by clause breaks and by words that make a date no date of the act."""
    if mention.end <= trigger[0]:
        between = text[mention.end : trigger[0]]
        cost = 0.7 * len(between)
    else:
        between = text[trigger[1] : mention.start]
        cost = float(len(between))
    cost += 35 * len(_BREAK.findall(between))
    lead = text[max(0, mention.start - 20) : mention.start]
    if _NOT_WHEN.search(lead):
        cost += 60
    coarse = precision(mention.value) == 0
    if coarse and _NAME.search(lead) and _NOUN.match(text, mention.end) and len(between) > 25:
        cost += 80
    if coarse and modality in ("actual", "future"):
        cost += 60
    return cost


def carried(
    dates: Sequence[DateMention],
    sentences: Sequence[tuple[int, int]],
    at: int,
    text: str,
    day: date | None,
    modality: Modality,
) -> DateMention | None:
    """The date told before that still holds in sentence ``at``: a day near the report's, or a past month just told."""
    before = [d for d in dates if d.end <= sentences[at][0]]
    if modality == "historical":
        last = before[-1] if before else None
        near = last is not None and "\n" not in text[last.end : sentences[at][0]]
        return last if last is not None and near and precision(last.value) == 1 else None
    if modality != "actual" or day is None:
        return None
    start = sentences[max(0, at - _CARRY)][0]
    recent = [d for d in before if d.start >= start and _close(d.value, day) and not _headline(text, d)]
    return recent[-1] if recent else None


def _close(value: str, day: date) -> bool:
    told = first_day(value) if precision(value) == 3 else None
    return told is not None and -7 <= (told - day).days <= 1


def _headline(text: str, mention: DateMention) -> bool:
    """A date that stands alone on the first line: the day of publication, not of an act."""
    return not text[: mention.start].strip() and text[mention.end : mention.end + 2].lstrip(" \xa0")[:1] in ("", "\n")
