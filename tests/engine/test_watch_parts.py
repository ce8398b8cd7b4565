"""What a watch is made of: readers that stay, the lock, log lines, figures for Prometheus, what is shown."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import urllib.request
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from dragoman.cli.showing import OUTCOMES, Lines, drawn, words
from dragoman.collect import Raw
from dragoman.engine import metrics
from dragoman.engine.log import logging_to
from dragoman.engine.readers import Readers
from dragoman.engine.watch import Tally, Watch, alone
from dragoman.errors import BusyLedger, InputError
from dragoman.ledger import Ledger, RunItem, SourceState
from dragoman.ledger.database import Database
from dragoman.types import Record
from tests.engine.readers import parrot
from tests.ledger.conftest import copied, empty, place, server  # noqa: F401

FEED = "https://courier.example/rss"


@dataclass(frozen=True)
class Task:
    report: Raw


def through(readers: Readers[Task], *texts: str) -> list[str]:
    """What becomes of texts that are handed in as there is room."""
    rest, told = list(texts), []
    while rest or readers.waiting:
        while rest and readers.room:
            readers.put(Task(Raw(origin=rest[0], data=rest.pop(0))))
        task, result = readers.take()
        assert not isinstance(result, Record) or result.report.text == task.report.data
        told.append(result.report.text if isinstance(result, Record) else type(result).__name__)
    return told


@pytest.mark.parametrize("workers", [1, 2])
def test_readers_stay_and_keep_the_order(workers: int) -> None:
    readers: Readers[Task] = Readers(workers, parrot)
    try:
        assert through(readers, "a", "", "b", "bug") == ["a", "EmptyInput", "b", "DragomanError"]
        assert through(readers, *"cdefghijklmn") == list("cdefghijklmn")
    finally:
        readers.close()


def test_a_report_that_kills_its_reader_costs_only_itself_and_what_is_under_way_is_finished() -> None:
    readers: Readers[Task] = Readers(2, parrot)
    try:
        assert through(readers, "a", "crash", *"bcd") == ["a", "DragomanError", *"bcd"]
        while readers.room:
            readers.put(Task(Raw(origin="x", data="x")))
        readers.take()
        assert [result.report.text for _, result in readers.finish() if isinstance(result, Record)] in (
            ["x"] * n for n in range(10)
        )
        assert readers.waiting == 0
    finally:
        readers.close()


def test_no_reader_is_made_before_it_is_needed() -> None:
    Readers(1, lambda: pytest.fail("not needed")).close()


# --- the lock ---


def test_a_second_program_is_refused_and_runs_that_were_killed_are_closed(place: str) -> None:  # noqa: F811
    with Ledger(place) as ledger:
        ledger.start_run("watch")
        run = ledger.start_run("collect")
        ledger.end_run(run, "done", {})
        other = Database(place)
        refused = pytest.raises(BusyLedger, match="followed by another dragoman")
        with alone(ledger.database), refused, alone(other):
            pass
        with alone(other):
            pass
        other.close()
        with ledger.reading() as connection:
            rows = connection.exec_driver_sql("SELECT status FROM run ORDER BY pk").scalars().all()
    assert rows == ["failed", "done"]


def test_the_lock_goes_with_a_program_that_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    Ledger(path).close()
    code = (
        "import sys, time\nfrom dragoman.engine.watch import alone\nfrom dragoman.ledger.database import Database\n"
        f"with alone(Database({str(path)!r})):\n    print('held', flush=True)\n    time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        base = Database(path)
        with pytest.raises(BusyLedger, match=f"process {holder.pid}"), alone(base):
            pass
        holder.kill()
        holder.wait()
        with alone(base):
            pass
        base.close()


# --- what is told ---


def tally(status: str = "ok", **counts: int) -> Tally:
    """A source that fares so."""
    error = "The server is away." if status != "ok" else None
    state = SourceState(place=FEED, title="Courier \x1b[2J", status=status, failures=3, last_error=error,
                        next_due="2024-05-07T09:00:00Z")  # fmt: skip
    return Tally(state, counts=Counter(counts), last=Counter(counts))


def test_log_lines_are_json(tmp_path: Path) -> None:
    path = tmp_path / "new" / "watch.log"
    with logging_to(path) as log:
        log.began(3, 2)
        log.item(
            RunItem(origin="https://a.example/a", outcome="new", source="https://me:word@a.example/rss", report="r1")
        )
        log.item(RunItem(origin="https://a.example/b", outcome="same"))
        log.item(RunItem(origin="https://a.example/c", outcome="failed", reason="Nichts – là."))
        log.polled(tally("dead", failed=1))
        log.polled(tally())
        log.ended("done", Counter(new=1))
        logging.getLogger("dragoman.collect").info("again in %.1f s", 2)
        path.rename(tmp_path / "old.log")
        log.warned("Begun anew.")
    lines = [json.loads(line) for line in (tmp_path / "old.log").read_text().splitlines()]
    assert [line["event"] for line in lines] == ["began", "new", "failed", "polled", "ended", "again in 2.0 s"]
    assert lines[1]["source"] == "https://a.example/rss" and lines[1]["report"] == "r1"
    assert lines[2]["reason"] == "Nichts – là." and lines[2]["level"] == "warning"
    assert lines[3]["status"] == "dead" and lines[3]["failures"] == 3
    assert all(line["time"].endswith("Z") and line["level"] and line["logger"] for line in lines)
    assert json.loads(path.read_text())["reason"] == "Begun anew."
    assert not logging.getLogger("dragoman").handlers


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="choose another --log"), logging_to(tmp_path / "file" / "log"):
        pass


def test_prometheus_gets_the_figures() -> None:
    told = metrics.Metrics(lambda: {FEED: tally("dead")})
    with metrics.serving(told, "127.0.0.1:0") as port:
        told.item(RunItem(origin="a", outcome="new"))
        told.added(0.03)
        told.polled(tally("dead"))
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            lines = answer.read().decode().splitlines()
        with pytest.raises(InputError, match="choose another --metrics"), metrics.serving(told, f"127.0.0.1:{port}"):
            pass
    for line in (
        'dragoman_items_total{outcome="new"} 1.0', 'dragoman_items_total{outcome="failed"} 0.0',
        'dragoman_polls_total{status="dead"} 1.0', 'dragoman_sources{status="dead"} 1.0',
        'dragoman_sources{status="ok"} 0.0', 'dragoman_add_seconds_bucket{le="0.05"} 1.0',
    ):  # fmt: skip
        assert line in lines, line
    assert any(line.startswith("dragoman_last_poll_timestamp_seconds 1.") for line in lines)
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics")


@pytest.mark.parametrize(
    ("written", "address"),
    [("127.0.0.1:9464", ("127.0.0.1", 9464)), ("9464", ("127.0.0.1", 9464)), ("[::1]:80", ("::1", 80)), (":80", ("127.0.0.1", 80))],
)  # fmt: skip
def test_where_figures_are_served(written: str, address: tuple[str, int]) -> None:
    assert metrics.address_of(written) == address


@pytest.mark.parametrize("written", ["", "host", "host:", "host:70000", "host:-1", "a:²"])
def test_where_figures_cannot_be_served(written: str) -> None:
    with pytest.raises(InputError, match="write it as"):
        metrics.address_of(written)


def test_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines(print)
    lines.began(1, 1)
    lines.item(RunItem(origin="x", outcome="unreadable", source=FEED, reason="It is in French."))
    lines.polled(tally(new=1200, copy=1, unreadable=1))
    lines.polled(tally(same=5))
    lines.polled(tally("dead", failed=1))
    lines.stopping(0)
    lines.ended("stopped", Counter())
    told = capsys.readouterr().out.splitlines()
    assert told == [
        "1 source, 1 due.",
        "Courier \ufffd[2J: 1,200 new, 1 copies, 1 unreadable (It is in French.).",
        "Courier \ufffd[2J: dead after 3 tries: The server is away. Next try 2024-05-07T09:00:00Z.",
        "Stopping: the report under way is finished; the next run goes on from here.",
        "Stopped: nothing new.",
    ]


def test_the_words_are_those_of_the_figures() -> None:
    assert set(OUTCOMES) == set(metrics.OUTCOMES)
    assert words(Counter(gone=1, new=2)) == "2 new, 1 gone"


class Still(Watch):
    """A watch that only has sources."""

    def __init__(self, tallies: dict[str, Tally]) -> None:
        self.tallies, self.counts, self.stopped = tallies, Counter(new=7), False


def test_the_table_shows_those_that_fail_first_and_fits_the_terminal() -> None:
    tallies = {f"f{n}": Tally(SourceState(place=f"f{n}", status="ok"), counts=Counter(new=n)) for n in range(40)}
    tallies["x"] = tally("dead", failed=1)
    console = Console(width=100, height=20, record=True)
    console.print(drawn(Still(tallies), 20))
    shown = console.export_text().splitlines()
    assert len(shown) <= 20 and "\x1b" not in "".join(shown)
    assert "Courier" in shown[1] and "dead" in shown[1] and "The server is away." in shown[1]
    assert shown[2].split()[:3] == ["f39", "ok", "39"]
    assert "41 sources; 27 not shown; 1 dead; 7 new; Ctrl-C stops" in " ".join(shown[-2:])
