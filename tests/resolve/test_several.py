"""Phrases that stand for several countries."""

from __future__ import annotations

import pytest

from dragoman.resolve.gazetteer import Gazetteer
from dragoman.resolve.who import Who

from .support import document, span

WHO = Who(Gazetteer())
BEFORE = "Kenya’s foreign minister met the Ugandan foreign minister in Kampala. They spoke of trade. "


def countries(text: str, words: str) -> list[str | None]:
    where = span(text, words)
    return [e.country for e in WHO.several(document(text), [where]).get(where, ())]


@pytest.mark.parametrize("words", ["The two ministers", "Both sides", "the leaders of the two countries", "The two"])
def test_two_are_those_spoken_of(words: str) -> None:
    assert sorted(map(str, countries(f"{BEFORE}{words} signed a treaty.", words))) == ["KEN", "UGA"]


@pytest.mark.parametrize(
    "words", ["The two men", "two Kenyan ministers", "Both wounded", "The ministers", "police and soldiers"]
)
def test_others_are_not_several(words: str) -> None:
    assert countries(f"{BEFORE}{words} came.", words) == []


@pytest.mark.parametrize(
    ("words", "of"),
    [
        ("Kenyan and Ugandan officials", ["KEN", "UGA"]),
        ("The ambassadors of Hungary, Poland and the Czech Republic", ["HUN", "POL", "CZE"]),
        ("Kenya’s envoy to Uganda", []),
        ("Kenyan officials, the Ugandan army said,", []),
    ],
)
def test_those_named_side_by_side(words: str, of: list[str]) -> None:
    assert countries(f"{words} came on Friday.", words) == of


def test_one_country_alone_is_not_two() -> None:
    assert countries("Kenya spoke. The two countries signed.", "The two countries") == []
