"""Which outlet published a report, with the country and owner that the gazetteer knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast, get_args
from urllib.parse import urlsplit

import sqlalchemy as sa

from dragoman.ledger import schema
from dragoman.ledger.ids import clipped
from dragoman.resolve.gazetteer import Entry, shipped
from dragoman.types import Outlet, Ownership

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
    if found is None:
        return None
    table = schema.outlet
    known = connection.scalar(sa.select(table.c.pk).where(table.c.name == found.name))
    if known is not None:
        return cast(int, known)
    return cast(int, connection.scalar(sa.insert(table).values(found.to_dict()).returning(table.c.pk)))


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
