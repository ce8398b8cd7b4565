"""Check finds what is wrong; compact and backup lose nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dragoman.cli.ledger import app
from dragoman.errors import LedgerError
from dragoman.ledger import Ledger, upkeep
from tests.ledger.samples import arrival, record, tell

A, B = "https://a.example/a", "https://b.example/b"


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """A ledger with two reports of one event, and a version that was followed by another."""
    for text, address in (("First.\n" + tell(), A), ("Second.\n" + tell(), A), ("Third.\n" + tell(), B)):
        ledger.add(arrival(text, address), record(text))
    return ledger


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("UPDATE story SET data = replace(data, 'Kenya', 'Kenia')", "is not told as its accounts tell it"),
        ("UPDATE account SET story = NULL", "is of no event"),
        ("DELETE FROM account_link", "is not as it would be found afresh"),
        ("INSERT INTO band (band, report) VALUES (1, 99)", "which is not there"),
        ("UPDATE version SET latest = false WHERE n = 1", "has no latest version"),
        ("UPDATE version SET text = 'Else' WHERE n = 2", "does not fit its text"),
        ("UPDATE report SET original = NULL", "is no origin"),
    ],
)
def test_check_finds_what_is_wrong(filled: Ledger, harm: str, told: str) -> None:
    assert list(upkeep.check(filled.database)) == []
    with filled.database.writing() as connection:
        connection.exec_driver_sql(harm)
    assert any(told in fault for fault in upkeep.check(filled.database))


def test_an_index_out_of_step_is_found_and_made_anew(filled: Ledger) -> None:
    if filled.database.postgres:
        pytest.skip("PostgreSQL keeps its indexes in step itself")
    with filled.database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO account_words (account_words) VALUES ('delete-all')")
    (fault,) = upkeep.check(filled.database)
    assert "account_words is out of step" in fault
    upkeep.compact(filled.database)
    assert list(upkeep.check(filled.database)) == []


def test_compact_drops_what_was_superseded_only_when_asked(filled: Ledger) -> None:
    (report,) = (r for r in (filled.known(A, arrival("Second.\n" + tell()).digest),) if r)
    before, after = upkeep.compact(filled.database)
    assert before > 0 and after > 0
    assert filled.record(report, 1) is not None
    upkeep.compact(filled.database, drop_superseded=True)
    assert filled.record(report, 1) is None and filled.record(report, 2) is not None
    assert filled.report(report).versions[0].title is None and list(upkeep.check(filled.database)) == []


def test_a_backup_is_a_ledger(filled: Ledger, tmp_path: Path) -> None:
    target = tmp_path / "new folder" / "backup.db"
    with filled.database.reading():
        upkeep.backup(filled.database, target)
    assert [p.name for p in target.parent.iterdir()] == ["backup.db"]
    if filled.database.postgres:
        assert target.read_bytes().startswith(b"PGDMP")
        return
    with Ledger(target) as copy:
        with copy.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM report").scalar() == 2
        assert list(upkeep.check(copy.database)) == []
    with pytest.raises(LedgerError, match="is the ledger itself"):
        upkeep.backup(filled.database, Path(filled.database.place))


def test_a_backup_that_fails_leaves_the_old_one(
    filled: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (target := tmp_path / "backup.db").write_text("the old one")

    def broken(*_: object) -> None:
        raise OSError("the disk is full")

    for program in ("_copy", "_dump"):
        monkeypatch.setattr(upkeep, program, broken)
    with pytest.raises(OSError, match="full"):
        upkeep.backup(filled.database, target)
    with pytest.raises(LedgerError, match="cannot be written"):
        upkeep.backup(filled.database, target / "inside a file")
    assert target.read_text() == "the old one" and not list(tmp_path.glob(".*.part"))


def test_the_commands(filled: Ledger, tmp_path: Path) -> None:
    place = filled.database.place
    run = CliRunner().invoke
    assert (result := run(app, ["check", "--ledger", place])).exit_code == 0 and "is sound" in result.output
    assert "MB now" in run(app, ["compact", "--ledger", place]).output
    assert "already" in run(app, ["migrate", "--ledger", place]).output
    assert run(app, ["backup", "--ledger", place, "-o", str(tmp_path / "b.db")]).exit_code == 0
    with filled.database.writing() as connection:
        connection.exec_driver_sql("UPDATE account SET story = NULL")
    result = run(app, ["check", "-l", place])
    assert result.exit_code == 1 and "is of no event" in result.output
    missing = run(app, ["check", "-l", str(tmp_path / "none.db")])
    assert isinstance(missing.exception, LedgerError)
