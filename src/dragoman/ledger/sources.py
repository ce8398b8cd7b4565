"""The sources that are followed, and the runs in which they were."""

from __future__ import annotations

import json
from collections.abc import Mapping

import sqlalchemy as sa

from dragoman.ledger import schema
from dragoman.ledger.ids import fit
from dragoman.ledger.reports import source_pk
from dragoman.types import Value


class SourceState(Value, frozen=True):
    """A source, and how it fares. ``state`` is what its kind needs to go on (ETag ...), as JSON of its own making."""

    place: str
    kind: str = "feed"
    title: str | None = None
    status: str = "new"
    failures: int = 0
    next_due: str | None = None
    last_tried: str | None = None
    last_ok: str | None = None
    last_error: str | None = None
    state: str = "{}"


class RunItem(Value, frozen=True):
    """What became of one item of a run: where it was found, and ``new``, ``same``, ``failed`` ... with the reason."""

    origin: str
    outcome: str
    source: str | None = None
    report: str | None = None
    reason: str | None = None


def save(connection: sa.Connection, source: SourceState, now: str) -> None:
    """Keep the state of a source; one that was taken off the list is on it again."""
    table = schema.source
    source = fit(source)
    row = source.to_dict() | {"removed": None}
    known = source_pk(connection, source.place)
    if known is None:
        connection.execute(sa.insert(table).values(row | {"added": now}))
    else:
        connection.execute(sa.update(table).where(table.c.pk == known).values(row))


def states(connection: sa.Connection) -> tuple[SourceState, ...]:
    """The sources on the list, by place."""
    table = schema.source
    columns = [table.c[name] for name in SourceState.__struct_fields__]
    asked = sa.select(*columns).where(table.c.removed.is_(None)).order_by(table.c.place)
    return tuple(SourceState(**row._mapping) for row in connection.execute(asked))


def remove(connection: sa.Connection, place: str, now: str) -> bool:
    """Take a source off the list; its reports stay. Whether it was there."""
    table = schema.source
    gone = sa.update(table).where(table.c.place == place, table.c.removed.is_(None)).values(removed=now)
    return connection.execute(gone).rowcount > 0


def start_run(connection: sa.Connection, command: str, now: str, *, resume: bool = False) -> int:
    """The number of a new run; with ``resume``, of the last with this command, if that did not come to its end."""
    table = schema.run
    if resume:
        last = sa.select(table.c.pk, table.c.status).where(table.c.command == command).order_by(table.c.pk.desc())
        known = connection.execute(last.limit(1)).first()
        if known is not None and known.status != "done":
            connection.execute(sa.update(table).where(table.c.pk == known.pk).values(status="running", ended=None))
            return int(known.pk)
    row = {"command": command, "started": now, "status": "running", "counts": "{}"}
    return int(connection.execute(sa.insert(table).values(row).returning(table.c.pk)).scalar_one())


def end_run(connection: sa.Connection, run: int, status: str, counts: Mapping[str, int], now: str) -> None:
    """Say how a run ended: ``done``, ``stopped`` or ``failed``."""
    values = {"status": status, "ended": now, "counts": json.dumps(dict(counts), sort_keys=True)}
    connection.execute(sa.update(schema.run).where(schema.run.c.pk == run).values(values))


def note(connection: sa.Connection, run: int, item: RunItem, now: str) -> None:
    """Write down what became of one item of a run."""
    table, report, item = schema.run_item, schema.report, fit(item)
    last = connection.scalar(sa.select(sa.func.max(table.c.n)).where(table.c.run == run))
    row = {
        "run": run,
        "n": (last or 0) + 1,
        "source": source_pk(connection, item.source) if item.source else None,
        "report": connection.scalar(sa.select(report.c.pk).where(report.c.id == item.report)) if item.report else None,
        "origin": item.origin,
        "outcome": item.outcome,
        "reason": item.reason,
        "at": now,
    }
    connection.execute(sa.insert(table).values(row))
