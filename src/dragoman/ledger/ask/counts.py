"""The question of how many: events by the country in which they took place, by month, by type or quad."""

from __future__ import annotations

from typing import Literal

import sqlalchemy as sa

from dragoman.ledger import schema
from dragoman.ledger.ask.events import STORY, EventQuestion, Filters

By = Literal["country", "month", "type", "quad"]


def counts(connection: sa.Connection, filters: Filters, by: By) -> dict[str, int]:
    """How many of the events that pass are in each country (ISO alpha-3) or month («2024-11»), of each type or quad.

    Events without a country are in none. An event whose date spans months is in the first of them.
    """
    name = {"country": "place_country", "month": "day"}.get(by, by)
    asked, way = EventQuestion(filters, "newest").chosen(connection, name)
    column = way.column(name)
    grouped = asked.add_columns(column.label("what"), sa.func.count().label("events")).group_by(column)
    if by == "month":
        days = grouped.subquery()  # which come in the order of an index, as months do not
        month = sa.func.substr(days.c.what, 1, 7)
        grouped = sa.select(month.label("what"), sa.func.sum(days.c.events).label("events")).group_by(month)
    return {str(row.what): int(row.events) for row in connection.execute(grouped) if row.what}


def as_of(connection: sa.Connection) -> str:
    """What is another after a report has come or events have changed: how far all are numbered, and the last change."""
    return " ".join(map(str, connection.execute(_ENDS).one()))


_ENDS = sa.select(
    *(
        sa.select(told).scalar_subquery()
        for told in (
            sa.func.max(STORY.c.updated), sa.func.max(STORY.c.pk), sa.func.max(schema.report.c.pk),
            sa.func.max(schema.story_change.c.pk),
            # of one second, and of what no change is told
            sa.func.max(schema.correction.c.pk), sa.func.count(schema.correction.c.undone),
        )
    )
)  # fmt: skip
