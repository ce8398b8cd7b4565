"""GDELT 2.0: the Events table (61 columns) and the Mentions table (16), with tabs and without a header.

An event with several actors or recipients becomes one row a pair, as in GDELT; the same pair has the same
GLOBALEVENTID in both tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, NamedTuple
from urllib.parse import urlsplit

from dragoman.export.cells import Cell
from dragoman.export.codes import Role, actors, acts, countries, quad_class
from dragoman.export.days import event_days, fraction, seen, stamp
from dragoman.export.places import where
from dragoman.export.sentence import in_lead, sentence_number
from dragoman.export.tables import TabExporter
from dragoman.export.telling import Telling, dyads, urls, wording
from dragoman.export.unique import number
from dragoman.types import Account, Entity, Party, Place

_ACTOR = (
    "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code",
    "Type2Code", "Type3Code",
)  # fmt: skip
_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
_NOWHERE: list[Cell] = [0, *[None] * 7]
WEB, CITATION = 1, 2


class GdeltEventsExporter(TabExporter):
    """As in the 15-minute ``export.CSV`` files."""

    name: ClassVar[str] = "gdelt-events"
    suffix: ClassVar[str] = ".export.CSV"
    about: ClassVar[str] = "GDELT 2.0 Events, 61 columns, no header"
    header: ClassVar[bool] = False
    columns: ClassVar[tuple[str, ...]] = (
        "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate",
        *(f"Actor{n}{part}" for n in (1, 2) for part in _ACTOR),
        "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions",
        "NumSources", "NumArticles", "AvgTone",
        *(f"{who}Geo_{part}" for who in ("Actor1", "Actor2", "Action") for part in _GEO),
        "DATEADDED", "SOURCEURL",
    )  # fmt: skip

    def rows(self, telling: Telling) -> Iterator[list[Cell]]:
        """One row a pair."""
        day = event_days(telling).first
        when: list[Cell] = [f"{day:%Y%m%d}", f"{day:%Y%m}", f"{day:%Y}", fraction(day)]
        last: list[Cell] = [stamp(seen(telling)), next(iter(urls(telling)), None)]
        act, geo = _act(telling), _geo(telling.story.place)
        for id, one, other in numbered(telling):
            yield [id, *when, *actor(one), *actor(other), *act, *_NOWHERE, *_NOWHERE, *geo, *last]


class GdeltMentionsExporter(TabExporter):
    """As in the 15-minute ``mentions.CSV`` files."""

    name: ClassVar[str] = "gdelt-mentions"
    suffix: ClassVar[str] = ".mentions.CSV"
    about: ClassVar[str] = "GDELT 2.0 Mentions, 16 columns, no header"
    header: ClassVar[bool] = False
    columns: ClassVar[tuple[str, ...]] = (
        "GLOBALEVENTID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName", "MentionIdentifier",
        "SentenceID", "Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset", "InRawText", "Confidence",
        "MentionDocLen", "MentionDocTone", "MentionDocTranslationInfo", "Extras",
    )  # fmt: skip

    def rows(self, telling: Telling) -> Iterator[list[Cell]]:
        """One row a pair and account."""
        added = stamp(seen(telling))
        for id, one, other in numbered(telling):
            for account in telling.accounts:
                event = account.event
                report = telling.reports.get(account.report)
                yield [
                    id, added, stamp(account.seen), *_document(telling, account), sentence_number(telling, account),
                    _offset(one, event.actors), _offset(other, event.recipients or event.actors), event.trigger.start,
                    1, _tens(event.confidence), len(report.text) if report else None, None, None, None,
                ]  # fmt: skip


class Numbered(NamedTuple):
    """A pair, with its GLOBALEVENTID."""

    id: int
    one: Party | None
    other: Party | None


def numbered(telling: Telling) -> Iterator[Numbered]:
    """The pairs of an event, numbered so that a pair keeps its number when another joins the event."""
    for one, other in dyads(telling.story):
        names = [(party.name, party.country or "") if party else ("", "") for party in (one, other)]
        yield Numbered(number("gdelt", telling.story.id, *names[0], *names[1]), one, other)


def actor(party: Party | None) -> list[Cell]:
    """The ten columns of an actor; the first joins the codes of the others."""
    if party is None:
        return [None] * 10
    codes = actors()
    body = codes.international.get(party.country or "")
    country = countries().get(party.country or "")
    place = body.place if body else (country.cameo or party.country) if country else None
    group = codes.groups.get(party.name.casefold()) or (body.group if body else None)
    types = _types([body, *(codes.sectors.get(code) for code in party.sectors)])
    # CAMEO begins with what is international: IGOUNO, but AFGTALREB
    whole = (*types[:1], place, group, *types[1:]) if body else (place, group, *types)
    return [
        "".join(part for part in whole if part) or None, party.name.upper(), place, group, None, None, None,
        *types, *[None] * (3 - len(types)),
    ]  # fmt: skip


def _types(roles: Iterable[Role | None]) -> list[str]:
    return list(dict.fromkeys(role.cameo for role in roles if role and role.cameo))[:3]


def _act(telling: Telling) -> list[Cell]:
    story = telling.story
    code = story.cameo
    known = acts().get(code or "")
    lead = [in_lead(telling, account) for account in telling.accounts]
    root = int(any(lead)) if any(told is not None for told in lead) else None
    codes: list[Cell] = [code, code[:3], code[:2], quad_class(code)] if code else [None] * 4
    goldstein = known.goldstein if known else None
    return [root, *codes, goldstein, len(telling.accounts), story.outlets, story.reports, None]


def _geo(place: Place | None) -> list[Cell]:
    at = where(place)
    if place is None or at is None or at.country is None:
        return _NOWHERE
    home = at.country.iso2 == "US"
    level = {"country": 1, "region": 2 if home else 5, "city": 3 if home else 4}[at.level]
    # FeatureID is of the gazetteers GNS and GNIS, to which GeoNames has no key; for a country it is its code
    feature = at.fips if at.level == "country" else None
    return [level, at.full_name, at.fips, at.adm1, None, place.latitude, place.longitude, feature]


def _document(telling: Telling, account: Account) -> list[Cell]:
    report = telling.reports.get(account.report)
    if report and report.url:
        try:
            host = urlsplit(report.url).hostname or account.outlet.name
        except ValueError:
            host = account.outlet.name
        return [WEB, host.removeprefix("www."), report.url]
    title = report.title if report else None
    parts = (account.outlet.name, title, account.published and account.published[:10])
    return [CITATION, account.outlet.name, ", ".join(part for part in parts if part) or account.report]


def _offset(party: Party | None, entities: tuple[Entity, ...]) -> int:
    found = wording(party, entities) if party else None
    return found.start if found else -1


def _tens(confidence: float) -> int:
    """GDELT's confidence, from 10 to 100 in tens."""
    return min(100, max(10, 10 * round(10 * confidence)))
