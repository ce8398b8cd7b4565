"""The gazetteer: countries, organisations, armed groups, office holders, outlets, roles and cities, by name.

``gazetteer.sqlite`` beside this file is written by ``gazetteers/build.py``. It is opened read-only on first use.
All but the cities is small and is held in memory; cities are looked up one name at a time.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from dragoman.errors import GazetteerError
from dragoman.resolve.names import is_abbreviation, normalise, singular

HERE = Path(__file__).with_name("gazetteer.sqlite")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that has a name. ``country`` is an ISO alpha-3 or PLOVER international code.

    ``kind``: country, demonym, capital, seat, region, region_demonym, supranational, organization, armed_group,
    official, surname or outlet. ``data`` holds what only some kinds have (terms, government, coordinates).
    """

    id: int
    kind: str
    name: str
    country: str | None
    sectors: tuple[str, ...] = ()
    data: dict[str, Any] = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True, slots=True)
class Role:
    """A title or role noun; a ``weak`` one gives way to any other hint of a sector."""

    name: str
    sectors: tuple[str, ...]
    weak: bool


@dataclass(frozen=True, slots=True)
class City:
    """A GeoNames populated place. Degrees WGS 84; ``admin`` is the first-level code within the country.

    ``own`` is true where the place was found by its main name.
    """

    geonameid: int
    name: str
    country: str
    admin: str
    latitude: float
    longitude: float
    population: int
    own: bool = True


@dataclass(slots=True)
class _Tables:
    """All but the cities, held in memory."""

    names: dict[str, tuple[tuple[Entry, bool], ...]] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    countries: dict[str, Entry] = field(default_factory=dict)
    domains: dict[str, str] = field(default_factory=dict)
    first: frozenset[str] = frozenset()


class Gazetteer:
    """Look-ups by name, in any spelling that ``normalise`` evens out. Safe to share between threads."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or HERE
        self._local = threading.local()
        self._lock = threading.Lock()
        self._read: _Tables | None = None
        self.cities = lru_cache(maxsize=4096)(self._cities)
        self.role = lru_cache(maxsize=8192)(self._role)

    def __reduce__(self) -> tuple[type[Gazetteer], tuple[Path]]:
        return (Gazetteer, (self._path,))

    def entries(self, surface: str) -> tuple[Entry, ...]:
        """All entries, cities apart, that ``surface`` may name. Abbreviations must be written in capitals."""
        found = self._tables.names.get(normalise(surface), ())
        if not found:
            return ()
        capitals = is_abbreviation(surface)
        return tuple(entry for entry, abbreviation in found if capitals or not abbreviation)

    def country(self, code: str) -> Entry | None:
        """The country (or international body) with this code."""
        return self._tables.countries.get(code)

    def domain_country(self, suffix: str) -> str | None:
        """The country whose internet domain ``suffix`` is («af»)."""
        return self._tables.domains.get(suffix)

    def begins(self, word: str) -> bool:
        """True if some name or role begins with the normalised ``word``."""
        first = self._tables.first
        return word in first or singular(word) in first

    def surname(self, surname: str) -> tuple[Entry, ...]:
        """The office holders with that surname."""
        return self._prefixed("surname", surname)

    def abbreviated_region(self, short: str) -> tuple[Entry, ...]:
        """The regions with that abbreviation («Calif.», «NSW», «TX»)."""
        return self._prefixed("region", short)

    def _prefixed(self, prefix: str, name: str) -> tuple[Entry, ...]:
        return tuple(entry for entry, _ in self._tables.names.get(f"{prefix} {normalise(name)}", ()))

    def _role(self, words: str) -> Role | None:
        """The role that the normalised ``words`` name, singular or plural."""
        roles = self._tables.roles
        first, _, rest = words.partition(" ")
        before, _, last = words.rpartition(" ")
        forms = (words, f"{before} {singular(last)}".strip(), f"{singular(first)} {rest}".strip())
        return next((roles[form] for form in forms if form in roles), None)

    def _cities(self, name: str) -> tuple[City, ...]:
        """Populated places with that name, the most populous first."""
        rows = self._query(
            "SELECT c.geonameid, c.name, c.country, c.admin, c.latitude, c.longitude, c.population, n.own"
            " FROM city_names n JOIN cities c ON c.geonameid = n.geonameid"
            " WHERE n.name = ? ORDER BY c.population DESC, c.geonameid",
            (normalise(name),),
        )
        return tuple(City(*row) for row in rows)

    def _query(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        try:
            if connection is None:
                uri = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
                connection = self._local.connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            return connection.execute(sql, values).fetchall()
        except sqlite3.Error as fault:
            raise GazetteerError(
                f"The gazetteer {self._path} cannot be read; make it with `python gazetteers/build.py`."
            ) from fault

    @property
    def _tables(self) -> _Tables:
        if self._read is not None:
            return self._read
        with self._lock:
            tables = self._read = self._read or self._load()
        return tables

    def _load(self) -> _Tables:
        tables = _Tables()
        entries: dict[int, Entry] = {}
        rows = self._query("SELECT id, kind, name, country, sectors, data FROM entries ORDER BY id")
        for id_, kind, name, country, sectors, data in rows:
            entry = Entry(id_, kind, name, country, tuple(sectors.split()), json.loads(data) if data else {})
            entries[id_] = entry
            if kind == "country" and country:
                tables.countries.setdefault(country, entry)
                tables.domains.setdefault(entry.data.get("tld", ""), country)
        names: dict[str, list[tuple[Entry, bool]]] = {}
        for name, id_, abbreviation in self._query("SELECT name, entry, abbreviation FROM names ORDER BY name, entry"):
            names.setdefault(name, []).append((entries[id_], bool(abbreviation)))
        tables.names = {name: tuple(found) for name, found in names.items()}
        for name, sectors, weak in self._query("SELECT name, sectors, weak FROM roles"):
            tables.roles[name] = Role(name, tuple(sectors.split()), bool(weak))
        tables.first = frozenset(name.partition(" ")[0] for name in (*tables.names, *tables.roles))
        return tables


@cache
def shipped() -> Gazetteer:
    """The gazetteer of this package, one for the whole process: its tables are held in memory."""
    return Gazetteer()
