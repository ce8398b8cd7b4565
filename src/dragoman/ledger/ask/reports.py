"""The question for reports."""

from __future__ import annotations

from typing import Any, ClassVar

import sqlalchemy as sa

from dragoman.ledger import schema
from dragoman.ledger.ask import named, results
from dragoman.ledger.ask.results import Asked, Question
from dragoman.ledger.ask.terms import Days, Who
from dragoman.ledger.ask.values import ReportLine
from dragoman.ledger.search import matching
from dragoman.types import Value

REPORT = schema.report
STATUSES = ("read", "unreadable")
_DAY = sa.func.coalesce(REPORT.c.published, REPORT.c.first_seen)
_SAME = (
    "id", "title", "agency", "published", "address", "origin", "language", "status", "first_seen", "gone", "versions",
)  # fmt: skip


class Filters(Value, frozen=True):
    """What reports must be to pass. Of several values of one filter any will do; all filters must hold."""

    outlet: tuple[str, ...] = ()
    source: str | None = None
    mentions: tuple[Who, ...] = ()
    days: Days = Days(None, None)
    status: str | None = None
    copy_of: str | None = None
    originals: bool = False
    text: str | None = None


class ReportQuestion(Question[ReportLine]):
    """Reports that pass the filters."""

    kind: ClassVar[type[Value]] = ReportLine
    what: ClassVar[str] = "reports"
    sorts: ClassVar[tuple[str, ...]] = ("newest", "oldest", "arrived", "relevance")

    def __init__(self, filters: Filters, sort: str) -> None:
        super().__init__(sort, filters.text)
        self.filters = filters

    def asked(self, connection: sa.Connection) -> Asked:
        """The reports."""
        asked = sa.select().select_from(REPORT).where(*self._conditions(connection))
        key: sa.ColumnElement[Any] = REPORT.c.first_seen if self.sort == "arrived" else _DAY
        if self.filters.text:
            found = matching(connection, "report", self.filters.text)
            asked = asked.join(found, found.c.pk == REPORT.c.pk)
            key = results.exact(found.c.rank) if self.sort == "relevance" else key
        return Asked(asked, (key, REPORT.c.pk), descending=self.sort in ("newest", "arrived"))

    def told(self, connection: sa.Connection, rows: list[int]) -> sa.Select[Any]:  # noqa: ARG002
        """The reports, each with its outlet, source, origin, the reason why it was not read, and its events counted."""
        source, outlet, version = schema.source, schema.outlet, schema.version
        origin, account = REPORT.alias("origin"), schema.account
        told = sa.select(sa.func.count()).where(account.c.report == REPORT.c.pk).scalar_subquery()
        why = sa.select(version.c.reason).where(version.c.report == REPORT.c.pk, version.c.latest).scalar_subquery()
        return (
            sa.select(
                REPORT.c.pk.label("row_"), *(REPORT.c[name] for name in _SAME), source.c.place.label("source_place"),
                origin.c.id.label("copy_of"), told.label("events"), why.label("reason"), *named.OUTLET,
            )
            .outerjoin(outlet, outlet.c.pk == REPORT.c.outlet)
            .outerjoin(source, source.c.pk == REPORT.c.source)
            .outerjoin(origin, sa.and_(origin.c.pk == REPORT.c.original, origin.c.pk != REPORT.c.pk))
            .where(REPORT.c.pk.in_(rows))
        )  # fmt: skip

    def _conditions(self, connection: sa.Connection) -> list[sa.ColumnElement[bool]]:
        filters = self.filters
        found = told_between(filters.days)
        if filters.outlet:
            found.append(REPORT.c.outlet.in_(named.outlets(connection, filters.outlet)))
        if filters.source:
            found.append(REPORT.c.source == _source(filters.source))
        if filters.mentions:
            mention, entity = schema.mention, schema.entity
            meant = sa.or_(*(named.is_meant(entity, who) for who in filters.mentions))
            told = sa.select(mention.c.report).where(mention.c.entity.in_(sa.select(entity.c.pk).where(meant)))
            found.append(REPORT.c.pk.in_(told))
        if filters.status:
            found.append(REPORT.c.status == filters.status)
        if filters.copy_of:
            origin = REPORT.alias("repeated")
            group = sa.select(origin.c.original).where(origin.c.id == filters.copy_of).scalar_subquery()
            found += [REPORT.c.original == group, REPORT.c.id != filters.copy_of]
        if filters.originals:
            found.append(REPORT.c.original == REPORT.c.pk)
        return found

    def value(self, row: sa.Row[Any]) -> ReportLine:
        """The report of a row."""
        same = {name: row._mapping[name] for name in _SAME}
        return ReportLine(
            **same, outlet=named.outlet_of(row), source=row.source_place, copy_of=row.copy_of, events=row.events,
            reason=row.reason if row.status == "unreadable" else None,
        )  # fmt: skip


def told_between(days: Days) -> list[sa.ColumnElement[bool]]:
    """Reports published between the days; those without a day of publication, that first came in between them."""
    if days == Days(None, None):
        return []
    published, seen = REPORT.c.published, REPORT.c.first_seen
    # two conditions, each with an index of its own; «~» comes after every time of the last day
    return [sa.or_(sa.and_(*_between(published, days)), sa.and_(published.is_(None), *_between(seen, days)))]


def _between(column: sa.ColumnElement[str], days: Days) -> list[sa.ColumnElement[bool]]:
    found = [column >= days.since] if days.since else []
    return [*found, column < days.until + "~"] if days.until else found


def _source(place: str) -> sa.ScalarSelect[Any]:
    return sa.select(schema.source.c.pk).where(schema.source.c.place == place).scalar_subquery()
