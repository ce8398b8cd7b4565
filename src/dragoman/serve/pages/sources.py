"""Sources: how each feed fares and what came of it, and the outlets with who owns them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dragoman.errors import DragomanError
from dragoman.ledger.ask import Page, SourceLine
from dragoman.ledger.ask.values import OutletLine
from dragoman.serve.days import ago, stamp
from dragoman.serve.desk import TheDesk, page
from dragoman.serve.pages.asked import SOURCES, asked
from dragoman.serve.pages.kept import kept

router = APIRouter()
SIZE = 100
"""Sources on a page."""
OUTLETS = 60
"""Outlets that are listed, those of most reports first."""
SORTS = (("place", "by name"), ("reports", "most reports first"), ("failures", "most failures first"))
STATUSES = (
    ("ok", "in order", "good"), ("new", "not yet asked", ""),
    ("failing", "failing", "warn"), ("dead", "given up", "bad"),
)  # fmt: skip
"""States of a source: how each is said, and how good it is."""
NOTHING: Page[SourceLine] = Page((), None)


@router.get("/sources")
def sources(request: Request, desk: TheDesk) -> Response:
    """The sources that are followed, and the outlets."""
    wanted = asked(request, SOURCES)
    found, fault = NOTHING, ""
    try:
        found = desk.ledger.sources(**wanted.filters()).page(SIZE, wanted.after)
    except DragomanError as wrong:
        fault = str(wrong)
    states = tuple((name, told, grade, desk.ledger.sources(status=name).count()) for name, told, grade in STATUSES)
    known = kept(desk, "outlets", lambda: desk.ledger.outlets(OUTLETS))
    return page(
        request, "sources.html", status=422 if fault else 200, fragment="list", asked=wanted, found=found, fault=fault,
        outlets=known, owned=by_owner(known), copies=kept(desk, "copies", desk.ledger.copies_by_source),
        statuses={name: (told, grade) for name, told, grade in STATUSES}, sorts=SORTS, now=desk.now(),
        states=states, choices=[(name, told) for name, told, _ in STATUSES],
        next=lambda source: next_asked(source, desk.now()),
    )  # fmt: skip


def next_asked(source: SourceLine, now: datetime) -> str:
    """When a source is to be asked next: «in 3 hours»; «due» where that is past, as it is where nothing is followed."""
    if not source.next_due:
        return "–"
    return "due" if source.next_due <= stamp(now) else ago(source.next_due, now)


def by_owner(outlets: Sequence[OutletLine]) -> list[tuple[str | None, float]]:
    """The part of all reports that comes from outlets of each kind of owner, the greatest first."""
    parts: dict[str | None, int] = {}
    for line in outlets:
        parts[line.outlet.ownership] = parts.get(line.outlet.ownership, 0) + line.reports
    total: Any = sum(parts.values()) or 1
    return sorted(((owner, some / total) for owner, some in parts.items()), key=lambda part: -part[1])
