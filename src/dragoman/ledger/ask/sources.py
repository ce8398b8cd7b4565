"""The question for sources: what is followed, how it fares, and what came from it."""

from __future__ import annotations

from typing import Any, ClassVar

import sqlalchemy as sa

from dragoman.ledger import schema
from dragoman.ledger.ask.results import Asked, Question
from dragoman.ledger.ask.values import SourceLine
from dragoman.types import Value

SOURCE = schema.source
STATUSES = ("new", "ok", "failing", "dead")
_COUNTED = ("reports", "last_report")


class Filters(Value, frozen=True):
    """What sources must be to pass. ``words``: found in place or title; ``removed``: also those off the list."""

    status: tuple[str, ...] = ()
    words: str | None = None
    removed: bool = False


class SourceQuestion(Question[SourceLine]):
    """Sources that pass the filters."""

    kind: ClassVar[type[Value]] = SourceLine
    what: ClassVar[str] = "sources"
    sorts: ClassVar[tuple[str, ...]] = ("place", "reports", "failures")

    def __init__(self, filters: Filters, sort: str) -> None:
        super().__init__(sort)
        self.filters = filters

    def asked(self, connection: sa.Connection) -> Asked:  # noqa: ARG002
        """The sources."""
        keys: dict[str, sa.ColumnElement[Any]] = {"reports": _reports(), "failures": SOURCE.c.failures}
        asked = sa.select().select_from(SOURCE).where(*self._conditions())
        return Asked(asked, (keys.get(self.sort, SOURCE.c.place), SOURCE.c.pk), descending=self.sort != "place")

    def told(self, connection: sa.Connection, rows: list[int]) -> sa.Select[Any]:  # noqa: ARG002
        """The sources, each with its reports counted."""
        last = sa.select(sa.func.max(schema.report.c.first_seen)).where(schema.report.c.source == SOURCE.c.pk)
        counted = (_reports().label("reports"), last.scalar_subquery().label("last_report"))
        columns = [SOURCE.c[name] for name in SourceLine.__struct_fields__ if name not in _COUNTED]
        return sa.select(SOURCE.c.pk.label("row_"), *columns, *counted).where(SOURCE.c.pk.in_(rows))

    def _conditions(self) -> list[sa.ColumnElement[bool]]:
        filters = self.filters
        found: list[sa.ColumnElement[bool]] = []
        if not filters.removed:
            found.append(SOURCE.c.removed.is_(None))
        if filters.status:
            found.append(SOURCE.c.status.in_(filters.status))
        if filters.words:
            columns = (SOURCE.c.place, sa.func.coalesce(SOURCE.c.title, ""))
            found.append(sa.or_(*(column.icontains(filters.words, autoescape=True) for column in columns)))
        return found

    def value(self, row: sa.Row[Any]) -> SourceLine:
        """The source of a row."""
        return SourceLine(**{name: row._mapping[name] for name in SourceLine.__struct_fields__})


def _reports() -> sa.ScalarSelect[int]:
    """How many reports came from a source."""
    return sa.select(sa.func.count()).where(schema.report.c.source == SOURCE.c.pk).scalar_subquery()
