"""``dragoman serve`` and ``dragoman token``."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dragoman.cli import app
from dragoman.errors import DragomanError
from dragoman.ledger import Ledger

run = CliRunner()


@pytest.fixture
def place(tmp_path: Path) -> str:
    """Where an empty ledger lies."""
    path = tmp_path / "ledger.db"
    Ledger(path).close()
    return str(path)


def added(place: str, *more: str) -> str:
    done = run.invoke(app, ["token", "add", "Ada", "--ledger", place, *more])
    assert done.exit_code == 0, done.output
    return done.stdout.strip()


def test_tokens(place: str) -> None:
    secret = added(place, "--scopes", "read, correct", "--expires", "90d")
    with Ledger(place) as ledger:
        token = ledger.token_of(secret)
        assert token is not None
        assert (token.name, token.scopes) == ("Ada", ("read", "correct"))
        assert token.expires is not None
        assert secret.encode() not in Path(place).read_bytes()
    listed = run.invoke(app, ["token", "list", "--ledger", place]).stdout
    assert "in force" in listed
    assert secret not in listed
    assert json.loads(run.invoke(app, ["token", "list", "--ledger", place, "-f", "json"]).stdout)[0]["name"] == "Ada"
    assert run.invoke(app, ["token", "revoke", token.id, "--ledger", place]).exit_code == 0
    with Ledger(place) as ledger:
        assert ledger.token_of(secret) is None
    assert "There is no token" in run.invoke(app, ["token", "list", "--ledger", place]).stdout
    assert "revoked" in run.invoke(app, ["token", "list", "--ledger", place, "--all"]).stdout


@pytest.mark.parametrize("more", [["--expires", "soon"], ["--scopes", "all"], ["--scopes", ""]])
def test_bad_tokens(place: str, more: list[str]) -> None:
    done = run.invoke(app, ["token", "add", "Ada", "--ledger", place, *more])
    assert isinstance(done.exception, DragomanError)


@pytest.mark.parametrize("where", [["--host", "0.0.0.0"], ["--base-url", "https://desk.example.org"]])
def test_no_open_door_for_others(place: str, where: list[str]) -> None:
    done = run.invoke(app, ["serve", "--ledger", place, *where])
    assert isinstance(done.exception, DragomanError)
    assert "dragoman token add NAME" in str(done.exception)


def test_expired_tokens_keep_nobody_out(place: str) -> None:
    added(place, "--expires", "2020-01-01")
    done = run.invoke(app, ["serve", "--ledger", place, "--host", "0.0.0.0"])
    assert "nobody has a token" in str(done.exception)


def test_a_port_that_is_taken(place: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run.invoke(app, ["serve", "--ledger", place, "--port", port])
    assert done.exit_code == 1
    assert "choose another --port" in done.stderr
    assert json.loads(done.stderr)["logger"] == "dragoman.serve"


def test_help_loads_no_server() -> None:
    code = "import sys; from dragoman.cli import app; sys.exit(any(m in sys.modules for m in ('fastapi', 'uvicorn')))"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0


def test_from_start_to_stop(place: str) -> None:
    command = [sys.executable, "-m", "dragoman", "serve", "--ledger", place, "--port", "0", "--no-open", "--log", "-"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[5].rstrip(";")
        with urllib.request.urlopen(f"{address}/readyz", timeout=60) as answer:
            assert json.load(answer) == {"status": "ok"}
        with urllib.request.urlopen(f"{address}/sign-in", timeout=60) as answer:
            assert b"Sign in" in answer.read()
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 0
    lines = [json.loads(line) for line in err.splitlines()]
    assert [(line["path"], line["status"]) for line in lines if line["event"] == "request"] == [("/sign-in", 200)]
