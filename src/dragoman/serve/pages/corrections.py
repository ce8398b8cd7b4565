"""What people correct: the form for one event, and the list of all corrections, each of which can be taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from dragoman.errors import BadQuestion, LedgerError
from dragoman.ledger import Ledger
from dragoman.ledger.ask.terms import MODALITIES
from dragoman.resolve.dates.calendar import first_day
from dragoman.serve.correcting import Fields, acts, named_event, told
from dragoman.serve.desk import Caller, TheDesk, needs, page
from dragoman.serve.pages import words
from dragoman.serve.pages.signing import back
from dragoman.types import Change, Story

router = APIRouter()
Corrector = Annotated[Caller, Depends(needs("correct"))]
Why = Annotated[str, Form()]
SHOWN = 40
"""How many corrections a page shows."""
CHOSEN = 12
"""How many events are offered to be joined with."""
NEAR = timedelta(days=45)
"""How far from an event those may be that are offered to be joined with it."""


@router.get("/corrections")
def corrections(request: Request, desk: TheDesk, show: str = "", by: str = "", start: int = 0) -> Response:
    """The corrections in force, or also those taken back; of one person, or of all."""
    found = desk.ledger.corrections(undone=show == "all")
    people = [(name, name) for name in sorted({made.by for made in found}, key=str.casefold)]
    mine = [made for made in found if not by or made.by == by]
    start = max(0, start)
    asked = {name: value for name, value in (("show", show), ("by", by)) if value}
    more = {**asked, "start": start + SHOWN} if len(mine) > start + SHOWN else None
    return page(
        request, "corrections.html", fragment="list", told=told(desk.ledger, mine[start : start + SHOWN]),
        count_of=len(mine), people=people, show=show, by=by, any=bool(found),
        more=f"/corrections?{urlencode(more)}" if more else None,
        first=f"/corrections?{urlencode(asked)}" if start else None,
    )  # fmt: skip


@router.get("/events/{id}/correct")
def form(request: Request, desk: TheDesk, caller: Corrector, id: str) -> Response:  # noqa: ARG001
    """The form to correct an event."""
    story = desk.ledger.story(id)
    return _form(request, desk.ledger, story, Fields.of(story))


@router.post("/events/{id}/correct")
def correct(request: Request, desk: TheDesk, caller: Corrector, id: str, fields: Annotated[Fields, Form()]) -> Response:
    """Make every change that was filled in, or none and say what is wrong."""
    story = desk.ledger.story(id)
    changes, faults = fields.changes(story)
    if not changes and not faults:
        faults = {"": "Nothing was changed; put what is true into a field."}
    if faults:
        return _form(request, desk.ledger, story, fields, faults)
    for change in changes:
        desk.ledger.correct(story.id, change, by=caller.name, why=fields.why, now=desk.stamp())
    return _to(story.id)


@router.post("/events/{id}/wrong")
def wrong(request: Request, desk: TheDesk, caller: Corrector, id: str, why: Why = "") -> Response:
    """Say that nothing of the kind happened."""
    return _made(request, desk, caller, id, Change(what="wrong"), why)


@router.post("/events/{id}/join")
def join(
    request: Request, desk: TheDesk, caller: Corrector, id: str,
    other: Annotated[str, Form()] = "", pasted: Annotated[str, Form()] = "", why: Why = "",
) -> Response:  # fmt: skip
    """Say that another event is the same."""
    try:
        same = desk.ledger.story(named_event(pasted or other)).id
    except LedgerError as fault:
        story = desk.ledger.story(id)
        return _form(request, desk.ledger, story, Fields.of(story), {"join": str(fault)})
    return _made(request, desk, caller, id, Change(what="join", value=same), why)


@router.post("/events/{id}/split")
def split(
    request: Request, desk: TheDesk, caller: Corrector, id: str,
    account: Annotated[list[str] | None, Form()] = None, why: Why = "",
) -> Response:  # fmt: skip
    """Say that some accounts tell of another event."""
    return _made(request, desk, caller, id, Change(what="split", value=tuple(account or ())), why)


@router.post("/corrections/{id}/undo")
def undo(desk: TheDesk, caller: Corrector, id: str, next: Annotated[str, Form()] = "/corrections") -> Response:
    """Take a correction back."""
    try:
        desk.ledger.undo_correction(id, by=caller.name, now=desk.stamp())
    except LedgerError as fault:
        raise HTTPException(404, str(fault)) from None
    return RedirectResponse(back(next), 303)


def _made(request: Request, desk: TheDesk, caller: Caller, id: str, change: Change, why: str) -> Response:
    """Make one change, or say at its place in the form what is wrong with it."""
    story = desk.ledger.story(id)
    try:
        desk.ledger.correct(story.id, change, by=caller.name, why=why, now=desk.stamp())
    except BadQuestion as fault:
        return _form(request, desk.ledger, story, Fields.of(story), {change.what: str(fault)})
    return _to(story.id)


def _to(id: str) -> Response:
    return RedirectResponse(f"/events/{id}#corrections", 303)


def _form(
    request: Request, ledger: Ledger, story: Story, fields: Fields, faults: dict[str, str] | None = None
) -> Response:
    return page(
        request, "correct.html", status=422 if faults else 200, fragment="form", story=story, fields=fields,
        faults=faults or {}, acts=acts(), modalities=[(m, words.modality_name(m)) for m in MODALITIES],
        accounts=ledger.accounts(story) if len(story.accounts) > 1 else (), near=_near(ledger, story),
    )  # fmt: skip


def _near(ledger: Ledger, story: Story) -> list[Story]:
    """Events of the same parties at about the same time, which may be the same; those of the same type first."""
    parties = [key for one in (*story.actors, *story.recipients) if (key := one.country or one.name)]
    if not parties:
        return []
    day = first_day(story.date) if story.date else None
    since, until = (day - NEAR, day + NEAR) if day else (None, None)
    try:
        asked = ledger.events(party=parties, since=since, until=until, limit=60)
        found = [other for other in asked if other.id != story.id]
    except BadQuestion:  # a name that is no question
        return []
    theirs = _countries(story)
    found.sort(key=lambda other: (other.type != story.type, -len(theirs & _countries(other))))
    return found[:CHOSEN]


def _countries(story: Story) -> set[str]:
    return {party.country for party in (*story.actors, *story.recipients) if party.country}
