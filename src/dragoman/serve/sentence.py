"""An event in one sentence: «Russia and Afghanistan met in Kabul on 26 November 2024»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec

from dragoman import data
from dragoman.export.words import flat
from dragoman.reconcile.events.parties import STATES, country_name, is_country, stands_for_state
from dragoman.resolve.gazetteer import shipped
from dragoman.serve.days import when
from dragoman.types import Entity, Event, Party, Story, Value

MOST = 3
"""How many parties of a side are named."""
FEW = 2
"""Of how many parties of a side the countries are told, where their names do not."""
PAST = ("actual", "historical")
BEFORE = {"future": "to", "hypothetical": "may", "negated": "did not"}
"""What stands before the verb where the act is not told as done, as in a headline: «Russia to meet Afghanistan»."""


class Act(Value, frozen=True):
    """How an act is told; each form is (past, base). See ``words.yaml``."""

    name: str
    does: tuple[str, str]
    alone: tuple[str, str]
    together: tuple[str, str] | None = None
    modes: dict[str, Act] = msgspec.field(default_factory=dict)


class Article(Value, frozen=True):
    """Names that are told with «the»."""

    whole: frozenset[str]
    first: frozenset[str]
    last: frozenset[str]


class Said(Value, frozen=True):
    """All of ``words.yaml``."""

    types: dict[str, Act]
    modalities: dict[str, str]
    ownership: dict[str, str]
    surety: tuple[tuple[float, str], ...]
    differences: dict[str, str]
    article: Article


@cache
def said() -> Said:
    """How codes are said to people."""
    return msgspec.convert(data.read("dragoman.serve", "words.yaml"), Said)


def act(type: str, mode: str | None = None) -> Act:
    """How a type and mode are told; a type that is not known by its code, a mode that is not known not at all."""
    told = said().types.get(type)
    if told is None:
        plain = type.lower().replace("_", " ")
        return Act(name=plain, does=(f"{plain}: {{}}",) * 2, alone=(plain, plain))
    return told.modes.get(mode or "", told)


def sentence(event: Story | Event, *, placed: bool = True, dated: bool = False) -> str:
    """The event in a sentence without its full stop, in plain words and without codes.

    ``placed`` and ``dated``: whether it tells where and when, as far as that is known.
    """
    who, whom = (sorted_out(parties) for parties in (event.actors, event.recipients))
    alike = {name_of(p) for p in who} & {name_of(p) for p in whom}
    told = act(event.type, event.mode)
    forms = told.does if whom else _alone(told, event.type, len(who))
    verb = forms[0] if event.modality in PAST else f"{BEFORE[event.modality]} {forms[1]}"
    people = listed(_called(whom, alike, people=True))
    acted_on = listed(_called(whom, alike))
    words = f"{listed(_called(who, alike)) or 'somebody'} {verb}".replace("{people}", people).replace("{}", acted_on)
    parts = [words, _where(event) if placed else "", when(event.date) if dated else ""]
    return capital(" ".join(part for part in parts if part))


def _alone(told: Act, type: str, actors: int) -> tuple[str, str]:
    together = told.together or act(type).together
    # «spoke by phone» is told of one as of several; «met» only of several
    if actors > 1 and together and (told.together or told is act(type)):
        return together
    return told.alone


def sorted_out(parties: Sequence[Party | Entity]) -> list[Party | Entity]:
    """Each party once, by its name."""
    return list({name_of(party): party for party in reversed(parties)}.values())[::-1]


def name_of(party: Party | Entity) -> str:
    """What a party is called, on one line."""
    return flat(party.name or (party.text if isinstance(party, Entity) else "")) or "somebody"


def _called(parties: Sequence[Party | Entity], alike: set[str], *, people: bool = False) -> list[str]:
    """The parties of a side by name; where both sides bear the same, with what tells them apart.

    ``people``: the act is done to a body, so that a state stands for its people.
    """
    found = []
    for party in parties:
        name = name_of(party)
        called = articled(name) if len(parties) > FEW or not _foreign(party) else f"{_whose(party)} {name}"
        if name in alike and party.sectors:
            called += f" ({', '.join(sector_name(sector) for sector in party.sectors)})"
        found.append(f"nationals of {called}" if people and is_country(name) else called)
    return found


def _foreign(party: Party | Entity) -> bool:
    """Whether a party is known by a name of its own that does not tell its country: «Sergei Lavrov»."""
    name, country = name_of(party), party.country
    if not country or not name[0].isupper() or _DESCRIBES.match(name) or articled(name) != name:
        return False
    entries = (entry for word in (name, *name.split()) for entry in shipped().entries(word))
    known = shipped().country(country) is not None and not stands_for_state(name)
    return known and not any(entry.country == country and entry.kind in STATES for entry in entries)


_DESCRIBES = re.compile(
    r"(?:The|An?|Some|All|About|Around|Nearly|Almost|Over|More|Most|Many|Several|Few|Dozens|Hundreds|Thousands|Other|Both|"
    r"Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten)\b "
)
"""What begins a sentence and a description, and no name."""


def _whose(party: Party | Entity) -> str:
    """«Russia’s», «the United States’»."""
    country = articled(country_name(party.country or ""))
    return f"{country}’" if country.endswith("s") else f"{country}’s"


@cache
def sector_name(code: str) -> str:
    """A PLOVER sector in a word or two: «GOV» is «government»."""
    from dragoman.ontology import ontology

    means = {c.code: c.means for c in (*ontology().sectors, *ontology().international)}.get(code, code)
    return means.split(",")[0].split(" (")[0]


def articled(name: str) -> str:
    """A name as it stands in a sentence: «the United States», «Kenya»."""
    rules, parts = said().article, name.split()
    if name in rules.whole:
        return f"the {name}"
    own = len(parts) < 2 or not name[0].isupper() or parts[0] in ("The", "A", "An") or "'s" in name or "’s" in name
    if own or not (parts[0] in rules.first or parts[-1] in rules.last):
        return f"the{name[3:]}" if name.startswith("The ") else name
    return f"the {name}"


def listed(names: Sequence[str], most: int = MOST) -> str:
    """«a», «a and b», «a, b and c», «a, b, c and 4 others»."""
    shown = list(names[:most])
    left = len(names) - most
    if left > 0:
        shown.append(f"{left} other{'s' if left > 1 else ''}")
    return " and ".join(part for part in (", ".join(shown[:-1]), *shown[-1:]) if part)


def _where(event: Story | Event) -> str:
    place = event.place
    if place is None:
        return ""
    name = flat(place.name or place.text)
    # «Kenya and Somalia met in Kenya» tells something; «the attack on Kabul in Kabul» does not
    told = {name_of(party) for party in event.recipients if not stands_for_state(name_of(party))}
    return "" if not name or name in told else f"in {articled(name)}"


def capital(text: str) -> str:
    """``text`` with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def plain(value: Any) -> str:
    """A code made readable: «human_rights» is «human rights»."""
    return str(value).replace("_", " ").replace("-", " ")
