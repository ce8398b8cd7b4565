"""POLECAT's columns: one row an event, lists joined by «; », `None` for what is not known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from dragoman.export.cells import Cell, joined
from dragoman.export.codes import countries
from dragoman.export.days import event_days, published_day
from dragoman.export.places import where
from dragoman.export.tables import TabExporter
from dragoman.export.telling import Telling, outlets, wording
from dragoman.ontology import ontology
from dragoman.types import Entity, Party

ABSENT = "None"
_PARTY = (
    "{0} Name", "{0} Country", "{0} COW", "Primary {0} Sector", "{0} Sectors", "{0} Title", "{0} Name Raw",
    "Wikipedia {0} ID",
)  # fmt: skip


class PolecatExporter(TabExporter):
    """As in the files of the POLECAT Dataverse."""

    name: ClassVar[str] = "polecat"
    about: ClassVar[str] = "POLECAT columns"
    absent: ClassVar[str] = ABSENT
    columns: ClassVar[tuple[str, ...]] = (
        "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
        *(name.format("Actor") for name in _PARTY), *(name.format("Recipient") for name in _PARTY),
        "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID",
        "Raw Placename", "Feature Type", "Source", "Publication Date", "Story People", "Story Organizations",
        "Story Locations", "Language", "Version",
    )  # fmt: skip

    def rows(self, telling: Telling) -> Iterator[list[Cell]]:
        """The row."""
        story = telling.story
        report = next(iter(telling.reports.values()), None)
        said_by = [account.event for account in telling.accounts]
        yield [
            _id(telling), event_days(telling).first.isoformat(), story.type, story.mode, story.score,
            ontology().quads[story.quad - 1].upper(), joined(story.contexts),
            *_parties(story.actors, [e for event in said_by for e in event.actors]),
            *_parties(story.recipients, [e for event in said_by for e in event.recipients]),
            *_place(telling),
            joined(outlets(telling)), published_day(telling), None, None, None,
            report.language if report else None, _version(),
        ]  # fmt: skip


def _id(telling: Telling) -> str:
    """Users take what stands before the first underscore for the story."""
    story = telling.story
    return "_".join(part for part in (story.id.replace("_", "-"), story.type, story.mode) if part)


def _parties(parties: Sequence[Party], worded: Sequence[Entity]) -> list[Cell]:
    raw = [wording(party, worded) for party in parties]
    known = [countries().get(party.country or "") for party in parties]
    return [
        joined((party.name for party in parties), absent=ABSENT),
        joined((party.country for party in parties), absent=ABSENT),
        joined((str(c.cow) if c and c.cow else None for c in known), absent=ABSENT),
        joined((party.sectors[0] if party.sectors else None for party in parties), absent=ABSENT),
        joined((joined(party.sectors, by="|") for party in parties), absent=ABSENT),
        None,
        joined((entity.text if entity else None for entity in raw), absent=ABSENT),
        None,
    ]


def _place(telling: Telling) -> list[Cell]:
    place = telling.story.place
    at = where(place)
    if place is None or at is None:
        return [None] * 10
    return [
        at.name, at.name if at.level == "city" else None, None, at.region, place.country, place.latitude,
        place.longitude, place.geonameid, place.text, None,
    ]  # fmt: skip


def _version() -> str:
    from dragoman import __version__

    return f"dragoman-{__version__}"
