"""Watches: searches that people keep, what each has told, and what is to be sent for it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from dragoman.errors import BadQuestion, LedgerError
from dragoman.ledger import schema
from dragoman.ledger.ask.asking import event_filters
from dragoman.ledger.ask.events import EventQuestion
from dragoman.ledger.changes import decoded, encoded
from dragoman.ledger.ids import clean, fit, pieces
from dragoman.types import Delivery, Watch, WatchItem, Webhook


def save(connection: sa.Connection, watch: Watch, now: str) -> Watch:
    """Keep a watch: a new one where it has no id, else in place of the one that it was. Its cursor only grows.

    Raises ``BadQuestion`` where it has no name, or (if it is new, or another one) its search cannot be asked.
    """
    if not watch.name.strip():
        raise BadQuestion("A watch needs a name; say in a few words what it looks for.")
    table = schema.watch
    if not watch.id:
        _check(watch.query)
        # hard to guess: whoever knows it may read its feed
        watch = msgspec.structs.replace(watch, id="w" + secrets.token_hex(16), created=watch.created or now)
        watch = fit(watch)
        connection.execute(sa.insert(table).values(_row(watch)))
        return watch
    before = get(connection, watch.id)
    if watch.query != before.query:
        _check(watch.query)
    watch = fit(msgspec.structs.replace(watch, created=before.created, cursor=max(before.cursor, watch.cursor)))
    connection.execute(sa.update(table).where(table.c.id == watch.id).values(_row(watch)))
    return watch


def watches(connection: sa.Connection, owner: str | None = None) -> tuple[Watch, ...]:
    """The watches (of one owner, or all), oldest first."""
    asked = sa.select(schema.watch).order_by(schema.watch.c.pk)
    if owner is not None:
        asked = asked.where(schema.watch.c.owner == owner)
    return tuple(map(_watch, connection.execute(asked)))


def get(connection: sa.Connection, id: str) -> Watch:
    """The watch of that id. Raises ``LedgerError`` where there is none."""
    row = connection.execute(sa.select(schema.watch).where(schema.watch.c.id == id)).first()
    if row is None:
        raise LedgerError(f"There is no watch {id} in this ledger; `Ledger.watches()` lists them.")
    return _watch(row)


def remove(connection: sa.Connection, id: str) -> bool:
    """Forget a watch, with all that it told and was to send. Whether there was one."""
    return connection.execute(sa.delete(schema.watch).where(schema.watch.c.id == id)).rowcount > 0


def note_items(
    connection: sa.Connection, watch: str, items: Sequence[WatchItem], cursor: int, since: int | None = None
) -> tuple[WatchItem, ...]:
    """Keep what a watch tells, and how far it has looked; the items as they are kept.

    ``since``: from where it looked; nothing is kept where another has looked on meanwhile.
    """
    table, pk = schema.watch_item, _pk(connection, watch)
    looked = sa.update(schema.watch).where(schema.watch.c.pk == pk, schema.watch.c.cursor < cursor)
    looked = looked if since is None else looked.where(schema.watch.c.cursor == since)
    moved = connection.execute(looked.values(cursor=cursor)).rowcount
    if since is not None and not moved:
        return ()
    kept = []
    for item in items:
        row = {"watch": pk, "event": item.event, "at": item.at, "what": item.what, "how": encoded(item.how)}
        n = connection.execute(sa.insert(table).values(row).returning(table.c.pk)).scalar_one()
        kept.append(msgspec.structs.replace(item, watch=watch, n=n))
    return tuple(kept)


def items(connection: sa.Connection, watch: str, limit: int, after: int) -> tuple[WatchItem, ...]:
    """What a watch told after its item ``after``, the newest ``limit`` of it, newest first."""
    table = schema.watch_item
    asked = sa.select(table).where(table.c.watch == _pk(connection, watch), table.c.pk > after)
    return tuple(
        WatchItem(n=row.pk, watch=watch, event=row.event, at=row.at, what=row.what, how=decoded(row.how))
        for row in connection.execute(asked.order_by(table.c.pk.desc()).limit(limit))
    )


def told(connection: sa.Connection, watch: str, events: Iterable[str]) -> frozenset[str]:
    """Which of those events a watch has told."""
    table, pk = schema.watch_item, _pk(connection, watch)
    return frozenset(
        event
        for some in pieces(events)
        for event in connection.scalars(sa.select(table.c.event).where(table.c.watch == pk, table.c.event.in_(some)))
    )


def note_delivery(connection: sa.Connection, delivery: Delivery) -> Delivery:
    """Keep something to be sent, or how far it has come where it has an id."""
    table = schema.delivery
    delivery = fit(delivery)
    row = delivery.to_dict() | {"watch": _pk(connection, delivery.watch)}
    del row["id"]
    if delivery.id:
        connection.execute(sa.update(table).where(table.c.pk == delivery.id).values(row))
        return delivery
    id = connection.execute(sa.insert(table).values(row).returning(table.c.pk)).scalar_one()
    return msgspec.structs.replace(delivery, id=id)


def due(connection: sa.Connection, now: str, limit: int) -> tuple[Delivery, ...]:
    """What waits to be sent and is due, the longest due first."""
    table = schema.delivery
    waiting = _deliveries().where(table.c.status == "waiting", table.c.due <= now)
    return tuple(map(_delivery, connection.execute(waiting.order_by(table.c.due, table.c.pk).limit(limit))))


def deliveries(connection: sa.Connection, watch: str, limit: int) -> tuple[Delivery, ...]:
    """What was sent, or is to be sent, for a watch, newest first."""
    asked = _deliveries().where(schema.watch.c.id == watch).order_by(schema.delivery.c.pk.desc()).limit(limit)
    return tuple(map(_delivery, connection.execute(asked)))


def _check(query: dict[str, Any]) -> None:
    """Raises ``BadQuestion`` where these are no filters of events."""
    known = event_filters.__kwdefaults__ or {}
    if unknown := sorted(query.keys() - known.keys()):
        raise BadQuestion(f"There is no filter {unknown[0]!r} of events; choose of {', '.join(known)}.")
    try:
        EventQuestion(event_filters(**query), "newest")
    except (TypeError, ValueError, AttributeError):
        raise BadQuestion(
            "A filter of the watch has a value that it cannot have; give it as `Ledger.events` takes it."
        ) from None


def _deliveries() -> sa.Select[Any]:
    table, watch = schema.delivery, schema.watch
    others = [column for column in table.c if column.name != "watch"]
    return sa.select(*others, watch.c.id.label("watch_id")).join(watch, watch.c.pk == table.c.watch)


def _delivery(row: sa.Row[Any]) -> Delivery:
    same = {name: row._mapping[name] for name in Delivery.__struct_fields__ if name not in ("id", "watch")}
    return Delivery(**same, id=row.pk, watch=row.watch_id)


def _pk(connection: sa.Connection, watch: str) -> int:
    pk: int | None = connection.scalar(sa.select(schema.watch.c.pk).where(schema.watch.c.id == watch))
    if pk is None:
        raise LedgerError(f"There is no watch {watch} in this ledger; `Ledger.watches()` lists them.")
    return pk


def _row(watch: Watch) -> dict[str, Any]:
    same = {name: getattr(watch, name) for name in ("id", "owner", "created", "digest", "cursor")}
    return same | {
        "name": clean(watch.name.strip()),
        "query": json.dumps(watch.query, ensure_ascii=False, sort_keys=True),
        "url": watch.webhook.url if watch.webhook else None,
        "secret": watch.webhook.secret if watch.webhook else None,
    }


def _watch(row: sa.Row[Any]) -> Watch:
    same = {name: row._mapping[name] for name in ("id", "name", "owner", "created", "digest", "cursor")}
    webhook = Webhook(url=row.url, secret=row.secret) if row.url else None
    return Watch(**same, query=json.loads(row.query), webhook=webhook)
