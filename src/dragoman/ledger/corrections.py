"""What people correct: kept for good, attributed, and undone without a trace in the events (though not in the book)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from typing import Any

import msgspec
import sqlalchemy as sa

from dragoman.errors import BadQuestion, LedgerError
from dragoman.ledger import anchors, checked, decisions, schema, stories, views
from dragoman.ledger.corrected import BETWEEN
from dragoman.ledger.ids import clean, digest, fit, pieces
from dragoman.types import Change, Correction, Story

TABLE, RESTS = schema.correction, schema.correction_anchor


def correct(connection: sa.Connection, event: str, change: Change, by: str, why: str, now: str) -> Correction:
    """Keep a change of an event (or of the event of an account), and tell it so from now on."""
    if not by.strip():
        raise BadQuestion("A correction needs the name of whoever makes it.")
    story = _event(connection, event)
    change = checked.change(story, change)
    named = _named(connection, story, change)
    anchors.keep(connection, named)
    count = connection.scalar(sa.select(sa.func.count()).select_from(TABLE)) or 0
    made = fit(Correction(
        id="c" + digest("correction", now, by, story.id, msgspec.json.encode(change), str(count)), event=story.id,
        change=change, anchors=named, by=by.strip(), at=now, why=why.strip(),
    ))  # fmt: skip
    pk = _insert(connection, made)
    if change.what in BETWEEN:
        decisions.keep(connection, _decided(made), pk, by=made.by, at=now, why=made.why)
    _rebuild(connection, made.anchors, now)
    return made


def undo(connection: sa.Connection, id: str, by: str, now: str) -> Correction:
    """Take back a correction, or a decision by hand. Raises ``LedgerError`` where it is not in force."""
    lifted = sa.update(TABLE).where(TABLE.c.id == id, TABLE.c.undone.is_(None))
    row = connection.execute(lifted.values(undone=now, undone_by=clean(by)).returning(*TABLE.c)).first()
    if row is None:
        decided = next((c for c in _by_hand(connection, None, undone=False) if c.id == id), None)
        if decided is None:
            raise LedgerError(f"No correction {id} is in force; `Ledger.corrections()` lists those that are.")
        a, b = decided.anchors
        decisions.undo(connection, a, b, by, now)
        return msgspec.structs.replace(decided, undone=now, undone_by=by)
    decisions.lift(connection, row.pk, by, now)
    (told,) = _told(connection, [row])
    _rebuild(connection, told.anchors, now)
    return told


def corrections(connection: sa.Connection, event: str | None, *, undone: bool) -> tuple[Correction, ...]:
    """The corrections and decisions (of one event, or all), newest first."""
    asked = sa.select(TABLE) if undone else sa.select(TABLE).where(TABLE.c.undone.is_(None))
    mine = None
    if event is not None:
        story = _event(connection, event)
        mine = story.accounts
        asked = asked.where(sa.or_(TABLE.c.event == story.id, TABLE.c.pk.in_(_resting_on(mine))))
    rows = connection.execute(asked.order_by(TABLE.c.pk)).all()
    found = [*_told(connection, rows), *_by_hand(connection, mine, undone=undone)]
    return tuple(sorted(found, key=lambda c: c.at, reverse=True))


def corrected(connection: sa.Connection) -> tuple[Story, ...]:
    """The events that corrections in force rest on, by id."""
    account, story = schema.account, schema.story
    asked = (
        sa.select(story.c.id, story.c.data)
        .distinct()
        .join(account, account.c.story == story.c.pk)
        .join(schema.anchor, schema.anchor.c.account == account.c.pk)
        .join(RESTS, RESTS.c.anchor == schema.anchor.c.id)
        .join(TABLE, sa.and_(TABLE.c.pk == RESTS.c.correction, TABLE.c.undone.is_(None)))
    )
    return tuple(msgspec.json.decode(row.data, type=Story) for row in connection.execute(asked.order_by(story.c.id)))


def _event(connection: sa.Connection, id: str) -> Story:
    """The event of that id, or of the account of that id."""
    held, account, story = schema.anchor, schema.account, schema.story
    now = sa.select(held.c.account).where(held.c.id == id).scalar_subquery()
    asked = sa.select(story.c.id).join(account, account.c.story == story.c.pk)
    told: str | None = connection.scalar(asked.where(sa.or_(account.c.id == id, account.c.pk == now)))
    return views.story(connection, told or id)


def _named(connection: sa.Connection, story: Story, change: Change) -> tuple[str, ...]:
    """The accounts that a correction rests on: that whose words stand for the event first, those split off last."""
    told = views.accounts(connection, story.accounts)
    lead = next((a.id for a in told if a.event.evidence == story.evidence), story.accounts[0])
    mine = [lead, *(id for id in story.accounts if id != lead)]
    if change.what == "join":
        return (*mine, *_event(connection, str(change.value)).accounts)
    if change.what == "split":
        apart = _apart(change)
        return (*(id for id in mine if id not in apart), *apart)
    return tuple(mine)


def _apart(change: Change) -> tuple[str, ...]:
    """The accounts that a change splits off."""
    return tuple(map(str, change.value)) if isinstance(change.value, tuple) else ()


def _decided(made: Correction) -> list[decisions.Pair]:
    """What a correction decides on pairs of accounts: all of one side belong together, and the sides do, or do not."""
    apart = _apart(made.change)
    ours = [id for id in made.anchors if id not in apart]
    found = [(a, b, True) for side in (ours, apart) for a, b in pairwise(side)]
    return [*found, (ours[0], apart[0], False)] if apart else found


def _insert(connection: sa.Connection, made: Correction) -> int:
    row = {name: getattr(made, name) for name in ("id", "event", "by", "at", "why")}
    row |= {"what": made.change.what, "change": msgspec.json.encode(made.change).decode()}
    pk: int = connection.execute(sa.insert(TABLE).values(row).returning(TABLE.c.pk)).scalar_one()
    rests = [{"correction": pk, "n": n, "anchor": id} for n, id in enumerate(made.anchors)]
    connection.execute(sa.insert(RESTS), rests)
    return pk


def _rebuild(connection: sa.Connection, named: Sequence[str], now: str) -> None:
    stories.rebuild(connection, anchors.accounts_of(connection, named), set(), now)


def _resting_on(accounts: Iterable[str]) -> sa.Select[Any]:
    """The corrections that rest on accounts."""
    held = schema.anchor
    asked = sa.select(RESTS.c.correction).join(held, held.c.id == RESTS.c.anchor)
    return asked.join(schema.account, schema.account.c.pk == held.c.account).where(schema.account.c.id.in_(accounts))


def _told(connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> list[Correction]:
    rests: dict[int, list[str]] = {row.pk: [] for row in rows}
    for some in pieces(rests):
        asked = sa.select(RESTS).where(RESTS.c.correction.in_(some)).order_by(RESTS.c.correction, RESTS.c.n)
        for rest in connection.execute(asked):
            rests[rest.correction].append(rest.anchor)
    same = ("id", "event", "by", "at", "why", "undone", "undone_by")
    return [
        Correction(
            **{name: row._mapping[name] for name in same},
            change=msgspec.json.decode(row.change, type=Change),
            anchors=tuple(rests[row.pk]),
        )
        for row in reversed(rows)
    ]


def _by_hand(connection: sa.Connection, accounts: Collection[str] | None, *, undone: bool) -> list[Correction]:
    """What was decided on two accounts by itself (on any of ``accounts``), as a correction; newest first."""
    decided = schema.decision
    account, story = schema.account, schema.story
    event = (
        sa.select(story.c.id)
        .join(account, account.c.story == story.c.pk)
        .join(schema.anchor, schema.anchor.c.account == account.c.pk)
        .where(schema.anchor.c.id == decided.c.a)
        .scalar_subquery()
    )
    asked = sa.select(decided, event.label("event"))
    if not undone:
        asked = asked.where(decided.c.undone.is_(None))
    return [
        Correction(
            id=f"d{row.pk}", event=row.event or "", anchors=(row.a, row.b), by=row.by, at=row.at, why=row.why,
            change=Change(what="join", value=row.b) if row.same else Change(what="split", value=(row.b,)),
            undone=row.undone, undone_by=row.undone_by,
        )
        for row in reversed(decisions.by_themselves(connection, asked, accounts))
    ]  # fmt: skip
