"""The room's knowledge, read from ``data/`` when it is first needed."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from dragoman import data


def load(name: str) -> Any:
    """The content of ``data/NAME.yaml``."""
    return data.read("dragoman.prepare", "data", f"{name}.yaml")


@cache
def agencies() -> dict[str, str]:
    """Every form in which an agency is credited, exactly as written, to the agency's name."""
    found: dict[str, str] = {}
    for entry in load("agencies"):
        for form in (entry["name"], *entry["credits"]):
            found[form] = entry["name"]
    return found


@cache
def agency_pattern() -> str:
    """A pattern for any form of any agency, longest first."""
    return "|".join(re.escape(form) for form in sorted(agencies(), key=len, reverse=True))


def agency_of(credit: str) -> str | None:
    """The agency that ``credit`` names («Reuters», «AP», «Borneo Bulletin/ANN»); None where it names none known."""
    words = credit.strip(" .,:;()[]/–—-")
    for part in (words, *re.split(r"\s*[/|]\s*", words)):
        if name := agencies().get(part):
            return name
    return None


@cache
def places() -> frozenset[str]:
    """Places that datelines are written with in upper and lower case."""
    return frozenset(place.strip() for region in load("places").values() for place in region.split(","))


@cache
def place_capitals() -> frozenset[str]:
    """The same places in capitals."""
    return frozenset(place.upper() for place in places())


@cache
def kickers() -> dict[str, frozenset[str]]:
    """Words in capitals before a report that are no place: ``kickers`` (labels) and ``names`` (of organisations)."""
    return {kind: frozenset(word.strip() for word in words.split(",")) for kind, words in load("kickers").items()}


@cache
def furniture() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Kinds of line that are no part of the report, each with the pattern of a whole line."""
    return tuple(
        (kind, re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE))
        for kind, patterns in load("furniture").items()
    )


@cache
def abbreviations() -> dict[str, frozenset[str]]:
    """Lists that sentence splitting goes by: ``before_name``, ``maybe_final``, ``openers``, ``speech``."""
    return {name: frozenset(words.split()) for name, words in load("abbreviations").items()}


@cache
def function_words() -> frozenset[str]:
    """English function words, in lower case."""
    return frozenset(load("english")["function_words"].split())
