"""Other people's codes for countries, acts and actors, read from ``data/`` when they are first needed."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from dragoman import data
from dragoman.types import Value


class Country(Value, frozen=True):
    """A country as other people's tables write it; ``data/countries.yaml`` tells where each code is from.

    ``adm1`` tells whether GeoNames numbers its first-level divisions as FIPS 10-4 does.
    """

    iso2: str
    name: str
    fips: str | None = None
    cow: int | None = None
    icews: str | None = None
    cameo: str | None = None
    adm1: bool = True


class Act(Value, frozen=True):
    """A CAMEO code in the words of ICEWS, and its Goldstein score, from -10 (conflict) to +10 (cooperation)."""

    text: str
    goldstein: float


class Role(Value, frozen=True):
    """A PLOVER sector or international code, as CAMEO and ICEWS have it; None where they have none such.

    ``group`` is CAMEO's code of the one body meant, ``place`` the code that GDELT has for it among the countries.
    """

    cameo: str | None = None
    icews: str | None = None
    group: str | None = None
    place: str | None = None


class Actors(Value, frozen=True):
    """All of ``data/actors.yaml``."""

    sectors: dict[str, Role]
    international: dict[str, Role]
    groups: dict[str, str]


def load(name: str) -> Any:
    """The content of ``data/NAME.yaml``."""
    return data.read("dragoman.export", "data", f"{name}.yaml")


@cache
def countries() -> dict[str, Country]:
    """By ISO 3166-1 alpha-3."""
    return msgspec.convert(load("countries"), dict[str, Country])


@cache
def acts() -> dict[str, Act]:
    """By CAMEO code."""
    return msgspec.convert(load("cameo"), dict[str, Act])


@cache
def actors() -> Actors:
    """Sectors, international codes and groups."""
    return msgspec.convert(load("actors"), Actors)


def quad_class(code: str) -> int:
    """GDELT's QuadClass, which goes by the first two digits of the CAMEO code."""
    root = int(code[:2])
    return 1 if root <= 5 else 2 if root <= 8 else 3 if root <= 13 else 4
