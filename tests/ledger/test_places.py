"""Opening a ledger: where it lies, who made it, and what is no ledger."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import OperationalError

from dragoman.errors import LedgerError, MissingExtra, NewLedger, NoLedger, OldLedger
from dragoman.ledger import Ledger, upkeep
from dragoman.ledger.database import Database
from dragoman.ledger.migrate import config, migrate
from dragoman.ledger.schema import VERSIONS, metadata
from tests.ledger.samples import arrival, record, tell


def test_the_migrations_make_the_tables_that_the_code_knows(place: str) -> None:
    def ours(_: Any, name: str | None, kind: str, reflected: bool, __: Any) -> bool:
        full_text = (kind == "table" and "_words" in str(name)) or name == "words" or str(name).endswith("_words")
        return not (reflected and full_text)

    with Ledger(place) as ledger, ledger.reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_every_migration_is_listed() -> None:
    steps = ScriptDirectory.from_config(config()).walk_revisions()
    assert tuple(reversed([step.revision for step in steps])) == VERSIONS


def test_a_new_path_becomes_a_ledger(tmp_path: Path) -> None:
    path = tmp_path / "a 100% new?folder" / "my#ledger.db"
    with Ledger(path) as ledger:
        assert ledger.source_states() == ()
    assert path.exists()
    with Ledger(f"sqlite:///{path}".replace("%", "%25")) as ledger:
        assert ledger.database.path == path


def test_what_is_no_ledger_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(NoLedger, match="There is no ledger"):
        Ledger(tmp_path / "none.db", readonly=True)
    assert list(tmp_path.iterdir()) == []
    (text := tmp_path / "report.txt").write_text("A report. " * 200)
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as raw:
        raw.execute("CREATE TABLE mine (a)")
    for path in (text, other):
        before = path.read_bytes()
        with pytest.raises(NoLedger, match="no ledger of dragoman"):
            Ledger(path)
        assert path.read_bytes() == before
    with pytest.raises(LedgerError, match="cannot be used"):
        Ledger(tmp_path)
    with pytest.raises(LedgerError, match="is no place for a ledger"):
        Ledger("mysql://host/name")
    with pytest.raises(LedgerError, match="cannot be used"):
        Ledger("postgresql://nobody:secret@127.0.0.1:1/none")


def test_postgresql_without_its_driver_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingExtra, match=r"dragoman\[postgres\]"):
        Ledger("postgresql://somebody@127.0.0.1:1/none")


def test_a_password_is_not_shown() -> None:
    base = Database("postgresql://user:secret@db.example/news")
    assert base.postgres and "secret" not in base.name and "db.example" in base.name


def test_a_reader_changes_nothing(place: str, plain: None) -> None:
    with Ledger(place) as ledger:
        added = ledger.add(arrival(tell()), record(tell()))
    with Ledger(place, readonly=True) as reader:
        assert reader.story(added.stories[0]).type == "CONSULT"
        with pytest.raises(LedgerError, match="for reading only"):
            reader.seen(added.report)
        with pytest.raises(Exception, match=r"read-?only"), reader.reading() as connection:
            connection.exec_driver_sql("DELETE FROM account")


def test_older_and_newer_ledgers(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.ledger.database.VERSIONS", (*VERSIONS, "next"))
    with pytest.raises(OldLedger, match="dragoman ledger migrate"):
        Ledger(place)
    monkeypatch.undo()
    assert migrate(place) == (VERSIONS[-1], VERSIONS[-1])
    base = Database(place)
    with base.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'later'")
    base.close()
    for attempt in (lambda: Ledger(place), lambda: migrate(place)):
        with pytest.raises(NewLedger, match="newer dragoman"):
            attempt()


LOOKED_UP = ("story_party", "story_pair", "account_sketch", "carried")


ASKED = [
    *(f"SELECT * FROM {name}" for name in LOOKED_UP),
    "SELECT id, day, last_day, dated FROM story",
    "SELECT name, reports, mentions FROM entity",
]


def looked_up(ledger: Ledger) -> list[list[tuple[Any, ...]]]:
    with ledger.reading() as connection:
        return [sorted(tuple(row) for row in connection.exec_driver_sql(one)) for one in ASKED]


def older(place: str, version: str, *statements: str) -> list[list[tuple[Any, ...]]]:
    """Makes a ledger with some reports as an older dragoman had it; what is looked up in it by this one."""
    within = record(tell("AID", "KEN", "KEN"))
    twice = msgspec.structs.replace(within.events[0], actors=within.events[0].actors * 2)
    within = msgspec.structs.replace(within, events=(twice,))
    soon = record("Else.\n" + tell("AID", day="soon"), date="2024-05-08")
    with Ledger(place) as ledger:
        for n, told in enumerate((record(tell()), soon, within)):
            ledger.add(arrival(told.report.text, f"https://a.example/{n}"), told)
        before = looked_up(ledger)
        with ledger.database.writing() as connection:
            for statement in (*statements, f"UPDATE alembic_version SET version_num = '{version}'"):
                connection.exec_driver_sql(statement)
    with pytest.raises(OldLedger):
        Ledger(place)
    return before


UNCOUNTED = [
    *(f"ALTER TABLE entity DROP COLUMN {name}" for name in ("reports", "mentions")),
    "DROP INDEX ix_report_outlet_published_original",
    "DROP INDEX ix_report_source_first_seen_original",
    "CREATE INDEX ix_report_outlet_published ON report (outlet, published)",
    "DROP INDEX ix_story_day_last_day_place_country",
    "CREATE INDEX ix_story_day ON story (day)",
    "DROP INDEX ix_story_corroborated_day_last_day_origins",
    "CREATE INDEX ix_story_corroborated_day ON story (corroborated, day)",
]
"""What brings the tables of 0005 back to those before, but for the parties."""


def test_a_migration_makes_anew_what_is_looked_up(place: str) -> None:
    before = older(
        place, "0003", *(f"DROP TABLE {name}" for name in LOOKED_UP),
        *(f"CREATE TABLE {name} (old INTEGER)" for name in (*LOOKED_UP[:2], "account_party")),
        "DROP INDEX ix_account_pk_story", "ALTER TABLE story DROP COLUMN dated", *UNCOUNTED,
    )  # fmt: skip
    assert migrate(place) == ("0003", VERSIONS[-1])
    with Ledger(place) as ledger:
        assert looked_up(ledger) == before and all(before)
        assert list(upkeep.check(ledger.database)) == []


def test_a_migration_counts_what_is_there(place: str) -> None:
    before = older(
        place, "0004", "DROP INDEX ix_story_party_country",
        *(f"ALTER TABLE story_party DROP COLUMN {name}" for name in ("met", "score")),
        "CREATE INDEX ix_story_party_country ON story_party (country)", *UNCOUNTED,
    )  # fmt: skip
    assert migrate(place) == ("0004", VERSIONS[-1])
    with Ledger(place) as ledger:
        assert looked_up(ledger) == before and all(before)
        assert list(upkeep.check(ledger.database)) == []


def test_migrate_makes_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(NoLedger):
        migrate(str(tmp_path / "none.db"))
    assert list(tmp_path.iterdir()) == []


def test_a_migration_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(Path(config().get_main_option("script_location") or ""), folder)
    script = folder / "versions" / "0001_sqlite.sql"
    script.write_text(script.read_text() + "\nCREATE TABLE report (again);\n")
    monkeypatch.setattr("dragoman.ledger.migrate.FOLDER", folder)
    with pytest.raises(OperationalError, match="already exists"):
        Ledger(tmp_path / "a.db")
    monkeypatch.undo()
    with Ledger(tmp_path / "a.db") as ledger:
        assert ledger.decisions() == ()
