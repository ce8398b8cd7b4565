"""The ledger: everything that was collected and read, and the events in it, each once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import sqlalchemy as sa

from dragoman.errors import DragomanError
from dragoman.ledger import (
    accounts,
    anchors,
    contents,
    copies,
    decisions,
    links,
    reports,
    rereading,
    schema,
    sources,
    stories,
    views,
)
from dragoman.ledger.arrival import Added, Arrival, Outcome, utc_now
from dragoman.ledger.ask.asking import Asking
from dragoman.ledger.database import Database
from dragoman.ledger.ids import fit, pieces
from dragoman.ledger.keeping import Keeping
from dragoman.ledger.migrate import upgrade
from dragoman.ledger.rereading import Kept
from dragoman.ledger.rows import ONE
from dragoman.ledger.sources import RunItem, SourceState
from dragoman.ledger.views import KeptReport
from dragoman.types import Account, Decision, Link, Maker, Record, Story


class Opened:
    """An open ledger: its database, and connections to it."""

    def __init__(self, place: str | Path, *, readonly: bool = False, token: str | None = None) -> None:  # noqa: ARG002
        """``place``: a path (SQLite; made where there is none), or a URL like ``postgresql://user@host/name``.

        ``https://desk.example`` is the ledger of a desk, asked through its API (``dragoman.ledger.remote``); ``token``
        is for such a one alone. Raises ``LedgerError`` where it cannot be opened, or was made by another dragoman.
        """
        self.database = Database(place, readonly=readonly)
        try:
            self.database.prepare(upgrade)
        except BaseException:
            self.database.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection that sees one state of the ledger, whatever is written meanwhile; for queries of your own."""
        with self.database.reading() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()


class Ledger(Opened, Asking, Keeping):
    """The store of reports, of what they say, and of the events they tell. Safe to share between threads.

    >>> with Ledger("ledger.db") as ledger:  # doctest: +SKIP
    ...     ledger.story("e0123456789abcdef").accounts
    """

    def __new__(cls, place: str | Path, **_: Any) -> Self:
        """A ledger of the kind that is at ``place``."""
        if cls is Ledger and str(place).lower().startswith(("https://", "http://")):
            from dragoman.ledger.remote import RemoteLedger

            return cast(Self, super().__new__(RemoteLedger))
        return super().__new__(cls)

    def add(
        self, arrival: Arrival, outcome: Record | DragomanError, *, now: str | None = None, run: int | None = None
    ) -> Added:
        """Keep a report and all that follows from it, in one transaction; the same again changes nothing.

        ``outcome`` is its record, or why it could not be read. ``run``: the run in which to note it.
        """
        now, arrival = now or utc_now(), fit(arrival)
        outcome = fit(outcome) if isinstance(outcome, Record) else outcome
        with self.database.writing() as connection:
            added = _add(connection, arrival, outcome, now)
            if run is not None:
                reason = str(outcome) if isinstance(outcome, DragomanError) else None
                told = "copy" if added.copy_of and added.outcome == "new" else added.outcome
                item = RunItem(origin=arrival.origin, outcome=told, source=arrival.source, report=added.report,
                               reason=reason)  # fmt: skip
                sources.note(connection, run, item, now)
            return added

    def known(
        self, address: str | None, digest: str, *, source: str | None = None, made_by: Maker | None = None
    ) -> str | None:
        """The report at ``address`` (or none) that ``source`` last gave with this ``digest``, to be read but once.

        ``made_by``: one that was read by another reader or model than this does not count.
        """
        with self.reading() as connection:
            return reports.known(connection, address, digest, source, made_by)

    def outdated(self, made_by: Maker, *, run: int | None = None) -> Iterator[Kept]:
        """What another reader or model than ``made_by`` has read; with a ``run``, also all that it has not come to."""
        after = -1
        while True:
            # page by page: the ledger is written to meanwhile
            with self.reading() as connection:
                found = rereading.page(connection, made_by, run, after)
            if not found:
                return
            yield from found
            after = found[-1].row

    def count_outdated(self, made_by: Maker, *, run: int | None = None) -> int:
        """How many there are in ``outdated``."""
        with self.reading() as connection:
            return rereading.count(connection, made_by, run)

    def reread(self, report: str, record: Record, *, now: str | None = None, run: int | None = None) -> Added:
        """Put what was read anew in the kept text of a report in the place of what was read before, in one transaction.

        Events keep their ids where they are still the same. Nothing is changed (``same``) where the report has another
        text by now. ``run``: the run in which to note it.
        """
        now, record = now or utc_now(), fit(record)
        with self.database.writing() as connection:
            saved = rereading.replace(connection, report, record)
            if saved is None:
                return Added(report=report, version=0, outcome="same")
            added = _added(connection, saved, _reconcile(connection, saved, record, now))
            if run is not None:
                origin = connection.scalar(sa.select(schema.report.c.origin).where(schema.report.c.pk == saved.pk))
                item = RunItem(origin=origin or report, outcome=added.outcome, report=report)
                sources.note(connection, run, item, now)
            return added

    def seen(self, report: str, *, now: str | None = None) -> None:
        """Note that a known report was met again."""
        values = {"last_seen": now or utc_now(), "gone": None}
        with self.database.writing() as connection:
            connection.execute(sa.update(schema.report).where(schema.report.c.id == report).values(values))

    def mark_gone(self, report: str, *, now: str | None = None) -> None:
        """Note that a report was deleted where it stood; the ledger keeps it."""
        table = schema.report
        with self.database.writing() as connection:
            gone = sa.update(table).where(table.c.id == report, table.c.gone.is_(None)).values(gone=now or utc_now())
            connection.execute(gone)

    def save_source(self, source: SourceState, *, now: str | None = None) -> None:
        """Keep the state of a source, so that a later run goes on from it."""
        with self.database.writing() as connection:
            sources.save(connection, source, now or utc_now())

    def remove_source(self, place: str, *, now: str | None = None) -> bool:
        """Take a source off the list; its reports stay. Whether it was on it."""
        with self.database.writing() as connection:
            return sources.remove(connection, place, now or utc_now())

    def source_states(self) -> tuple[SourceState, ...]:
        """The sources that are followed, by place."""
        with self.reading() as connection:
            return sources.states(connection)

    def start_run(self, command: str, *, now: str | None = None, resume: bool = False) -> int:
        """The number of a new run, to note items in; with ``resume``, of the last such one that came to no end."""
        with self.database.writing() as connection:
            return sources.start_run(connection, command, now or utc_now(), resume=resume)

    def note(self, run: int, item: RunItem, *, now: str | None = None) -> None:
        """Note an item of a run that is no report: one that failed to come in, was the same, or is gone."""
        with self.database.writing() as connection:
            sources.note(connection, run, item, now or utc_now())

    def end_run(self, run: int, status: str, counts: Mapping[str, int], *, now: str | None = None) -> None:
        """Say how a run ended (``done``, ``stopped``, ``failed``), and what came of it."""
        with self.database.writing() as connection:
            sources.end_run(connection, run, status, counts, now or utc_now())

    def decide(self, a: str, b: str, *, same: bool, by: str, why: str = "", now: str | None = None) -> tuple[str, ...]:
        """Settle for good that two accounts (or events) are of one event, or are not; the events that changed."""
        decision = Decision(a=a, b=b, same=same, by=by, at=now or utc_now(), why=why)
        with self.database.writing() as connection:
            return tuple(decisions.decide(connection, decision))

    def undo(self, a: str, b: str, *, by: str, now: str | None = None) -> tuple[str, ...]:
        """Lift what was decided on two accounts; the events that changed."""
        with self.database.writing() as connection:
            return tuple(decisions.undo(connection, a, b, by, now or utc_now()))

    def decisions(self, accounts: Collection[str] | None = None) -> tuple[Decision, ...]:
        """The decisions in force (on any of those accounts, or all), oldest first."""
        with self.reading() as connection:
            return decisions.decisions(connection, accounts)

    def story(self, id: str) -> Story:
        """The event of that id, or the one that it was joined into since."""
        with self.reading() as connection:
            return views.story(connection, id)

    def accounts(self, story: str | Story) -> tuple[Account, ...]:
        """All accounts of an event, by id."""
        with self.reading() as connection:
            told = views.story(connection, story) if isinstance(story, str) else story
            return views.accounts(connection, told.accounts)

    def why(self, story: str | Story) -> tuple[Link, ...]:
        """Why the accounts of an event are held to be of one: each link with its reason."""
        with self.reading() as connection:
            told = views.story(connection, story) if isinstance(story, str) else story
            return views.why(connection, told.accounts)

    def report(self, id: str) -> KeptReport:
        """The report of that id, with its versions and copies."""
        with self.reading() as connection:
            return views.report(connection, id)

    def copies(self, report: str) -> tuple[Link, ...]:
        """Why a report is held to repeat others, or others it."""
        with self.reading() as connection:
            return views.copy_links(connection, report)

    def record(self, report: str, version: int | None = None) -> Record | None:
        """What was read in a report (in its latest version, unless one is named); None where it could not be read."""
        with self.reading() as connection:
            return views.record(connection, report, version)


_ORIGIN = schema.report.alias("origin")
_COPIED = (
    sa.select(_ORIGIN.c.id)
    .join(schema.report, schema.report.c.original == _ORIGIN.c.pk)
    .where(schema.report.c.pk == ONE, _ORIGIN.c.pk != schema.report.c.pk)
)
_TIMES = sa.select(schema.report.c.published, schema.report.c.first_seen).where(schema.report.c.pk == ONE)


def _add(connection: sa.Connection, arrival: Arrival, outcome: Record | DragomanError, now: str) -> Added:
    saved = reports.save(connection, arrival, outcome, now)
    changed = _reconcile(connection, saved, saved.record, now) if saved.record is not None else []
    if isinstance(outcome, DragomanError):
        told: Outcome = "same" if saved.change == "same" else "unreadable"
        return Added(report=saved.id, version=saved.n, outcome=told, stories=tuple(changed))
    return _added(connection, saved, changed)


def _added(connection: sa.Connection, saved: reports.Saved, changed: list[str]) -> Added:
    copy_of = connection.scalar(_COPIED, {"one": saved.pk})
    done = cast(Outcome, saved.change)
    return Added(report=saved.id, version=saved.n, outcome=done, copy_of=copy_of, stories=tuple(changed))


def _reconcile(connection: sa.Connection, saved: reports.Saved, record: Record, now: str) -> list[str]:
    """Bring what follows from the latest version of a report in step with it; the ids of the events that changed."""
    row = connection.execute(_TIMES, {"one": saved.pk}).one()
    new = saved.change == "new"
    contents.rewrite(connection, saved.pk, record, (row.published or row.first_seen)[:10], new=new)
    moved = copies.refresh(connection, saved.pk, record.report.text, new=new)
    changed, touched = accounts.rewrite(connection, saved.pk, saved.id, record)
    anchors.refresh(connection, saved.pk, saved.id, record.report.text)
    # the accounts of reports that have another origin now are the voices of another group
    account = schema.account
    for some in pieces(sorted(moved)):
        changed |= set(connection.scalars(sa.select(account.c.pk).where(account.c.report.in_(some))))
    known = links.relink(connection, changed, new=new and not moved)
    return stories.rebuild(connection, changed, touched, now, known)
