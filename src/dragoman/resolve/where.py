"""Where: the GeoNames place that a span names, chosen by the report's own countries and regions, and by population."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dragoman.resolve.gazetteer import City, Entry, Gazetteer
from dragoman.resolve.home import INTERNATIONAL, Home, find_home
from dragoman.resolve.names import normalise
from dragoman.resolve.scan import Scan, scan_of
from dragoman.types import Document, Place

# What speaks for a candidate. Tuned on LGL and on half of the annotated reports.
COUNTRY, REGION, CAPITAL, SEAT = 9.0, 4.5, 2.5, 1.0
POPULATION, VOTES, HOME, MAIN_NAME, WRITTEN_REGION, REGION_VOTES = 1.0, 1.6, 1.0, 1.5, 8.0, 1.5
FAMOUS = 4.0
AREAS = frozenset(
    "city town county province district region state governorate prefecture municipality department oblast village"
    " area suburb island islands airport port valley division township metropolitan capital downtown central"
    " northern southern eastern western north south east west northeastern northwestern southeastern southwestern"
    " upper lower greater mainland old of in the near outside international".split()
)
_WORTH = {"country": COUNTRY, "demonym": COUNTRY, "region": REGION, "region_demonym": REGION, "seat": SEAT}
_NEXT = re.compile(r"\s*(?:,|\(|in)\s*((?:[A-Z][\w'’.-]*|[A-Z]\.)(?:\s+[A-Z][\w'’.-]*){0,2})")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that a place name may mean. Degrees WGS 84."""

    name: str
    country: str
    admin: str
    latitude: float | None
    longitude: float | None
    geonameid: int | None
    worth: float


class Context:
    """What a report says about where its places lie: country votes, then region votes as places are settled."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.regions: Counter[tuple[str, str]] = Counter()

    def score(self, candidate: Candidate, written: Iterable[Entry]) -> float:
        """How well ``candidate`` fits; ``written`` are countries or regions that stand beside the name."""
        score = candidate.worth + VOTES * math.log1p(self.home.votes[candidate.country])
        if candidate.country == self.home.country:
            score += HOME
        if candidate.admin:
            score += REGION_VOTES * math.log1p(self.regions[candidate.country, candidate.admin])
        for entry in written:
            if entry.country == candidate.country:
                admin = entry.data.get("admin") if entry.kind == "region" else None
                score += WRITTEN_REGION / 2 if admin is None else WRITTEN_REGION * (admin == candidate.admin)
        return score

    def likely(self, candidate: Candidate) -> bool:
        """False for a small place in a country that the report never names: a namesake in no list is likelier."""
        return candidate.worth >= FAMOUS or not self.home.country or self.home.votes[candidate.country] > 0


class Where:
    """Resolves place names of a report. Safe to share between threads."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def resolve(self, document: Document, spans: Sequence[tuple[int, int]]) -> tuple[Place, ...]:
        """A place for each span, in order; unknown ones have at most a country."""
        scan = scan_of(document, self._gazetteer)
        home = find_home(document, scan, self._gazetteer)
        return self.resolve_in(document, spans, scan, home)

    def resolve_in(
        self, document: Document, spans: Sequence[tuple[int, int]], scan: Scan, home: Home
    ) -> tuple[Place, ...]:
        """As ``resolve``, for a report that is scanned already."""
        text = document.report.text
        context = Context(home)
        others = [(m.start, m.end) for m in document.mentions if m.kind in {"location", "facility"}]
        for start, end in dict.fromkeys((*spans, *others)):
            if best := self._best(text, start, end, context):
                context.regions[best.country, best.admin] += 1
        for hit in scan.names:
            for entry in hit.entries:
                if entry.kind == "region" and entry.data.get("admin") and entry.country:
                    context.regions[entry.country, entry.data["admin"]] += 1
        found: dict[str, Candidate | None] = {}
        return tuple(self._place(text, start, end, context, found) for start, end in spans)

    def _place(self, text: str, start: int, end: int, context: Context, found: dict[str, Candidate | None]) -> Place:
        key = normalise(text[start:end])
        best = self._best(text, start, end, context)
        if _written(text, end, self._gazetteer) or key not in found:
            found[key] = best
        best = found[key]
        if best is None:
            return Place(text=text[start:end], start=start, end=end, country=context.home.country)
        return Place(
            text=text[start:end], start=start, end=end, name=best.name, country=best.country,
            latitude=best.latitude, longitude=best.longitude, geonameid=best.geonameid,
        )  # fmt: skip

    def _best(self, text: str, start: int, end: int, context: Context) -> Candidate | None:
        """The likeliest meaning of the first name in the span that has one."""
        words = list(re.finditer(r"[^\s,;()]+", text[start:end]))
        written = list(_written(text, end, self._gazetteer))
        for size in range(min(len(words), 6), 0, -1):
            for first in range(len(words) - size + 1):
                part = words[first : first + size]
                surface = re.sub(r"['’]s?$", "", text[start + part[0].start() : start + part[-1].end()])
                if not surface[:1].isupper() or normalise(surface) in AREAS or not _alone(text[start:end], part):
                    continue
                if candidates := self._candidates(surface):
                    near = (*written, *self._beside(text[start + part[-1].end() : end]))
                    best = max(candidates, key=lambda c: (context.score(c, near), c.worth))
                    return best if near or context.likely(best) else None
                if self._gazetteer.entries(surface):
                    return None
        return None

    def _beside(self, rest: str) -> list[Entry]:
        """Countries and regions named in the rest of a span: «Lashkar Gah in Helmand province»."""
        hits = Scan(rest, [(0, len(rest))], self._gazetteer).names if rest.strip() else []
        return [entry for hit in hits for entry in hit.entries if entry.kind in {"country", "region"}]

    def _candidates(self, surface: str) -> list[Candidate]:
        found = [c for entry in self._gazetteer.entries(surface) if (c := self._of_entry(entry))]
        if "." in surface or (surface.isupper() and len(surface) < 4):
            found += [c for entry in self._gazetteer.abbreviated_region(surface) if (c := self._of_entry(entry))]
        found += [_of_city(city) for city in self._gazetteer.cities(surface)]
        return found

    def _of_entry(self, entry: Entry) -> Candidate | None:
        if entry.country is None or entry.country in INTERNATIONAL:
            return None
        worth = _WORTH.get(entry.kind)
        home = self._gazetteer.country(entry.country)
        if worth is None or home is None:
            return None
        data = entry.data if entry.kind == "region" and "latitude" in entry.data else home.data
        return Candidate(
            home.name if entry.kind == "demonym" else entry.name, entry.country, entry.data.get("admin", ""),
            data.get("latitude"), data.get("longitude"),
            home.data.get("geonameid") if entry.kind in {"country", "demonym"} else None, worth,
        )  # fmt: skip


def _written(text: str, end: int, gazetteer: Gazetteer) -> tuple[Entry, ...]:
    """The country or region that stands right behind a name: «Alexandria, Va.», «Hyderabad, Pakistan»."""
    match = _NEXT.match(text, end, end + 60)
    if not match:
        return ()
    words = match.group(1).split()
    for count in range(len(words), 0, -1):
        surface = " ".join(words[:count])
        entries = [e for e in gazetteer.entries(surface.rstrip(".,")) if e.kind in {"country", "region"}]
        if entries := entries or list(gazetteer.abbreviated_region(surface)):
            return tuple(entries)
    return ()


def _alone(span: str, part: Sequence[re.Match[str]]) -> bool:
    """True if nothing next to ``part`` in ``span`` belongs to its name: «New Miami» is not Miami."""
    before = re.search(r"(\S+)[ \u00a0\-]+$", span[: part[0].start()])
    behind = re.match(r"[ \u00a0\-]+([^\s,;()]+)", span[part[-1].end() :])
    return all(
        not word or word.group(1)[-1] in ",;(" or not word.group(1)[0].isupper() or normalise(word.group(1)) in AREAS
        for word in (before, behind)
    )


def _of_city(city: City) -> Candidate:
    worth = POPULATION * math.log10(max(city.population, 1000)) - 3 + (MAIN_NAME if city.own else 0.0)
    return Candidate(city.name, city.country, city.admin, city.latitude, city.longitude, city.geonameid, worth)
