"""Reading again what the ledger keeps: which reports are wanted, and how a new record takes the place of the old."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.reports import Saved, packed, unpacked
from dragoman.types import Maker, Record

PAGE = 100
"""Records taken out at a time: they are as large as their reports."""


class Kept(NamedTuple):
    """The latest version of a report as the ledger has it: its row, the report's id and origin, and the record."""

    row: int
    id: str
    origin: str
    record: Record


def count(connection: sa.Connection, made_by: Maker, run: int | None) -> int:
    """How many reports are wanted."""
    asked = sa.select(sa.func.count()).select_from(schema.version).where(*_wanted(made_by, run))
    return int(connection.execute(asked).scalar_one())


def page(connection: sa.Connection, made_by: Maker, run: int | None, after: int) -> list[Kept]:
    """The next of the reports that are wanted, behind the row ``after``."""
    report, version = schema.report, schema.version
    asked = (
        sa.select(version.c.pk, report.c.id, report.c.origin, version.c.record, version.c.text)
        .join(report, report.c.pk == version.c.report)
        .where(*_wanted(made_by, run), version.c.pk > after)
        .order_by(version.c.pk)
        .limit(PAGE)
    )
    rows = connection.execute(asked).all()
    return [Kept(row.pk, row.id, row.origin, unpacked(row.record, row.text or "")) for row in rows]


def _wanted(made_by: Maker, run: int | None) -> tuple[sa.ColumnElement[bool], ...]:
    """Those that another than ``made_by`` has read; with a ``run``, also those that it has not come to."""
    version, item = schema.version, schema.run_item
    wanted = sa.or_(version.c.reader != made_by.reader, version.c.model != made_by.model)
    if run is not None:
        wanted = sa.or_(wanted, ~sa.exists().where(item.c.report == version.c.report, item.c.run == run))
    return version.c.latest, version.c.record.is_not(None), wanted


def replace(connection: sa.Connection, id: str, record: Record) -> Saved | None:
    """Put ``record`` in the place of the one that the latest version of a report has; None where its text is another.

    Raises ``LedgerError`` where there is no such report.
    """
    report, version = schema.report, schema.version
    asked = sa.select(version.c.pk, version.c.n, version.c.text, version.c.report)
    row = connection.execute(asked.join(report).where(report.c.id == id, version.c.latest)).first()
    if row is None:
        raise LedgerError(f"There is no report {id} in this ledger; `dragoman reports` lists them.")
    if row.text != record.report.text:
        return None
    values = {"reader": record.made_by.reader, "model": record.made_by.model, "record": packed(record)}
    connection.execute(sa.update(version).where(version.c.pk == row.pk).values(values))
    return Saved(row.report, id, row.n, "reread")
