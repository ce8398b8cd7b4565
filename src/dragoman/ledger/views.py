"""One thing of the ledger, looked at closely."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from dragoman.errors import LedgerError
from dragoman.ledger import accounts as kept
from dragoman.ledger import schema
from dragoman.ledger.ids import pieces
from dragoman.ledger.reports import unpacked
from dragoman.types import Account, Link, Outlet, Record, Story, Value

# made once: to make an alias takes longer than to ask by it
_ORIGIN = schema.report.alias("origin")
_REPORTS = schema.report.alias("one"), schema.report.alias("other")
_ACCOUNTS = schema.account.alias("one"), schema.account.alias("other")


class ReportVersion(Value, frozen=True):
    """One content of a report. ``status``: ``read``, or ``unreadable`` with the reason."""

    n: int
    latest: bool
    seen: str
    status: str
    reason: str | None
    title: str | None
    published: str | None
    language: str | None
    agency: str | None
    url: str | None
    reader: str | None
    model: str | None


class KeptReport(Value, frozen=True):
    """A report as the ledger keeps it: its ``versions``, the latest of which the other fields tell of.

    ``copy_of`` is the origin of the group of copies that it is in, if it is not the origin itself; ``copies`` are the
    others of that group.
    """

    id: str
    address: str | None
    origin: str
    source: str | None
    outlet: Outlet | None
    title: str | None
    agency: str | None
    published: str | None
    language: str | None
    status: str
    first_seen: str
    last_seen: str
    gone: str | None
    copy_of: str | None
    copies: tuple[str, ...]
    versions: tuple[ReportVersion, ...]


def story(connection: sa.Connection, id: str) -> Story:
    """The event of that id, or the one that it was joined into. Raises ``LedgerError`` where there is none."""
    table, past = schema.story, schema.story_past
    data = connection.scalar(sa.select(table.c.data).where(table.c.id == id))
    if data is None:
        joined = sa.select(table.c.data).join(past, past.c.story == table.c.pk)
        data = connection.scalar(joined.where(past.c.id == id))
    if data is None:
        raise LedgerError(f"There is no event {id} in this ledger; `dragoman events` lists them.")
    return msgspec.json.decode(data, type=Story)


def accounts(connection: sa.Connection, ids: Iterable[str]) -> tuple[Account, ...]:
    """The accounts of those ids that there are, by id."""
    found = [
        account for some in pieces(ids) for account in kept.accounts(connection, schema.account.c.id.in_(some)).values()
    ]
    return tuple(sorted(found, key=lambda account: account.id))


def why(connection: sa.Connection, ids: Iterable[str]) -> tuple[Link, ...]:
    """The links between those accounts: why they are held to be of one event."""
    table, (a, b) = schema.account_link, _ACCOUNTS
    wanted = sorted(set(ids))
    asked = (
        sa.select(a.c.id.label("a"), b.c.id.label("b"), table.c.score, table.c.reason)
        .join(a, a.c.pk == table.c.a)
        .join(b, b.c.pk == table.c.b)
    )
    rows = (row for some in pieces(wanted) for row in connection.execute(asked.where(a.c.id.in_(some))))
    found = [Link(a=r.a, b=r.b, score=r.score, reason=r.reason) for r in rows if r.b in wanted]
    return tuple(sorted(found, key=lambda link: (link.a, link.b)))


def report(connection: sa.Connection, id: str) -> KeptReport:
    """The report of that id. Raises ``LedgerError`` where there is none."""
    table, outlet, source, origin = schema.report, schema.outlet, schema.source, _ORIGIN
    columns = [table.c[name] for name in _SAME]
    asked = (
        sa.select(
            table.c.pk, *columns, table.c.original, origin.c.id.label("origin_id"), source.c.place,
            outlet.c.name, outlet.c.country, outlet.c.ownership,
        )
        .join(origin, origin.c.pk == table.c.original)
        .outerjoin(outlet, outlet.c.pk == table.c.outlet)
        .outerjoin(source, source.c.pk == table.c.source)
        .where(table.c.id == id)
    )  # fmt: skip
    row = connection.execute(asked).first()
    if row is None:
        raise LedgerError(f"There is no report {id} in this ledger; `dragoman reports` lists them.")
    version = schema.version
    versions = sa.select(*(version.c[name] for name in ReportVersion.__struct_fields__))
    versions = versions.where(version.c.report == row.pk).order_by(version.c.n)
    copies = sa.select(table.c.id).where(table.c.original == row.original, table.c.pk != row.pk).order_by(table.c.id)
    return KeptReport(
        **{name: row._mapping[name] for name in _SAME},
        source=row.place,
        outlet=Outlet(name=row.name, country=row.country, ownership=row.ownership) if row.name else None,
        copy_of=row.origin_id if row.original != row.pk else None,
        copies=tuple(connection.scalars(copies)),
        versions=tuple(ReportVersion(**v._mapping) for v in connection.execute(versions)),
    )


_SAME = (
    "id", "address", "origin", "title", "agency", "published", "language", "status", "first_seen", "last_seen", "gone",
)  # fmt: skip


def copy_links(connection: sa.Connection, id: str) -> tuple[Link, ...]:
    """Why a report is held to be a copy of others, or others of it."""
    table, (a, b) = schema.copy_link, _REPORTS
    asked = (
        sa.select(a.c.id.label("a"), b.c.id.label("b"), table.c.score, table.c.reason)
        .join(a, a.c.pk == table.c.a)
        .join(b, b.c.pk == table.c.b)
    )
    pk = sa.select(schema.report.c.pk).where(schema.report.c.id == id).scalar_subquery()
    rows = [row for side in (table.c.a, table.c.b) for row in connection.execute(asked.where(side == pk))]
    return tuple(sorted((Link(**row._mapping) for row in rows), key=lambda link: (link.a, link.b)))


def record(connection: sa.Connection, id: str, n: int | None = None) -> Record | None:
    """The record of a report (of its version ``n``, else the latest); None where it could not be read, or was dropped.

    Raises ``LedgerError`` where there is no such report or version.
    """
    table, version = schema.report, schema.version
    which = version.c.latest if n is None else version.c.n == n
    asked = sa.select(version.c.record, version.c.text).join(table, table.c.pk == version.c.report)
    row = connection.execute(asked.where(table.c.id == id, which)).first()
    if row is None:
        raise LedgerError(f"There is no report {id}{f' with a version {n}' if n else ''} in this ledger.")
    return unpacked(row.record, row.text or "") if row.record is not None else None
