"""Tokens: what lets people and programs in. Of a secret only its SHA-256 is kept."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from typing import cast

import sqlalchemy as sa

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.ids import clean
from dragoman.types import Scope, Token
from dragoman.types.desk import SCOPES

_SECRET = re.compile(r"drg_(t[0-9a-f]{16})_[\w-]{43}")
_NOBODY = "0" * 64


def add(
    connection: sa.Connection, name: str, scopes: Iterable[str], expires: str | None, now: str
) -> tuple[Token, str]:
    """A new token and its secret, which nobody can be told again."""
    name = clean(" ".join(name.split()))
    chosen = _scopes(scopes)
    if not name:
        raise LedgerError("A token needs a name, so that what is done with it can be laid to somebody; give one.")
    table = schema.token
    taken = sa.select(table.c.pk).where(table.c.name == name, table.c.revoked.is_(None))
    if connection.execute(taken).first():
        raise LedgerError(f"There is a token {name!r} already; choose another name, or revoke that one first.")
    if expires is not None and not re.match(r"\d{4}-\d\d-\d\d", expires):
        raise LedgerError(f"{expires!r} is no time; write a day as 2027-01-31, or 2027-01-31T12:00:00Z.")
    token = Token(id="t" + secrets.token_hex(8), name=name, scopes=chosen, created=now, expires=expires)
    secret = f"drg_{token.id}_{secrets.token_urlsafe(32)}"
    row = token.to_dict() | {"scopes": " ".join(chosen), "hash": _hash(secret)}
    connection.execute(sa.insert(table).values(row))
    return token, secret


def of(connection: sa.Connection, secret: str, now: str) -> Token | None:
    """The token of that secret; None where there is none, it has expired, or was revoked. Takes as long either way."""
    told = _SECRET.fullmatch(secret)
    table = schema.token
    row = connection.execute(sa.select(table).where(table.c.id == (told[1] if told else ""))).first()
    right = hmac.compare_digest(row.hash if row else _NOBODY, _hash(secret))
    if row is None or not right or row.revoked or (row.expires and row.expires <= now):
        return None
    return _token(row)


def tokens(connection: sa.Connection) -> tuple[Token, ...]:
    """All tokens there ever were, oldest first."""
    return tuple(map(_token, connection.execute(sa.select(schema.token).order_by(schema.token.c.pk))))


def revoke(connection: sa.Connection, id: str, by: str, now: str) -> Token:
    """The token of that id (or name), which lets nobody in any more. Raises ``LedgerError`` where none is in force."""
    table = schema.token
    mine = sa.and_(sa.or_(table.c.id == id, table.c.name == id), table.c.revoked.is_(None))
    gone = sa.update(table).where(mine).values(revoked=now, revoked_by=clean(by)).returning(*table.c)
    row = connection.execute(gone).first()
    if row is None:
        raise LedgerError(f"No token {id} is in force; `dragoman token list` shows those that are.")
    return _token(row)


def _scopes(asked: Iterable[str]) -> tuple[Scope, ...]:
    given = set(asked)
    for scope in sorted(given - set(SCOPES)):
        raise LedgerError(f"{scope!r} is nothing that a token can allow; choose of {', '.join(SCOPES)}.")
    if not given:
        raise LedgerError(f"A token must allow something; choose of {', '.join(SCOPES)}.")
    return tuple(scope for scope in SCOPES if scope in given)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _token(row: sa.Row[tuple[object, ...]]) -> Token:
    told = row._mapping
    same = {name: told[name] for name in Token.__struct_fields__ if name != "scopes"}
    return Token(**same, scopes=cast("tuple[Scope, ...]", tuple(str(told["scopes"]).split())))
