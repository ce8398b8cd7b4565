"""Dragoman's own columns, which hold all that a ledger knows of an event: for CSV and Parquet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from dragoman.export.days import days_of
from dragoman.export.telling import Telling, outlets, urls
from dragoman.types import Account, Party


class Field(NamedTuple):
    """A column: its name, its type in Arrow's words, and how it is filled."""

    name: str
    type: str
    value: Callable[[Telling], Any]


def _story(name: str, type: str) -> Field:
    return Field(name, type, lambda telling: getattr(telling.story, name))


def _place(name: str, type: str) -> Field:
    return Field(name, type, lambda telling: getattr(telling.story.place, name.removeprefix("place_"), None))


def _date(name: str) -> Field:
    def value(telling: Telling) -> Any:
        days = days_of(telling.story.date)
        return getattr(days, name.removeprefix("date_")) if days else None

    return Field(name, "date", value)


def party(one: Party) -> dict[str, Any]:
    """A party with its codes."""
    return {"name": one.name, "country": one.country, "sectors": list(one.sectors)}


def account(one: Account, telling: Telling) -> dict[str, Any]:
    """Who tells the event, in which words, and on whose."""
    report = telling.reports.get(one.report)
    return {
        "id": one.id, "report": one.report, "origin": one.origin, "outlet": one.outlet.name,
        "outlet_country": one.outlet.country, "ownership": one.outlet.ownership,
        "url": report.url if report else None, "title": report.title if report else None, "published": one.published,
        "seen": one.seen, "modality": one.event.modality, "date": one.event.date,
        "evidence": one.event.evidence.text, "start": one.event.evidence.start, "end": one.event.evidence.end,
        "according_to": [span.text for span in one.event.according_to], "confidence": one.event.confidence,
    }  # fmt: skip


def _parties(side: str) -> Field:
    return Field(side, "parties", lambda telling: [party(one) for one in getattr(telling.story, side)])


FIELDS: tuple[Field, ...] = (
    _story("id", "string"), _story("type", "string"), _story("mode", "string"), _story("contexts", "strings"),
    _story("quad", "int"), _story("score", "float"), _story("cameo", "string"), _story("modality", "string"),
    _parties("actors"), _parties("recipients"),
    _story("date", "string"), _date("date_first"), _date("date_last"),
    Field("place", "string", lambda t: (t.story.place.name or t.story.place.text) if t.story.place else None),
    _place("place_country", "string"), _place("latitude", "float"), _place("longitude", "float"),
    _place("geonameid", "int"),
    Field("evidence", "string", lambda t: t.story.evidence.text),
    _story("confidence", "float"), _story("corroborated", "bool"), _story("reports", "int"), _story("copies", "int"),
    _story("origins", "int"), _story("outlets", "int"), _story("countries", "strings"), _story("state_owned", "int"),
    _story("first_report", "string"), _story("last_report", "string"),
    Field("outlet_names", "strings", outlets), Field("urls", "strings", urls),
    Field("accounts", "accounts", lambda telling: [account(one, telling) for one in telling.accounts]),
)  # fmt: skip
