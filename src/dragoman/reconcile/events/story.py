"""An event as all its accounts tell it, once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dragoman import ontology
from dragoman.reconcile.events.cast import cast, leading
from dragoman.reconcile.events.facts import facts
from dragoman.reconcile.events.rules import rules
from dragoman.reconcile.events.variants import variants
from dragoman.reconcile.events.voices import confidence, elected, independent, tellers, votes
from dragoman.reconcile.events.windows import of_value
from dragoman.types import Account, Modality, Outlet, Place, Span, Step, Story

FURTHER: tuple[Modality, ...] = ("hypothetical", "future", "negated", "historical", "actual")
"""From what may be to what is done: an event is as far as the furthest that is told of it."""
DONE: tuple[Modality, ...] = ("historical", "actual")


def story(id: str, accounts: Sequence[Account]) -> Story:
    """The event that ``accounts`` (one or more) tell of, under the name ``id``; the same in any order of them."""
    told = sorted(accounts, key=lambda a: a.id)
    steps = _steps(told)
    modality = max(steps, key=FURTHER.index)
    # what became of it says more of who, when and where than what was planned
    furthest = _furthest(steps, modality)
    type = elected(votes(furthest, lambda a: [a.event.type])) or told[0].event.type
    same = [a for a in furthest if a.event.type == type]
    mode = elected(votes(same, lambda a: [a.event.mode] if a.event.mode else []))
    contexts = _contexts(same)
    figures = cast(furthest, mutual=type in rules().mutual_types)
    date, place = _date(furthest), _place(furthest)
    outlets = {a.outlet.name: a.outlet for a in told}
    reports, origins = {a.report for a in told}, {a.origin for a in told}
    out = sorted(a.published or a.seen for a in told)
    return Story(
        id=id,
        type=type,
        mode=mode,
        contexts=contexts,
        quad=ontology.quad(type),
        score=ontology.score(type, mode),
        cameo=ontology.cameo_code(type, mode, contexts),
        modality=modality,
        actors=tuple(f.party() for f in leading(figures["actor"])),
        recipients=tuple(f.party() for f in leading(figures["recipient"])),
        date=date,
        place=place,
        evidence=_evidence(same),
        accounts=tellers(told),
        history=_history(steps),
        variants=variants(furthest, steps, figures, date, place),
        reports=len(reports),
        copies=len(reports) - len(origins),
        origins=independent(told),
        outlets=len(outlets),
        countries=tuple(sorted({o.country for o in outlets.values() if o.country})),
        state_owned=sum(map(state_owned, outlets.values())),
        first_report=out[0],
        last_report=out[-1],
        # a plan, however often it is told, does not bear out that it was carried out
        corroborated=independent([a for a in furthest if a.own_authority]) >= 2,
        confidence=confidence(furthest),
    )


def state_owned(outlet: Outlet) -> bool:
    """Whether a state owns it, or the one party that is the state there."""
    return outlet.ownership == "state" or (
        outlet.ownership == "party" and outlet.country in rules().one_party_countries
    )  # fmt: skip


def _steps(told: Sequence[Account]) -> dict[Modality, list[Account]]:
    """The accounts by how far they tell of the event. A promise is the plan of an act that others tell as done."""
    types = {a.event.type for a in told}
    found: dict[Modality, list[Account]] = {}
    for a in told:
        is_plan = bool(rules().acts_planned.get(a.event.type, frozenset()) & types)
        step: Modality = "future" if is_plan and a.event.modality == "actual" else a.event.modality
        found.setdefault(step, []).append(a)
    return found


def _furthest(steps: dict[Modality, list[Account]], modality: Modality) -> list[Account]:
    """The accounts that tell of the event as far as it went; one that looks back tells of it as done."""
    together: tuple[Modality, ...] = DONE if modality in DONE else (modality,)
    return sorted((a for m in together for a in steps.get(m, ())), key=lambda a: a.id)


def _history(steps: dict[Modality, list[Account]]) -> tuple[Step, ...]:
    """The steps in the order in which they were first told."""
    found = [
        Step(modality=modality, at=min(a.published or a.seen for a in accounts), accounts=tellers(accounts))
        for modality, accounts in steps.items()
    ]
    return tuple(sorted(found, key=lambda s: (s.at or "", FURTHER.index(s.modality))))


def _contexts(accounts: Sequence[Account]) -> tuple[str, ...]:
    """The contexts that at least half as much speaks for as for the foremost."""
    found = votes(accounts, lambda a: a.event.contexts)
    most = max(found.values(), default=0.0)
    return tuple(c for c in sorted(found, key=lambda c: (-found[c], c)) if 2 * found[c] >= most)


def _supported(
    accounts: Sequence[Account], of: Callable[[Account], str | None], agree: Callable[[str, str], bool]
) -> dict[str, float]:
    """For each value that accounts tell, how much speaks for it: those tell it too who tell the same less exactly."""
    told = {a: v for a in accounts if (v := of(a))}
    return {
        value: votes((a for a, theirs in told.items() if agree(value, theirs)), lambda _: [True]).get(True, 0.0)
        for value in sorted(set(told.values()))
    }


def _date(accounts: Sequence[Account]) -> str | None:
    """The date that most origins agree on, a week or month agreeing with each of its days; of equals the most exact."""
    found = _supported(accounts, lambda a: a.event.date, within)
    own = votes(accounts, lambda a: [a.event.date] if a.event.date else [])
    return min(found, key=lambda d: (-found[d], _days(d), -own[d], d)) if found else None


def within(narrow: str, wide: str) -> bool:
    """Whether the ISO value ``narrow`` lies in ``wide``."""
    a, b = of_value(narrow), of_value(wide)
    return narrow == wide or bool(a and b and b.first <= a.first and a.last <= b.last)


def _days(value: str) -> int:
    window = of_value(value)
    return window.days if window else 9999


def _place(accounts: Sequence[Account]) -> Place | None:
    """The place that most origins tell, a country agreeing with each place in it; of equals the narrowest."""
    placed = [a for a in accounts if a.event.place]
    lands = {_site(a): facts(a).land for a in placed}
    found = _supported(placed, _site, lambda v, w: v == w or (not w.split("|")[0] and lands[v] == lands[w]))
    if not found:
        return None
    best = min(found, key=lambda s: (-found[s], s.startswith("|"), s))
    told = [p for a in placed if _site(a) == best and (p := a.event.place)]
    return min(told, key=lambda p: (p.geonameid is None, p.name or p.text, p.geonameid or 0, p.start, p.end))


def _site(account: Account) -> str | None:
    """A place as one word: what it is called, and its country."""
    told = facts(account)
    return f"{told.site}|{told.land or ''}" if told.site or told.land else None


def _evidence(accounts: Sequence[Account]) -> Span:
    """The words of the surest account, one on a report's own authority first."""
    best = min(accounts, key=lambda a: (not a.own_authority, -a.event.confidence, a.published or a.seen, a.id))
    return best.event.evidence
