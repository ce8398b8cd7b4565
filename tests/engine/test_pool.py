"""Many reports: order kept, bad ones are error values."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dragoman.collect.base import Failure, Raw
from dragoman.engine import read_many
from dragoman.errors import DragomanError, EmptyInput, InputError, ModelError, NotEnglish
from dragoman.types import Record
from tests.engine.readers import broken, parrot


def told(results: Iterator[Record | DragomanError]) -> list[str]:
    return [result.report.text if isinstance(result, Record) else type(result).__name__ for result in results]


@pytest.mark.parametrize("workers", [1, 2])
def test_order_is_kept_and_bad_reports_are_values(workers: int) -> None:
    reports = [
        "a",
        "",
        b"b",
        "french",
        {"text": "c", "title": "C"},
        {"title": "no text"},
        "bug",
        Raw(origin="x", data="d"),
    ]
    reports += [Failure("y", InputError("gone")), 7, "e"]
    results = list(read_many(reports, workers=workers, make_reader=parrot))  # type: ignore[arg-type]
    assert told(iter(results)) == [
        "a", "EmptyInput", "b", "NotEnglish", "c", "InputError", "DragomanError", "d", "InputError", "InputError", "e",
    ]  # fmt: skip
    assert (
        isinstance(results[3], NotEnglish)
        and results[3].language == "fr"
        and str(results[3]) == "The report is in French."
    )
    assert isinstance(results[4], Record) and results[4].report.title == "C"


def test_a_report_that_kills_its_process_costs_only_itself() -> None:
    reports = ["a", "b", "crash", *"cdefgh", "crash", "i"]
    assert told(read_many(reports, workers=2, make_reader=parrot)) == [
        "a",
        "b",
        "DragomanError",
        *"cdefgh",
        "DragomanError",
        "i",
    ]


def test_reports_are_taken_as_they_are_needed() -> None:
    taken: list[int] = []

    def endless() -> Iterator[str]:
        while True:
            taken.append(1)
            yield "a"

    results = read_many(endless(), workers=1, make_reader=parrot)
    assert isinstance(next(results), Record)
    assert len(taken) == 1


def test_no_report_needs_no_reader() -> None:
    assert list(read_many([], workers=1, make_reader=broken)) == []


def test_a_missing_model_is_told() -> None:
    with pytest.raises(ModelError):
        list(read_many(["a"], workers=1, make_reader=broken))
    assert told(read_many(["a", "b"], workers=2, make_reader=broken)) == ["ModelError", "ModelError"]


def test_workers_must_be_some() -> None:
    with pytest.raises(InputError, match="1 or more"):
        read_many(["a"], workers=0)


def test_bug_is_told_without_traceback() -> None:
    (result,) = read_many(["bug"], make_reader=parrot)
    assert isinstance(result, DragomanError) and "ZeroDivisionError" in str(result)
    (empty,) = read_many([""], make_reader=parrot)
    assert isinstance(empty, EmptyInput) and empty.__traceback__ is None


@pytest.mark.parametrize("workers", [1, 2])
def test_a_reader_at_hand_is_used(workers: int) -> None:
    assert told(read_many(["a", "b"], workers=workers, reader=parrot())) == ["a", "b"]
