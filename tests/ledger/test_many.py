"""Readers and writers at once, and writers that are killed."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dragoman.errors import BusyLedger
from dragoman.ledger import Ledger, upkeep
from dragoman.ledger.database import Database
from tests.ledger.samples import arrival, record, tell

TEXTS = [f"Number {n}.\n" + tell(day=f"2024-05-{n + 1:02d}") for n in range(12)]


def fill(ledger: Ledger, texts: list[str]) -> None:
    """Add reports at addresses of their own."""
    for text in texts:
        ledger.add(arrival(text, f"https://a.example/{text.split('.')[0][7:]}"), record(text))


def reports(ledger: Ledger) -> int:
    """How many there are."""
    with ledger.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM report").scalar_one())


def test_a_reader_goes_on_while_a_writer_writes(ledger: Ledger) -> None:
    with ledger.database.writing() as writer:
        writer.exec_driver_sql("INSERT INTO meta (name, value) VALUES ('a', 'b')")
        with ledger.reading() as reader:
            assert reader.exec_driver_sql("SELECT count(*) FROM meta WHERE name = 'a'").scalar() == 0
    with ledger.reading() as reader:
        assert reader.exec_driver_sql("SELECT count(*) FROM meta WHERE name = 'a'").scalar() == 1


def test_a_reader_sees_one_state(ledger: Ledger) -> None:
    with ledger.reading() as reader:
        before = reader.exec_driver_sql("SELECT count(*) FROM report").scalar()
        fill(ledger, TEXTS[:1])
        assert reader.exec_driver_sql("SELECT count(*) FROM report").scalar() == before == 0
    assert reports(ledger) == 1


def test_readers_and_writers_together(place: str, plain: None) -> None:
    """Two writers with much in common, and readers that never see half a report."""
    done = threading.Event()
    looked = 0

    def look() -> None:
        nonlocal looked
        with Ledger(place, readonly=True) as reader:
            while not done.is_set():
                with reader.reading() as connection:
                    half = connection.exec_driver_sql("SELECT count(*) FROM account WHERE story IS NULL").scalar()
                    told = connection.exec_driver_sql("SELECT count(*) FROM account").scalar()
                    assert half == 0 and told == connection.exec_driver_sql("SELECT count(*) FROM report").scalar()
                    looked += 1

    def write(texts: list[str]) -> None:
        with Ledger(place) as writer:
            fill(writer, texts)

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(look) for _ in range(2)]
        writers = [pool.submit(write, TEXTS[:9]), pool.submit(write, TEXTS[::-1][:9])]
        try:
            for writer in writers:
                writer.result()
        finally:
            done.set()
        for reader in readers:
            reader.result()
    assert looked
    with Ledger(place) as ledger:
        assert reports(ledger) == len(TEXTS)
        assert list(upkeep.check(ledger.database)) == []


def test_a_writer_that_waits_too_long_is_told(place: str) -> None:
    with Ledger(place) as ledger, ledger.database.writing():
        other = Database(place, wait=0.1)
        with pytest.raises(BusyLedger, match="held by another program"), other.writing():
            pass
        other.close()


def _fill(place: str) -> None:
    with Ledger(place) as ledger:
        for _ in range(50):
            fill(ledger, TEXTS)


def test_a_writer_that_is_killed_leaves_no_half(place: str, plain: None) -> None:
    random.seed(7)
    fork = multiprocessing.get_context("fork")
    for _ in range(4):
        child = fork.Process(target=_fill, args=(place,))
        child.start()
        time.sleep(random.uniform(0.02, 0.6))
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join()
        with Ledger(place) as ledger:
            assert list(upkeep.check(ledger.database)) == []
    with Ledger(place) as ledger:
        fill(ledger, TEXTS)
        assert reports(ledger) == len(TEXTS)
        assert list(upkeep.check(ledger.database)) == []


def test_two_programs_make_one_ledger(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    with ThreadPoolExecutor(4) as pool:
        for ledger in pool.map(lambda _: Ledger(path), range(4)):
            ledger.close()
    with Ledger(path) as made:
        assert made.decisions() == ()
