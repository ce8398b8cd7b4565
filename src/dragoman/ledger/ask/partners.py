"""The question of with whom: those on the other side of a party's events, and how they deal with each other."""

from __future__ import annotations

import sqlalchemy as sa

from dragoman.ledger import schema
from dragoman.ledger.ask.events import EventQuestion, Filters
from dragoman.ledger.ask.values import Partner
from dragoman.types import Party


def partners(connection: sa.Connection, filters: Filters, role: str, most: int) -> tuple[Partner, ...]:
    """Those who have ``role`` (actor or recipient) in the events that pass, those of most events first."""
    passing, way = EventQuestion(filters, "newest").chosen(connection)
    stories = passing.add_columns(way.story.label("story")).subquery()
    party = schema.story_party.alias("partner")
    events = sa.func.count(sa.distinct(party.c.story)).label("events")
    asked = (
        sa.select(
            sa.func.max(party.c.name).label("name"), party.c.country, sa.func.max(party.c.sectors).label("sectors"),
            events, sa.func.avg(party.c.score).label("score"),
        )
        .join(stories, stories.c.story == party.c.story)
        .where(party.c.role == role)
        .group_by(party.c.name_key, party.c.country)
        .order_by(events.desc(), sa.literal_column("name"))
        .limit(most)
    )  # fmt: skip
    return tuple(
        Partner(
            party=Party(name=row.name, country=row.country, sectors=tuple(row.sectors.split())),
            events=row.events,
            score=round(float(row.score), 2),
        )
        for row in connection.execute(asked)
    )
