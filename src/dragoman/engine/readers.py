"""Readers that stay while more and more is handed in: in this process, or several in their own."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from itertools import compress
from multiprocessing import parent_process
from typing import Generic, Protocol, TypeVar

from dragoman.collect import Raw
from dragoman.engine.pool import Pool, Reads, Result, default_reader, read_one
from dragoman.types import Document


class HasReport(Protocol):
    """What is handed to the readers: a report, and whatever is to be known of it afterwards."""

    @property
    def report(self) -> Raw | Document:
        """The report, as it came in or as it was made readable before."""


T = TypeVar("T", bound=HasReport)


class Readers(Generic[T]):
    """Hand reports in while there is ``room``, and take them out, with what was read, in the same order.

    With one worker a report is read when it is taken out, in this process; otherwise in processes that begin when it
    is handed in. ``make_reader`` is then a function at the top of a module.
    """

    def __init__(self, workers: int = 1, make_reader: Callable[[], Reads] = default_reader) -> None:
        self._workers = workers
        self._make = make_reader
        self._reader: Reads | None = None
        self._pool: Pool | None = None
        self._waiting: deque[T] = deque()

    @property
    def room(self) -> bool:
        """Whether more may be handed in; bounds memory."""
        return self._pool.room if self._pool is not None else not self._waiting

    @property
    def waiting(self) -> int:
        """How many reports were handed in and not taken out."""
        return len(self._waiting)

    def put(self, task: T) -> None:
        """Hand in a report."""
        if self._workers > 1:
            self._pool = self._pool or Pool(self._workers, partial(_steady, self._make))
            self._pool.put(task.report)
        self._waiting.append(task)

    def take(self) -> tuple[T, Result]:
        """The report that was handed in first, once it is read, with its record or the error."""
        task = self._waiting.popleft()
        if self._pool is not None:
            return task, self._pool.take()
        self._reader = self._reader or self._make()
        return task, read_one(self._reader, task.report)

    def finish(self) -> Iterator[tuple[T, Result]]:
        """What is being read at this moment, when it is done; what is not yet begun is dropped."""
        self._waiting = deque(compress(self._waiting, self._pool.drop() if self._pool is not None else ()))
        while self._waiting:
            yield self.take()

    def close(self) -> None:
        """Let the processes go."""
        self._waiting.clear()
        if self._pool is not None:
            self._pool.close()


def _steady(make_reader: Callable[[], Reads]) -> Reads:
    """The reader of a process that leaves it to its parent to be stopped, and does not outlive it."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    return make_reader()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
