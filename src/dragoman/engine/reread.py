"""Reads again what a ledger keeps: what another reader or model has read, or all of it.

What is read is the text that the ledger has; nothing is fetched. Each report is one transaction, so that a run that is
stopped or killed loses nothing, and the next one goes on where it ended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from dragoman.engine.pool import Result
from dragoman.engine.readers import Readers
from dragoman.errors import DragomanError, GazetteerError, LedgerError, ModelError
from dragoman.ledger import Kept, Ledger, RunItem
from dragoman.prepare import sentences
from dragoman.types import Document, Maker, Record


@dataclass(frozen=True)
class Task:
    """A report on its way through the reader."""

    kept: Kept
    report: Document


class Rereading:
    """Reads again the reports of ``ledger`` that another than ``made_by``, who reads now, has read; to be entered.

    ``everything``: all of them; a run of that kind that did not come to its end is gone on with. ``total``: how many
    there are to read. ``told`` hears of each, with the error where it could not be read: its old record stays.
    """

    def __init__(
        self,
        ledger: Ledger,
        made_by: Maker,
        *,
        everything: bool = False,
        readers: Readers[Task] | None = None,
        told: Callable[[Kept, DragomanError | None], object] | None = None,
    ) -> None:
        self.counts: Counter[str] = Counter()
        self.stopped = False
        self.total = 0
        self._ledger = ledger
        self._made_by = made_by
        self._everything = everything
        self._readers = readers if readers is not None else Readers()
        self._told = told
        self._run = 0
        self._rest: Iterator[Kept] = iter(())

    def __enter__(self) -> Self:
        command = "reread --all" if self._everything else "reread"
        self._run = self._ledger.start_run(command, resume=self._everything)
        come_to = self._run if self._everything else None
        self.total = self._ledger.count_outdated(self._made_by, run=come_to)
        self._rest = self._ledger.outdated(self._made_by, run=come_to)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._readers.close()
        status = "failed" if kind is not None else "stopped" if self.stopped else "done"
        self._ledger.end_run(self._run, status, self.counts)

    def stop(self) -> None:
        """Finish the report under way and end. May be called from a signal handler or another thread."""
        self.stopped = True

    def run(self) -> Counter[str]:
        """Read until all is read or a stop is asked for; what became of the reports.

        They are ``reread``, ``failed``, or ``same`` where another text came in meanwhile. Raises what makes going on
        pointless.
        """
        while not self.stopped:
            while self._readers.room and (kept := next(self._rest, None)) is not None:
                report = kept.record.report
                self._readers.put(Task(kept, Document(report=report, sentences=sentences(report.text))))
            if not self._readers.waiting:
                break
            self._keep(*self._readers.take())
        for task, result in self._readers.finish():
            self._keep(task, result)
        return self.counts

    def _keep(self, task: Task, result: Result) -> None:
        """Put the new record in its place. Raises what would make every report unreadable."""
        if isinstance(result, (ModelError, GazetteerError)):
            raise result
        error = result if isinstance(result, DragomanError) else None
        if isinstance(result, Record):
            try:
                self.counts[self._ledger.reread(task.kept.id, result, run=self._run).outcome] += 1
            except LedgerError:
                raise
            except Exception as fault:  # one report never stops the rest
                error = DragomanError(f"It could not be kept, through a fault of dragoman ({fault!r}); please tell us.")
        if error is not None:
            self.counts["failed"] += 1
            item = RunItem(origin=task.kept.origin, outcome="failed", report=task.kept.id, reason=str(error))
            self._ledger.note(self._run, item)
        if self._told is not None:
            self._told(task.kept, error)
