"""What people ask by, in their own words, made into what the tables hold: codes, names, days.

Raises ``BadQuestion`` with a sentence where a word cannot be what is asked for, before any table is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from dragoman.errors import BadQuestion
from dragoman.ledger.ids import key
from dragoman.ledger.spread import days
from dragoman.ontology import ontology
from dragoman.resolve.dates.calendar import first_day
from dragoman.resolve.gazetteer import shipped

Words = str | Sequence[str] | None
MODALITIES = ("actual", "historical", "future", "hypothetical", "negated")
DONE = ("actual", "historical")
_NAMED = ("official", "surname", "organization", "armed_group")
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?|-W\d\d)?")


class Who(NamedTuple):
    """Whom a question is about: all of a country, some of its sectors, or those of a name (its ``names`` as keys)."""

    country: str | None = None
    sectors: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def whos(asked: Words) -> tuple[Who, ...]:
    """Those asked for, of whom any will do."""
    return tuple(who(one) for one in _each(asked))


def who(asked: str) -> Who:
    """Whom «RUS», «Russia», «RUS:GOV», «:REB», «GOV» or «Lavrov» means."""
    first, *rest = (part.strip() for part in asked.split(":"))
    sectors = tuple(_sector(part, asked) for part in rest if part)
    if not first and sectors:
        return Who(sectors=sectors)
    if not first:
        raise BadQuestion("Nobody is named; give a country (RUS, Russia), its sectors (RUS:GOV), or a name (Lavrov).")
    if code := country_code(first):
        return Who(country=code, sectors=sectors)
    if not rest and first in _sectors():
        return Who(sectors=(first,))
    if re.fullmatch("[A-Z]{3}", first) and not shipped().entries(first):
        raise BadQuestion(
            f"{first} is no code of a country (RUS), an international body (UNO) or a sector (GOV); "
            "a name may be given in full."
        )
    return Who(sectors=sectors, names=_names(first))


def country_code(asked: str) -> str | None:
    """The code of a country or international body, given by code or name; None for anything else."""
    upper = asked.upper()
    bodies = {code.code for code in ontology().international}
    # «BEN» is Benin, «Ben» somebody's name
    if asked in (upper, asked.lower()) and len(asked) == 3 and (upper in bodies or shipped().country(upper)):
        return upper
    named = (entry for entry in shipped().entries(asked) if entry.kind == "country")
    return next((entry.country for entry in named), None)


def _names(asked: str) -> tuple[str, ...]:
    """The keys of a name, and of those whom the gazetteer knows by it («Erdogan», «Hizbullah»)."""
    known = (*shipped().entries(asked), *shipped().surname(asked))
    return tuple(dict.fromkeys([key(asked), *(key(entry.name) for entry in known if entry.kind in _NAMED)]))


def _sectors() -> list[str]:
    return [code.code for code in ontology().sectors]


def _sector(asked: str, whole: str) -> str:
    if asked.upper() not in _sectors():
        raise BadQuestion(f"{asked} in {whole} is no sector; choose of {', '.join(_sectors())}.")
    return asked.upper()


class Where(NamedTuple):
    """Where a question is about: a country, or places of those ``names`` (as keys)."""

    country: str | None = None
    names: tuple[str, ...] = ()


def where(asked: str) -> Where:
    """Which place «AFG», «Afghanistan» or «Kabul» means; a city may be given by any name that the gazetteer has."""
    if not asked.strip():
        raise BadQuestion("No place is named; give a country (AFG, Afghanistan) or a name (Kabul).")
    code = country_code(asked)
    if code:
        return Where(country=code)
    if re.fullmatch("[A-Z]{3}", asked) and not shipped().entries(asked):
        raise BadQuestion(f"{asked} is no code of a country; give one as AFG, or the name of a place.")
    largest = [city.name for city in shipped().cities(asked)[:1]]
    return Where(names=tuple(dict.fromkeys([key(asked), *map(key, largest)])))


def types(asked: Words) -> tuple[str, ...]:
    """PLOVER types."""
    return _chosen(asked, "type", [kind.name for kind in ontology().types], str.upper)


def modes(asked: Words, kinds: Sequence[str]) -> tuple[str, ...]:
    """Modes of PLOVER types (of any, where no types are asked for)."""
    of = [kind for kind in ontology().types if not kinds or kind.name in kinds]
    known = dict.fromkeys(mode.name for kind in of for mode in kind.modes)
    if asked and not known:
        raise BadQuestion(f"{', '.join(kinds)} has no modes; leave out the mode.")
    return _chosen(asked, f"mode of {' or '.join(kinds)}" if kinds else "mode", list(known), str.lower)


def quads(asked: int | Words | Sequence[int]) -> tuple[int, ...]:
    """Quads, by number or name."""
    names = ontology().quads
    given = [str(one) for one in asked] if isinstance(asked, Sequence) and not isinstance(asked, str) else asked
    words = _chosen(
        str(given) if isinstance(given, int) else given, "quad", ["1", "2", "3", "4", *names],
        lambda word: word.lower().replace("-", " "),
    )  # fmt: skip
    return tuple(int(word) if word.isdigit() else names.index(word) + 1 for word in words)


def modalities(asked: Words) -> tuple[str, ...]:
    """Modalities."""
    return _chosen(asked, "modality", MODALITIES, str.lower)


def kinds(asked: Words) -> tuple[str, ...]:
    """Kinds of quotes."""
    return _chosen(asked, "kind of quote", ("direct", "indirect", "mixed"), str.lower)


def statuses(asked: Words, known: Sequence[str]) -> tuple[str, ...]:
    """States of sources."""
    return _chosen(asked, "status", known, str.lower)


def one_of(asked: str, what: str, known: Sequence[str]) -> str:
    """A word that must be one of ``known``."""
    found = _chosen(asked, what, known, str.lower)
    if len(found) != 1:
        raise BadQuestion(f"{asked!r} is more than one {what}; choose one of {', '.join(known)}.")
    return found[0]


def _chosen(asked: Words, what: str, known: Sequence[str], write: Callable[[str], str]) -> tuple[str, ...]:
    found = [write(part.strip()) for one in _each(asked) for part in one.split(",") if part.strip()]
    for word in found:
        if word not in known:
            raise BadQuestion(f"{word!r} is no {what}; choose of {', '.join(known)}.")
    if asked and not found:
        raise BadQuestion(f"No {what} is named; choose of {', '.join(known)}.")
    return tuple(dict.fromkeys(found))


def _each(asked: Words) -> Iterator[str]:
    yield from [] if asked is None else [asked] if isinstance(asked, str) else asked


class Days(NamedTuple):
    """From ``since`` to ``until``, both included, as ISO days; None where that side is open."""

    since: str | None
    until: str | None

    @property
    def floor(self) -> str | None:
        """The first day on which an event can be kept that reaches into these days: a date may be as wide as a year."""
        if self.since is None:
            return None
        since = date.fromisoformat(self.since)
        widest = since.replace(month=1, day=1)
        return min(widest, since - timedelta(days=6) if since.toordinal() > 6 else widest).isoformat()


def span(since: str | date | None, until: str | date | None) -> Days:
    """The days between two dates, each a day, week, month or year: ``until="2024"`` is to the end of that year."""
    asked = Days(_edge(since, 0), _edge(until, 1))
    if asked.since and asked.until and asked.since > asked.until:
        raise BadQuestion(f"Nothing lies between {asked.since} and {asked.until}; since comes before until.")
    return asked


def _edge(asked: str | date | None, side: int) -> str | None:
    if asked is None:
        return None
    value = asked.isoformat()[:10] if isinstance(asked, date) else asked.strip()
    if not _DAY.fullmatch(value) or first_day(value) is None:
        raise BadQuestion(f"{value!r} is no date; write a day as 2024-11-26, a month as 2024-11, or a year.")
    return days(value, "")[side]


def probability(asked: float | None) -> float | None:
    """A number in [0, 1]."""
    if asked is not None and not 0 <= asked <= 1:
        raise BadQuestion(f"{asked} is no probability; give a number between 0 and 1, as 0.6.")
    return asked


def outlets(asked: Words) -> tuple[str, ...]:
    """The keys of outlets, as asked for and as the gazetteer has them («RFE/RL»)."""
    found = []
    for name in _each(asked):
        found += [name, *(entry.name for entry in shipped().entries(name) if entry.kind == "outlet")]
    return tuple(dict.fromkeys(map(key, found)))
