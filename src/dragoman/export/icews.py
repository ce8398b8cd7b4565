"""ICEWS's columns: one row a pair of source and target, the CAMEO code in words and in digits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from dragoman.export.cells import Cell
from dragoman.export.codes import Country, actors, acts, countries
from dragoman.export.days import event_days
from dragoman.export.places import where
from dragoman.export.sentence import sentence_number
from dragoman.export.tables import TabExporter
from dragoman.export.telling import Telling, dyads, outlets
from dragoman.export.unique import number
from dragoman.types import Party


class IcewsExporter(TabExporter):
    """As in the yearly files of the ICEWS Dataverse."""

    name: ClassVar[str] = "icews"
    suffix: ClassVar[str] = ".tab"
    about: ClassVar[str] = "ICEWS columns"
    columns: ClassVar[tuple[str, ...]] = (
        "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
        "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher",
        "City", "District", "Province", "Country", "Latitude", "Longitude",
    )  # fmt: skip

    def rows(self, telling: Telling) -> Iterator[list[Cell]]:
        """One row a pair."""
        story = telling.story
        act = acts().get(story.cameo or "")
        day = event_days(telling).first.isoformat()
        first = telling.accounts[0] if telling.accounts else None
        told: list[Cell] = [
            number("story", first.report) if first else None,
            sentence_number(telling, first) if first else None,
            next(iter(outlets(telling)), None),
        ]
        for source, target in dyads(story):
            yield [
                number("event", story.id, *_names(source), *_names(target)), day, *_party(source),
                act.text if act else None, story.cameo, act.goldstein if act else None, *_party(target), *told,
                *_place(telling),
            ]  # fmt: skip


def country_name(country: Country | None) -> str | None:
    """The name that ICEWS prints."""
    return (country.icews or country.name) if country else None


def _names(party: Party | None) -> tuple[str, str]:
    return (party.name, party.country or "") if party else ("", "")


def _party(party: Party | None) -> list[Cell]:
    if party is None:
        return [None, None, None]
    codes = actors()
    roles = [codes.international.get(party.country or ""), *(codes.sectors.get(code) for code in party.sectors)]
    sectors = dict.fromkeys(role.icews for role in roles if role and role.icews)
    return [party.name, ",".join(sectors) or None, country_name(countries().get(party.country or ""))]


def _place(telling: Telling) -> list[Cell]:
    place = telling.story.place
    at = where(place)
    if place is None or at is None:
        return [None] * 6
    city = at.name if at.level == "city" else None
    return [city, None, at.region, country_name(at.country), place.latitude, place.longitude]
