"""What people settle: two accounts are of one event, or are not. Kept for good; undone, never deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa

from dragoman.errors import LedgerError
from dragoman.ledger import anchors, schema, stories
from dragoman.ledger.ids import clean, fit, pieces
from dragoman.types import Decision

Pair = tuple[str, str, bool]
"""Two accounts by their ids, and whether they are of one event."""


def decide(connection: sa.Connection, decision: Decision) -> list[str]:
    """Keep a decision between two accounts or events, in place of an earlier one; the events that changed."""
    a, b = _pair(connection, decision.a, decision.b)
    _undo(connection, a, b, decision.by, decision.at)
    kept = fit(decision)
    anchors.keep(connection, (a, b))
    keep(connection, [(a, b, kept.same)], None, by=kept.by, at=kept.at, why=kept.why)
    return _rebuild(connection, a, b, decision.at)


def undo(connection: sa.Connection, a: str, b: str, by: str, now: str) -> list[str]:
    """Lift the decision between two accounts; the ids of the events that changed.

    Raises ``LedgerError`` where there is none in force.
    """
    a, b = sorted((a, b))
    if not _undo(connection, a, b, by, now):
        raise LedgerError(f"No decision between {a} and {b} is in force; `Ledger.decisions()` lists those that are.")
    return _rebuild(connection, a, b, now)


def decisions(connection: sa.Connection, accounts: Collection[str] | None = None) -> tuple[Decision, ...]:
    """The decisions in force that were made by themselves and not by a correction (on any of ``accounts``), oldest
    first.
    """
    table = schema.decision
    rows = by_themselves(connection, sa.select(table).where(table.c.undone.is_(None)), accounts)
    return tuple(Decision(a=r.a, b=r.b, same=r.same, by=r.by, at=r.at, why=r.why) for r in rows)


def by_themselves(
    connection: sa.Connection, asked: sa.Select[Any], accounts: Collection[str] | None
) -> list[sa.Row[Any]]:
    """The rows of decisions that ``asked`` asks for, of those that are part of no correction (and on any of
    ``accounts``), oldest first.
    """
    table = schema.decision
    asked = asked.where(table.c.correction.is_(None))
    if accounts is None:
        return list(connection.execute(asked.order_by(table.c.pk)))
    found = {
        row.pk: row
        for some in pieces(sorted(accounts))
        for row in connection.execute(asked.where(sa.or_(table.c.a.in_(some), table.c.b.in_(some))))
    }
    return [found[pk] for pk in sorted(found)]


def keep(
    connection: sa.Connection, pairs: Iterable[Pair], correction: int | None, *, by: str, at: str, why: str
) -> None:
    """Write decisions on accounts that are held; they go before earlier ones. ``correction``: that they are part of."""
    rows = [
        {"a": min(a, b), "b": max(a, b), "same": same, "by": by, "at": at, "why": why, "correction": correction}
        for a, b, same in pairs
    ]
    connection.execute(sa.insert(schema.decision), rows)


def lift(connection: sa.Connection, correction: int, by: str, now: str) -> None:
    """Lift the decisions that are part of a correction."""
    lifted = sa.update(schema.decision).where(schema.decision.c.correction == correction)
    connection.execute(lifted.values(undone=now, undone_by=clean(by)))


def _undo(connection: sa.Connection, a: str, b: str, by: str, now: str) -> bool:
    table = schema.decision
    by_itself = sa.and_(table.c.a == a, table.c.b == b, table.c.correction.is_(None), table.c.undone.is_(None))
    return connection.execute(sa.update(table).where(by_itself).values(undone=now, undone_by=clean(by))).rowcount > 0


def _rebuild(connection: sa.Connection, a: str, b: str, now: str) -> list[str]:
    return stories.rebuild(connection, anchors.accounts_of(connection, (a, b)), set(), now)


def _pair(connection: sa.Connection, a: str, b: str) -> tuple[str, str]:
    first, second = sorted((_account(connection, a), _account(connection, b)))
    if first == second:
        raise LedgerError(f"{a} and {b} are one account; name two.")
    return first, second


def _account(connection: sa.Connection, id: str) -> str:
    """The account of that id; for an event, the first of its accounts, which stands for it."""
    account, story = schema.account, schema.story
    asked = sa.select(sa.func.min(account.c.id)).join(story, story.c.pk == account.c.story, isouter=True)
    found: str | None = connection.scalar(asked.where(sa.or_(account.c.id == id, story.c.id == id)))
    if found is None:
        raise LedgerError(f"There is no account or event {id} in this ledger; `dragoman events` lists them.")
    return found
