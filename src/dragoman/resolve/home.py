"""Which countries a report is about, and which of several namesakes it means."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from dragoman.resolve.gazetteer import Entry, Gazetteer
from dragoman.resolve.scan import Hit, Scan
from dragoman.types import Document, Report

# How much one occurrence says about where a report is at home, by kind of entry.
WEIGHTS = {
    "country": 1.0,
    "demonym": 1.0,
    "capital": 1.0,
    "seat": 0.7,
    "region": 0.8,
    "region_demonym": 0.7,
    "organization": 1.0,
    "armed_group": 0.5,
    "official": 1.0,
    "outlet": 0.2,
}
KINDS = ("country", "demonym", "supranational", "capital", "organization", "armed_group", "official", "seat", "region",
         "region_demonym", "outlet")  # fmt: skip
CITY, KNOWN_CITY = 0.5, 100_000
DATELINE, OUTLET, DOMAIN = 3.0, 2.0, 2.0
# Kinds that speak for a country only where something else does.
LEANING = frozenset({"organization", "outlet", "seat", "region"})
TERRITORY = 0.7
OPENING = 300
OPENING_WEIGHT = 2.0
INTERNATIONAL = frozenset({"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"})
# Domains of a country that are used everywhere.
_OPEN_DOMAINS = frozenset({"com", "org", "net", "info", "int", "edu", "gov", "tv", "co", "io", "me", "fm", "am", "ly"})


def _namesake_city(hit: Hit, scan: Scan, gazetteer: Gazetteer) -> bool:
    """True for a region whose name is also that of a city of another country («Acre», «Georgia»)."""
    if any(entry.kind != "region" for entry in hit.entries):
        return False
    cities = gazetteer.cities(scan.text[scan.tokens[hit.first].start : scan.tokens[hit.last].end])
    return any(city.country not in {entry.country for entry in hit.entries} for city in cities)


class Votes(dict[str, float]):
    """How much speaks for each country; nothing for those that are not in it."""

    def __missing__(self, country: str) -> float:
        return 0.0


@dataclass(frozen=True, slots=True)
class Home:
    """``votes`` for each country in a report; ``country`` is the one most named, None where none is.

    ``named`` counts only what names the country itself: its name, demonyms, capital, regions. ``outlet`` is the country
    of the outlet, None where it is not known.
    """

    votes: Votes
    country: str | None
    named: Votes = field(default_factory=Votes)
    outlet: str | None = None

    @property
    def share(self) -> float:
        """The part of all votes that the home country has, 0 to 1."""
        total = sum(self.votes.values())
        return self.votes[self.country] / total if self.country and total else 0.0

    def pick(self, entries: tuple[Entry, ...]) -> Entry | None:
        """The one of several namesakes that fits this report best."""
        if len(entries) < 2:
            return entries[0] if entries else None

        def rank(entry: Entry) -> tuple[float, int]:
            order = KINDS.index(entry.kind) if entry.kind in KINDS else len(KINDS)
            return (self.votes[entry.country] if entry.country else 0.0, -order)

        return max(entries, key=rank)


@lru_cache(maxsize=4)  # who and where ask for the same document
def find_home(document: Document, scan: Scan, gazetteer: Gazetteer) -> Home:
    """Counts the countries that a report names, its dateline, outlet and address included."""
    report = document.report
    votes = Votes()
    doubtful: list[Hit] = []
    for hit in scan.names:
        countries = {entry.country for entry in hit.entries if entry.country and entry.country not in INTERNATIONAL}
        bodies = all(entry.kind in LEANING - {"region"} for entry in hit.entries)
        if len(countries) == 1 and not bodies and not _namesake_city(hit, scan, gazetteer):
            _count(votes, hit, scan, countries.pop())
        elif countries:
            doubtful.append(hit)
    named = Votes(votes)
    outlet = _from_outside(votes, report, gazetteer)
    _from_cities(votes, document, scan, gazetteer)
    for hit in doubtful:
        entry = Home(votes, None).pick(hit.entries)
        if entry is None or entry.country is None or entry.country in INTERNATIONAL:
            continue
        if votes[entry.country] or entry.kind not in LEANING:
            _count(votes, hit, scan, entry.country)
    return Home(votes, _most_named(votes, gazetteer), named, outlet)


def _most_named(votes: Votes, gazetteer: Gazetteer) -> str | None:
    """The country with most votes; a territory of it goes first where it has nearly as many."""
    if not votes:
        return None
    best = max(votes, key=lambda code: votes[code])  # of equals the first named
    for code in sorted(votes):
        entry = gazetteer.country(code)
        if entry and entry.data.get("part_of") == best and votes[code] >= TERRITORY * votes[best]:
            return code
    return best


def _count(votes: Votes, hit: Hit, scan: Scan, country: str) -> None:
    weight = max(WEIGHTS.get(entry.kind, 0.0) for entry in hit.entries if entry.country == country)
    votes[country] += weight * (OPENING_WEIGHT if scan.tokens[hit.first].start < OPENING else 1.0)


def _from_cities(votes: Votes, document: Document, scan: Scan, gazetteer: Gazetteer) -> None:
    """Votes from well-known cities among the places that the reader marked."""
    for mention in document.mentions:
        first, stop = scan.between(mention.start, mention.end)
        if mention.kind == "location" and not scan.names_in(first, stop):
            cities = gazetteer.cities(document.report.text[mention.start : mention.end])
            rivals = [city.population for city in cities if city.country != cities[0].country]
            if cities and cities[0].own and cities[0].population >= max(KNOWN_CITY, 5 * max(rivals, default=0)):
                votes[cities[0].country] += CITY


def _from_outside(votes: Votes, report: Report, gazetteer: Gazetteer) -> str | None:
    """Votes from what is around the text: title, dateline, outlet, address. Returns the country of the outlet."""
    outlet = None
    if report.title:
        for hit in Scan(report.title, [(0, len(report.title))], gazetteer).names:
            entry = hit.entries[0]
            if entry.country and entry.country not in INTERNATIONAL:
                votes[entry.country] += WEIGHTS.get(entry.kind, 0.0) * OPENING_WEIGHT
    if report.dateline_place and (country := _country_of_place(report.dateline_place, gazetteer)):
        votes[country] += DATELINE
    for name in filter(None, (report.outlet, *_domains(report.url))):
        for entry in gazetteer.entries(name):
            if entry.kind == "outlet" and entry.country and entry.country not in INTERNATIONAL:
                votes[entry.country] += OUTLET
                outlet = outlet or entry.country
                break
    if country := _country_of_domain(report.url, gazetteer):
        votes[country] += DOMAIN
    return outlet or country


def _country_of_place(place: str, gazetteer: Gazetteer) -> str | None:
    for part in (place, *reversed(place.split(","))):
        for entry in gazetteer.entries(part.strip().title() if part.isupper() else part.strip()):
            if entry.kind in {"country", "capital", "region"} and entry.country not in INTERNATIONAL:
                return entry.country
    cities = gazetteer.cities(place.partition(",")[0])
    return cities[0].country if cities else None


def _host(url: str | None) -> str:
    return url.partition("://")[2].partition("/")[0].partition(":")[0].lower() if url else ""


def _domains(url: str | None) -> tuple[str, ...]:
    """The host of ``url`` and its parents: «www.khaama.com» gives itself and «khaama.com»."""
    parts = _host(url).split(".")
    return tuple(".".join(parts[first:]) for first in range(len(parts) - 1))


def _country_of_domain(url: str | None, gazetteer: Gazetteer) -> str | None:
    suffix = _host(url).rpartition(".")[2]
    if len(suffix) != 2 or suffix in _OPEN_DOMAINS:
        return None
    return gazetteer.domain_country(suffix)
