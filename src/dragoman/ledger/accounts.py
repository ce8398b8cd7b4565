"""Each report's accounts of events: kept, found again, and linked to those that may be of the same event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

from dragoman.ledger import schema
from dragoman.ledger.ids import account_ids, bucket, clipped, pieces
from dragoman.reconcile import events
from dragoman.types import Account, Event, Link, Outlet, Record

_ORIGIN = schema.report.alias("origin")


def rewrite(connection: sa.Connection, report: int, report_id: str, record: Record) -> tuple[set[int], set[int]]:
    """Put the accounts of ``record`` in the place of those that were there, which keep their rows where they are told
    still. The accounts that are there now, and the stories that lost or may have lost one.
    """
    table = schema.account
    asked = sa.select(table.c.pk, table.c.id, table.c.story).where(table.c.report == report)
    before = {row.id: row for row in connection.execute(asked)}
    stories = {row.story for row in before.values() if row.story is not None}
    told = dict(zip(account_ids(report_id, record.events), record.events, strict=True))
    gone = [row.pk for id, row in before.items() if id not in told]
    stay = {id: row.pk for id, row in before.items() if id in told}
    _clear(connection, gone, list(stay.values()))
    rows = {id: event_row(n, event) | {"id": id, "report": report} for n, (id, event) in enumerate(told.items())}
    again = [rows[id] | {"row": pk} for id, pk in stay.items()]
    if again:
        connection.execute(sa.update(table).where(table.c.pk == sa.bindparam("row")), again)
    new = [row for id, row in rows.items() if id not in stay]
    if new:
        added = connection.execute(sa.insert(table).returning(table.c.id, table.c.pk), new)
        stay |= {row.id: row.pk for row in added}
    parties = [party for id, pk in stay.items() for party in party_rows(pk, told[id])]
    if parties:
        connection.execute(sa.insert(schema.account_party), parties)
    return set(stay.values()), stories


def _clear(connection: sa.Connection, gone: list[int], stay: list[int]) -> None:
    """Delete accounts that are told no more; free those that stay from what is about to be written anew."""
    for some in pieces(gone):
        connection.execute(sa.delete(schema.account).where(schema.account.c.pk.in_(some)))
    for n, pk in enumerate(stay):
        # out of the way of the new numbers
        connection.execute(sa.update(schema.account).where(schema.account.c.pk == pk).values(n=-1 - n))
    for some in pieces(stay):
        connection.execute(sa.delete(schema.account_party).where(schema.account_party.c.account.in_(some)))


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


def party_rows(account: int, event: Event) -> Iterator[dict[str, Any]]:
    """A row for each actor and recipient of an account."""
    for role, parties in (("actor", event.actors), ("recipient", event.recipients)):
        for n, party in enumerate(parties):
            yield {
                "account": account,
                "role": role,
                "n": n,
                "text": party.text,
                "name": clipped(party.name) if party.name else None,
                "country": party.country,
                "sectors": " ".join(party.sectors),
            }


def accounts(connection: sa.Connection, where: sa.ColumnElement[bool]) -> dict[int, Account]:
    """The accounts for which ``where`` (over ``schema.account`` and ``schema.report``) holds, by ``pk``."""
    account, report, outlet = schema.account, schema.report, schema.outlet
    asked = (
        sa.select(
            account.c.pk, account.c.id, account.c.data, report.c.id.label("report"), report.c.published,
            report.c.first_seen, _ORIGIN.c.id.label("origin"), outlet.c.name, outlet.c.country, outlet.c.ownership,
        )
        .join(report, report.c.pk == account.c.report)
        .join(_ORIGIN, _ORIGIN.c.pk == report.c.original)
        .outerjoin(outlet, outlet.c.pk == report.c.outlet)
        .where(where)
    )  # fmt: skip
    return {
        row.pk: Account(
            id=row.id,
            report=row.report,
            origin=row.origin,
            outlet=Outlet(name=row.name or "", country=row.country, ownership=row.ownership),
            published=row.published,
            seen=row.first_seen,
            event=msgspec.json.decode(row.data, type=Event),
        )
        for row in connection.execute(asked)
    }


def of(connection: sa.Connection, pks: Iterable[int]) -> dict[int, Account]:
    """The accounts in those rows."""
    found: dict[int, Account] = {}
    for some in pieces(sorted(pks)):
        found |= accounts(connection, schema.account.c.pk.in_(some))
    return found


def relink(connection: sa.Connection, pks: Collection[int]) -> None:
    """Find anew what accounts may be joined with."""
    _unlink(connection, pks)
    mine = of(connection, pks)
    keys = {pk: _buckets(mine[pk]) for pk in sorted(mine)}
    rows = [{"key": key, "account": pk} for pk, some in keys.items() for key in some]
    if rows:
        connection.execute(sa.insert(schema.account_key), rows)
    found = [
        {"a": a, "b": b, "score": link.score, "joins": events.joins(link), "reason": link.reason}
        for (a, b), link in _links(connection, mine, keys).items()
    ]
    if found:
        connection.execute(sa.insert(schema.account_link), found)


def links(connection: sa.Connection, mine: dict[int, Account]) -> Iterator[Link]:
    """The links of the accounts ``mine`` to any, as they are found now."""
    yield from _links(connection, mine, {pk: _buckets(account) for pk, account in mine.items()}).values()


def _links(
    connection: sa.Connection, mine: dict[int, Account], keys: dict[int, list[int]]
) -> dict[tuple[int, int], Link]:
    """The links of accounts with those keys, by their rows, in the order of their ids."""
    under = _under(connection, {key for some in keys.values() for key in some})
    pairs = {(min(pk, other), max(pk, other)) for pk, some in keys.items() for key in some for other in under[key]}
    known = mine | of(connection, {pk for pair in pairs for pk in pair} - set(mine))
    found = {}
    for one, other in sorted(pairs):
        a, b = sorted((one, other), key=lambda pk: known[pk].id)
        link = events.link(known[a], known[b]) if a != b else None
        if link is not None:
            found[a, b] = link
    return found


def _under(connection: sa.Connection, keys: Iterable[int]) -> dict[int, list[int]]:
    """The accounts under each key."""
    table = schema.account_key
    found: dict[int, list[int]] = defaultdict(list)
    for some in pieces(sorted(keys)):
        for row in connection.execute(sa.select(table.c.key, table.c.account).where(table.c.key.in_(some))):
            found[row.key].append(row.account)
    return found


def _buckets(account: Account) -> list[int]:
    return sorted({bucket(key) for key in events.keys(account)})


def _unlink(connection: sa.Connection, pks: Iterable[int]) -> None:
    keys, links = schema.account_key, schema.account_link
    for some in pieces(sorted(pks)):
        connection.execute(sa.delete(keys).where(keys.c.account.in_(some)))
        for end in (links.c.a, links.c.b):
            connection.execute(sa.delete(links).where(end.in_(some)))
