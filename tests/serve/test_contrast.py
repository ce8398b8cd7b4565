"""Every text can be read on every ground that it stands on, in both themes: WCAG 2.2 AA."""

from __future__ import annotations

import re

import pytest

from dragoman.serve import look

GROUNDS = ("paper", "card", "sunk")
TEXTS = ("ink", "soft", "link", "q1", "q2", "q3", "q4", "good", "warn", "bad", "speaker", "state")
PAIRS = [(text, ground) for text in TEXTS for ground in GROUNDS] + [
    ("on-accent", "accent"), ("ink", "mark"), ("ink", "said"), ("ink", "q3-ground"), ("speaker", "said"), ("state", "state-ground"),
    ("q1", "q1-ground"), ("q2", "q2-ground"), ("q3", "q3-ground"), ("q4", "q4-ground"),
]  # fmt: skip
SHAPES = [(shape, ground) for shape in ("strong-line", "focus", "accent") for ground in ("paper", "card")]


def themes() -> dict[str, dict[str, str]]:
    sheet = (look.STATIC / "style.css").read_text(encoding="utf-8")
    found = {}
    for name, start in (
        ("light", ":root {"),
        ("dark by system", ':root:not([data-theme="light"]) {'),
        ("dark", ':root[data-theme="dark"] {'),
    ):
        block = sheet[sheet.index(start) :].partition("}")[0]
        found[name] = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
    return found


def light(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: str, b: str) -> float:
    lower, higher = sorted((light(a), light(b)))
    return (higher + 0.05) / (lower + 0.05)


@pytest.mark.parametrize("theme", themes())
def test_contrast(theme: str) -> None:
    names = themes()[theme]
    low = [
        (a, b, least)
        for pairs, least in ((PAIRS, 4.5), (SHAPES, 3.0))
        for a, b in pairs
        if contrast(names[a], names[b]) < least
    ]
    assert not low


def test_both_ways_to_the_dark_are_the_same() -> None:
    assert themes()["dark"] == themes()["dark by system"]
    assert set(themes()["light"]) == set(themes()["dark"])
