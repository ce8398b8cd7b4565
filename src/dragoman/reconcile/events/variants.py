"""On what the accounts of one event contradict one another, and which say what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dragoman.reconcile.events.cast import Figure, Role
from dragoman.reconcile.events.facts import facts
from dragoman.reconcile.events.voices import tellers
from dragoman.reconcile.events.windows import of_value
from dragoman.reconcile.events.words import tolls
from dragoman.types import Account, Modality, Place, Variant, VariantKind


def variants(
    accounts: Sequence[Account],
    steps: Mapping[Modality, Sequence[Account]],
    figures: Mapping[Role, Sequence[Figure]],
    date: str | None,
    place: Place | None,
) -> tuple[Variant, ...]:
    """Every value of each thing on which accounts differ; a vaguer value is no other value.

    ``date`` and ``place`` are what the event goes by: without them there is nothing to differ from.
    """
    if len(accounts) < 2 and len(steps) < 2:
        return ()
    found = [
        *(_days(accounts) if date else ()),
        *(_places(accounts) if place else ()),
        *_tolls(accounts),
        *_people(figures, "actor"),
        *_people(figures, "recipient"),
        *_modality(steps),
    ]
    return tuple(sorted(found, key=lambda v: (v.what, -len(v.accounts), v.value)))


def _days(accounts: Sequence[Account]) -> list[Variant]:
    """The dates that no other can be part of, where two of them never meet."""
    told = {a.event.date: w for a in accounts if a.event.date and (w := of_value(a.event.date))}
    narrow = [d for d, w in told.items() if not any(w.gap(v) == 0 and v.days < w.days for v in told.values())]
    return _all("day", {d: [a for a in accounts if a.event.date == d] for d in narrow})


def _places(accounts: Sequence[Account]) -> list[Variant]:
    told: dict[str, list[Account]] = {}
    for a in accounts:
        if site := facts(a).site:
            told.setdefault(site, []).append(a)
    names = {site: min(p.name or p.text for a in group if (p := a.event.place)) for site, group in told.items()}
    return _all("place", {names[site]: group for site, group in told.items()})


def _tolls(accounts: Sequence[Account]) -> list[Variant]:
    found = []
    counted = [(a, tolls(a.event.evidence.text)) for a in accounts]
    for kind in sorted({k for _, toll in counted for k in toll}):
        told: dict[str, list[Account]] = {}
        for a, toll in counted:
            if kind in toll:
                told.setdefault(f"{toll[kind]} {kind}", []).append(a)
        found += _all("toll", told)
    return found


def _people(figures: Mapping[Role, Sequence[Figure]], role: Role) -> list[Variant]:
    """Parties of one role that no account tells of together: one account's actor stands in place of another's."""
    told: dict[str, list[Account]] = {}
    for figure in figures[role]:
        told.setdefault(figure.party().name, []).extend(figure.everywhere)
    rivals = {
        name: group
        for name, group in told.items()
        if any(other != name and not _ids(group) & _ids(theirs) for other, theirs in told.items())
    }
    return _all(role, rivals)


def _modality(steps: Mapping[Modality, Sequence[Account]]) -> list[Variant]:
    """Denied by some, told as done by others."""
    done = [a for m in ("actual", "historical") for a in steps.get(m, ())]
    denied = list(steps.get("negated", ()))
    return _all("modality", {"actual": done, "negated": denied}) if done and denied else []


def _ids(accounts: Sequence[Account]) -> set[str]:
    return {a.id for a in accounts}


def _all(what: VariantKind, told: Mapping[str, Sequence[Account]]) -> list[Variant]:
    """The values, if there are two or more."""
    if len(told) < 2:
        return []
    return [Variant(what=what, value=value, accounts=tellers(group)) for value, group in told.items()]
