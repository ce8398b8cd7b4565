"""Sketches: what they say cannot be of one event, no link joins."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import stories
from dragoman.reconcile.events import joins, keys, link, near, sketch
from dragoman.reconcile.events.sketch import SKETCH
from dragoman.types import Account
from tests.reconcile.events_support import AFG, RUS, account

WRITTEN, _ = stories.by_hand(stories.reports())
OTHERS = [("Iran", "IRN"), ("Oleg Lavitsky", "RUS"), ("Pavel Gromov", "RUS"), ("gunmen", None), ("Red Front", "AFG")]

anybody = st.lists(st.sampled_from([RUS, AFG, *OTHERS]), max_size=3, unique=True)
anything = st.fixed_dictionaries(
    {
        "said": st.sampled_from(
            ["They met.", "They met to discuss wheat.", "Talks over wheat and 40 trucks, 14 killed, in Herat.", "Nothing."]
        ),
        "type": st.sampled_from(["CONSULT", "AGREE", "ASSAULT", "COERCE", "AID", "COOPERATE", "CONCEDE", "RETREAT"]),
        "mode": st.sampled_from([None, "visit", "phone"]),
        "modality": st.sampled_from(["actual", "historical", "future", "negated"]),
        "actors": anybody,
        "recipients": anybody,
        "date": st.sampled_from([None, "2024-11-26", "2024-11-27", "2024-11-29", "2024-W48", "2024-11", "2024", "soon"]),
        "published": st.sampled_from(["2024-11-20", "2024-11-27", "2025-01-03", None]),
        "place": st.sampled_from([None, ("Kabul", "AFG"), ("Kabul", None), ("Herat", "AFG"), ("Tehran", "IRN"), ("Russia", "RUS")]),
        "origin": st.sampled_from([None, "r"]),
        "report": st.sampled_from(["r", "s"]),
    }
)  # fmt: skip


def told(id: str, made: dict[str, Any]) -> Account:
    """An account of what hypothesis has made up."""
    return account(id, **made)


def test_no_link_joins_what_sketches_keep_apart() -> None:
    sketches = [sketch(a) for a in WRITTEN]
    found = set(near(sketches, sketches))
    for i, a in enumerate(WRITTEN):
        for j, b in enumerate(WRITTEN[:i]):
            if set(keys(a)) & set(keys(b)) and (made := link(a, b)) and joins(made):
                assert {(i, j), (j, i)} <= found, made.reason
    assert len(found) < 5 * len(WRITTEN)  # and nearly all others are kept apart


@settings(deadline=None, max_examples=400)
@given(anything, anything)
def test_whatever_is_told(one: dict[str, Any], other: dict[str, Any]) -> None:
    a, b = told("a", one), told("b", other)
    made = link(a, b)
    if made and joins(made):
        assert near([sketch(a)], [sketch(b)]) == near([sketch(b)], [sketch(a)]) == [(0, 0)], made.reason


def test_strangers_are_kept_apart() -> None:
    mine = sketch(account("a"))
    elsewhere = {"recipients": [("Iran", "IRN")], "place": ("Tehran", "IRN"), "date": "2024-11-28"}
    far = [
        account("b", "Gas.", **elsewhere),
        account("c", date="2024-03-01"),
        account("d", type="ASSAULT", date="2024-11-29", place=None, recipients=[("Iran", "IRN")]),
    ]
    assert near([mine], [sketch(a) for a in far]) == []
    assert near([mine], []) == near([], [mine]) == []
    assert near([mine, sketch(far[0])], [sketch(far[0]), mine]) == [(0, 1), (1, 0)]


def test_sketches_are_small_and_kept_for_good() -> None:
    """They are stored: should this fail, ``SKETCH`` is another, and a migration must have them made anew."""
    assert SKETCH.itemsize == 115
    assert len(sketch(WRITTEN[0])) == 115


@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31", "9999", None])
def test_no_day_is_too_far(date: str | None) -> None:
    odd = sketch(account("b", date=date, published=None))
    assert near([odd], [odd]) == [(0, 0)]
