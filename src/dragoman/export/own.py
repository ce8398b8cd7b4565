"""Dragoman's own columns, which hold all that a ledger knows of an event: for CSV and Parquet.

They are told once, here: ``dragoman events``, ``dragoman export`` and ``dragoman read`` take them from these lists.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

from dragoman.export.days import days_of
from dragoman.export.telling import Telling, outlets, urls
from dragoman.types import Account, Party, Story

T = TypeVar("T")


class Field(NamedTuple, Generic[T]):
    """A column: its name, its type in Arrow's words, and how it is filled."""

    name: str
    type: str
    value: Callable[[T], Any]


def _story(name: str, type: str) -> Field[Story]:
    return Field(name, type, attrgetter(name))


def _place(name: str, type: str) -> Field[Story]:
    return Field(name, type, lambda story: getattr(story.place, name.removeprefix("place_"), None))


def _date(name: str) -> Field[Story]:
    def value(story: Story) -> Any:
        days = days_of(story.date)
        return getattr(days, name.removeprefix("date_")) if days else None

    return Field(name, "date", value)


def _parties(side: str) -> Field[Story]:
    return Field(side, "parties", lambda story: [party(one) for one in getattr(story, side)])


def _told(field: Field[Story]) -> Field[Telling]:
    return Field(field.name, field.type, lambda telling: field.value(telling.story))


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


STORY_FIELDS: tuple[Field[Story], ...] = (
    _story("id", "string"), _story("type", "string"), _story("mode", "string"), _story("contexts", "strings"),
    _story("quad", "int"), _story("score", "float"), _story("cameo", "string"), _story("modality", "string"),
    _parties("actors"), _parties("recipients"),
    _story("date", "string"), _date("date_first"), _date("date_last"),
    Field("place", "string", lambda story: (story.place.name or story.place.text) if story.place else None),
    _place("place_country", "string"), _place("latitude", "float"), _place("longitude", "float"),
    _place("geonameid", "int"),
    Field("evidence", "string", lambda story: story.evidence.text),
    _story("confidence", "float"), _story("corroborated", "bool"), _story("reports", "int"), _story("copies", "int"),
    _story("origins", "int"), _story("outlets", "int"), _story("countries", "strings"), _story("state_owned", "int"),
    _story("first_report", "string"), _story("last_report", "string"), _story("wrong", "bool"),
    _story("corrections", "strings"),
)  # fmt: skip
"""What an event itself tells, without its reports."""

FIELDS: tuple[Field[Telling], ...] = (
    *map(_told, STORY_FIELDS),
    Field("outlet_names", "strings", outlets), Field("urls", "strings", urls),
    Field("accounts", "accounts", lambda telling: [account(one, telling) for one in telling.accounts]),
)  # fmt: skip
