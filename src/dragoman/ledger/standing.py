"""What people have said of accounts, as it stands: which are tied together, decisions and corrections in force."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from dragoman.ledger import schema
from dragoman.ledger.corrected import BETWEEN, Standing
from dragoman.ledger.ids import pieces
from dragoman.ledger.rows import SOME
from dragoman.types import Account, Change, Decision

ANCHOR, DECIDED = schema.anchor, schema.decision
CORRECTED, RESTS = schema.correction, schema.correction_anchor
_HELD = sa.select(ANCHOR.c.id, ANCHOR.c.account).where(ANCHOR.c.account.in_(SOME))


def tied(connection: sa.Connection, held: Collection[str]) -> set[int]:
    """The accounts that people hold to be of one event with any that is ``held``, or have corrected with it."""
    found: set[int] = set()
    other = ANCHOR.alias("other")
    for some in pieces(sorted(held)):
        for mine, theirs in ((DECIDED.c.a, DECIDED.c.b), (DECIDED.c.b, DECIDED.c.a)):
            joined = sa.select(other.c.account).join(DECIDED, other.c.id == theirs)
            joined = joined.where(DECIDED.c.same, DECIDED.c.undone.is_(None), other.c.account.is_not(None))
            found.update(connection.scalars(joined.where(mine.in_(some))))
        rests = RESTS.alias("rests")
        together = (
            sa.select(other.c.account)
            .join(rests, rests.c.anchor == other.c.id)
            .join(CORRECTED, CORRECTED.c.pk == rests.c.correction)
            .join(RESTS, RESTS.c.correction == CORRECTED.c.pk)
        )
        together = together.where(CORRECTED.c.undone.is_(None), CORRECTED.c.what.not_in(BETWEEN))
        found.update(connection.scalars(together.where(RESTS.c.anchor.in_(some), other.c.account.is_not(None))))
    return found


def decisions(connection: sa.Connection, held: Mapping[str, int], known: Mapping[int, Account]) -> list[Decision]:
    """The decisions in force between accounts ``held`` that are ``known`` by row; of several on one pair the last."""
    rows = [
        row
        for some in pieces(sorted(held))
        for row in connection.execute(sa.select(DECIDED).where(DECIDED.c.a.in_(some), DECIDED.c.undone.is_(None)))
    ]
    found: dict[tuple[str, str], Decision] = {}
    for row in sorted(rows, key=_in_time):
        if row.b in held and held[row.a] != held[row.b]:
            a, b = sorted((known[held[row.a]].id, known[held[row.b]].id))
            # two of one second: the later one is the one that was written later
            at = f"{row.at}#{row.pk:012}"
            found[a, b] = Decision(a=a, b=b, same=row.same, by=row.by, at=at, why=row.why)
    return [found[pair] for pair in sorted(found)]


def corrections(connection: sa.Connection, held: Mapping[str, int]) -> list[Standing]:
    """The corrections in force that rest on any account that is ``held``, the earliest first."""
    rests: dict[int, list[tuple[int, int]]] = {}
    for some in pieces(sorted(held)):
        for row in connection.execute(sa.select(RESTS).where(RESTS.c.anchor.in_(some))):
            rests.setdefault(row.correction, []).append((row.n, held[row.anchor]))
    rows = [
        row
        for some in pieces(sorted(rests))
        for row in connection.execute(
            sa.select(CORRECTED).where(CORRECTED.c.pk.in_(some), CORRECTED.c.undone.is_(None))
        )
    ]
    return [
        Standing(
            id=row.id,
            change=msgspec.json.decode(row.change, type=Change),
            accounts=tuple(dict.fromkeys(account for _, account in sorted(rests[row.pk]))),
        )
        for row in sorted(rows, key=_in_time)
    ]


def _in_time(row: sa.Row[Any]) -> tuple[str, int]:
    return row.at, row.pk


def held(connection: sa.Connection, accounts: Collection[int]) -> dict[str, int]:
    """The accounts of which people have spoken, by the ids that they had then."""
    return {
        row.id: row.account
        for some in pieces(sorted(accounts))
        for row in connection.execute(_HELD, {"some": some})
    }  # fmt: skip
