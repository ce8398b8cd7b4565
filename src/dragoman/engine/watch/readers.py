"""Readers that stay while sources are followed: in this process, or several in their own."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from multiprocessing import parent_process
from typing import Generic, Protocol, TypeVar

from dragoman.collect import Raw
from dragoman.engine.pool import AHEAD, Answer, Input, Reads, _Pool, default_reader, read_one
from dragoman.errors import DragomanError
from dragoman.types import Record

Result = Record | DragomanError


class HasRaw(Protocol):
    """What is handed to the readers: a report, and whatever is to be known of it afterwards."""

    @property
    def raw(self) -> Raw:
        """The report."""


T = TypeVar("T", bound=HasRaw)


class Readers(Generic[T]):
    """Hand reports in while there is ``room``, and take them out, with what was read, in the same order.

    With one worker a report is read when it is taken out, in this process; otherwise in processes that begin when it
    is handed in. ``make_reader`` is a function at the top of a module.
    """

    def __init__(self, workers: int = 1, make_reader: Callable[[], Reads] = default_reader) -> None:
        self._workers = workers
        self._make = make_reader
        self._reader: Reads | None = None
        self._pool: _Pool | None = None
        self._waiting: deque[tuple[T, tuple[Input, Future[Answer] | None]]] = deque()

    @property
    def room(self) -> bool:
        """Whether more may be handed in; bounds memory."""
        return len(self._waiting) < (1 if self._workers == 1 else self._workers * (1 + AHEAD))

    @property
    def waiting(self) -> int:
        """How many reports were handed in and not taken out."""
        return len(self._waiting)

    def put(self, task: T) -> None:
        """Hand in a report."""
        future = None
        if self._workers > 1:
            self._pool = self._pool or _Pool(self._workers, partial(_steady, self._make))
            future = self._pool._handed_out(task.raw)
        self._waiting.append((task, (task.raw, future)))

    def take(self) -> tuple[T, Result]:
        """The report that was handed in first, once it is read, with its record or the error."""
        task, read = self._waiting.popleft()
        if self._pool is None:
            self._reader = self._reader or self._make()
            return task, read_one(self._reader, task.raw)
        # what a broken pool had under way is handed out again, to a fresh one
        others = deque(other for _, other in self._waiting)
        others.appendleft(read)
        result = self._pool._next(others)
        self._waiting = deque(zip((task for task, _ in self._waiting), others, strict=True))
        return task, result

    def finish(self) -> Iterator[tuple[T, Result]]:
        """What is being read at this moment, when it is done; what is not yet begun is dropped."""
        under_way = [(task, (raw, future)) for task, (raw, future) in self._waiting if future and not future.cancel()]
        self._waiting = deque(under_way)
        while self._waiting:
            yield self.take()

    def close(self) -> None:
        """Let the processes go."""
        self._waiting.clear()
        if self._pool is not None:
            self._pool.executor.shutdown(wait=True, cancel_futures=True)


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
