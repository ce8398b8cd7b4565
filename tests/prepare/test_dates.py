"""Dates of publication."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import InputError
from dragoman.prepare import iso_date
from dragoman.prepare.dates import nearest_before, weekday_before


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2024-11-26", "2024-11-26"), ("2024-11-26T23:15:00Z", "2024-11-26"), ("2024-11-26 10:00:00+02:00", "2024-11-26"),
        ("20241126", "2024-11-26"), ("20241126T101500Z", "2024-11-26"), ("2024-11", "2024-11"), ("2024", "2024"),
        ("2024-W48", "2024-W48"), ("2024/11/26", "2024-11-26"), ("26.11.2024", "2024-11-26"), ("11/26/2024", "2024-11-26"),
        ("26/11/24", "2024-11-26"), ("5/5/2024", "2024-05-05"), ("26 November 2024", "2024-11-26"),
        ("26th of Nov, 2024", "2024-11-26"), ("26-Nov-2024", "2024-11-26"), ("Nov. 26, 2024", "2024-11-26"),
        ("Tuesday, November 26, 2024", "2024-11-26"), ("Tue, 26 Nov 2024 10:00:00 +0000", "2024-11-26"),
        ("Sept 5 2024", "2024-09-05"), ("November 2024", "2024-11"), (" Nov 26, 2024 at 10:00 am ", "2024-11-26"),
        ("26 novembre 2024", "2024-11-26"), (date(2024, 11, 26), "2024-11-26"),
        (datetime(2024, 11, 26, 23, tzinfo=UTC), "2024-11-26"), (None, None), ("  ", None),
    ],
)  # fmt: skip
def test_common_forms(written: str | date | None, iso: str | None) -> None:
    assert iso_date(written) == iso


@pytest.mark.parametrize(
    "written", ["03/04/2024", "2024-02-30", "32 May 2024", "soon", "yesterday", "2024-W60", "x" * 99, "5"]
)
def test_what_is_no_date_or_two_is_refused_in_a_sentence(written: str) -> None:
    with pytest.raises(InputError, match="write it as 2024-11-26"):
        iso_date(written)


@settings(deadline=None)
@given(st.text(max_size=30) | st.text(alphabet="0123456789/-.WT:, Novemberfab", max_size=20))
def test_no_string_breaks_it(written: str) -> None:
    try:
        found = iso_date(written)
    except InputError:
        return
    assert found is None or found[:4].isdigit()


def test_a_day_without_a_year_is_the_last_before_publication() -> None:
    assert nearest_before(11, 26, "2024-01-05") == "2023-11-26"
    assert nearest_before(1, 1, "2023-12-31") == "2024-01-01"
    assert nearest_before(2, 29, "2023-06-01") is None or nearest_before(2, 29, "2023-06-01") == "2020-02-29"
    assert nearest_before(11, 26, None) is None and nearest_before(11, 26, "2024-11") is None


def test_a_weekday_is_the_last_of_its_name() -> None:
    assert weekday_before("Tuesday", "2024-11-27") == "2024-11-26"
    assert weekday_before("Wed.", "2024-11-27") == "2024-11-27"
    assert weekday_before("Friday", None) is None
