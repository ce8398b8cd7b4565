"""The words of ``heard.yaml``: what they mean in a line of search."""

from __future__ import annotations

from functools import cache
from typing import Any

from dragoman import data
from dragoman.resolve.names import singular


@cache
def lexicon() -> dict[str, dict[str, Any]]:
    """``heard.yaml``, turned to be looked up: ``kinds``, ``before``, ``idle`` and ``mutual``."""
    told = data.read("dragoman.serve", "heard.yaml")
    kinds = {
        plain(words): (name, value)
        for name in ("type", "mode", "quad", "modality", "corroborated")
        for value, some in told[name].items()
        for words in some
    }
    before = {plain(words): name for name, some in told["before"].items() for words in some}
    as_they_are = {name: dict.fromkeys(told[name]) for name in ("idle", "mutual")}
    return {"kinds": kinds, "before": before, **as_they_are}


@cache
def idle() -> frozenset[str]:
    """Words that mean nothing by themselves, nor for what follows."""
    return frozenset(lexicon()["idle"]) - lexicon()["before"].keys()


def plain(words: str) -> str:
    """Words as the lexicon has them: small, evenly spaced, without what ends a sentence."""
    return " ".join(words.lower().split()).strip(".?!'’")


def single(words: str) -> str:
    """The same words, the last of them in the singular."""
    before, _, last = words.rpartition(" ")
    return f"{before} {singular(last)}".strip()
