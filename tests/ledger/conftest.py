"""Ledgers to test with, on SQLite and on PostgreSQL."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from dragoman.ledger import Ledger
from tests.ledger import postgres, reconciling

_number = itertools.count()


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite ledger, to be copied: making one takes longer than most tests."""
    path = tmp_path_factory.mktemp("ledger") / "empty.db"
    Ledger(path).close()
    return path


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a PostgreSQL server, whose database ``postgres`` holds an empty ledger."""
    if postgres.programs() is None:
        pytest.skip(postgres.MISSING)
    with postgres.server() as url:
        Ledger(url).close()
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty ledger lies; the same tests run on both databases."""
    if request.param == "sqlite":
        path = tmp_path / "ledger.db"
        shutil.copy(request.getfixturevalue("empty"), path)
        return str(path)
    url: str = request.getfixturevalue("server")
    return copied(url)


def copied(url: str) -> str:
    """The URL of a new database with an empty ledger."""
    name = f"ledger_{next(_number)}"
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:").replace("/postgres", "/template1"),
                              isolation_level="AUTOCOMMIT")  # fmt: skip
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE postgres")
    engine.dispose()
    return url.replace("/postgres", f"/{name}")


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reconciling by plain rules."""
    monkeypatch.setattr("dragoman.ledger.copies.copies", reconciling.copies)
    monkeypatch.setattr("dragoman.ledger.links.events", reconciling.events)
    monkeypatch.setattr("dragoman.ledger.stories.events", reconciling.events)
    monkeypatch.setattr("dragoman.ledger.upkeep.events", reconciling.events)


@pytest.fixture
def ledger(place: str, plain: None) -> Iterator[Ledger]:
    """An empty ledger that reconciles by plain rules."""
    with Ledger(place) as opened:
        yield opened


@pytest.fixture
def count(ledger: Ledger) -> Callable[[str], int]:
    """How many rows a table has."""

    def rows(table: str) -> int:
        with ledger.reading() as connection:
            return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())

    return rows
