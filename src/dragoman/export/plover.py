"""PLOVER JSON, one event a line, in the names of the manual's JSON data fields.

What has no name there stands under ``dragoman``, as the manual lets providers add fields of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from dragoman.export.cells import cell
from dragoman.export.codes import countries
from dragoman.export.days import event_days, seen
from dragoman.export.places import where
from dragoman.export.tables import LinesExporter
from dragoman.export.telling import Telling, wording
from dragoman.types import Account, Entity, Party


class PloverExporter(LinesExporter):
    """As in the manual, draft 2.0: ``id``, ``date``, ``actor`` and ``event`` are always there."""

    name: ClassVar[str] = "plover"
    about: ClassVar[str] = "PLOVER JSON, one event a line"

    def objects(self, tellings: Iterable[Telling]) -> Iterator[dict[str, Any]]:
        """The events."""
        return map(event, tellings)


def event(telling: Telling) -> dict[str, Any]:
    """One event; fields without content are left out."""
    story = telling.story
    days = event_days(telling)
    first = telling.accounts[0] if telling.accounts else None
    told = [account.event for account in telling.accounts]
    coded = seen(telling)
    fields = {
        "id": story.id, "has_event": True, "date": days.first.isoformat(),
        "enddate": days.last.isoformat() if days.last != days.first else None,
        "actor": [_entity(party, [e for event in told for e in event.actors]) for party in story.actors],
        "recipient": [_entity(party, [e for event in told for e in event.recipients]) for party in story.recipients],
        "event": [story.type], "event_loc": _location(telling),
        "event_text": list(dict.fromkeys(cell(event.evidence.text) for event in told)),
        "quad_code": story.quad, "event_scale": story.score, "mode": story.mode, "context": list(story.contexts),
        "cite_info": _citation(telling, first) if first else None, "coder": _coder(),
        "coded_date": coded[:10] if coded else None, "coded_time": coded[11:] if coded else None,
        "comment": None if days.told else "No date is told: date is the day of publication.",
    }  # fmt: skip
    return _filled(fields, keep=("id", "date", "actor", "event")) | {"dragoman": _own(telling)}


def _own(telling: Telling) -> dict[str, Any]:
    """What PLOVER has no name for."""
    story = telling.story
    names = (
        "cameo", "modality", "date", "reports", "copies", "origins", "outlets", "countries", "state_owned",
        "first_report", "last_report", "corroborated", "confidence", "corrections",
    )  # fmt: skip
    plain = story.to_dict()
    own = {name: plain[name] for name in names}
    return own | {"cite_info": [_citation(telling, account) for account in telling.accounts]}


def _entity(party: Party, worded: Sequence[Entity]) -> dict[str, Any]:
    raw = wording(party, worded)
    fields = {
        "code": party.country, "sector": list(party.sectors), "entity_text": cell(raw.text if raw else party.name),
        "identifier_text": cell(party.name),
    }  # fmt: skip
    return _filled(fields)


def _location(telling: Telling) -> dict[str, Any] | None:
    place = telling.story.place
    at = where(place)
    if place is None or at is None:
        return None
    country = countries().get(place.country or "")
    fields = {
        "extracted_place": cell(place.text), "resolved_place": cell(at.name), "geonameid": place.geonameid,
        "lat": place.latitude, "lon": place.longitude, "city": at.name if at.level == "city" else None,
        "province": at.region, "country": country.name if country else None, "country_code": place.country,
        "resolution": at.level,
    }  # fmt: skip
    return _filled(fields)


def _citation(telling: Telling, account: Account) -> dict[str, Any]:
    report = telling.reports.get(account.report)
    fields = {
        "citation": account.report, "url": report.url if report else None,
        "title": cell(report.title) if report else None, "language": report.language if report else None,
        "publication": cell(account.outlet.name), "coder": _coder(), "codebook": "plover-2.0",
    }  # fmt: skip
    return _filled(fields)


def _coder() -> str:
    from dragoman import __version__

    return f"dragoman {__version__}"


def _filled(fields: dict[str, Any], keep: Sequence[str] = ()) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name in keep or value not in (None, "", [])}
