"""An event set out for searching: its own columns, its parties, and the pairs of countries that act on each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from enum import IntEnum
from itertools import permutations, product
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from dragoman import ontology
from dragoman.ledger import schema
from dragoman.ledger.ids import clipped, key, pieces
from dragoman.ledger.rows import deleting, insert
from dragoman.resolve.dates.calendar import first_day, precision, shift
from dragoman.types import Account, Party, Story

_UNITS = ("year", "month", "week", "day")


class When(NamedTuple):
    """The first and the last day of an event; ``dated``: by its own date or a day of publication."""

    first: str
    last: str
    dated: bool


def when(date: str | None, accounts: Iterable[Account]) -> When:
    """When an event stands that is told to be on ``date``: without one on the day when it was first published.

    Where that is not known either, it stands on the day of collection, which says nothing of the event.
    """
    told = list(accounts)
    published = [a.published[:10] for a in told if a.published and first_day(a.published[:10])]
    fallback = min(published or [a.seen[:10] for a in told])
    return When(*days(date, fallback), dated=bool(published) or first_day(date or "") is not None)


def days(date: str | None, fallback: str) -> tuple[str, str]:
    """The first and the last day of a date as exact as is known; ``fallback`` for one that is missing or none."""
    first = first_day(date) if date else None
    if date is None or first is None:
        return fallback, fallback
    following = first_day(shift(date, _UNITS[precision(date)], 1) or "")  # type: ignore[arg-type]
    last = following - timedelta(days=1) if following else first
    return first.isoformat(), last.isoformat()


def spread(connection: sa.Connection, told: Mapping[int, tuple[Story, When]], known: Iterable[int] = ()) -> None:
    """Write the parties and pairs of stories, by row; for those ``known`` before, in the place of what was there."""
    again, right = told.keys() & set(known), {pk: one for pk, one in told.items() if not one[0].wrong}
    for table, rows_of in ((schema.story_party, party_rows), (schema.story_pair, pair_rows)):
        for some in pieces(again):
            connection.execute(deleting(table.c.story), {"some": some})
        insert(
            connection,
            table,
            [{"story": pk, **row} for pk, (story, days) in right.items() for row in rows_of(story, days)],
        )


def story_row(told: Story, days: When) -> dict[str, Any]:
    """The searchable columns of a story, and its data."""
    place = told.place
    name = (place.name or place.text) if place else None
    row = {name: getattr(told, name) for name in _SAME}
    return row | {
        "contexts": " ".join(told.contexts),
        "day": days.first,
        "last_day": days.last,
        "dated": days.dated,
        "place": name,
        "place_key": key(name) if name else None,
        "place_country": place.country if place else None,
        "geonameid": place.geonameid if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "data": msgspec.json.encode(told).decode(),
    }


_SAME = (
    "id", "type", "mode", "quad", "score", "cameo", "modality", "date", "confidence", "corroborated", "wrong",
    "reports", "copies", "origins", "outlets", "state_owned", "first_report", "last_report",
)  # fmt: skip


class Met(IntEnum):
    """Whether the country of a party was met in the event before: in another role, or again in this one.

    So an event is found once, by whatever role, without a look at its other parties.
    """

    FIRST = 0
    IN_BOTH_ROLES = 1
    AGAIN = 2


def party_rows(told: Story, days: When) -> list[dict[str, Any]]:
    """A row for each actor and recipient; where all sides act on each other, two for each."""
    met = _met(told)
    rest = {
        "type": told.type,
        "quad": told.quad,
        "modality": told.modality,
        "day": days.first,
        "last_day": days.last,
        "confidence": told.confidence,
        "corroborated": told.corroborated,
        "place_country": told.place.country if told.place else None,
        "score": told.score,
    }
    return [
        {
            "role": role,
            "n": n,
            "name": clipped(party.name),
            "name_key": key(party.name),
            "country": party.country,
            "sectors": " ".join(party.sectors),
            "met": int(met[role, n]),
            **rest,
        }
        for role, n, party in _roles(told)
    ]


def _met(told: Story) -> dict[tuple[str, int], Met]:
    """Of each row, by its role and number, whether its country was met before it: actors come first."""
    found: dict[tuple[str, int], Met] = {}
    seen: dict[str, set[str]] = {"actor": set(), "recipient": set()}
    for role, n, party in sorted(_roles(told), key=lambda row: row[:2]):
        country = party.country
        found[role, n] = Met.FIRST
        if country in seen[role]:
            found[role, n] = Met.AGAIN
        elif country in seen["actor"]:
            found[role, n] = Met.IN_BOTH_ROLES
        if country:
            seen[role].add(country)
    return found


def _roles(told: Story) -> Iterator[tuple[str, int, Party]]:
    for n, party in enumerate(told.actors):
        yield "actor", n, party
        if _both_ways(told):
            yield "recipient", -1 - n, party
    for n, party in enumerate(told.recipients):
        yield "recipient", n, party


def pair_rows(told: Story, days: When) -> list[dict[str, Any]]:
    """A row for each country that acts and each that is acted upon."""
    sectors: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    for actor, recipient in _pairs(told):
        if actor.country and recipient.country:
            sides = sectors.setdefault((actor.country, recipient.country), (set(), set()))
            sides[0].update(actor.sectors)
            sides[1].update(recipient.sectors)
    rest = {
        "day": days.first,
        "last_day": days.last,
        "quad": told.quad,
        "dated": days.dated,
        "score": told.score,
        "modality": told.modality,
        "confidence": told.confidence,
    }
    return [
        {
            "actor": pair[0],
            "recipient": pair[1],
            "actor_sectors": " ".join(sorted(sectors[pair][0])),
            "recipient_sectors": " ".join(sorted(sectors[pair][1])),
            **rest,
        }
        for pair in sorted(sectors)
    ]


def _pairs(told: Story) -> Iterable[Sequence[Party]]:
    return permutations(told.actors, 2) if _both_ways(told) else product(told.actors, told.recipients)


def _both_ways(told: Story) -> bool:
    return ontology.both_ways(told.type, actors=len(told.actors), recipients=len(told.recipients))
