"""``dragoman watch`` and ``dragoman collect`` as programs of their own, and how they are stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from dragoman.cli import collect, watch
from dragoman.ledger import Ledger

COMMANDS = """
import sys, time
import typer
from types import ModuleType
from dragoman.cli import collect, watch
from tests.engine.readers import Parrot

class Slow(Parrot):
    def read(self, text, **more):
        print("reading", flush=True)
        time.sleep(SECONDS)
        return super().read(text, **more)

sys.modules["dragoman.pipeline"] = ModuleType("dragoman.pipeline")
sys.modules["dragoman.pipeline"].Reader = Slow
app = typer.Typer()
app.command("watch")(watch.command)
app.command("collect")(collect.command)
try:
    app()
except Exception as error:
    sys.exit(str(error))
"""


@pytest.mark.parametrize("what", [watch.command, collect.command])
def test_every_option_is_told_of(what: Callable[..., None]) -> None:
    app = typer.Typer(add_completion=False)
    app.command()(what)
    page = (Path(__file__).resolve().parents[2] / "docs" / "watching.md").read_text()
    options = [name for option in get_command(app).params for name in option.opts if name.startswith("--")]
    assert len(options) > 5
    assert [name for name in options if f"{name} " not in page and f"{name}`" not in page] == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three reports."""
    place = tmp_path / "in"
    place.mkdir()
    for name in "abc":
        (place / f"{name}.txt").write_text(f"text {name}")
        os.utime(place / f"{name}.txt", (1e9, 1e9))
    return place


def command(*words: str, seconds: float = 0.0) -> subprocess.Popen[str]:
    """A program with the two commands, whose reader takes so many seconds a report."""
    code = COMMANDS.replace("SECONDS", str(seconds))
    return subprocess.Popen([sys.executable, "-c", code, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip


def lines(stream: object) -> Iterator[dict[str, str]]:
    return (json.loads(line) for line in str(stream).splitlines())


def test_collect_does_one_round(folder: Path) -> None:
    ledger = str(folder.parent / "ledger.db")
    told, log = command("collect", str(folder), "--ledger", ledger).communicate(timeout=120)
    assert told.splitlines() == ["1 source, 1 due.", *["reading"] * 3, f"{folder}: 3 new.", "Done: 3 new."]
    assert log == ""
    told, _ = command("collect", str(folder), "--ledger", ledger).communicate(timeout=120)
    assert told.splitlines()[0] == "1 source, 1 due."  # files are asked whenever somebody asks
    with command("collect", str(folder), "--ledger", ledger, "--all", "-q", "--log", f"{ledger}.log") as again:
        assert again.wait() == 0 and again.stdout and again.stderr
        assert again.stdout.read() == again.stderr.read() == ""
    assert [line["event"] for line in lines(Path(f"{ledger}.log").read_text())] == ["began", "ended"]


def test_log_lines_go_to_standard_error_alone_where_asked_for(folder: Path) -> None:
    words = ("collect", str(folder), "--ledger", str(folder.parent / "ledger.db"), "--log", "-")
    told, log = command(*words).communicate(timeout=120)
    assert told.splitlines()[-1] == "Done: 3 new." and "{" not in told
    assert [line["event"] for line in lines(log)] == ["began", "new", "new", "new", "polled", "ended"]


@pytest.mark.parametrize("log", [[], ["--log", "-"], ["--log", "FILE"]])
def test_collect_fails_where_nothing_can_be_reached(folder: Path, log: list[str]) -> None:
    """In one sentence, or where log lines go to standard error in one of these: the two do not mix."""
    file = folder.parent / "log"
    log = [word.replace("FILE", str(file)) for word in log]
    place = ("feed:http://127.0.0.1:9/rss", "--ledger", str(folder.parent / "ledger.db"), "-q", *log)
    with command("collect", *place) as run:
        assert run.wait() == 1 and run.stderr
        told = run.stderr.read()
    if log[1:] == ["-"]:
        *_, last = lines(told)
        assert last["event"] == "error" and "None of the sources could be reached" in last["reason"]
        return
    assert told.splitlines() == ["None of the sources could be reached; see the reasons, and your connection."]
    if log:
        assert [line["event"] for line in lines(file.read_text())][-2:] == ["ended", "error"]


def test_collect_gives_a_day_to_reports_that_tell_none(folder: Path) -> None:
    place = folder.parent / "ledger.db"
    (folder / "dated.jsonl").write_text('{"text": "text d", "date": "2024-05-01"}')
    words = ("collect", str(folder), "--ledger", str(place), "--date")
    with command(*words, "2024-05-07") as run:
        assert run.wait() == 0
    with Ledger(place, readonly=True) as ledger:
        assert [report.published for report in ledger.reports(sort="oldest")] == ["2024-05-01", *["2024-05-07"] * 3]
    with command(*words, "yesterday") as run:
        assert run.wait() == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_lets_the_watch_finish_the_report_under_way(number: int, folder: Path) -> None:
    place = folder.parent / "ledger.db"
    with command("watch", str(folder), "--ledger", str(place), seconds=0.5) as run:
        assert run.stdout
        while run.stdout.readline() != "reading\n":
            pass
        run.send_signal(number)
        told = run.stdout.read()
        assert run.wait() == 0
    assert "Stopping: the report under way is finished" in told and "Stopped: 1 new." in told
    with Ledger(place, readonly=True) as ledger, ledger.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM report").scalar() == 1
        assert connection.exec_driver_sql("SELECT status FROM run").scalar() == "stopped"


def test_a_second_signal_stops_at_once(folder: Path) -> None:
    with command("watch", str(folder), "--ledger", str(folder.parent / "ledger.db"), seconds=60) as run:
        assert run.stdout
        while run.stdout.readline() != "reading\n":
            pass
        for _ in range(2):
            run.send_signal(signal.SIGTERM)
            time.sleep(0.3)
        assert run.wait(20) == -signal.SIGTERM
