"""The question for quotes: who said what, in which report."""

from __future__ import annotations

import json
from typing import Any, ClassVar

import sqlalchemy as sa

from dragoman.ledger import schema
from dragoman.ledger.ask import named, results
from dragoman.ledger.ask.results import Asked, Question
from dragoman.ledger.ask.terms import Days, Who
from dragoman.ledger.ask.values import Quote
from dragoman.ledger.search import matching
from dragoman.types import Party, Value

SAID = schema.attribution
SPEAKER = schema.entity


class Filters(Value, frozen=True):
    """What quotes must be to pass. Of several values of one filter any will do; all filters must hold."""

    speaker: tuple[Who, ...] = ()
    via: str | None = None
    kind: tuple[str, ...] = ()
    days: Days = Days(None, None)
    outlet: tuple[str, ...] = ()
    report: str | None = None
    text: str | None = None
    min_confidence: float | None = None
    originals: bool = False


class QuoteQuestion(Question[Quote]):
    """Quotes that pass the filters."""

    kind: ClassVar[type[Value]] = Quote
    what: ClassVar[str] = "quotes"
    sorts: ClassVar[tuple[str, ...]] = ("newest", "oldest", "confidence", "relevance")

    def __init__(self, filters: Filters, sort: str) -> None:
        super().__init__(sort, filters.text)
        self.filters = filters

    def asked(self, connection: sa.Connection) -> Asked:
        """The attributions, and where their reports are asked for, those."""
        asked = sa.select().select_from(SAID).where(*self._conditions(connection))
        if self.filters.outlet or self.filters.report or self.filters.originals:
            asked = asked.join(schema.report, schema.report.c.pk == SAID.c.report)
        key: sa.ColumnElement[Any] = SAID.c.confidence if self.sort == "confidence" else SAID.c.day
        if self.filters.text:
            found = matching(connection, "attribution", self.filters.text)
            asked = asked.join(found, found.c.pk == SAID.c.pk)
            key = results.exact(found.c.rank) if self.sort == "relevance" else key
        return Asked(asked, (key, SAID.c.pk), descending=self.sort in ("newest", "confidence"))

    def told(self, connection: sa.Connection, rows: list[int]) -> sa.Select[Any]:  # noqa: ARG002
        """The attributions, each with its speaker, report and outlet."""
        report, outlet = schema.report, schema.outlet
        return (
            sa.select(
                SAID.c.pk.label("row_"), *SAID.c, report.c.id, report.c.title, report.c.address,
                SPEAKER.c.name.label("speaker_name"), SPEAKER.c.country.label("known_country"), SPEAKER.c.sectors,
                *named.OUTLET,
            )
            .join(report, report.c.pk == SAID.c.report)
            .outerjoin(SPEAKER, SPEAKER.c.pk == SAID.c.speaker)
            .outerjoin(outlet, outlet.c.pk == report.c.outlet)
            .where(SAID.c.pk.in_(rows))
        )  # fmt: skip

    def _conditions(self, connection: sa.Connection) -> list[sa.ColumnElement[bool]]:
        filters, report = self.filters, schema.report
        found: list[sa.ColumnElement[bool]] = []
        if filters.speaker:
            found.append(sa.or_(*(self._speaks(who) for who in filters.speaker)))
        if filters.via:
            found.append(sa.func.lower(SAID.c.via).contains(filters.via.lower(), autoescape=True))
        if filters.kind:
            found.append(SAID.c.kind.in_(filters.kind))
        if filters.days.since:
            found.append(SAID.c.day >= filters.days.since)
        if filters.days.until:
            found.append(SAID.c.day <= filters.days.until)
        if filters.outlet:
            found.append(report.c.outlet.in_(named.outlets(connection, filters.outlet)))
        if filters.report:
            found.append(report.c.id == filters.report)
        if filters.min_confidence is not None:
            found.append(SAID.c.confidence >= filters.min_confidence)
        if filters.originals:
            found.append(report.c.original == report.c.pk)
        return found

    def _speaks(self, who: Who) -> sa.ColumnElement[bool]:
        if who.country and not who.sectors:
            return SAID.c.speaker_country == who.country
        return SAID.c.speaker.in_(sa.select(SPEAKER.c.pk).where(named.is_meant(SPEAKER, who)))

    def value(self, row: sa.Row[Any]) -> Quote:
        """The quote of a row."""
        return Quote(
            report=row.id, source=row.source, speaker=_speaker(row), via=tuple(json.loads(row.via)), cue=row.cue,
            content=row.content, kind=row.kind, start=row.start, end=row.end, outlet=named.outlet_of(row),
            date=row.day, title=row.title, address=row.address, confidence=row.confidence,
        )  # fmt: skip


def _speaker(row: sa.Row[Any]) -> Party | None:
    if row.speaker_name is not None:
        country = row.known_country or row.speaker_country
        return Party(name=row.speaker_name, country=country, sectors=tuple(row.sectors.split()))
    return Party(name=row.source, country=row.speaker_country) if row.speaker_country else None
