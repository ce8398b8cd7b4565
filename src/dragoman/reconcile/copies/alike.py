"""Whether one report is a copy of another, and why: judged on the true texts, and told in a sentence."""

from __future__ import annotations

from datetime import date

import numpy as np

from dragoman.prepare.lists import agency_of
from dragoman.reconcile.copies.fingerprint import FEWEST, Fingerprint
from dragoman.reconcile.copies.measure import Share, read
from dragoman.types import Link, Value

REWRITTEN = 0.35
"""Kept both ways, or under one agency's name: told in other words from end to end. Reports of their own keep 0.15."""
TAKEN = 0.5
"""Kept of the shorter one, with its top or a quarter of the longer: cut, or with a new top."""
HEAD, PART = 0.3, 0.25
SURE = 0.75
"""Kept where it is likelier that an outlet repeats its own background, or looks back days later."""
FEW, FEWEST_JUDGED = 20, 5
"""Telling words outside quotations, below which the quotations are judged too; and in all, below which nothing is."""
WHOLE = 0.9
"""Kept of so short a text."""
FIGURES = 0.5
"""Numbers that must be the same: prices of today are no copy of those of yesterday."""
LATE_DAYS = 3
NEAR = 0.2
"""Telling words shared, by the fingerprints, below which no text needs to be read."""
TOLD_RUN = 12


class Text(Value, frozen=True):
    """A report as its copies are sought: ``agency`` is whom it credits, ``published`` an ISO day or time."""

    id: str
    text: str
    title: str | None = None
    agency: str | None = None
    outlet: str | None = None
    published: str | None = None


def near(a: Fingerprint, b: Fingerprint) -> bool:
    """Whether two texts that share a band may be copies; says no only where that is as good as certain."""
    if a.exact == b.exact or not (a.signature and b.signature):
        return a.exact == b.exact
    x, y = (np.frombuffer(one.signature, np.uint8) for one in (a, b))
    # a byte agrees by chance once in 256
    alike = max(0.0, (float((x == y).mean()) - 1 / 256) / (1 - 1 / 256))
    highest = min(1.0, alike + 3 * (max(alike * (1 - alike), 0.01) / len(x)) ** 0.5)
    shared = highest / (1 + highest) * (a.words + b.words)
    return bool(shared >= NEAR * min(a.words, b.words))


def alike(a: Text, b: Text, fa: Fingerprint, fb: Fingerprint) -> Link | None:
    """Why one report is a copy of the other, or None where it is not; the same whichever comes first."""
    if b.id < a.id:
        a, b, fa, fb = b, a, fb, fa
    if fa.exact == fb.exact:
        # «Photo gallery» is everybody's
        same = fa.words >= FEWEST or (fa.words > 0 and _same_title(a, b))
        return _link(a, b, 1.0, f"{_name(a)} has the same words as {_name(b)}") if same else None
    if not near(fa, fb):
        return None
    short, long, of_short, of_long = _shares(a, b, quotations=False)
    if of_short.words < FEW:
        # it is nearly all quotation: then that must be the same, and the little around it not another's
        if of_short.words >= FEWEST_JUDGED and of_short.kept < REWRITTEN:
            return None
        short, long, of_short, of_long = _shares(a, b, quotations=True)
        if of_short.words < FEWEST_JUDGED or of_short.kept < WHOLE:
            return None
    if not _copied(short, long, of_short, of_long):
        return None
    return _link(a, b, min(of_short.kept, 0.99), _reason(short, long, of_short, of_long))


def _shares(a: Text, b: Text, *, quotations: bool) -> tuple[Text, Text, Share, Share]:
    """The shorter one, the longer one, and how much of each stands in the other."""
    x, y = (read(one.text, quotations=quotations) for one in (a, b))
    of_a, of_b = x.in_(y), y.in_(x)
    return (b, a, of_b, of_a) if of_b.words < of_a.words else (a, b, of_a, of_b)


def _copied(short: Text, long: Text, of_short: Share, of_long: Share) -> bool:
    kept = of_short.kept
    if of_short.figures < FIGURES or (kept < SURE and _needs_more(short, long)):
        return False
    if kept >= REWRITTEN and (of_long.kept >= REWRITTEN or _agency(short, long)):
        return True
    # a round-up that holds the report in its midst is no copy of it, and would tie all its parts together
    return kept >= TAKEN and (of_long.head >= HEAD or of_long.kept >= PART or _same_title(short, long))


def _needs_more(a: Text, b: Text) -> bool:
    """Whether the two may share much and yet be distinct: one outlet's, days apart, or of two agencies."""
    credits = {_canonical(one.agency) for one in (a, b)} - {None}
    same_outlet = a.outlet is not None and b.outlet is not None and a.outlet.casefold() == b.outlet.casefold()
    return same_outlet or _days_apart(a, b) > LATE_DAYS or len(credits) > 1


def _days_apart(a: Text, b: Text) -> int:
    try:
        one, two = (date.fromisoformat((text.published or "")[:10]) for text in (a, b))
    except ValueError:
        return 0
    return abs((one - two).days)


def _canonical(credit: str | None) -> str | None:
    return (agency_of(credit) or credit) if credit else None


def own_agency(text: Text) -> str | None:
    """The agency whose own report this is."""
    name = agency_of(text.outlet) if text.outlet else None
    return name if name and _canonical(text.agency) in (None, name) else None


def credited(text: Text) -> str | None:
    """The agency that a report credits, not being its own."""
    name = _canonical(text.agency)
    return name if name != own_agency(text) else None


def _agency(a: Text, b: Text) -> str | None:
    """The agency whose words both say they carry."""
    names = {own_agency(one) or credited(one) for one in (a, b)}
    return names.pop() if len(names) == 1 else None


def _same_title(a: Text, b: Text) -> bool:
    titles = {" ".join((one.title or "").casefold().split()) for one in (a, b)}
    return len(titles) == 1 and "" not in titles


def _link(a: Text, b: Text, score: float, reason: str) -> Link:
    return Link(a=a.id, b=b.id, score=round(score, 3), reason=reason + ".")


def _reason(short: Text, long: Text, of_short: Share, of_long: Share) -> str:
    said = f"{_name(short)} shares {100 * of_short.kept:.0f} % of its words in order with {_name(long)}"
    if of_long.kept < of_short.kept / 2:
        said += ", which is longer"
    if of_short.longest >= TOLD_RUN:
        said += f", {of_short.longest} of them in one run"
    agency = _agency(short, long)
    crediting = [one.outlet or one.id for one in (short, long) if credited(one)] if agency else []
    if len(crediting) == 2:
        return f"{said}, and both credit {agency}"
    return f"{said}, and {crediting[0]} credits {agency}" if crediting else said


def _name(text: Text) -> str:
    outlet = text.outlet or "an unnamed outlet"
    return f"«{text.title}» ({outlet})" if text.title else f"The report {text.id} ({outlet})"
