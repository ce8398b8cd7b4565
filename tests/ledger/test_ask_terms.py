"""The words that people ask by."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import BadQuestion
from dragoman.ledger.ask.standout import BOUND, LEAST, PAST, unusual
from dragoman.ledger.ask.terms import Days, Where, Who, outlets, quads, span, where, who
from tests.ledger.medians import plainly


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("RUS", Who("RUS")),
        ("rus", Who("RUS")),
        ("Russia", Who("RUS")),
        ("south korea", Who("KOR")),
        ("UK", Who("GBR")),
        ("UN", Who("UNO")),
        ("IGO", Who("IGO")),
        ("RUS:GOV", Who("RUS", ("GOV",))),
        ("Russia : gov:MIL", Who("RUS", ("GOV", "MIL"))),
        (":REB", Who(None, ("REB",))),
        ("REB", Who(None, ("REB",))),
        ("Lavrov", Who(None, (), ("lavrov", "sergei lavrov"))),
        ("Ben", Who(None, (), ("ben",))),  # a name, and not Benin
        ("BEN", Who("BEN")),
        ("FBI", Who(None, (), ("fbi",))),
        ("Wanjiru  Kamau:GOV", Who(None, ("GOV",), ("wanjiru kamau",))),
    ],
)
def test_who(asked: str, meant: Who) -> None:
    assert who(asked) == meant


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("AFG", Where("AFG")), ("Afghanistan", Where("AFG")), ("Kabul", Where(None, ("kabul",))),
     ("Kiev", Where(None, ("kiev", "kyiv")))],
)  # fmt: skip
def test_where(asked: str, meant: Where) -> None:
    assert where(asked) == meant


def test_outlets_go_by_all_their_names() -> None:
    assert outlets("Xinhua News Agency") == ("xinhua news agency", "xinhua")
    assert outlets(None) == ()


def test_quads_go_by_number_or_name() -> None:
    assert quads(4) == quads("4") == quads("material conflict") == quads(["Material-Conflict"]) == (4,)
    assert quads("1,2") == quads([1, 2]) == (1, 2)


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ("2024-11-01", "2024-11-02", Days("2024-11-01", "2024-11-02")),
        ("2024-11", "2024-11", Days("2024-11-01", "2024-11-30")),
        ("2023", "2024", Days("2023-01-01", "2024-12-31")),
        ("2024-W48", None, Days("2024-11-25", None)),
        (date(2024, 11, 1), date(2024, 11, 2), Days("2024-11-01", "2024-11-02")),
        (None, None, Days(None, None)),
    ],
)
def test_spans(since: str | date | None, until: str | date | None, days: Days) -> None:
    assert span(since, until) == days


def test_no_date_that_reaches_into_the_days_begins_before_the_floor() -> None:
    assert span("2024-06-10", None).floor == "2024-01-01"
    assert span("2024-01-03", None).floor == "2023-12-28"  # the week
    assert span("0001-01-03", None).floor == "0001-01-01"


@given(asked=st.text(max_size=12))
def test_any_words_are_somebody_or_a_sentence(asked: str) -> None:
    for meaning in (who, where, lambda words: span(words, None), quads):
        try:
            assert meaning(asked) is not None
        except BadQuestion as told:
            assert str(told).endswith(".")


@given(
    counts=st.lists(st.integers(0, 9), min_size=LEAST - 5, max_size=LEAST + 40).map(lambda few: few * 4),
    since=st.integers(0, 300),
)
def test_days_stand_out_as_plain_medians_say(counts: list[int], since: int) -> None:
    begin = date(2024, 1, 1).toordinal()
    told = {date.fromordinal(begin + n): count for n, count in enumerate(counts) if count}
    first, last = date.fromordinal(begin + since), date.fromordinal(begin + len(counts) + 3)
    found = [
        (d.day.toordinal() - begin, d.events, d.usual, d.z) for d in unusual(told, min(told, default=None), first, last)
    ]
    start = min((n for n, count in enumerate(counts) if count), default=0)
    assert found == plainly(counts, start, since, past=PAST, least=LEAST, bound=BOUND)


def test_what_is_much_depends_on_the_past() -> None:
    begin = date(2024, 1, 1).toordinal()

    def z(usual: list[int], last: int) -> list[float]:
        counts = [*(usual * 100)[:100], last]
        told = {date.fromordinal(begin + n): count for n, count in enumerate(counts) if count}
        return [day.z for day in unusual(told, date.fromordinal(begin), date.fromordinal(begin + 100), date.max)]

    assert z([0], 3) == [] and z([0], 4) == [3.2]
    assert z([3, 4, 5], 12) == [] and z([3, 4, 5], 14) != []
    assert z([0, 30], 31) == []  # who go up and down are not soon unusual
