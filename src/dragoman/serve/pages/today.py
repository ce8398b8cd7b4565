"""The first page: the newest events and the best corroborated, to be filtered by fields, by map and by timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from dragoman.errors import BadQuestion
from dragoman.ledger.ask import Page
from dragoman.ledger.ask.terms import MODALITIES, country_code
from dragoman.ledger.spread import days
from dragoman.ontology import ontology
from dragoman.resolve.dates.calendar import shift
from dragoman.serve import look
from dragoman.serve.desk import Desk, TheDesk, page
from dragoman.serve.draw.timeline import Bar, bars, timeline
from dragoman.serve.draw.worldmap import Land, worldmap
from dragoman.serve.pages import words
from dragoman.serve.pages.asked import Asked, asked
from dragoman.serve.pages.kept import kept
from dragoman.serve.sentence import capital
from dragoman.types import Story

router = APIRouter()
SIZE = 30
"""Events on a page."""
LATELY = (30, 120, 365)
"""How many days back the best corroborated events are looked for, from the newest on, until there are some."""
BEST, AHEAD, LANDS = 4, 5, 10
"""How many are shown of the best corroborated events, of those that are to come, and of countries beside the map."""
SORTS = (
    ("newest", "newest first"), ("oldest", "oldest first"), ("updated", "last changed first"),
    ("origins", "best corroborated first"), ("reports", "most reported first"), ("confidence", "surest first"),
)  # fmt: skip
NOTHING: Page[Story] = Page((), None)


@dataclass(frozen=True)
class Side:
    """What stands beside the list: map and timeline as SVG, countries, events to come, and how many there are."""

    worldmap: str
    timeline: str
    lands: tuple[Land, ...]
    ahead: tuple[Story, ...]
    earlier: Bar
    total: int


@router.get("/")
def today(request: Request, desk: TheDesk) -> Response:
    """The newest events, or those that pass the filters."""
    wanted = asked(request)
    if not wanted.filled() and is_empty(desk):
        return RedirectResponse("/welcome", 303)
    day = desk.now().date()
    part = look.wants_fragment(request)
    context: dict[str, Any] = {"fault": "", "side": None, "best": ()}
    try:
        context["found"] = listed(desk, wanted, day)
        if not part:
            context["side"] = beside(desk, wanted, day)
        if not part and not wanted.given and not wanted.after:
            context["best"] = kept(desk, ("best", day), lambda: best(desk, day))
    except BadQuestion as fault:
        context |= {"fault": str(fault), "found": NOTHING}
    return page(
        request, "today.html", status=422 if context["fault"] else 200, fragment="list", asked=wanted, day=day,
        choices=choices(wanted), order=capital(dict(SORTS).get(wanted.get("sort") or "newest", "")), **context,
    )  # fmt: skip


def is_empty(desk: Desk) -> bool:
    """Whether there is nothing in the ledger, so that a visitor needs to be shown how to begin."""
    return not desk.ledger.events() and not desk.ledger.reports()


def listed(desk: Desk, wanted: Asked, day: date) -> Page[Story]:
    """The events of this page. Without any time asked for, those up to ``day``: what is to come stands beside."""
    return desk.ledger.events(**_up_to(wanted, day)).page(SIZE, wanted.after)


def best(desk: Desk, day: date) -> tuple[Story, ...]:
    """The events of late that most independent origins tell."""
    newest = desk.ledger.events(until=day).first()
    if newest is None:
        return ()
    told = date.fromisoformat(days(newest.date, newest.first_report or day.isoformat())[0][:10])
    asked_for = (
        desk.ledger.events(corroborated=True, since=told - timedelta(days=back), until=day, sort="origins")
        for back in LATELY
    )
    return next((found for some in asked_for if (found := some.page(BEST).items)), ())


def beside(desk: Desk, wanted: Asked, day: date) -> Side:
    """Map, timeline and events to come, for the filters that are on."""
    elsewhere, ever = wanted.but(place=None, sort=None), wanted.but(since=None, until=None, sort=None)
    by_country = _counted(desk, "country", elsewhere.filters())
    by_month = _counted(desk, "month", ever.filters())
    lands = {code: _land(wanted, code, some) for code, some in by_country.items()}
    most = sorted(lands.values(), key=lambda land: (-land.events, land.name))[:LANDS]
    shown = bars(by_month, day.isoformat(), wanted.get("since") or wanted.get("until"))
    return Side(
        worldmap=worldmap(lands),
        timeline=timeline(shown, lambda time: "/" + wanted.but(since=time, until=time).query(),
                          (wanted.get("since"), wanted.get("until"))),
        lands=tuple(most),
        ahead=_ahead(desk, wanted, day),
        earlier=_earlier(shown, by_month, wanted),
        total=sum(by_month.values()) if ever.given == wanted.but(sort=None).given else _count(desk, wanted),
    )  # fmt: skip


def choices(wanted: Asked) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen in the fields; several values that are on at once are a choice of their own."""
    kinds = [(kind.name, capital(words.type_name(kind.name))) for kind in ontology().types]
    found = {
        "type": sorted(kinds, key=lambda kind: kind[1]),
        "quad": [(str(n), capital(words.quad_name(n))) for n in (1, 2, 3, 4)],
        "modality": [(name, capital(words.modality_name(name))) for name in MODALITIES],
        "sort": [*SORTS, ("relevance", "best match first")] if wanted.get("text") else list(SORTS),
    }
    for name in ("type", "quad", "modality"):
        if len(on := wanted.all(name)) > 1:
            told = [label for code, label in found[name] if code in on]
            found[name].append((wanted.get(name), ", ".join(told)))
    return found


def _counted(desk: Desk, by: Any, filters: dict[str, Any]) -> dict[str, int]:
    return kept(desk, (by, repr(filters)), lambda: desk.ledger.counts(by, **filters))


def _count(desk: Desk, wanted: Asked) -> int:
    filters = wanted.but(sort=None).filters()
    return kept(desk, ("count", repr(filters)), lambda: desk.ledger.events(**filters).count())


def _up_to(wanted: Asked, day: date) -> dict[str, Any]:
    filters = wanted.filters()
    return filters if {"since", "until"} & filters.keys() else {**filters, "until": day}


def _ahead(desk: Desk, wanted: Asked, day: date) -> tuple[Story, ...]:
    """What is told to be after ``day``; nothing where another time is asked for."""
    filters = wanted.but(sort=None).filters()
    if {"since", "until"} & filters.keys():
        return ()
    return desk.ledger.events(**filters, since=day + timedelta(days=1), sort="oldest").page(AHEAD).items


def _earlier(shown: list[Bar], by_month: dict[str, int], wanted: Asked) -> Bar:
    """How many events lie before the timeline, and where they are to be seen."""
    begin = shown[0].value if shown else ""
    before = shift(begin, "month", -1) if len(begin) == 7 else None
    events = sum(some for month, some in by_month.items() if month < begin)
    return Bar("/" + wanted.but(since=None, until=before).query(), events if before else 0)


def _land(wanted: Asked, code: str, events: int) -> Land:
    """A country; a touch makes it the place asked for, or takes it away where it is."""
    asked_for = wanted.get("place")
    chosen = bool(asked_for) and country_code(asked_for) == code
    return Land(words.country_name(code), events, "/" + wanted.but(place=None if chosen else code).query(), chosen)
