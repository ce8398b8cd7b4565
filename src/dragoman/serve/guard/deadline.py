"""Until when the ledger may work on a request: what takes longer is broken off in the database."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from dragoman.ledger import Ledger

STEPS = 50_000
"""Instructions of SQLite between two looks at the clock: about a millisecond."""


class Deadline:
    """A moment of the monotonic clock, which can be lifted."""

    def __init__(self, seconds: float) -> None:
        self.at = time.monotonic() + seconds

    def lift(self) -> None:
        """Let it take as long as it takes."""
        self.at = math.inf

    @property
    def past(self) -> bool:
        """Whether it is over."""
        return time.monotonic() > self.at


_now: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def within(seconds: float) -> Iterator[Deadline]:
    """What is asked of a ledger in here, and in the threads it calls on, has so much time."""
    deadline = Deadline(seconds)
    token = _now.set(deadline)
    try:
        yield deadline
    finally:
        _now.reset(token)


def held(ledger: Ledger) -> None:
    """Have a ledger keep to the deadline of whoever asks it."""
    if ledger.database.postgres:
        event.listen(ledger.database.engine, "begin", _limit)
    else:
        event.listen(ledger.database.engine, "checkout", _watch)  # some were connected before


def _watch(connection: Any, *_: Any) -> None:
    connection.set_progress_handler(_over, STEPS)


def _over() -> bool:
    deadline = _now.get()
    return deadline is not None and deadline.past


def _limit(connection: sa.Connection) -> None:
    deadline = _now.get()
    if deadline is not None and deadline.at < math.inf:
        left = max(int((deadline.at - time.monotonic()) * 1000), 1)
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {left}")
