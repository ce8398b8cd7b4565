"""What a source yields, as the ledger takes it in."""

from __future__ import annotations

import re

import sqlalchemy as sa

from dragoman.collect import Raw, web_address
from dragoman.errors import InputError
from dragoman.ledger import Arrival, Ledger, digest, schema
from dragoman.prepare import iso_date

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def arrival(raw: Raw, source: str) -> Arrival:
    """How ``raw`` came in from ``source``."""
    return Arrival(
        origin=raw.origin,
        digest=digest(raw.title, raw.data),
        address=web_address(raw.url),
        source=source,
        guid=raw.guid,
        title=raw.title,
        outlet=raw.outlet,
        published=_published(raw.date),
        url=raw.url,
    )


def _published(date: str | None) -> str | None:
    try:
        return date if date and _TIME.fullmatch(date) else iso_date(date)
    except InputError:
        return None  # the reader says so


def named(ledger: Ledger, source: str, name: str) -> str | None:
    """The report that ``source`` calls ``name``, or that is at that address, if it is not gone already."""
    report, place = schema.report, schema.source
    known = web_address(name)
    where = report.c.address == known if known else (report.c.guid == name) & (place.c.place == source)
    asked = sa.select(report.c.id).join(place, place.c.pk == report.c.source, isouter=True)
    with ledger.reading() as connection:
        found: str | None = connection.scalar(asked.where(where, report.c.gone.is_(None)))
    return found
