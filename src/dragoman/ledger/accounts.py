"""Each report's accounts of events: kept, and found again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa

from dragoman.ledger import schema
from dragoman.ledger.ids import account_ids, pieces
from dragoman.ledger.rows import ONE, SOME, inserting
from dragoman.types import Account, Event, Outlet, Record


def rewrite(connection: sa.Connection, report: int, report_id: str, record: Record) -> tuple[set[int], set[int]]:
    """Put the accounts of ``record`` in the place of those that were there, which keep their rows where they are told
    still. The accounts that are there now, and the stories that lost or may have lost one.
    """
    table = schema.account
    before = {row.id: row for row in connection.execute(_OF_REPORT, {"one": report})}
    stories = {row.story for row in before.values() if row.story is not None}
    told = dict(zip(account_ids(report_id, record.events), record.events, strict=True))
    gone = [row.pk for id, row in before.items() if id not in told]
    stay = {id: row.pk for id, row in before.items() if id in told}
    _clear(connection, gone, stay.values())
    rows = {id: event_row(n, event) | {"id": id, "report": report} for n, (id, event) in enumerate(told.items())}
    again = [rows[id] | {"row": pk} for id, pk in stay.items()]
    if again:
        connection.execute(sa.update(table).where(table.c.pk == sa.bindparam("row")), again)
    new = [row for id, row in rows.items() if id not in stay]
    if new:
        added = connection.execute(inserting(table, "id", "pk"), new)
        stay |= {row.id: row.pk for row in added}
    return set(stay.values()), stories


def _clear(connection: sa.Connection, gone: Iterable[int], stay: Iterable[int]) -> None:
    """Delete accounts that are told no more, and move those that stay out of the way of the new numbers."""
    table = schema.account
    for some in pieces(gone):
        connection.execute(sa.delete(table).where(table.c.pk.in_(some)))
    for n, pk in enumerate(stay):
        connection.execute(sa.update(table).where(table.c.pk == pk).values(n=-1 - n))


def event_row(n: int, event: Event) -> dict[str, Any]:
    """The searchable columns of an account, and its event."""
    return {
        "n": n,
        "type": event.type,
        "mode": event.mode,
        "modality": event.modality,
        "date": event.date,
        "place_country": event.place.country if event.place else None,
        "own_authority": not event.according_to,
        "confidence": event.confidence,
        "evidence": event.evidence.text,
        "data": msgspec.json.encode(event).decode(),
    }


def accounts(connection: sa.Connection, where: sa.ColumnElement[bool]) -> dict[int, Account]:
    """The accounts for which ``where`` (over ``schema.account`` and ``schema.report``) holds, by ``pk``."""
    return _read(connection.execute(_ACCOUNTS.where(where)))


def of(connection: sa.Connection, pks: Iterable[int]) -> dict[int, Account]:
    """The accounts in those rows."""
    found: dict[int, Account] = {}
    for some in pieces(sorted(pks)):
        found |= _read(connection.execute(_OF, {"some": some}))
    return found


def _read(rows: Iterable[sa.Row[Any]]) -> dict[int, Account]:
    return {
        row.pk: Account(
            id=row.id,
            report=row.report,
            origin=row.origin,
            outlet=Outlet(name=row.name or "", country=row.country, ownership=row.ownership),
            published=row.published,
            seen=row.first_seen,
            event=_EVENT.decode(row.data),
        )
        for row in rows
    }


def _accounts() -> sa.Select[Any]:
    account, report, outlet, origin = schema.account, schema.report, schema.outlet, schema.report.alias("origin")
    return (
        sa.select(
            account.c.pk, account.c.id, account.c.data, report.c.id.label("report"), report.c.published,
            report.c.first_seen, origin.c.id.label("origin"), outlet.c.name, outlet.c.country, outlet.c.ownership,
        )
        .join(report, report.c.pk == account.c.report)
        .join(origin, origin.c.pk == report.c.original)
        .outerjoin(outlet, outlet.c.pk == report.c.outlet)
    )  # fmt: skip


_OF_REPORT = sa.select(schema.account.c.pk, schema.account.c.id, schema.account.c.story).where(
    schema.account.c.report == ONE
)
_EVENT = msgspec.json.Decoder(Event)
_ACCOUNTS = _accounts()
_OF = _ACCOUNTS.where(schema.account.c.pk.in_(SOME))
