"""The page of two parties: what they do to each other over time, the days that stand out, and the events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dragoman.errors import BadQuestion
from dragoman.ledger import Ledger
from dragoman.ledger.ask import Period, Standout, Tally
from dragoman.ledger.spread import days
from dragoman.resolve.dates.calendar import week_value
from dragoman.serve.days import count
from dragoman.serve.desk import TheDesk, page
from dragoman.serve.draw.series import series as drawn
from dragoman.serve.pages import asked, words
from dragoman.types import Story

router = APIRouter()
WAYS: dict[str, Callable[[Period], Tally]] = {
    "both": lambda period: period.both, "there": lambda period: period.there, "back": lambda period: period.back,
}  # fmt: skip
UNITS = (("month", "by month"), ("week", "by week"), ("day", "by day"))
SHOWN = {"month": 60, "week": 104, "day": 120}
"""Periods that are drawn at most, the newest ones."""
LISTED = 12
"""Events of each direction that are listed."""
MEASURES = {
    "events": ("event", "events"), "cooperation": ("act of cooperation", "acts of cooperation"),
    "conflict": ("act of conflict", "acts of conflict"),
}  # fmt: skip


@router.get("/pair/{a}/{b}")
def pair(
    request: Request, desk: TheDesk, a: str, b: str, by: str = "month", way: str = "both", since: str = "",
    until: str = "",
) -> Response:  # fmt: skip
    """What ``a`` and ``b`` do to each other; ``way`` is there, back, or both."""
    one, other = words.asked_of(a), words.asked_of(b)
    names = asked.party(one), asked.party(other)
    path = f"/pair/{quote(a, safe=':')}/{quote(b, safe=':')}"
    context: dict[str, Any] = {
        "a": a, "b": b, "names": names, "path": path, "by": by, "way": way, "since": since, "until": until,
        "units": UNITS, "fault": "", "found": None, "drawing": "", "standouts": (), "sides": (), "cut": 0,
        "turned": f"/pair/{quote(b, safe=':')}/{quote(a, safe=':')}", "table": (),
        "ways": (("both", "both ways"), ("there", f"{names[0]} to {names[1]}"), ("back", f"{names[1]} to {names[0]}")),
    }  # fmt: skip
    try:
        context |= _answer(desk.ledger, one, other, by, way, since, until, names, path)
    except BadQuestion as fault:
        context["fault"] = str(fault)
    return page(request, "pair.html", status=422 if context["fault"] else 200, **context)


def _answer(
    ledger: Ledger, a: str, b: str, by: str, way: str, since: str, until: str, names: tuple[str, str], path: str
) -> dict[str, Any]:
    if way not in WAYS:
        raise BadQuestion(f"{way!r} is no direction; ask for there, back or both.")
    found = ledger.pairs(a, b, by=by, since=since or None, until=until or None)
    shown = found.periods[-SHOWN[found.by] :]
    sides = [("there", f"{names[0]} to {names[1]}", a, b), ("back", f"{names[1]} to {names[0]}", b, a)]

    def href(start: str) -> str:
        first, last = days(start, start)
        return f"{path}?{urlencode({'by': 'day', 'way': way, 'since': first, 'until': last})}#events"

    return {
        "found": found,
        "cut": len(found.periods) - len(shown),
        "drawing": drawn(
            shown, WAYS[way], href, {_period_of(one.day, found.by) for one in found.standouts},
            f"What {names[0]} and {names[1]} do to each other",
        ),
        "table": [(period.start, tally) for period in reversed(shown) if (tally := WAYS[way](period)).events],
        "standouts": [(one, explained(one, names)) for one in found.standouts],
        "sides": [
            (title, *_side(ledger, x, y, since, until)) for name, title, x, y in sides if way in ("both", name)
        ],
    }  # fmt: skip


def explained(one: Standout, names: tuple[str, str]) -> str:
    """Why a day stands out: «5 acts of conflict, where between Russia and Ukraine there is usually none»."""
    amount = count(one.count, *MEASURES[one.what])
    usual = "none" if one.usual == 0 else f"about {one.usual:g}"
    return f"{amount}, where between {names[0]} and {names[1]} there is usually {usual} a day."


def _side(ledger: Ledger, actor: str, recipient: str, since: str, until: str) -> tuple[tuple[Story, ...], str]:
    """The newest events in which the one acts upon the other, and the query string that asks for all of them."""
    asked_for: dict[str, Any] = {"actor": actor, "recipient": recipient, "since": since, "until": until}
    wanted = {name: value for name, value in asked_for.items() if value}
    return ledger.events(**wanted).page(LISTED).items, "?" + urlencode(wanted)


def _period_of(on: str, by: str) -> str:
    """The period that a day lies in."""
    if by == "month":
        return on[:7]
    return week_value(date.fromisoformat(on)) if by == "week" else on
