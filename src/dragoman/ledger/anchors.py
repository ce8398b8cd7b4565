"""Accounts that people have spoken of, held by where their words stand, so that a newer reading finds them again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from dragoman.ledger import accounts, schema
from dragoman.ledger.ids import pieces
from dragoman.ledger.rows import ONE
from dragoman.types import Account

ALIKE = 0.5
"""How much of the shorter of two stretches of text must be common to both for them to be the same words."""


_OF_REPORT = sa.select(schema.anchor).where(schema.anchor.c.report == ONE)


def keep(connection: sa.Connection, ids: Iterable[str]) -> None:
    """Hold accounts by their words, under the ids that they have now."""
    table = schema.anchor
    wanted = sorted(set(ids))
    asked = sa.select(table.c.id)
    known = {id for some in pieces(wanted) for id in connection.scalars(asked.where(table.c.id.in_(some)))}
    rows = [
        _row(pk, account)
        for some in pieces(id for id in wanted if id not in known)
        for pk, account in accounts.accounts(connection, schema.account.c.id.in_(some)).items()
    ]
    if rows:
        connection.execute(sa.insert(table), rows)


def refresh(connection: sa.Connection, report: int, report_id: str, text: str) -> None:
    """Find again, among the accounts that a report has now, those that people have spoken of; ``text`` is its text."""
    table = schema.anchor
    held = connection.execute(_OF_REPORT, {"one": report_id}).all()
    if not held:
        return
    told = accounts.accounts(connection, schema.account.c.report == report)
    for row in held:
        found = _found(row, told, text)
        if found != row.account:
            connection.execute(sa.update(table).where(table.c.id == row.id).values(account=found))


def accounts_of(connection: sa.Connection, ids: Iterable[str]) -> set[int]:
    """The rows of the accounts that are held by those ids."""
    table = schema.anchor
    asked = sa.select(table.c.account).where(table.c.account.is_not(None))
    return {pk for some in pieces(ids) for pk in connection.scalars(asked.where(table.c.id.in_(some)))}


def _row(pk: int, account: Account) -> dict[str, Any]:
    event = account.event
    return {
        "id": account.id,
        "report": account.report,
        "type": event.type,
        "start": event.evidence.start,
        "end": event.evidence.end,
        "text": event.evidence.text,
        "trigger_start": event.trigger.start,
        "trigger_end": event.trigger.end,
        "account": pk,
    }


def _found(held: sa.Row[Any], told: dict[int, Account], text: str) -> int | None:
    """The account that ``held`` is now: of the same id; else of the same words and type; else of the same trigger."""
    start = held.start if text[held.start : held.end] == held.text else text.find(held.text)
    if start < 0:
        return None
    moved = start - held.start
    words, trigger = (start, held.end + moved), (held.trigger_start + moved, held.trigger_end + moved)
    found = []
    for pk, account in told.items():
        event = account.event
        same = _common(words, (event.evidence.start, event.evidence.end))
        named = _common(trigger, (event.trigger.start, event.trigger.end)) > 0
        alike = event.type == held.type and same >= ALIKE
        if account.id == held.id or alike or (named and same > 0):
            found.append((account.id == held.id, named, alike, same, account.id, pk))
    return max(found)[-1] if found else None


def _common(a: tuple[int, int], b: tuple[int, int]) -> float:
    """How much of the shorter stretch is in both."""
    shorter = min(a[1] - a[0], b[1] - b[0])
    return max(0, min(a[1], b[1]) - max(a[0], b[0])) / shorter if shorter > 0 else 0.0
