"""Corrections: what people say of events against what was read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from dragoman.errors import LedgerError
from dragoman.serve.api import examples
from dragoman.serve.api.answers import one, part
from dragoman.serve.api.asked import CorrectionsAsked, Paged
from dragoman.serve.api.bodies import body, wanted
from dragoman.serve.api.kinds import NewCorrection
from dragoman.serve.api.problems import ROOT
from dragoman.serve.api.says import a_page, a_thing
from dragoman.serve.api.things import Id as Its
from dragoman.serve.desk import Caller, TheDesk, needs
from dragoman.types import Correction, Decision

router = APIRouter(tags=["corrections"])
READING = [Depends(needs("read"))]
Corrector = Annotated[Caller, Depends(needs("correct"))]
TO_ONE = {"correction": ("correction", "id", "items/0/id"), "event": ("event", "id", "items/0/event")}
LEADS_ON = {"correction": ("correction", "id", "id"), "undo": ("undo", "id", "id"), "event": ("event", "id", "event")}


@router.get("/corrections", dependencies=READING, **a_page(Correction, examples.CORRECTION, links=TO_ONE))
def corrections(request: Request, desk: TheDesk, ask: Annotated[CorrectionsAsked, Query()]) -> Response:
    """The corrections in force, newest first; joining and splitting events is among them."""
    found = desk.ledger.corrections(**ask.filters())
    return part(request, ask, found, lambda made: (made.at, made.id), newest_first=True)


@router.post(
    "/events/{id}/corrections", openapi_extra=wanted(NewCorrection, examples.NEW_CORRECTION),
    **a_thing(Correction, examples.CORRECTION, status=201, links=LEADS_ON),
)  # fmt: skip
def correct(
    request: Request,
    desk: TheDesk,
    caller: Corrector,
    id: Its,
    asked: Annotated[NewCorrection, Depends(body(NewCorrection))],
) -> Response:
    """Say what is wrong with an event. It is told so at once and for good, under your name, until it is undone."""
    made = desk.ledger.correct(id, asked.change, by=caller.name, why=asked.why)
    return one(request, made, status=201, headers={"Location": f"{ROOT}/corrections/{made.id}"})


@router.get("/decisions", dependencies=READING, **a_page(Decision, examples.DECISION))
def decisions(request: Request, desk: TheDesk, ask: Annotated[Paged, Query()]) -> Response:
    """What is settled on pairs of accounts: that they are of one event, or are not; oldest first."""
    found = desk.ledger.decisions()
    return part(request, ask, found, lambda made: (made.at, f"{made.a} {made.b}"), newest_first=False)


@router.get("/corrections/{id}", dependencies=READING, **a_thing(Correction, examples.CORRECTION))
def correction(request: Request, desk: TheDesk, id: Its) -> Response:
    """A correction, also one that was taken back."""
    found = next((one for one in desk.ledger.corrections(undone=True) if one.id == id), None)
    if found is None:
        raise LedgerError(f"There is no correction {id} in this ledger; {ROOT}/corrections lists them.")
    return one(request, found)


@router.post("/corrections/{id}/undo", **a_thing(Correction, examples.UNDONE))
def undo(request: Request, desk: TheDesk, caller: Corrector, id: Its) -> Response:
    """Take a correction back: all is as if it had never been, and who took it back is kept."""
    return one(request, desk.ledger.undo_correction(id, by=caller.name))
