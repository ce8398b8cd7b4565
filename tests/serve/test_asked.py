"""Filters of a page, from its query string and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import BadQuestion
from dragoman.serve.pages.asked import EVENTS, FIELDS, SOURCES, Asked

PAIRS = [
    ("actor", "RUS:GOV; Lavrov"), ("type", "consult,AID"), ("since", "2024-11"), ("until", "2024-11"),
    ("corroborated", "true"), ("min_confidence", "0.6"), ("place", " "), ("unknown", "x"), ("after", "there"),
]  # fmt: skip


def test_filters_are_what_the_ledger_takes() -> None:
    assert Asked.of(PAIRS).filters() == {
        "actor": ["RUS:GOV", "Lavrov"], "type": ["CONSULT", "AID"], "since": "2024-11", "until": "2024-11",
        "corroborated": True, "min_confidence": 0.6,
    }  # fmt: skip


def test_chips_say_what_is_asked_and_take_it_away() -> None:
    asked = Asked.of(PAIRS)
    chips = {chip.words: chip.without for chip in asked.chips()}
    assert list(chips) == [
        "Russia, government", "Lavrov", "talks", "aid", "November 2024", "by independent origins", "0.60 sure",
    ]  # fmt: skip
    assert "Lavrov" not in chips["Lavrov"]
    assert "since" not in chips["November 2024"]
    assert "until" not in chips["November 2024"]


def test_where_to_go_on_is_no_filter() -> None:
    asked = Asked.of(PAIRS)
    assert asked.after == "there"
    assert "after" not in asked.query()
    assert asked.query("on").endswith("&after=on")
    assert asked.but(place="AFG").after is None
    assert not Asked.of([("after", "there"), ("sort", "oldest")]).filled()


def test_a_page_passes_over_filters_that_it_has_not() -> None:
    assert Asked.of(PAIRS, SOURCES).given == ()


@pytest.mark.parametrize("pair", [("corroborated", "perhaps"), ("min_confidence", "much")])
def test_what_cannot_be_asked_is_said(pair: tuple[str, str]) -> None:
    asked = Asked.of([pair])
    assert asked.chips()[0].words == pair[1]
    with pytest.raises(BadQuestion, match=pair[1]):
        asked.filters()


@given(st.lists(st.tuples(st.sampled_from([*EVENTS, "after", "x"]), st.text(max_size=12)), max_size=6))
def test_a_query_string_comes_back_as_it_went(pairs: list[tuple[str, str]]) -> None:
    from urllib.parse import parse_qsl

    asked = Asked.of(pairs)
    assert Asked.of(parse_qsl(asked.query()[1:])).given == asked.given
    assert len(asked.chips()) <= len(asked.given)
    assert all(name in FIELDS for name, _ in asked.given)
