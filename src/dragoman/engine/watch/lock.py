"""One ledger is followed by one program at a time: two would ask every source twice."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import sqlalchemy as sa

from dragoman.errors import BusyLedger, LedgerError
from dragoman.ledger import schema
from dragoman.ledger.database import LOCK, Database

PATIENCE = 3.0
"""Seconds that PostgreSQL may need to notice that the last holder was killed."""


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Holds the lock of those who follow; it ends with the program, however that ends.

    Raises ``BusyLedger`` where another program holds it. Runs that were killed are closed.
    """
    with _of_server(database) if database.path is None else _of_file(database.path, database.name):
        close_runs(database)
        yield


def close_runs(database: Database) -> None:
    """Say of the runs that are still said to be running that they failed: whoever holds the lock knows it."""
    table = schema.run
    killed = sa.update(table).where(table.c.status == "running", table.c.command.in_(("watch", "collect")))
    with database.writing() as connection:
        connection.execute(killed.values(status="failed"))


@contextmanager
def _of_file(ledger: Path, name: str) -> Iterator[None]:
    # the file stays: taking it away could take it from one who has just opened it
    path = ledger.with_name(ledger.name + ".lock")
    try:
        stream = open(path, "a+", encoding="ascii", errors="replace")  # noqa: SIM115
    except OSError as fault:
        raise LedgerError(f"{path} cannot be written ({fault.strerror}); check its permissions.") from None
    with stream:
        if not _held(stream):
            stream.seek(0)
            raise _followed(name, f" (process {stream.read(20).strip() or 'unknown'})")
        stream.truncate(0)
        stream.write(f"{os.getpid()}\n")
        stream.flush()
        yield


def _held(stream: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            # far behind the process id, which others must be able to read
            stream.seek(1 << 20)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def _of_server(database: Database) -> Iterator[None]:
    asked = sa.select(sa.func.pg_try_advisory_lock(LOCK + 1))
    with database.told(), database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        until = time.monotonic() + PATIENCE
        while not connection.scalar(asked):
            if time.monotonic() > until:
                raise _followed(database.name, "")
            time.sleep(0.1)
        try:
            yield
        finally:
            # the lock belongs to the session, which would otherwise go back into the pool and keep it
            connection.invalidate()


def _followed(name: str, who: str) -> BusyLedger:
    return BusyLedger(f"{name} is followed by another dragoman{who}; stop that one first, or name another ledger.")
