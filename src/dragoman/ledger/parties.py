"""Parties and places that people name in words, looked up: «RUS:GOV», «Sergei Lavrov», «Kabul, AFG»."""

from __future__ import annotations

import re

from dragoman.errors import BadQuestion
from dragoman.ledger.ask import terms
from dragoman.reconcile.events.parties import country_name
from dragoman.resolve.gazetteer import Entry, shipped
from dragoman.types import Party, Place

_CODED = re.compile(r"(?P<name>.+?)\s*\(\s*(?P<codes>[A-Z]{3}(?:[\s:,]+[A-Z]{3})*)\s*\)")
_KNOWN = ("official", "organization", "armed_group", "supranational", "outlet")


def party(asked: str) -> Party:
    """The party that is meant by a country («RUS», «Russia»), its sectors («RUS:GOV») or a name.

    Codes may stand behind a name: «Sergei Lavrov (RUS GOV)»; without them those of the gazetteer are taken. Raises
    ``BadQuestion`` where nobody is named, or a code is none.
    """
    asked = " ".join(asked.split())
    coded = _CODED.fullmatch(asked)
    if coded:
        codes = re.findall("[A-Z]{3}", coded["codes"])
        meant = terms.who(":".join(codes if terms.country_code(codes[0]) else ["", *codes]))
        return Party(name=coded["name"], country=meant.country, sectors=meant.sectors)
    meant = terms.who(asked)
    if meant.country:
        return Party(name=country_name(meant.country), country=meant.country, sectors=meant.sectors)
    known = next((entry for entry in shipped().entries(asked) if entry.kind in _KNOWN), None)
    if known:
        return Party(name=known.name, country=known.country, sectors=meant.sectors or known.sectors)
    return Party(name=asked.partition(":")[0].strip() or asked, sectors=meant.sectors)


def written(party: Party) -> str:
    """A party in words that ``party`` reads back."""
    codes = " ".join([party.country or "", *party.sectors]).strip()
    return f"{party.name} ({codes})" if codes else party.name


def place(asked: str) -> Place:
    """The place that is meant by «Kabul», «Kabul, AFG», «Kabul, Afghanistan» or the name or code of a country.

    Of several cities the most populous. Raises ``BadQuestion`` where none is named, or the country is none.
    """
    asked = " ".join(asked.split())
    name, _, rest = (part.strip() for part in asked.rpartition(","))
    name, land = (name, rest) if name else (rest, "")
    country = terms.country_code(land) if land else None
    if not name or (land and country is None):
        raise BadQuestion(f"{land or asked!r} is no country; write a place as «Kabul» or «Kabul, AFG».")
    if not land and (code := terms.country_code(name)):
        return _land(shipped().country(code), name, code)
    for city in shipped().cities(name):
        if country in (None, city.country):
            return Place(
                text=name, start=0, end=len(name), name=city.name, country=city.country, latitude=city.latitude,
                longitude=city.longitude, geonameid=city.geonameid,
            )  # fmt: skip
    return Place(text=name, start=0, end=len(name), name=name, country=country)


def _land(entry: Entry | None, name: str, code: str) -> Place:
    where = entry.data if entry else {}
    return Place(
        text=name, start=0, end=len(name), name=entry.name if entry else name, country=code,
        latitude=where.get("latitude"), longitude=where.get("longitude"), geonameid=where.get("geonameid"),
    )  # fmt: skip
