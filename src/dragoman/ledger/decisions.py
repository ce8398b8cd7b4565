"""What people settle: two accounts are of one event, or are not. Kept for good; undone, never deleted."""

from __future__ import annotations

import sqlalchemy as sa

from dragoman.ledger import schema, stories
from dragoman.ledger.errors import LedgerError
from dragoman.ledger.ids import clean, fit
from dragoman.types import Decision


def decide(connection: sa.Connection, decision: Decision) -> list[str]:
    """Keep a decision between two accounts or events, in place of an earlier one; the events that changed."""
    a, b = _pair(connection, decision.a, decision.b)
    _undo(connection, a, b, decision.by, decision.at)
    row = fit(decision).to_dict() | {"a": a, "b": b}
    connection.execute(sa.insert(schema.decision).values(row))
    return _rebuild(connection, a, b, decision.at)


def undo(connection: sa.Connection, a: str, b: str, by: str, now: str) -> list[str]:
    """Lift the decision between two accounts; the ids of the events that changed.

    Raises ``LedgerError`` where there is none in force.
    """
    a, b = sorted((a, b))
    if not _undo(connection, a, b, by, now):
        raise LedgerError(f"No decision between {a} and {b} is in force; `Ledger.decisions()` lists those that are.")
    return _rebuild(connection, a, b, now)


def decisions(connection: sa.Connection) -> tuple[Decision, ...]:
    """The decisions in force, oldest first."""
    table = schema.decision
    asked = sa.select(table).where(table.c.undone.is_(None)).order_by(table.c.pk)
    return tuple(Decision(a=r.a, b=r.b, same=r.same, by=r.by, at=r.at, why=r.why) for r in connection.execute(asked))


def _undo(connection: sa.Connection, a: str, b: str, by: str, now: str) -> bool:
    table = schema.decision
    lifted = sa.update(table).where(table.c.a == a, table.c.b == b, table.c.undone.is_(None))
    return connection.execute(lifted.values(undone=now, undone_by=clean(by))).rowcount > 0


def _rebuild(connection: sa.Connection, a: str, b: str, now: str) -> list[str]:
    table = schema.account
    changed = set(connection.scalars(sa.select(table.c.pk).where(table.c.id.in_([a, b]))))
    return stories.rebuild(connection, changed, set(), now)


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
