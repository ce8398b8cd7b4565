"""``dragoman export`` as its users meet it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner, Result

from dragoman.cli import export
from dragoman.cli.export import Format
from dragoman.export import EXPORTERS, exporter
from dragoman.types import Account, Maker, Record, Report, Story
from tests.export.tellings import ACCOUNTS, REPORTS, STORY, telling, with_modality

ASKED: dict[str, Any] = {}


class FakeLedger:
    """A ledger with two events in it: one done and one that is planned."""

    def __init__(self, place: str, *, readonly: bool = False) -> None:
        assert readonly
        self.place = place

    def __enter__(self) -> FakeLedger:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def events(self, **asked: Any) -> Iterator[Story]:
        ASKED.clear()
        ASKED.update(asked, ledger=self.place)
        yield STORY
        yield with_modality("future").story

    def accounts(self, story: Story) -> tuple[Account, ...]:
        return ACCOUNTS

    def record(self, report: str) -> Record | None:
        made = Maker(reader="dragoman 0", model="by hand")
        read: Report = REPORTS[report]
        return Record(report=read, attributions=(), events=(), entities=(), places=(), dates=(), made_by=made)


@pytest.fixture(autouse=True)
def ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.ledger.Ledger", FakeLedger)


def run(*words: str) -> Result:
    app = typer.Typer()
    app.command()(export.command)
    return CliRunner().invoke(app, list(words))


def test_formats_are_those_of_the_exporters() -> None:
    assert [kind.value for kind in Format if kind is not Format.corrections] == [kind.name for kind in EXPORTERS]


def test_to_standard_output() -> None:
    result = run("csv", "--ledger", "mine.db")
    assert result.exit_code == 0
    rows = list(csv.DictReader(StringIO(result.stdout)))
    assert [row["modality"] for row in rows] == ["actual", "future"]
    assert ASKED == {"ledger": "mine.db"}
    assert result.stderr == ""


def test_filters_are_handed_on() -> None:
    run("csv", "--actor", "RUS", "--recipient", "AFG", "--type", "CONSULT", "--since", "2024-11-01", "--corroborated")
    assert ASKED == {
        "ledger": "ledger.db", "actor": "RUS", "recipient": "AFG", "type": "CONSULT", "since": "2024-11-01",
        "corroborated": True,
    }  # fmt: skip


def test_what_cannot_be_said_is_left_out_and_told(tmp_path: Path) -> None:
    out = tmp_path / "new" / "events.export.CSV"
    result = run("gdelt-events", "-o", str(out))
    assert out.read_bytes() == exporter("gdelt-events").data(telling())
    assert "1 of 2 events are left out" in result.stderr
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_parquet_to_a_file(tmp_path: Path) -> None:
    out = tmp_path / "events.parquet"
    assert run("parquet", "-o", str(out)).exit_code == 0
    assert list(pd.read_parquet(BytesIO(out.read_bytes()))["modality"]) == ["actual", "future"]


def test_a_file_that_was_there_stays_until_the_new_one_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "events.csv"
    out.write_text("old")

    def broken(self: FakeLedger, story: Story) -> tuple[Account, ...]:
        raise KeyError("gone")

    monkeypatch.setattr(FakeLedger, "accounts", broken)
    assert run("csv", "-o", str(out)).exit_code == 1
    assert out.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["events.csv"]


def test_an_unknown_format_is_told(tmp_path: Path) -> None:
    assert run("xml").exit_code == 2
