"""Many reports, in this process or in several; order kept, and no bad report stops the rest.

A report that fails gives its error as a value. Even one that kills its process costs only itself: those that were
under way beside it are read again, each in a process of its own.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from typing import Any, Protocol

from dragoman.collect.base import Failure, Raw
from dragoman.collect.records import raw_of
from dragoman.errors import DragomanError, InputError
from dragoman.types import Record

Input = str | bytes | Mapping[str, Any] | Raw | Failure
AHEAD = 4
"""Reports handed out a process beyond the one being waited for; bounds memory."""


class Reads(Protocol):
    """What reads one report."""

    def read(self, text: str | bytes) -> Record:
        """The record of a text."""

    def read_raw(self, raw: Raw) -> Record:
        """The record of a report as it came in."""


def default_reader() -> Reads:
    """The reader of this package."""
    from dragoman.pipeline import Reader

    return Reader()


def read_many(
    reports: Iterable[Input],
    *,
    workers: int | None = 1,
    reader: Reads | None = None,
    make_reader: Callable[[], Reads] = default_reader,
) -> Iterator[Record | DragomanError]:
    """Read reports, and yield for each, in their order, its record or the error that says why there is none.

    A report is a text (``str`` or ``bytes``), a mapping with ``text`` and perhaps ``title, date, outlet, url``, or
    what ``collect`` yields. ``workers`` is the number of processes, None for one a core; with 1 all is read in this
    process. ``reader`` reads, if given; to be sent to other processes it must be one that can be pickled. Otherwise
    ``make_reader``, a function at the top of a module, makes the reader of each process.
    With several processes a script needs the usual ``if __name__ == "__main__":``.
    """
    count = workers if workers is not None else os.cpu_count() or 1
    if count < 1:
        raise InputError("The number of workers must be 1 or more.")
    maker = make_reader if reader is None else partial(_same, reader)
    return _here(reports, maker) if count == 1 else _Pool(count, maker).read(reports)


def _same(reader: Reads) -> Reads:
    return reader


def read_one(reader: Reads, report: Input) -> Record | DragomanError:
    """The record of one report, or its error."""
    try:
        if isinstance(report, Failure):
            return report.error
        if isinstance(report, Raw):
            return reader.read_raw(report)
        if isinstance(report, Mapping):
            return reader.read_raw(raw_of(dict(report), "The report"))
        return reader.read(report)
    except DragomanError as error:
        return error.with_traceback(None)
    except (MemoryError, RecursionError):
        return InputError("The report is too large or too deeply nested to be read; hand in a part of it.")
    except Exception as error:  # one report never stops the rest, whatever is wrong with it or with us
        return DragomanError(f"The report could not be read, through a fault of dragoman ({error!r}); please tell us.")


def _here(reports: Iterable[Input], make_reader: Callable[[], Reads]) -> Iterator[Record | DragomanError]:
    reader: Reads | None = None
    for report in reports:
        reader = reader or make_reader()
        yield read_one(reader, report)


class _Pool:
    def __init__(self, workers: int, make_reader: Callable[[], Reads]) -> None:
        self.workers = workers
        self.make_reader = make_reader
        self.executor = self._executor(workers)

    def _executor(self, workers: int) -> ProcessPoolExecutor:
        # fork is not safe once onnxruntime has started its threads
        context = get_context("spawn")
        return ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(self.make_reader,))

    def read(self, reports: Iterable[Input]) -> Iterator[Record | DragomanError]:
        waiting: deque[tuple[Input, Future[Answer] | None]] = deque()
        try:
            for report in reports:
                waiting.append((report, self._handed_out(report)))
                if len(waiting) >= self.workers * (1 + AHEAD):
                    yield self._next(waiting)
            while waiting:
                yield self._next(waiting)
        finally:
            self.executor.shutdown(wait=True, cancel_futures=True)

    def _handed_out(self, report: Input) -> Future[Answer] | None:
        if isinstance(report, Failure):
            return None
        try:
            return self.executor.submit(_work, report)
        except BrokenProcessPool:
            return None

    def _next(self, waiting: deque[tuple[Input, Future[Answer] | None]]) -> Record | DragomanError:
        report, future = waiting.popleft()
        if isinstance(report, Failure):
            return report.error
        try:
            if future is not None:
                return _received(future.result())
        except BrokenProcessPool:
            pass
        answer = self._alone(report)
        self._renew(waiting)
        return answer

    def _alone(self, report: Input) -> Record | DragomanError:
        """Read in a process of its own: somebody in the pool brought it down, perhaps this one."""
        with self._executor(1) as executor:
            try:
                return _received(executor.submit(_work, report).result())
            except BrokenProcessPool:
                return DragomanError("The report brought the reader down; hand in a smaller part of it.")

    def _renew(self, waiting: deque[tuple[Input, Future[Answer] | None]]) -> None:
        """A fresh pool in place of a broken one, with what is still to be read."""
        self.executor.shutdown(wait=False, cancel_futures=True)
        self.executor = self._executor(self.workers)
        again = [(report, future if _done(future) else self._handed_out(report)) for report, future in waiting]
        waiting.clear()
        waiting.extend(again)


def _done(future: Future[Any] | None) -> bool:
    return future is not None and future.done() and not future.cancelled() and future.exception() is None


# What follows runs in the processes of the pool. Errors travel as plain data: exceptions whose making needs
# keywords cannot be pickled.
Answer = Record | tuple[type[DragomanError], str, dict[str, Any]]
_reader: Reads | DragomanError | None = None


def _start(make_reader: Callable[[], Reads]) -> None:
    global _reader
    try:
        _reader = make_reader()
    except DragomanError as error:
        _reader = error


def _work(report: Input) -> Answer:
    assert _reader is not None
    result = _reader if isinstance(_reader, DragomanError) else read_one(_reader, report)
    if isinstance(result, DragomanError):
        return type(result), str(result), dict(result.__dict__)
    return result


def _received(answer: Answer) -> Record | DragomanError:
    if isinstance(answer, Record):
        return answer
    kind, message, fields = answer
    error = kind.__new__(kind, message)
    error.__dict__.update(fields)
    return error
