"""What is found when two accounts are held side by side: a list of findings, each with its weight and its words."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from math import sqrt

from dragoman.reconcile.events.facts import Facts
from dragoman.reconcile.events.parties import Match, Somebody, country_name, matched
from dragoman.reconcile.events.rules import Weight, rules

SHOWN = 4
"""How many words a reason quotes at most."""
FEW_WORDS = 2
"""As many words of difference make two short accounts less alike than their shares alone."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing on which two accounts agree or differ: ``amount`` times the weight of (feature, level) counts."""

    feature: str
    level: str
    amount: float
    about: tuple[str, ...]

    @property
    def rule(self) -> Weight:
        """The weight, and how it is told."""
        return rules().findings[self.feature][self.level]

    @property
    def counts(self) -> float:
        """What it adds to the score."""
        return self.rule.weight * self.amount

    def __str__(self) -> str:
        return self.rule.says.format(*self.about)


def compare(a: Facts, b: Facts) -> list[Finding]:
    """All findings on two accounts whose types share a family, the same whichever comes first."""
    if (b.out, b.id) < (a.out, a.id):
        a, b = b, a
    found = [_type(a, b), *_parties(a, b), _date(a, b), _place(a, b), *_said(a, b)]
    if a.report == b.report:
        overlap = a.span[0] < b.span[1] and b.span[0] < a.span[1]
        found.append(Finding("report", "overlap" if overlap else "same", 1, ()))
    elif a.origin == b.origin and a.words.keys() == b.words.keys():
        found.append(Finding("report", "copy", 1, ()))
    return found


def plans(a: Facts, b: Facts) -> bool:
    """Whether ``a`` is of a type that promises acts of ``b``'s type."""
    return b.type in rules().acts_planned.get(a.type, ())


def _type(a: Facts, b: Facts) -> Finding:
    if a.type == b.type:
        if a.mode and b.mode and a.mode != b.mode:
            return Finding("type", "mode", 1, (a.type, a.mode, b.mode))
        return Finding("type", "same", 1, (a.type,))
    for promise, act in ((a, b), (b, a)):
        if plans(promise, act):
            # what is promised on the day of a meeting, or after it, is not that meeting
            before = promise.said.last < act.when.last and promise.when.gap(act.when) <= rules().days.near
            return Finding("type", "planned" if before else "after", 1, (promise.type, act.type))
    return Finding("type", "kin", 1, (a.type, b.type))


def _parties(a: Facts, b: Facts) -> list[Finding]:
    mutual = rules().mutual_types
    if a.type in mutual and b.type in mutual:
        pairs = matched((*a.actors, *a.recipients), (*b.actors, *b.recipients))[:2]
    else:
        pairs = [*matched(a.actors, b.actors)[:1], *matched(a.recipients, b.recipients)[:1]]
    return [_match(feature, pair) for feature, pair in zip(("first", "second"), pairs, strict=False)]


def _match(feature: str, match: Match) -> Finding:
    level, x, y = match
    told = sorted((x, y), key=lambda s: (-len(s.name), s.text))
    return Finding(feature, level, 1, (*(_called(s) for s in told), country_name(x.country or "")))


def _called(party: Somebody) -> str:
    return f"{party.text} ({party.country})" if party.country else party.text


def _date(a: Facts, b: Facts) -> Finding:
    x, y = (a.said, b.said) if _two_promises_undated(a, b) else (a.when, b.when)
    about = (str(x), str(y))
    gap = x.gap(y)
    if x.exact and y.exact:
        level = "same" if gap == 0 else "next" if gap == 1 else "near" if gap <= rules().days.near else "apart"
    elif gap:
        loose = not (x.told and y.told) and gap <= rules().days.near
        level = "loose" if loose else "apart"
    elif x.told and y.told:
        level = "week" if max(x.days, y.days) <= 7 else "month"
    else:
        level = "open"
    return Finding("date", level, 1, about)


def _two_promises_undated(a: Facts, b: Facts) -> bool:
    """Two promises of an act without a day are held together by the day on which they were made."""
    return a.promise and b.promise and not (a.when.told and b.when.told)


def _place(a: Facts, b: Facts) -> Finding:
    if a.site and b.site:
        x, y = set(a.site.split()), set(b.site.split())
        if x <= y or y <= x:
            return Finding("place", "same", 1, (a.site.title(),))
        if not a.land or not b.land or a.land == b.land:
            return Finding("place", "city", 1, (a.site.title(), b.site.title()))
    if a.land and b.land:
        if a.land == b.land:
            return Finding("place", "country", 1, (country_name(a.land),))
        return Finding(
            "place", "other", 1, (a.site.title() or country_name(a.land), b.site.title() or country_name(b.land))
        )
    return Finding("place", "unknown", 1, ())


def _said(a: Facts, b: Facts) -> list[Finding]:
    found = []
    shared = a.words.keys() & b.words.keys()
    if shared:
        # the cosine of the two sets, damped where they are small: one word in common is little even where it is all
        near = len(shared) / (sqrt(len(a.words) * len(b.words)) + FEW_WORDS)
        found.append(Finding("words", "shared", near, (_list({a.words[s] for s in shared}),)))
    elif a.words and b.words:
        found.append(Finding("words", "none", 1, ()))
    for feature, x, y in (("numbers", a.numbers, b.numbers), ("names", a.names, b.names)):
        if x & y:
            found.append(Finding(feature, "shared", 1, (_list(x & y).title(),)))
        elif x and y:
            found.append(Finding(feature, "differ", 1, (_list(x).title(), _list(y).title())))
    return found


def _list(items: Set[str] | Set[int]) -> str:
    return ", ".join(str(i) for i in sorted(items)[:SHOWN])
