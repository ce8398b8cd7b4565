"""The question for entities: who is named in reports, and in how many."""

from __future__ import annotations

from typing import Any, ClassVar

import sqlalchemy as sa

from dragoman.ledger import schema
from dragoman.ledger.ask import named
from dragoman.ledger.ask.reports import told_between
from dragoman.ledger.ask.results import Asked, Question
from dragoman.ledger.ask.terms import Days, Who
from dragoman.ledger.ask.values import NamedEntity
from dragoman.types import Value


class Filters(Value, frozen=True):
    """What entities must be to pass, and in which reports they are counted."""

    who: tuple[Who, ...] = ()
    days: Days = Days(None, None)
    outlet: tuple[str, ...] = ()


class EntityQuestion(Question[NamedEntity]):
    """Entities that pass the filters."""

    kind: ClassVar[type[Value]] = NamedEntity
    what: ClassVar[str] = "entities"
    sorts: ClassVar[tuple[str, ...]] = ("reports", "mentions", "name")

    def __init__(self, filters: Filters, sort: str) -> None:
        super().__init__(sort)
        self.filters = filters

    def asked(self, connection: sa.Connection) -> Asked:
        """The entities by their counts."""
        entity, counted = schema.entity, self._counts(connection)
        asked = sa.select().select_from(entity).where(entity.c.reports > 0, *self._meant())
        if counted is not entity:
            asked = sa.select().select_from(entity).join(counted, counted.c.entity == entity.c.pk)
        key: sa.ColumnElement[Any] = entity.c.name_key if self.sort == "name" else counted.c[self.sort]
        return Asked(asked, (key, entity.c.pk), descending=self.sort != "name")

    def told(self, connection: sa.Connection, rows: list[int]) -> sa.Select[Any]:
        """The entities with their counts."""
        entity, counted = schema.entity, self._counts(connection, rows)
        columns = (entity.c.name, entity.c.country, entity.c.sectors, counted.c.reports, counted.c.mentions)
        asked = sa.select(entity.c.pk.label("row_"), *columns)
        if counted is entity:
            return asked.where(entity.c.pk.in_(rows))
        return asked.join(counted, counted.c.entity == entity.c.pk)

    def _counts(self, connection: sa.Connection, rows: list[int] | None = None) -> sa.FromClause:
        """Where the counts are: beside the entities, if all reports count; else they are to be counted."""
        every = self.filters.days == Days(None, None) and not self.filters.outlet
        return schema.entity if every else self._counted(connection, rows)

    def _counted(self, connection: sa.Connection, rows: list[int] | None = None) -> sa.Subquery:
        """How often each entity is named in the reports that count: first in each report, then in all."""
        mention, report, filters = schema.mention, schema.report, self.filters
        times = sa.func.count().label("times")
        each = sa.select(mention.c.entity, mention.c.report, times).group_by(mention.c.entity, mention.c.report)
        if rows is not None:
            each = each.where(mention.c.entity.in_(rows))
        each = each.join(report, report.c.pk == mention.c.report).where(*told_between(filters.days))
        if filters.outlet:
            each = each.where(report.c.outlet.in_(named.outlets(connection, filters.outlet)))
        if filters.who:
            each = each.where(mention.c.entity.in_(sa.select(schema.entity.c.pk).where(*self._meant())))
        one = each.subquery()
        mentions = sa.cast(sa.func.sum(one.c.times), sa.BigInteger).label("mentions")
        counted = sa.select(one.c.entity, sa.func.count().label("reports"), mentions)
        return counted.group_by(one.c.entity).subquery()

    def _meant(self) -> list[sa.ColumnElement[bool]]:
        who = self.filters.who
        return [sa.or_(*(named.is_meant(schema.entity, one) for one in who))] if who else []

    def value(self, row: sa.Row[Any]) -> NamedEntity:
        """The entity of a row."""
        return NamedEntity(
            name=row.name, country=row.country or None, sectors=tuple(row.sectors.split()), reports=row.reports,
            mentions=row.mentions,
        )  # fmt: skip
