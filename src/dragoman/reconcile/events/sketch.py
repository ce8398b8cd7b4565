"""An account in a few bytes, by which those that cannot be of one event with it are told among thousands unread.

A sketch holds the days as they are, and every set (countries, names, words ...) as bits: two sets without a bit in
common have nothing in common. ``near`` reckons from sketches the highest score that ``link`` could give, in step with
``compare``, and never says no to two accounts that a link joins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from math import log
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dragoman.reconcile.events.compare import FEW_WORDS
from dragoman.reconcile.events.facts import Facts, facts
from dragoman.reconcile.events.parties import Somebody
from dragoman.reconcile.events.rules import rules
from dragoman.types import Account

Array = NDArray[Any]

_PARTIES = [("number", "u1"), ("open", "?"), ("countries", "<u8"), ("names", "<u4"), ("initials", "<u4")]
SKETCH = np.dtype(
    [
        ("report", "<u4"), ("type", "<u4"), ("promises", "?"), ("mutual", "?"), ("planned", "?"),
        ("when", "<i4", 2), ("when_told", "?"), ("said", "<i4", 2), ("said_told", "?"),
        ("actors", _PARTIES), ("recipients", _PARTIES),
        ("site", "<u4"), ("land", "<u4"),
        ("word_count", "<u2"), ("words", "u1", 32), ("numbers", "<u4"), ("names", "<u4"),
    ]
)  # fmt: skip
_ONES = np.array([n.bit_count() for n in range(256)], np.uint8)
_ROUNDED = 1e-4
"""Scores are rounded to four digits; the highest that a sketch lets one expect is not to fall short of them by that."""


def sketch(account: Account) -> bytes:
    """What ``near`` needs to know of an account."""
    told = facts(account)
    row = (
        crc32(told.report.encode("utf-8", "surrogatepass")), crc32(told.type.encode()),
        told.type in rules().acts_planned, told.type in rules().mutual_types, told.promise,
        (told.when.first, told.when.last), told.when.told, (told.said.first, told.said.last), told.said.told,
        _parties(told.actors), _parties(told.recipients),
        _bits(told.site.split(), 32), _bits([told.land] if told.land else [], 32),
        min(len(told.words), 65535), _word_bits(told), _bits(map(str, told.numbers), 32), _bits(told.names, 32),
    )  # fmt: skip
    return np.array([row], SKETCH).tobytes()


def _parties(parties: Sequence[Somebody]) -> tuple[int, bool, int, int, int]:
    persons = [p.name[0][0] for p in parties if p.is_person]
    return (
        min(len(parties), 255),
        any(not p.country for p in parties),
        _bits([p.country for p in parties if p.country], 64),
        _bits([word for p in parties for word in p.name], 32),
        _bits(persons, 32),
    )


def _bits(words: Iterable[str], size: int) -> int:
    bits = 0
    for word in words:
        bits |= 1 << crc32(word.encode("utf-8", "surrogatepass")) % size
    return bits


def _word_bits(told: Facts) -> list[int]:
    return list(_bits(told.words, 256).to_bytes(32, "little"))


def near(mine: Sequence[bytes], others: Sequence[bytes]) -> list[tuple[int, int]]:
    """Which of ``mine`` a link may join with which of ``others``, by their places; all of them are sketches."""
    if not (mine and others):
        return []
    a = np.frombuffer(b"".join(mine), SKETCH)[:, None]
    b = np.frombuffer(b"".join(others), SKETCH)[None, :]
    highest = rules().prior + _type(a, b) + _people(a, b) + _date(a, b) + _place(a, b) + _said(a, b) + _report(a, b)
    return [(int(one), int(other)) for one, other in np.argwhere(highest >= _least())]


@cache
def _least() -> float:
    score = rules().join - _ROUNDED
    return log(score / (1 - score))


@cache
def _weights(feature: str) -> dict[str, float]:
    return {level: found.weight for level, found in rules().findings[feature].items()}


def _type(a: Array, b: Array) -> Array:
    w = _weights("type")
    same = max(w["same"], w["mode"])
    kin = np.where(b["promises"] | a["promises"], max(w["planned"], w["after"], w["kin"]), w["kin"])
    return np.where(b["type"] == a["type"], same, kin)


def _people(a: Array, b: Array) -> Array:
    actors = (a["actors"]["number"] > 0) & (b["actors"]["number"] > 0)
    recipients = (_best(feature, a["recipients"], b["recipients"]) for feature in ("second", "first"))
    # where one tells of no actors, the recipients are the first that are compared
    apart = _best("first", a["actors"], b["actors"]) + np.where(actors, *recipients)
    mutual = a["mutual"] & b["mutual"]
    if not mutual.any():
        return apart
    ours, theirs = _all(a), _all(b)
    two = (ours["number"] > 1) & (theirs["number"] > 1)
    # what is shared but once is shared by the first of two pairs, and the second is of strangers
    once = _ones(ours["countries"] & theirs["countries"]) < 2
    once &= ~(_doubled(ours) & _doubled(theirs))
    both = _best("first", ours, theirs) + np.where(two, _best("second", ours, theirs, once), 0.0)
    return np.where(mutual, both, apart)


def _all(side: Array) -> dict[str, Any]:
    """Actors and recipients together."""
    actors, recipients = side["actors"], side["recipients"]
    found = {name: actors[name] | recipients[name] for name in ("open", "countries", "names", "initials")}
    return found | {"number": actors["number"].astype(np.int32) + recipients["number"]}


def _doubled(parties: dict[str, Any]) -> Array:
    """Whether two parties may be of one country."""
    doubled: Array = parties["number"] > _ones(parties["countries"])
    return doubled


def _best(feature: str, ours: Any, theirs: Any, once: Array | bool = False) -> Array:
    """The most that the best pair of parties can add; where countries are shared but ``once``, that of another."""
    w = _weights(feature)
    # each level with those below it, should a weight ever not fall from level to level
    other = max(w["other"], w["rival"])
    unknown = max(w["unknown"], other)
    country = max(w["sector"], w["country"], unknown)
    shared = (ours["countries"] & theirs["countries"]) != 0
    known = ~(ours["open"] | theirs["open"])
    alike = (ours["initials"] & theirs["initials"]) != 0
    named = ((ours["names"] & theirs["names"]) != 0) | (alike & (shared | ~known))
    levels = [named, shared & ~np.asarray(once), ~known]
    found = np.select(levels, [max(w["name"], country), country, unknown], other)
    return np.where((ours["number"] > 0) & (theirs["number"] > 0), found, 0.0)


def _date(a: Array, b: Array) -> Array:
    w, days = _weights("date"), rules().days
    promised = a["planned"] & b["planned"] & ~(a["when_told"] & b["when_told"])
    (x, x_last), (y, y_last) = (
        [np.where(promised, side["said"][..., n], side["when"][..., n]) for n in (0, 1)] for side in (a, b)
    )
    x_told = np.where(promised, a["said_told"], a["when_told"])
    y_told = np.where(promised, b["said_told"], b["when_told"])
    told = x_told & y_told
    exact = told & (x == x_last) & (y == y_last)
    gap = np.maximum(0, np.maximum(y - x_last, x - y_last))
    wide = np.maximum(x_last - x, y_last - y) >= 7
    levels = {
        "same": exact & (gap == 0), "next": exact & (gap == 1), "near": exact & (gap <= days.near), "apart": exact,
        "loose": (gap > 0) & ~told & (gap <= days.near), "open": ~told & (gap == 0),
        "week": (gap == 0) & ~wide, "month": gap == 0,
    }  # fmt: skip
    return np.select(list(levels.values()), [w[level] for level in levels], w["apart"])


def _place(a: Array, b: Array) -> Array:
    w = _weights("place")
    sites = (a["site"] != 0) & (b["site"] != 0)
    lands = (a["land"] != 0) & (b["land"] != 0)
    # another land may share the bit of this one
    land = np.where((a["land"] & b["land"]) != 0, max(w["country"], w["other"]), w["other"])
    far = np.where(lands, np.maximum(land, w["city"]), w["city"])
    meet = max(w["same"], w["city"], w["country"], w["other"])
    return np.select([sites & ((a["site"] & b["site"]) != 0), sites, lands], [meet, far, land], w["unknown"])


def _said(a: Array, b: Array) -> Array:
    w = _weights("words")
    ours, theirs = a["word_count"].astype(np.int32), b["word_count"].astype(np.int32)
    bits = (_ones(a["words"]), _ones(b["words"]))
    shared = _ones(a["words"] & b["words"])
    # of words that share a bit in one account, each may be shared
    most = np.minimum(shared + np.minimum(ours - bits[0], theirs - bits[1]), np.minimum(ours, theirs))
    near = most / (np.sqrt(ours * theirs) + FEW_WORDS)
    none = np.where((ours > 0) & (theirs > 0), w["none"], 0.0)
    found = np.where(most > 0, np.maximum(w["shared"] * near, none), none)
    for feature in ("numbers", "names"):
        w, x, y = _weights(feature), a[feature], b[feature]
        found += np.select([(x & y) != 0, (x != 0) & (y != 0)], [max(w["shared"], w["differ"]), w["differ"]], 0.0)
    return found


def _report(a: Array, b: Array) -> Array:
    w = _weights("report")
    copied = (a["word_count"] == b["word_count"]) & (a["words"] == b["words"]).all(axis=-1)
    told_twice = np.where(b["report"] == a["report"], max(w["overlap"], w["same"]), 0.0)
    return np.maximum(told_twice, np.where(copied, w["copy"], 0.0))


def _ones(bits: Array) -> Array:
    """How many bits are set, in rows of bytes or in numbers."""
    found = np.ascontiguousarray(bits)
    if found.dtype != np.uint8:
        found = found[..., None].view(np.uint8)
    ones: Array = _ONES[found].sum(axis=-1, dtype=np.int32)
    return ones
