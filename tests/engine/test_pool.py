"""Many reports: order kept, bad ones are error values."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.collect.base import Failure, Raw
from dragoman.engine import read_many
from dragoman.engine.pool import Pool
from dragoman.errors import DragomanError, EmptyInput, InputError, ModelError, NotEnglish
from dragoman.types import Document, Record, Report
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


def test_a_report_made_readable_before_is_read_as_it_is() -> None:
    document = Document(report=Report(text="a", outlet="Courier"), sentences=((0, 1),))
    (result,) = read_many([document], make_reader=parrot)
    assert isinstance(result, Record) and result.report == document.report


def test_a_pool_drops_what_is_not_begun() -> None:
    pool = Pool(1, parrot)
    try:
        for n in range(12):
            pool.put(f"{n}")
        assert not pool.room and pool.waiting == 12
        kept = pool.drop()
        assert len(kept) == 12 and sum(kept) == pool.waiting < 12
        assert [told(iter([pool.take()])) for _ in range(pool.waiting)] == [[f"{n}"] for n in range(12) if kept[n]]
    finally:
        pool.close()


SCRIPT = """
from dragoman.engine import read_many
from tests.engine.readers import parrot
print("here", flush=True)
for result in read_many(["a", "b", "c"], workers=2, make_reader=parrot):
    print(result)
"""


def test_a_script_without_a_main_guard_is_told_what_to_do(tmp_path: Path) -> None:
    (script := tmp_path / "script.py").write_text(SCRIPT)
    path = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, env=path, timeout=120)
    *trace, last = done.stderr.splitlines()
    assert done.returncode == 1 and last.startswith("dragoman.errors.WorkersError: No process to read with")
    assert 'if __name__ == "__main__":' in last and "workers=1" in last
    assert sum(line.startswith("Traceback") for line in trace) == 1


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
