"""Which outlet published a report, with the country and owner that the gazetteer knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast, get_args
from urllib.parse import urlsplit

import sqlalchemy as sa

from dragoman.ledger import schema
from dragoman.ledger.ids import clipped
from dragoman.ledger.rows import ONE, inserting
from dragoman.resolve.gazetteer import Entry, shipped
from dragoman.types import Outlet, Ownership

_NAMED = sa.select(schema.outlet.c.pk).where(schema.outlet.c.name == ONE)
_OWNERS: frozenset[str] = frozenset(get_args(Ownership))


def outlet_of(name: str | None, url: str | None) -> Outlet | None:
    """The outlet of that name, else of that address; None where neither tells."""
    host = _host(url)
    entry = _entry([name] if name else []) or _entry(_domains(host))
    if entry is not None:
        owner = entry.data.get("ownership")
        return Outlet(name=entry.name, country=entry.country, ownership=owner if owner in _OWNERS else None)
    told = name or host
    return Outlet(name=clipped(" ".join(told.split()))) if told else None


def outlet_pk(connection: sa.Connection, name: str | None, url: str | None) -> int | None:
    """The row of the outlet of a report, made where it is not yet there."""
    found = outlet_of(name, url)
    return _row(connection, found) if found else None


def surer_outlet(connection: sa.Connection, kept: int | None, name: str | None, url: str | None) -> int | None:
    """The row of the outlet of a report that is ``kept`` as one and told to be another.

    One that the gazetteer knows goes before one that it does not, then the first in the alphabet; so it does not depend
    on which was told first.
    """
    found = outlet_of(name, url)
    table = schema.outlet
    row = connection.execute(sa.select(table).where(table.c.pk == kept)).first() if kept is not None else None
    if row is None or found is None:
        return _row(connection, found) if found else kept
    known = row.country is None and row.ownership is None, row.name
    told = found.country is None and found.ownership is None, found.name
    return _row(connection, found) if told < known else kept


def _row(connection: sa.Connection, found: Outlet) -> int:
    table = schema.outlet
    known = connection.scalar(_NAMED, {"one": found.name})
    if known is not None:
        return cast(int, known)
    return cast(int, connection.scalar(inserting(table, "pk"), found.to_dict()))


def _entry(names: list[str] | Iterator[str]) -> Entry | None:
    return next((e for name in names for e in shipped().entries(name) if e.kind == "outlet"), None)


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _domains(host: str) -> Iterator[str]:
    """The host, then the domains it lies in, but for the last word («en.tass.com», «tass.com»)."""
    words = host.split(".")
    for start in range(len(words) - 1):
        yield ".".join(words[start:])
