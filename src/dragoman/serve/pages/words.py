"""How things are said on the pages: numbers, names and codes in plain words, as filters and functions of templates."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

from dragoman.export.words import flat, visible
from dragoman.ledger.ask.terms import country_code
from dragoman.ontology import ontology
from dragoman.reconcile.events.parties import country_name as known_country
from dragoman.reconcile.events.parties import stands_for_state
from dragoman.serve.days import ago, count, day, moment, short_day, when
from dragoman.serve.marked import lit
from dragoman.serve.sentence import act, articled, capital, listed, name_of, plain, said, sector_name, sentence
from dragoman.types import Entity, Event, Outlet, Party, Place, Story

_CODE, _LAND = re.compile(r"\b[A-Z]{3,}\b"), re.compile(r"\(([A-Z]{3})\)")
_ISO_DAY = re.compile(r"\b\d{4}-\d\d(?:-\d\d)?\b")
SHOUTED = frozenset({"cbrn", "lgbt"})


def number(value: int) -> str:
    """«12,345»."""
    return f"{value:,}"


def score(value: float | None) -> str:
    """«+2.5», «−7»; a true minus sign, and a dash where there is none."""
    return "–" if value is None else f"{value:+g}".replace("-", "−")


def percent(value: float) -> str:
    """A part of one as whole per cent, «none» and «all» kept for those: «3%»."""
    return f"{0 if value <= 0 else 100 if value >= 1 else min(99, max(1, round(100 * value)))}%"


def surety(value: float) -> str:
    """A probability in words and as a number: «almost sure, 0.93»."""
    return f"{sure_word(value)}, {sure_number(value)}"


def sure_word(value: float) -> str:
    """A probability in words."""
    return next(words for least, words in said().surety if value >= least)


def sure_number(value: float) -> str:
    """A probability in two digits, never 1."""
    return f"{min(value, 0.99):.2f}"


def type_name(code: str, mode: str | None = None) -> str:
    """A PLOVER type, or a mode of it, as a noun: «CONSULT» is «talks», its mode «visit» «visit»."""
    return act(code, mode).name


def mode_name(mode: str, code: str | None = None) -> str:
    """A mode as a noun, of that type or else of the first that has it."""
    kinds = [code] if code else [kind.name for kind in ontology().types if kind.mode(mode)]
    return act(kinds[0], mode).name if kinds else plain(mode)


def quad_name(quad: int) -> str:
    """«verbal cooperation», «material conflict» ..."""
    return ontology().quads[quad - 1]


def modality_name(modality: str) -> str:
    """«done», «planned», «looked back on» ..."""
    return said().modalities.get(modality, modality)


def context_name(code: str) -> str:
    """A PLOVER context: «human_rights» is «human rights»."""
    return code.upper() if code in SHOUTED else plain(code)


def difference(what: str) -> str:
    """On what accounts differ: «toll» is «the toll»."""
    return said().differences.get(what, what)


def country_name(code: str | None) -> str:
    """The plain name of a country or international code; empty where there is none."""
    if not code:
        return ""
    name = known_country(code)
    return name if name != code else sector_name(code)


def ownership(owner: str | None) -> str:
    """«state-owned», «public», «private»; «owner not known»."""
    return said().ownership.get(owner or "", "owner not known")


def outlet_name(outlet: Outlet | None) -> str:
    """The name of an outlet; «an unnamed outlet» where none is known."""
    return (flat(outlet.name) if outlet else "") or "an unnamed outlet"


def outlet_about(outlet: Outlet | None) -> str:
    """Country and owner of an outlet, as far as known: «Russia, state-owned»."""
    if outlet is None:
        return ""
    owner = ownership(outlet.ownership) if outlet.ownership else ""
    return ", ".join(part for part in (country_name(outlet.country), owner) if part)


def party_name(party: Party | Entity) -> str:
    """What a party is called."""
    return name_of(party)


def party_about(party: Party | Entity) -> str:
    """What is known of a party beside its name: «Russia, government»; empty for a state itself."""
    country = "" if party.country and stands_for(party) == party.country else country_name(party.country)
    sectors = [sector_name(code) for code in party.sectors]
    return ", ".join(dict.fromkeys(part for part in (country, *sectors) if part))


def stands_for(party: Party | Entity) -> str | None:
    """The code of the country that the name of a party stands for; None where the name is its own."""
    name = name_of(party)
    if party.country and stands_for_state(name):
        return party.country
    return country_code(name) if name != "somebody" else None


def party_key(party: Party | Entity) -> str:
    """What a party goes by in addresses: «RUS», or «name:Sergei-Lavrov»; empty for one of whom nothing is known."""
    code = stands_for(party)
    if code:
        return code
    name = name_of(party)
    if name[:1].isupper():
        return f"name:{name.replace('-', '--').replace(' ', '-')}"
    return ":".join([party.country, *party.sectors[:1]]) if party.country else ""


def asked_of(key: str) -> str:
    """Whom a key means, as the ledger is asked: «RUS:GOV», «Sergei Lavrov»."""
    if not key.startswith("name:"):
        return key
    return key.removeprefix("name:").replace("--", "\0").replace("-", " ").replace("\0", "-")


def party_path(party: Party | Entity) -> str:
    """The address of the page of a party; empty where there is nothing to find it by."""
    found = party_key(party)
    return f"/party/{quote(found, safe=':')}" if found else ""


def place_name(place: Place | None, *, country: bool = True) -> str:
    """«Kabul, Afghanistan»; empty where there is none."""
    if place is None:
        return ""
    name, land = flat(place.name or place.text), country_name(place.country)
    return f"{name}, {land}" if country and land and land != name else name


def reason(text: str) -> str:
    """Why accounts are joined, its codes in words: «both tell of talks; on the same day, 26 November 2024»."""
    types = {kind.name for kind in ontology().types}
    plain_text = capital(flat(text).removeprefix("One event: "))
    told = _CODE.sub(lambda found: type_name(found[0]) if found[0] in types else found[0], plain_text)
    told = _LAND.sub(lambda found: f"({country_name(found[1])})", told)
    return _ISO_DAY.sub(lambda found: day(found[0]), told)


def gist(event: Story | Event) -> str:
    """The event in a sentence that tells where and when: the title of its page, of a feed's entry, of an alert."""
    return sentence(event, dated=True)


def safe_address(address: str | None) -> str:
    """A web address that may be linked to; empty for anything else."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return ""
    return address or "" if parts.scheme.lower() in ("http", "https") and parts.netloc else ""


def site(address: str | None) -> str:
    """The host of a web address, without «www.»; empty for anything else."""
    return (urlsplit(safe_address(address)).hostname or "").removeprefix("www.")


FILTERS: dict[str, Callable[..., Any]] = {
    told.__name__: told
    for told in (
        ago, articled, capital, context_name, country_name, day, difference, flat, gist, listed, lit, modality_name,
        mode_name, moment, number, outlet_about, outlet_name, ownership, party_about, party_key, party_name, party_path,
        percent, place_name, quad_name, reason, safe_address, score, sector_name, sentence, short_day, site,
        sure_number, sure_word, surety, type_name, visible, when,
    )
}  # fmt: skip
"""What templates may pass a value through: ``{{ story|gist }}``, ``{{ story.date|day }}``."""
FUNCTIONS: dict[str, Callable[..., Any]] = {
    told.__name__: told for told in (ago, count, day, mode_name, sentence, surety, type_name)
}
"""What templates may call: ``{{ count(3, "report") }}``."""
