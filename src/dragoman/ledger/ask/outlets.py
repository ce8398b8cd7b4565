"""The question for outlets: how much came from each, and how much of it only repeats others."""

from __future__ import annotations

import sqlalchemy as sa

from dragoman.ledger import schema
from dragoman.ledger.ask.values import OutletLine
from dragoman.types import Outlet


def outlets(connection: sa.Connection, most: int) -> tuple[OutletLine, ...]:
    """The outlets of most reports, with their reports and copies counted."""
    outlet, report = schema.outlet, schema.report
    copied = sa.func.sum(sa.case((report.c.original != report.c.pk, 1), else_=0))
    counted = (
        sa.select(
            report.c.outlet, sa.func.count().label("reports"), copied.label("copies"),
            sa.func.max(report.c.published).label("last_report"),
        )
        .where(report.c.outlet.is_not(None))
        .group_by(report.c.outlet)
        .order_by(sa.desc("reports"), report.c.outlet)
        .limit(most)
        .subquery()
    )  # fmt: skip
    asked = sa.select(outlet, counted).join(counted, counted.c.outlet == outlet.c.pk)
    return tuple(
        OutletLine(
            outlet=Outlet(name=row.name, country=row.country, ownership=row.ownership), reports=row.reports,
            copies=int(row.copies or 0), last_report=row.last_report,
        )
        for row in connection.execute(asked.order_by(counted.c.reports.desc(), outlet.c.name))
    )  # fmt: skip


def copies_by_source(connection: sa.Connection) -> dict[str, int]:
    """How many reports of each source only repeat others, by its place; sources without such are left out."""
    source, report = schema.source, schema.report
    asked = (
        sa.select(source.c.place, sa.func.count().label("copies"))
        .join(report, report.c.source == source.c.pk)
        .where(report.c.original != report.c.pk)
        .group_by(source.c.place)
    )
    return {row.place: row.copies for row in connection.execute(asked)}
