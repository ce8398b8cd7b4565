"""Where an event was, as far as GeoNames' own numbers tell: the country, the division of the first level, the town."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from dragoman.export.codes import Country, countries
from dragoman.resolve.gazetteer import Entry, shipped
from dragoman.types import Place, Value

Level = Literal["country", "region", "city"]
_DIVISION = re.compile(r"\d\d")


class Where(Value, frozen=True):
    """A place, and what it is: ``admin`` is GeoNames' code of the division of the first level, ``region`` its name."""

    level: Level
    name: str
    country: Country | None
    admin: str | None = None
    region: str | None = None

    @property
    def fips(self) -> str | None:
        """The country in FIPS 10-4, which tells Gaza from the West Bank."""
        if self.country is None:
            return None
        return self.admin if self.country.fips == "WE" and self.admin in ("WE", "GZ") else self.country.fips

    @property
    def adm1(self) -> str | None:
        """The division in FIPS 10-4: that of the country itself for a country, 00 where it is not known."""
        if self.level == "country" or self.country is None or self.fips is None:
            return self.fips
        same = self.country.iso2 == "US" or (self.country.adm1 and _DIVISION.fullmatch(self.admin or ""))
        return self.fips + (self.admin if same and self.admin else "00")

    @property
    def full_name(self) -> str:
        """As GDELT writes it: from the town to the country."""
        parts = [self.name, self.region if self.level == "city" else None]
        parts.append(self.country.name if self.country and self.level != "country" else None)
        return ", ".join(dict.fromkeys(part for part in parts if part))


def where(place: Place | None) -> Where | None:
    """What that place is; None where there is none."""
    return _where(place.name or place.text, place.country, place.geonameid) if place else None


@lru_cache(maxsize=16_384)
def _where(name: str, code: str | None, geonameid: int | None) -> Where:
    country = countries().get(code or "")
    known = shipped().country(code) if code else None
    if country and _is_country(name, geonameid, country, known):
        return Where(level="country", name=country.name, country=country)
    city = next((c for c in shipped().cities(name) if c.geonameid == geonameid), None)
    if city is not None:
        return Where(level="city", name=name, country=country, admin=city.admin, region=_region(code, city.admin))
    for entry in shipped().entries(name):
        if entry.kind == "region" and entry.country == code:
            return Where(level="region", name=name, country=country, admin=entry.data.get("admin"), region=name)
    # no town of the gazetteer and no region: a smaller place, or a building
    return Where(level="city", name=name, country=country)


def _is_country(name: str, geonameid: int | None, country: Country, known: Entry | None) -> bool:
    """By its number where there is one, for Luxembourg is a town too."""
    if known and geonameid:
        return bool(known.data.get("geonameid") == geonameid)
    return name in (country.name, known.name if known else None)


def _region(code: str | None, admin: str) -> str | None:
    """The name of a division by its code, which the gazetteer tells where the code is the abbreviation in use."""
    found = shipped().abbreviated_region(admin) if admin.isalpha() else ()
    return next((entry.name for entry in found if entry.country == code and entry.data.get("admin") == admin), None)
