"""A desk over a small ledger of written records, and a browser of sorts to ask it with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dragoman.ledger import Ledger
from dragoman.serve.app import build
from dragoman.serve.desk import Desk
from dragoman.serve.settings import Settings
from tests.ledger import asked

NOW = datetime(2024, 7, 3, 12, 0, tzinfo=UTC)


class StillDesk(Desk):
    """A desk at which it is always the same time."""

    def now(self) -> datetime:
        return NOW


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the reports of ``tests.ledger.asked``, to be copied."""
    path = tmp_path_factory.mktemp("serve") / "ledger.db"
    with Ledger(path) as ledger:
        asked.fill(ledger)
    return path


@pytest.fixture
def desk(filled: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk over a ledger of a few events; reading needs no token."""
    path = tmp_path / "ledger.db"
    shutil.copy(filled, path)
    opened = StillDesk(Settings(ledger=str(path), hosts=("testserver",)))
    yield opened
    opened.close()


@pytest.fixture
def empty_desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk over a ledger with nothing in it."""
    opened = StillDesk(Settings(ledger=str(tmp_path / "empty.db"), hosts=("testserver",)))
    yield opened
    opened.close()


@pytest.fixture
def client(desk: Desk) -> TestClient:
    """Asks the desk; what fails in it is raised here. Addresses that lead elsewhere are not followed."""
    return TestClient(build(desk), follow_redirects=False)


def secret(desk: Desk, *scopes: str, name: str = "Ada") -> str:
    """The secret of a new token."""
    return desk.ledger.add_token(name, frozenset(scopes))[1]


def bearer(desk: Desk, *scopes: str, name: str = "Ada") -> dict[str, str]:
    """Headers of who may do that."""
    return {"Authorization": f"Bearer {secret(desk, *scopes, name=name)}"}


def csrf(client: TestClient) -> dict[str, str]:
    """The field that every form needs; the client keeps the cookie that it goes with."""
    text = client.get("/sign-in").text
    return {"csrf": text.partition('name="csrf" value="')[2].partition('"')[0]}
