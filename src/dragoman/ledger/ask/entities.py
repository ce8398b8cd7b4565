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
        entity, counted = schema.entity, self._counted(connection)
        asked = sa.select().select_from(entity).join(counted, counted.c.entity == entity.c.pk)
        key = entity.c.name_key if self.sort == "name" else counted.c[self.sort]
        return Asked(asked, (key, entity.c.pk), descending=self.sort != "name")

    def told(self, connection: sa.Connection, rows: list[int]) -> sa.Select[Any]:
        """The entities with their counts."""
        entity, counted = schema.entity, self._counted(connection, rows)
        columns = (entity.c.name, entity.c.country, entity.c.sectors, counted.c.reports, counted.c.mentions)
        return sa.select(entity.c.pk.label("row_"), *columns).join(counted, counted.c.entity == entity.c.pk)

    def _counted(self, connection: sa.Connection, rows: list[int] | None = None) -> sa.Subquery:
        """How often each entity is named in the reports that count: first in each report, then in all."""
        mention, report, entity, filters = schema.mention, schema.report, schema.entity, self.filters
        times = sa.func.count().label("times")
        each = sa.select(mention.c.entity, mention.c.report, times).group_by(mention.c.entity, mention.c.report)
        if rows is not None:
            each = each.where(mention.c.entity.in_(rows))
        if filters.days != Days(None, None) or filters.outlet:
            each = each.join(report, report.c.pk == mention.c.report).where(*told_between(filters.days))
        if filters.outlet:
            each = each.where(report.c.outlet.in_(named.outlets(connection, filters.outlet)))
        if filters.who:
            meant = sa.or_(*(named.is_meant(entity, who) for who in filters.who))
            each = each.where(mention.c.entity.in_(sa.select(entity.c.pk).where(meant)))
        one = each.subquery()
        mentions = sa.cast(sa.func.sum(one.c.times), sa.BigInteger).label("mentions")
        counted = sa.select(one.c.entity, sa.func.count().label("reports"), mentions)
        return counted.group_by(one.c.entity).subquery()

    def value(self, row: sa.Row[Any]) -> NamedEntity:
        """The entity of a row."""
        return NamedEntity(
            name=row.name, country=row.country or None, sectors=tuple(row.sectors.split()), reports=row.reports,
            mentions=row.mentions,
        )  # fmt: skip
