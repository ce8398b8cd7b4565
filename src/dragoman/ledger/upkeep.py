"""Keeps a ledger sound: check it, make it small, make a copy of it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from dragoman.errors import LedgerError
from dragoman.ledger import links, schema, stories
from dragoman.ledger.corrected import assigned
from dragoman.ledger.database import Database
from dragoman.ledger.ids import pieces
from dragoman.ledger.reports import unpacked
from dragoman.reconcile import events
from dragoman.types import Story

_SOME = 2000
_WORDS = ("report_words", "account_words", "attribution_words")


@contextmanager
def existing(place: str) -> Iterator[Database]:
    """The database of a ledger that is there. Raises ``LedgerError`` where there is none, or not of this version."""
    base = Database(place)
    try:
        base.require()
        yield base
    finally:
        base.close()


def check(base: Database) -> Iterator[str]:
    """Whatever is wrong with the ledger, each fault in a sentence; nothing where it is sound."""
    with base.reading() as connection:
        yield from _integrity(connection)
        yield from _orphans(connection)
        yield from _records(connection)
        yield from _mentions(connection)
        yield from _stories(connection)
    if not base.postgres and not base.readonly:
        yield from _full_text(base)


def _integrity(connection: sa.Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        for fault in connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars():
            if fault != "ok":
                yield f"The file is damaged: {fault}."
        for row in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            yield f"A row of {row[0]} points to one of {row[2]} that is not there."


def _orphans(connection: sa.Connection) -> Iterator[str]:
    """What the database itself does not see to."""
    report, version, account, story = schema.report, schema.version, schema.account, schema.story
    latest = sa.select(version.c.pk).where(version.c.report == report.c.pk, version.c.latest)
    told = sa.select(account.c.pk).where(account.c.story == story.c.pk)
    kept = sa.select(report.c.pk).where(report.c.pk == schema.band.c.report)
    for sentence, asked in (
        ("Report {} has no latest version.", sa.select(report.c.id).where(~sa.exists(latest))),
        ("Account {} is of no event.", sa.select(account.c.id).where(account.c.story.is_(None))),
        ("Event {} is told by no account.", sa.select(story.c.id).where(~sa.exists(told))),
        ("Report {} is no origin, nor points to one.", sa.select(report.c.id).where(report.c.original.is_(None))),
        ("A band of fingerprints points to report {}, which is not there.",
         sa.select(schema.band.c.report).where(~sa.exists(kept)).distinct()),
    ):  # fmt: skip
        for found in connection.scalars(asked):
            yield sentence.format(found)


def _records(connection: sa.Connection) -> Iterator[str]:
    """Every record can be read, and its offsets fit its text."""
    report, version = schema.report, schema.version
    columns = (version.c.pk, report.c.id, version.c.n, version.c.record, version.c.text)
    asked = sa.select(*columns).join(report, report.c.pk == version.c.report).where(version.c.record.is_not(None))
    for row in _batches(connection, asked, version.c.pk):
        try:
            record = unpacked(row.record, row.text or "")
        except Exception as fault:
            yield f"The record of report {row.id}, version {row.n}, cannot be read ({fault})."
            continue
        for span in (*(a.content for a in record.attributions), *(e.evidence for e in record.events)):
            if record.report.text[span.start : span.end] != span.text:
                yield f"The record of report {row.id}, version {row.n}, does not fit its text at {span.start}."
                break


def _mentions(connection: sa.Connection) -> Iterator[str]:
    """Every entity knows how often it is named."""
    entity, mention = schema.entity, schema.mention
    named = sa.select(mention.c.entity, sa.func.count(sa.distinct(mention.c.report)).label("reports"),
                      sa.func.count().label("mentions")).group_by(mention.c.entity).subquery()  # fmt: skip
    told = [sa.func.coalesce(named.c[name], 0) for name in ("reports", "mentions")]
    asked = sa.select(entity.c.name).outerjoin(named, named.c.entity == entity.c.pk)
    for name in connection.scalars(asked.where(sa.or_(entity.c.reports != told[0], entity.c.mentions != told[1]))):
        yield f"{name} is not named as often as the ledger has counted."


def _batches(connection: sa.Connection, asked: sa.Select[Any], pk: sa.Column[int]) -> Iterator[sa.Row[Any]]:
    """The rows, a few at a time: a large ledger does not fit into memory."""
    last = -1
    while rows := connection.execute(asked.where(pk > last).order_by(pk).limit(_SOME)).all():
        yield from rows
        last = rows[-1].pk


def _stories(connection: sa.Connection) -> Iterator[str]:
    """Every link and every event is as reconciling gives it afresh."""
    seen: set[int] = set()
    asked = sa.select(schema.account.c.pk)
    for row in _batches(connection, asked, schema.account.c.pk):
        if row.pk not in seen:
            pool = stories.Pool(connection, {row.pk}, set())
            seen |= set(pool.known)
            yield from _links(connection, pool)
            yield from _gathered(connection, pool)


def _links(connection: sa.Connection, pool: stories.Pool) -> Iterator[str]:
    kept = {(link.a, link.b): link for link in pool.links()}
    fresh = {(link.a, link.b): link for link in links.within(pool.known)}
    for link in links.joining(connection, pool.known):
        if not {link.a, link.b} <= pool.pk_of.keys():
            yield f"Accounts {link.a} and {link.b} should be joined, and are in two events."
    for a, b in sorted(kept.keys() ^ fresh.keys()):
        yield f"The link between accounts {a} and {b} is not as it would be found afresh."


def _gathered(connection: sa.Connection, pool: stories.Pool) -> Iterator[str]:
    story_of = {id: pool.story_of[pk] for id, pk in pool.pk_of.items()}
    clusters = events.clusters(list(pool.known.values()), pool.links(), pool.decisions())
    fresh = {frozenset(cluster) for cluster in clusters}
    kept = {frozenset(id for id in story_of if story_of[id] == story) for story in set(story_of.values())}
    for cluster in sorted(map(sorted, fresh - kept)):
        yield f"The accounts {', '.join(cluster)} should be one event of their own."
    table = schema.story
    homes = sorted({pk for pk in story_of.values() if pk is not None})
    members = [{pk for pk, home in pool.story_of.items() if home == story} for story in homes]
    made = assigned(pool.corrections(), members)
    corrections = {story: made.get(n, []) for n, story in enumerate(homes)}
    for some in pieces(homes):
        for row in connection.execute(sa.select(table.c.pk, table.c.id, table.c.data).where(table.c.pk.in_(some))):
            told = [pool.known[pool.pk_of[id]] for id in sorted(story_of) if story_of[id] == row.pk]
            if msgspec.json.decode(row.data, type=Story) != stories.told(row.id, told, corrections[row.pk]):
                yield f"Event {row.id} is not told as its accounts tell it."


def _full_text(base: Database) -> Iterator[str]:
    for words in _WORDS:
        try:
            with base.writing() as connection:
                # rank 1: held against the tables, not only in itself
                connection.exec_driver_sql(f"INSERT INTO {words} ({words}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
        except (DatabaseError, LedgerError):
            yield f"The full-text index {words} is out of step; `dragoman ledger compact` makes it anew."


def compact(base: Database, *, drop_superseded: bool = False) -> tuple[int, int]:
    """Make the full-text indexes anew and give back unused space; the size in bytes before and after.

    ``drop_superseded``: also drop the records (not the texts) of versions that have been followed by others.
    """
    before = size(base)
    if drop_superseded:
        with base.writing() as connection:
            table, carried = schema.version, schema.carried
            # what a source still gives may be the latest version again, once another gives less
            given = sa.exists().where(carried.c.report == table.c.report, carried.c.n == table.c.n)
            old = sa.update(table).where(~table.c.latest, table.c.record.is_not(None), ~given)
            connection.execute(old.values(record=None))
    if base.postgres:
        with base.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM FULL ANALYZE")
        return before, size(base)
    with base.writing() as connection:
        for words in _WORDS:
            connection.exec_driver_sql(f"INSERT INTO {words} ({words}) VALUES ('rebuild')")  # noqa: S608
    assert base.path is not None
    base.close()
    with base.told(), closing(sqlite3.connect(base.path, timeout=base.wait, isolation_level=None)) as raw:
        for statement in ("VACUUM", "ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)"):
            raw.execute(statement).fetchall()
    return before, size(base)


def size(base: Database) -> int:
    """How many bytes the ledger takes on disk."""
    if base.path is not None:
        files = (base.path, base.path.with_name(base.path.name + "-wal"))
        return sum(f.stat().st_size for f in files if f.exists())
    with base.reading() as connection:
        return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())


def backup(base: Database, target: Path) -> None:
    """A copy of the ledger as it is at this moment, while others read and write; written whole or not at all.

    Of a SQLite ledger it is a ledger; of one on PostgreSQL an archive for ``pg_restore``.
    """
    if base.path is not None and target.exists() and target.samefile(base.path):
        raise LedgerError(f"{target} is the ledger itself; name another file for the backup.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".part", dir=target.parent)
    except OSError as fault:
        raise LedgerError(f"{target} cannot be written ({fault.strerror}); name another file.") from None
    os.close(handle)
    part = Path(name)
    try:
        if base.postgres:
            _dump(base, part)
        else:
            _copy(base, part)
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def _copy(base: Database, part: Path) -> None:
    with base.told(), closing(sqlite3.connect(str(base.path), timeout=base.wait)) as live, \
            closing(sqlite3.connect(part)) as copy:  # fmt: skip
        live.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file with nothing beside it, until it is opened as a ledger
    with open(part, "rb+") as written:
        os.fsync(written.fileno())


def _dump(base: Database, part: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise LedgerError("pg_dump is not installed; install PostgreSQL's client programs to back up this ledger.")
    url = base.engine.url.set(drivername="postgresql")
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    # the password goes by the environment: others can read a command line
    bare = url.set(password=None).render_as_string(hide_password=False)
    done = subprocess.run(
        [program, "--format=custom", f"--file={part}", bare], capture_output=True, text=True,
        env={**os.environ, **password}, check=False,
    )  # fmt: skip
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise LedgerError(f"{base.name} could not be backed up ({said}); see that it can be reached.")
