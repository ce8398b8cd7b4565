"""The question of how many: events by the country in which they took place, by month, by type or quad."""

from __future__ import annotations

from typing import Literal

import sqlalchemy as sa

from dragoman.ledger import changes, schema
from dragoman.ledger.ask.events import STORY, EventQuestion, Filters

By = Literal["country", "month", "type", "quad"]


def counts(connection: sa.Connection, filters: Filters, by: By) -> dict[str, int]:
    """How many of the events that pass are in each country (ISO alpha-3) or month («2024-11»), of each type or quad.

    Events without a country are in none. An event whose date spans months is in the first of them.
    """
    asked, way = EventQuestion(filters, "newest").chosen(connection)
    column = way.column({"country": "place_country", "month": "day"}.get(by, by))
    what = sa.func.substr(column, 1, 7) if by == "month" else column
    grouped = asked.add_columns(what.label("what"), sa.func.count().label("events")).group_by(what)
    return {str(row.what): row.events for row in connection.execute(grouped) if row.what}


def as_of(connection: sa.Connection) -> str:
    """What is another after a report has come or events have changed: how far all are numbered, and the last change."""
    ends = (sa.func.max(STORY.c.updated), sa.func.max(STORY.c.pk), sa.func.max(schema.report.c.pk))
    found = [connection.scalar(sa.select(end)) for end in ends]
    return " ".join(str(end) for end in (*found, changes.last(connection)))
