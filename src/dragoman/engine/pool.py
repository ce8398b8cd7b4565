"""Many reports, in this process or in several; order kept, and no bad report stops the rest.

A report that fails gives its error as a value. Even one that kills its process costs only itself: those that were
under way beside it are read again, each in a process of its own. Only where no process can be started at all is that
said at once, as an error: no report is at fault.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import compress
from multiprocessing import current_process, get_context
from typing import Any, Protocol

from dragoman.collect.base import Failure, Raw
from dragoman.collect.records import raw_of
from dragoman.errors import DragomanError, InputError, WorkersError
from dragoman.types import Document, Record

Input = str | bytes | Mapping[str, Any] | Raw | Document | Failure
Result = Record | DragomanError
AHEAD = 4
"""Reports handed out a process beyond the one being waited for; bounds memory."""
NOT_STARTED = (
    "No process to read with can be started: in a script, put what begins the reading under "
    '`if __name__ == "__main__":`, for each process runs the script again up to there; else take workers=1.'
)


class Reads(Protocol):
    """What reads one report."""

    def read(self, text: str | bytes) -> Record:
        """The record of a text."""

    def read_raw(self, raw: Raw) -> Record:
        """The record of a report as it came in."""

    def read_document(self, document: Document) -> Record:
        """The record of a report that was made readable before."""


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
) -> Iterator[Result]:
    """Read reports, and yield for each, in their order, its record or the error that says why there is none.

    A report is a text (``str`` or ``bytes``), a mapping with ``text`` and perhaps ``title, date, outlet, url``, or
    what ``collect`` yields. ``workers`` is the number of processes, None for one a core; with 1 all is read in this
    process. ``reader`` reads, if given; to be sent to other processes it must be one that can be pickled. Otherwise
    ``make_reader``, a function at the top of a module, makes the reader of each process.
    With several processes a script needs the usual ``if __name__ == "__main__":``; ``WorkersError`` says so where it
    is missing.
    """
    count = workers if workers is not None else os.cpu_count() or 1
    if count < 1:
        raise InputError("The number of workers must be 1 or more.")
    maker = make_reader if reader is None else partial(_same, reader)
    return _here(reports, maker) if count == 1 else _in_processes(reports, count, maker)


def _same(reader: Reads) -> Reads:
    return reader


def read_one(reader: Reads, report: Input) -> Result:
    """The record of one report, or its error."""
    try:
        if isinstance(report, Failure):
            return report.error
        if isinstance(report, Raw):
            return reader.read_raw(report)
        if isinstance(report, Document):
            return reader.read_document(report)
        if isinstance(report, Mapping):
            return reader.read_raw(raw_of(dict(report), "The report"))
        return reader.read(report)
    except DragomanError as error:
        return error.with_traceback(None)
    except (MemoryError, RecursionError):
        return InputError("The report is too large or too deeply nested to be read; hand in a part of it.")
    except Exception as error:  # one report never stops the rest, whatever is wrong with it or with us
        return DragomanError(f"The report could not be read, through a fault of dragoman ({error!r}); please tell us.")


def _here(reports: Iterable[Input], make_reader: Callable[[], Reads]) -> Iterator[Result]:
    reader: Reads | None = None
    for report in reports:
        reader = reader or make_reader()
        yield read_one(reader, report)


def _in_processes(reports: Iterable[Input], workers: int, make_reader: Callable[[], Reads]) -> Iterator[Result]:
    pool = Pool(workers, make_reader)
    try:
        for report in reports:
            pool.put(report)
            if not pool.room:
                yield pool.take()
        while pool.waiting:
            yield pool.take()
    finally:
        pool.close()


class Pool:
    """Processes that read: reports are handed in with ``put``, and taken out in the same order with ``take``.

    ``make_reader``, which can be pickled, makes the reader of each process.
    """

    def __init__(self, workers: int, make_reader: Callable[[], Reads]) -> None:
        if _only_importing():
            # the parent says what is wrong, once; a traceback of each process would bury it
            raise SystemExit(1)
        self._workers = workers
        self._make_reader = make_reader
        self._waiting: deque[tuple[Input, Future[Answer] | None]] = deque()
        self._executor = self._started(workers)

    @property
    def room(self) -> bool:
        """Whether the processes have not yet enough to do."""
        return len(self._waiting) < self._workers * (1 + AHEAD)

    @property
    def waiting(self) -> int:
        """How many reports were handed in and not taken out."""
        return len(self._waiting)

    def put(self, report: Input) -> None:
        """Hand in a report, also where there is no ``room``."""
        self._waiting.append((report, self._handed_out(report)))

    def take(self) -> Result:
        """What was read in the report that was handed in first, once it is read.

        Raises ``WorkersError`` where no process can be started.
        """
        report, future = self._waiting.popleft()
        if isinstance(report, Failure):
            return report.error
        try:
            if future is not None:
                return _received(future.result())
        except BrokenProcessPool:
            pass
        result = self._alone(report)
        self._renew()
        return result

    def drop(self) -> tuple[bool, ...]:
        """Drop what no process has begun to read; for each report that was waiting, in order, whether it is still."""
        begun = tuple(future is not None and not future.cancel() for _, future in self._waiting)
        self._waiting = deque(compress(self._waiting, begun))
        return begun

    def close(self) -> None:
        """Let the processes go; what they are reading is read to its end, and lost."""
        self._waiting.clear()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _started(self, workers: int) -> ProcessPoolExecutor:
        # fork is not safe once onnxruntime has started its threads
        context = get_context("spawn")
        return ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(self._make_reader,))

    def _handed_out(self, report: Input) -> Future[Answer] | None:
        if isinstance(report, Failure):
            return None
        try:
            return self._executor.submit(_work, report)
        except BrokenProcessPool:
            return None

    def _alone(self, report: Input) -> Result:
        """Read in a process of its own: somebody in the pool brought it down, perhaps this one."""
        with self._started(1) as executor:
            try:
                executor.submit(_ready).result()
            except BrokenProcessPool:
                raise WorkersError(NOT_STARTED) from None
            try:
                return _received(executor.submit(_work, report).result())
            except BrokenProcessPool:
                return DragomanError("The report brought the reader down; hand in a smaller part of it.")

    def _renew(self) -> None:
        """A fresh pool in place of a broken one, with what is still to be read."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = self._started(self._workers)
        self._waiting = deque(
            (report, future if _done(future) else self._handed_out(report)) for report, future in self._waiting
        )


def _only_importing() -> bool:
    """Whether this process was started by a pool and still runs the main script anew, as each does at its start."""
    # what multiprocessing itself looks at before it refuses to start a process from here
    return bool(getattr(current_process(), "_inheriting", False))


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
    except Exception as error:
        _reader = DragomanError(f"The reader cannot be made, through a fault of dragoman ({error!r}); please tell us.")


def _ready() -> None:
    """Nothing: that it is done tells that a process was started."""


def _work(report: Input) -> Answer:
    assert _reader is not None
    result = _reader if isinstance(_reader, DragomanError) else read_one(_reader, report)
    if isinstance(result, DragomanError):
        return type(result), str(result), dict(result.__dict__)
    return result


def _received(answer: Answer) -> Result:
    if isinstance(answer, Record):
        return answer
    kind, message, fields = answer
    error = kind.__new__(kind, message)
    error.__dict__.update(fields)
    return error
