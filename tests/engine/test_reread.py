"""What is in a ledger is read again: by a newer model, or all of it; stopped, and gone on with."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from dragoman.engine.readers import Readers
from dragoman.engine.reread import Rereading
from dragoman.errors import DragomanError, EmptyInput, InputError, ModelError
from dragoman.ledger import Kept, Ledger, upkeep
from dragoman.types import Document, Maker, Record
from tests.ledger.conftest import copied, empty, place, plain, server  # noqa: F401
from tests.ledger.samples import arrival, record, tell

OLD, NEW = (Maker(reader="dragoman test", model=model) for model in ("first", "second"))
SEEN, NOW = "2024-05-07T08:00:00Z", "2024-06-01T08:00:00Z"
TEXTS = [f"Number {n}.\n" + tell(day=f"2024-0{n // 2 + 3}-06") for n in range(5)]


class Second:
    """The reader of a newer model; some texts it cannot read. ``stop``: is called after so many."""

    def __init__(self, bad: str = "-", maker: Maker = NEW) -> None:
        self.bad, self.maker = bad, maker
        self.texts: list[str] = []

    def read_document(self, document: Document) -> Record:
        text = document.report.text
        assert [text[start:end] for start, end in document.sentences]
        self.texts.append(text)
        if text.startswith(self.bad):
            raise InputError("It cannot be read.")
        return msgspec.structs.replace(record(text), report=document.report, made_by=self.maker)


def address(n: int) -> str:
    return f"https://courier.example/{n}"


@pytest.fixture
def ledger(place: str, plain: None) -> Iterator[Ledger]:  # noqa: F811
    """Five reports that the first model has read, one that could not be read, and an old version."""
    with Ledger(place) as opened:
        opened.add(arrival("Before.", address(0)), record("Before."), now=SEEN)
        for n, text in enumerate(TEXTS):
            opened.add(arrival(text, address(n)), record(text, title=f"On {n}"), now=SEEN)
        opened.add(arrival("", address(9)), EmptyInput("There is no text."), now=SEEN)
        yield opened


def reread(ledger: Ledger, reader: Second, *, stop_after: int = 0, everything: bool = False) -> Rereading:
    """A run to its end, or stopped after so many reports."""
    done: list[str] = []

    def told(kept: Kept, error: DragomanError | None) -> None:
        done.append(kept.id)
        if len(done) == stop_after:
            run.stop()

    readers: Readers[object] = Readers(1, lambda: reader)  # type: ignore[arg-type, return-value]
    with Rereading(ledger, reader.maker, everything=everything, readers=readers, told=told) as run:  # type: ignore[arg-type]
        run.run()
    return run


def stories(ledger: Ledger) -> list[str]:
    return sorted(story.id for story in ledger.events())


def test_a_newer_model_reads_again_and_events_keep_their_ids(ledger: Ledger) -> None:
    ids, gone = stories(ledger), ledger.known(address(4), arrival(TEXTS[4]).digest)
    assert gone is not None and len(ids) > 1
    ledger.mark_gone(gone, now=SEEN)
    reader = Second()
    run = reread(ledger, reader)
    assert (run.total, run.counts) == (5, {"reread": 5})
    assert sorted(reader.texts) == TEXTS and stories(ledger) == ids
    for n, text in enumerate(TEXTS):
        known = ledger.known(address(n), arrival(text).digest, made_by=NEW)
        assert known is not None
        report, kept = ledger.report(known), ledger.record(known)
        assert kept is not None and (kept.made_by, kept.report.title, kept.report.text) == (NEW, f"On {n}", text)
        assert (report.last_seen, report.gone) == (SEEN, SEEN if n == 4 else None)
    assert list(upkeep.check(ledger.database)) == []
    assert reread(ledger, Second()).total == 0
    with ledger.reading() as connection:
        runs = connection.exec_driver_sql("SELECT command, status FROM run ORDER BY pk").all()
    assert [tuple(row) for row in runs] == [("reread", "done")] * 2


def test_a_run_that_is_stopped_is_gone_on_with(ledger: Ledger) -> None:
    first, second = Second(), Second()
    run = reread(ledger, first, stop_after=2)
    assert (run.stopped, run.counts["reread"], len(first.texts)) == (True, 2, 2)
    assert reread(ledger, second).counts["reread"] == 3
    assert sorted(first.texts + second.texts) == TEXTS


def test_all_of_it_is_read_again_once(ledger: Ledger) -> None:
    """By the same model; a run that was stopped does not begin anew, but one by another model does."""
    readers = [Second(maker=OLD) for _ in range(4)]
    assert reread(ledger, readers[0]).total == 0
    assert reread(ledger, readers[1], everything=True, stop_after=2).total == 5
    assert reread(ledger, readers[2], everything=True).total == 3
    assert sorted(readers[1].texts + readers[2].texts) == TEXTS
    assert reread(ledger, readers[3], everything=True, stop_after=1).total == 5
    assert reread(ledger, Second(), everything=True).total == 5


def test_one_that_cannot_be_read_keeps_what_was_read_before(ledger: Ledger) -> None:
    run = reread(ledger, Second(bad="Number 3"))
    assert run.counts == {"reread": 4, "failed": 1}
    known = ledger.known(address(3), arrival(TEXTS[3]).digest)
    kept = ledger.record(known or "")
    assert kept is not None and kept.made_by == OLD
    with ledger.reading() as connection:
        reasons = connection.exec_driver_sql("SELECT reason FROM run_item WHERE outcome = 'failed'").scalars().all()
    assert reasons == ["It cannot be read."]


def test_a_report_that_has_another_text_by_now_is_left_alone(ledger: Ledger) -> None:
    known = ledger.known(address(3), arrival(TEXTS[3]).digest)
    assert known is not None
    assert ledger.reread(known, record("Else.", model="second"), now=NOW).outcome == "same"
    kept = ledger.record(known)
    assert kept is not None and kept.made_by == OLD


def test_without_a_model_nothing_is_changed(ledger: Ledger) -> None:
    def missing() -> Second:
        raise ModelError("The model is missing.")

    with pytest.raises(ModelError), Rereading(ledger, NEW, readers=Readers(1, missing)) as run:  # type: ignore[arg-type]
        run.run()
    with ledger.reading() as connection:
        assert connection.exec_driver_sql("SELECT status FROM run").scalar() == "failed"


COMMAND = """
import sys, time
from types import ModuleType
import msgspec
from dragoman.types import Maker
from tests.engine.readers import Parrot

class Slow(Parrot):
    made_by = Maker(reader="dragoman test", model="second")

    def read_document(self, document):
        print("reading", flush=True)
        time.sleep(SECONDS)
        return msgspec.structs.replace(super().read_document(document), made_by=self.made_by, events=())

if __name__ == "__main__":
    sys.modules["dragoman.pipeline"] = ModuleType("dragoman.pipeline")
    sys.modules["dragoman.pipeline"].Reader = Slow
    from dragoman.cli import main
    main()
"""


def test_the_command(tmp_path: Path) -> None:
    at = str(tmp_path / "ledger.db")
    with Ledger(at) as ledger:
        for n, text in enumerate(TEXTS):
            ledger.add(arrival(text, address(n)), record(text))
        ledger.add(arrival("", address(9)), EmptyInput("There is no text."))
    (script := tmp_path / "script.py").write_text(COMMAND.replace("SECONDS", "0.4"))
    words = [sys.executable, str(script), "ledger", "reread", "--ledger", at]
    path = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=path) as run:
        assert run.stdout is not None and run.stdout.readline() == "reading\n"
        run.send_signal(signal.SIGINT)
        told, _ = run.communicate(timeout=120)
        assert run.returncode == 0
    assert told.splitlines()[0] == "Stopped: 1 of 5 reports read again; the same command goes on from there."
    done = subprocess.run(words, capture_output=True, text=True, env=path, timeout=120)
    assert done.stdout.splitlines()[4:] == [
        "4 reports read again.",
        "1 never could be read, and have no text here; `dragoman collect --reread` fetches them.",
    ]
    missing = subprocess.run([*words[:-1], str(tmp_path / "none.db")], capture_output=True, text=True, env=path)
    assert missing.returncode == 1 and missing.stderr.startswith("dragoman: There is no ledger at")
    assert not (tmp_path / "none.db").exists()
