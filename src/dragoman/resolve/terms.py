"""What an entry stands for on a day: office holders within their terms, armed groups that govern."""

from __future__ import annotations

from typing import Any

from dragoman.resolve.gazetteer import Entry

# Sectors of public office: who held it and left is elite.
PUBLIC = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY"})


def standing(entry: Entry, date: str | None, home: str | None = None) -> tuple[str | None, tuple[str, ...]]:
    """Country and sectors of ``entry`` on ``date`` (ISO; None is taken for the present)."""
    if entry.kind == "armed_group":
        return _group(entry, date, home)
    if entry.kind == "official":
        return entry.country, _office(entry, date)
    return entry.country, entry.sectors


def _office(entry: Entry, date: str | None) -> tuple[str, ...]:
    """The sectors of the office held on ``date``; of one who has left public office, ELI."""
    terms = sorted(entry.data.get("terms", ()), key=lambda term: (term["office"] != "other", term.get("from") or ""))
    held = [term for term in terms if date is None or covers(term, date)]
    if held:
        return tuple(held[-1].get("sectors") or ("GOV",))
    left = [term for term in terms if _before(term.get("to"), date)]
    if not left:
        return ()
    sectors = tuple(left[-1].get("sectors") or ("GOV",))
    return ("ELI",) if PUBLIC & set(sectors) else sectors


def _group(entry: Entry, date: str | None, home: str | None) -> tuple[str | None, tuple[str, ...]]:
    for term in entry.data.get("government", ()):
        if covers(term, date):
            return term.get("country") or entry.country, ("GOV",)
    countries = entry.data.get("countries") or []
    if entry.country is None and countries:
        return (home if home in countries else countries[0]), entry.sectors
    return entry.country, entry.sectors


def in_office(entry: Entry, date: str | None) -> bool:
    """True if one of the terms of ``entry`` covers ``date``; without a date, if there is any term."""
    terms = entry.data.get("terms", ())
    return bool(terms) if date is None else any(covers(term, date) for term in terms)


def since(entry: Entry) -> str:
    """When the latest term of ``entry`` began; empty where none is known."""
    return max((term.get("from") or "" for term in entry.data.get("terms", ())), default="")


def has_left(entry: Entry, date: str | None) -> bool:
    """True if a term of ``entry`` ended before ``date``."""
    return date is not None and any(_before(term.get("to"), date) for term in entry.data.get("terms", ()))


def covers(term: dict[str, Any], date: str | None) -> bool:
    """True if ``date`` lies in the term; dates are compared to the precision that both have."""
    start, end = term.get("from"), term.get("to")
    if date is None:
        return end is None
    return not _before(date, start) and not _before(end, date)


def _before(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return False
    precision = min(len(one), len(other))
    return one[:precision] < other[:precision]
