"""The run itself: polls what is due, reads what is new, adds it to the ledger, until it is done or told to stop.

Sources are polled in threads; everything else is done in the thread that called ``Watch.run``, one report at a time
from each source in turn, so that a full folder does not keep the feeds waiting.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, Protocol, TypeVar

import msgspec

from dragoman.collect import Failure, Raw
from dragoman.collect.base import shown
from dragoman.engine.pool import Result
from dragoman.engine.readers import Readers
from dragoman.engine.watch.arrivals import arrival, named
from dragoman.engine.watch.plan import Plan
from dragoman.engine.watch.sources import Followed, Found, iso
from dragoman.engine.watch.witness import Tally, Witness
from dragoman.errors import BusyLedger, DragomanError, GazetteerError, LedgerError, ModelError
from dragoman.ledger import Arrival, Ledger, RunItem, SourceState

POLLS = 8
"""Sources that are asked at one time."""
INTAKES = 16
"""Sources whose items are worked off at one time; with so many, no other is asked."""
LISTS = timedelta(minutes=1)
"""Between two looks at the lists of sources."""
BUSY_SECONDS = 60.0

T = TypeVar("T")
Inbox = SimpleQueue[tuple[str, Found] | None]
"""Finished polls; None wakes who waits."""


class Start(Protocol):
    """What runs a task beside the caller."""

    def __call__(self, task: Callable[[], None], /) -> object:
        """Begin with ``task``, now or later."""


def now_utc() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def wait_for(inbox: Inbox, seconds: float) -> tuple[str, Found] | None:
    """The next of the inbox; None when ``seconds`` have passed, or somebody only wakes us."""
    try:
        return inbox.get(timeout=max(seconds, 0.001)) if seconds > 0 else inbox.get_nowait()
    except Empty:
        return None


class Threads:
    """Threads that do what they are given, and end with the program, whatever they are at."""

    def __init__(self, count: int = POLLS) -> None:
        self._count = count
        self._tasks: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._started = False

    def __call__(self, task: Callable[[], None], /) -> None:
        """Hand in a task."""
        if not self._started:
            self._started = True
            for n in range(self._count):
                threading.Thread(target=self._work, daemon=True, name=f"poll-{n}").start()
        self._tasks.put(task)

    def _work(self) -> None:
        while True:
            self._tasks.get()()


@dataclass(eq=False)
class Intake:
    """What a poll gave and is not yet all in the ledger; ``pending`` reports of it are being read."""

    place: str
    found: Found
    items: Iterator[Raw | Failure]
    pending: int = 0
    ended: bool = False
    counts: Counter[str] = field(default_factory=Counter)

    def next(self) -> Raw | Failure | None:
        """The next item; None when there is none left."""
        try:
            return next(self.items, None)
        except Exception as error:  # sources do not raise; one that does never stops the others
            self.items = iter(())
            fault = f"{shown(self.place)} broke off, through a fault of dragoman ({error!r}); please tell us."
            return Failure(shown(self.place), DragomanError(fault))


@dataclass(frozen=True)
class Task:
    """A report on its way through the reader."""

    report: Raw
    arrival: Arrival
    intake: Intake


class Watch:
    """Follows the sources of ``plan`` into ``ledger``; ``once``: each that is due, one time.

    ``everything``: also what is not due. ``reread``: also reports that are known as they are. ``day``: the ISO day of
    reports that have none. ``now``, ``wait`` and ``start`` are the seams by which tests need no time and no threads.
    """

    def __init__(
        self,
        ledger: Ledger,
        plan: Plan,
        *,
        readers: Readers[Task] | None = None,
        once: bool = False,
        everything: bool = False,
        reread: bool = False,
        day: str | None = None,
        witnesses: Sequence[Witness] = (),
        now: Callable[[], datetime] = now_utc,
        wait: Callable[[Inbox, float], tuple[str, Found] | None] = wait_for,
        start: Start | None = None,
    ) -> None:
        self.ledger = ledger
        self.plan = plan
        self.once = once
        self.everything = everything
        self.reread = reread
        self.day = day
        self.witnesses = witnesses
        self.tallies: dict[str, Tally] = {}
        self.counts: Counter[str] = Counter()
        self.stopped = False
        self._readers = readers if readers is not None else Readers()
        self._now = now
        self._wait = wait
        self._start = start if start is not None else Threads()
        self._inbox: Inbox = SimpleQueue()
        self._followed: dict[str, Followed] = {}
        self._polling: set[str] = set()
        self._intakes: deque[Intake] = deque()
        self._open: set[str] = set()
        self._todo: set[str] = set()
        self._lists: tuple[object, ...] = ()
        self._look_at = now()
        self._run = 0

    def stop(self) -> None:
        """Finish the report under way and end. May be called from a signal handler or another thread."""
        self.stopped = True
        self._inbox.put(None)

    def run(self) -> Counter[str]:
        """Follow until stopped (or once); what became of all items. Raises what makes going on pointless."""
        self._follow()
        self._run = self._write(self.ledger.start_run, "collect" if self.once else "watch")
        status = "failed"
        try:
            due = len(self._todo if self.once else self._due())
            self._tell(lambda witness: witness.began(len(self._followed), due))
            while not self._done():
                self._look()
                self._poll_due()
                self._receive(0.0 if self._work() else self._idle())
            self._finish()
            status = "stopped" if self.stopped else "done"
        finally:
            self._readers.close()
            self._write(self.ledger.end_run, self._run, status, self.counts)
            self._tell(lambda witness: witness.ended(status, self.counts))
        return self.counts

    @property
    def reached(self) -> bool:
        """Whether any of the sources that were asked could be read, or none had to be asked."""
        asked = [tally for tally in self.tallies.values() if tally.polls]
        return not asked or not all(tally.failing for tally in asked)

    # --- which sources ---

    def _follow(self) -> None:
        """Take up the sources of the plan. Raises ``InputError`` where it names none."""
        self._lists = self.plan.changes()
        states = {state.place: state for state in self.ledger.source_states()}
        followed = self.plan.followed(states.values())
        if not followed:
            raise DragomanError("There is nothing to follow; name feeds, pages, files, or a list of them (OPML).")
        tallies = {}
        for place, source in followed.items():
            state = states.get(place)
            if state is None:
                state = SourceState(place=place, kind=source.kind, title=source.outlet)
                self._write(self.ledger.save_source, state)
            tallies[place] = self.tallies.get(place) or Tally(state, source.outlet)
        # put in place whole: others look at them from other threads
        self._followed, self.tallies = followed, tallies
        if self.once:
            # files cost nobody anything: who asks for a round means them too, due or not
            local = {place for place, source in followed.items() if source.kind == "file"}
            self._todo = set(followed) if self.everything else self._due() | local

    def _look(self) -> None:
        """Read the lists of sources again where one was changed; a list that is broken changes nothing."""
        now = self._now()
        if self.once or now < self._look_at + LISTS:
            return
        self._look_at = now
        if self.plan.changes() != self._lists:
            try:
                self._follow()
            except BusyLedger:
                raise
            except DragomanError as error:
                self._warn(f"{error} The sources stay as they were.")

    # --- polls ---

    def _poll_due(self) -> None:
        wanted = (self._todo if self.once else self._due()) - self._polling - self._open
        room = min(POLLS - len(self._polling), INTAKES - len(self._polling) - len(self._open))
        for place in sorted(wanted, key=lambda place: (self._due_at(place), place))[: max(room, 0)]:
            self._todo.discard(place)
            self._polling.add(place)
            self.tallies[place].asking = True
            followed, state = self._followed[place], self.tallies[place].state
            if self.reread:
                state = SourceState(place=place, kind=state.kind)  # as if it were new
            self._start(partial(self._poll, followed, state))

    def _poll(self, followed: Followed, state: SourceState) -> None:
        self._inbox.put((followed.place, followed.poll(state, self._now())))

    def _due(self) -> set[str]:
        now = iso(self._now())
        return {place for place in self._followed if self._due_at(place) <= now}

    def _due_at(self, place: str) -> str:
        return self.tallies[place].state.next_due or ""

    def _idle(self) -> float:
        """Seconds to wait when there is nothing to do: until a source is due, if no poll is finished before."""
        if self.once and not self._polling:
            return 0.0
        times = [self._due_at(place) for place in self._followed if place not in self._polling]
        if self.once or not times or len(self._polling) >= POLLS:
            return LISTS.total_seconds()
        seconds = (datetime.fromisoformat(min(times)) - self._now()).total_seconds()
        return min(max(seconds, 0.05), LISTS.total_seconds())

    def _receive(self, seconds: float) -> None:
        """Take what polls have found, waiting for it at most ``seconds``."""
        while (got := self._wait(self._inbox, seconds)) is not None:
            place, found = got
            self._polling.discard(place)
            if place in self.tallies:  # it may have been taken off the list meanwhile
                self.tallies[place].polls += 1
                self.tallies[place].asking = False
                self._open.add(place)
                self._intakes.append(Intake(place, found, iter(found.items)))
            seconds = 0.0

    # --- reports ---

    def _work(self) -> bool:
        """One report read and kept, or a few items that need no reading; whether there was something to do."""
        while self._readers.room and (task := self._next()) is not None:
            self._readers.put(task)
        if self._readers.waiting:
            self._keep(*self._readers.take())
            return True
        return bool(self._intakes)

    def _next(self) -> Task | None:
        """The next report to read, from each source in turn; None where each had an item that needs no reading."""
        for _ in range(len(self._intakes)):
            intake = self._intakes.popleft()
            item = intake.next()
            if item is None:
                intake.ended = True
                self._settle(intake)
                continue
            self._intakes.append(intake)
            task = self._task(item, intake)
            if task is not None:
                return task
        return None

    def _task(self, item: Raw | Failure, intake: Intake) -> Task | None:
        if isinstance(item, Failure):
            self._note(intake, item.origin, "failed", reason=str(item.error))
            return None
        came = arrival(item, intake.place)
        known = None if self.reread else self.ledger.known(came.address, came.digest, source=came.source)
        if known is not None:
            self._write(self.ledger.seen, known)
            # not noted: a page or file that stays as it is would fill the ledger
            self._count(intake, RunItem(origin=item.origin, outcome="same", source=intake.place, report=known))
            return None
        intake.pending += 1
        return Task(msgspec.structs.replace(item, day_if_none=self.day), came, intake)

    def _keep(self, task: Task, result: Result) -> None:
        """Add what was read to the ledger. Raises what would make every report unreadable."""
        if isinstance(result, (ModelError, GazetteerError)):
            raise result
        begin = time.perf_counter()
        try:
            added = self._write(self.ledger.add, task.arrival, result, run=self._run)
        except LedgerError:
            raise
        except Exception as error:  # one report never stops the rest; it is kept with the reason
            result = DragomanError(f"It could not be kept, through a fault of dragoman ({error!r}); please tell us.")
            added = self._write(self.ledger.add, task.arrival, result, run=self._run)
        seconds = time.perf_counter() - begin
        reason = str(result) if isinstance(result, DragomanError) else None
        outcome = "copy" if added.outcome == "new" and added.copy_of else added.outcome
        origin, intake = task.report.origin, task.intake
        item = RunItem(origin=origin, outcome=outcome, source=intake.place, report=added.report, reason=reason)
        self._count(intake, item)
        self._tell(lambda witness: witness.added(seconds))
        for note in task.report.notes:
            self._tell(lambda witness, note=note: witness.noted(origin, note))  # type: ignore[misc]
        intake.pending -= 1
        self._settle(intake)

    def _settle(self, intake: Intake) -> None:
        """Once all that a poll brought is kept, keep the state of its source: not before, so that nothing is lost."""
        if not intake.ended or intake.pending:
            return
        found, tally = intake.found, self.tallies.get(intake.place)
        if found.error is not None:
            self._note(intake, shown(intake.place), "failed", reason=str(found.error))
        for name in found.gone:
            report = named(self.ledger, intake.place, name)
            if report is not None:
                self._write(self.ledger.mark_gone, report)
                self._note(intake, shown(name), "gone", report=report)
        self._write(self.ledger.save_source, found.state)
        self._open.discard(intake.place)
        if tally is not None:
            tally.state, tally.last = found.state, intake.counts
            self._tell(lambda witness: witness.polled(tally))

    def _finish(self) -> None:
        """Keep what is under way; the rest is found again by the next run."""
        if self.stopped:
            waiting = self._readers.waiting
            self._tell(lambda witness: witness.stopping(waiting))
        for task, result in self._readers.finish():
            self._keep(task, result)

    def _done(self) -> bool:
        if self.stopped:
            return True
        return self.once and not (self._todo or self._polling or self._open)

    # --- telling ---

    def _note(
        self, intake: Intake, origin: str, outcome: str, *, report: str | None = None, reason: str | None = None
    ) -> None:
        item = RunItem(origin=origin, outcome=outcome, source=intake.place, report=report, reason=reason)
        self._write(self.ledger.note, self._run, item)
        self._count(intake, item)

    def _count(self, intake: Intake, item: RunItem) -> None:
        tally = self.tallies.get(intake.place)
        for counts in (intake.counts, self.counts, *([tally.counts] if tally else [])):
            counts[item.outcome] += 1
        if tally is not None and item.reason:
            tally.reason = item.reason
        self._tell(lambda witness: witness.item(item))

    def _warn(self, sentence: str) -> None:
        self._tell(lambda witness: witness.warned(sentence))

    def _tell(self, how: Callable[[Witness], None]) -> None:
        for witness in self.witnesses:
            how(witness)

    def _write(self, write: Callable[..., T], *values: Any, **more: Any) -> T:
        """Write to the ledger, waiting for as long as another program holds it, until a stop is asked for."""
        while True:
            try:
                return write(*values, **more, now=iso(self._now()))
            except BusyLedger as error:
                if self.stopped:
                    raise
                self._warn(str(error))
                self._receive(BUSY_SECONDS)
