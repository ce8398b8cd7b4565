"""Makes anew what is looked up by and can be told from the rest: after a migration that has emptied or changed it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

from dragoman.ledger import accounts, schema
from dragoman.ledger.spread import spread, when
from dragoman.reconcile import events
from dragoman.types import Account, Story

AT_ONCE = 500
"""Events or accounts in memory together."""


def remake(connection: sa.Connection) -> None:
    """Write the parties, pairs and days of all events, and the sketches of all accounts."""
    story, account, sketch = schema.story, schema.account, schema.account_sketch
    for some in _batches(connection, sa.select(story.c.pk, story.c.data), story.c.pk):
        told = {row.pk: msgspec.json.decode(row.data, type=Story) for row in some}
        _stand(connection, told)
    connection.execute(sa.delete(sketch))
    for some in _batches(connection, sa.select(account.c.pk), account.c.pk):
        known = accounts.of(connection, [row.pk for row in some])
        connection.execute(sa.insert(sketch), [{"account": pk, "sketch": events.sketch(known[pk])} for pk in known])


def _stand(connection: sa.Connection, told: dict[int, Story]) -> None:
    """Put stories on their days, and write what is found by them."""
    table, account = schema.story, schema.account
    rows = connection.execute(sa.select(account.c.pk, account.c.story).where(account.c.story.in_(told))).all()
    known = accounts.of(connection, [row.pk for row in rows])
    tellers: dict[int, list[Account]] = {pk: [] for pk in told}
    for row in rows:
        tellers[row.story].append(known[row.pk])
    days = {pk: when(story.date, tellers[pk]) for pk, story in told.items() if tellers[pk]}
    values = [{"row": pk, "first": d.first, "last": d.last, "surely": d.dated} for pk, d in days.items()]
    update = sa.update(table).where(table.c.pk == sa.bindparam("row")).values(
        day=sa.bindparam("first"), last_day=sa.bindparam("last"), dated=sa.bindparam("surely")
    )  # fmt: skip
    if values:
        connection.execute(update, values)
    spread(connection, {pk: (told[pk], days[pk]) for pk in days}, told)


def _batches(connection: sa.Connection, asked: sa.Select[Any], pk: sa.Column[int]) -> Iterator[list[sa.Row[Any]]]:
    last = -1
    while rows := connection.execute(asked.where(pk > last).order_by(pk).limit(AT_ONCE)).all():
        yield list(rows)
        last = rows[-1].pk
