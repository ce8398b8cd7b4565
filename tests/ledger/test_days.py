"""Dates as exact as is known become the days they span."""

from __future__ import annotations

import pytest

from dragoman.ledger.spread import days


@pytest.mark.parametrize(
    ("date", "span"),
    [
        ("2024-11-26", ("2024-11-26", "2024-11-26")),
        ("2024-W48", ("2024-11-25", "2024-12-01")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2023", ("2023-01-01", "2023-12-31")),
        ("9999", ("9999-01-01", "9999-01-01")),  # no calendar goes on
        (None, ("2000-01-01", "2000-01-01")),
        ("soon", ("2000-01-01", "2000-01-01")),
    ],
)
def test_the_span_of_a_date(date: str | None, span: tuple[str, str]) -> None:
    assert days(date, "2000-01-01") == span
