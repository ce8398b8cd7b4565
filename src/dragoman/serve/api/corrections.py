"""Corrections: what people say of events against what was read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from dragoman.errors import LedgerError
from dragoman.serve.api import examples
from dragoman.serve.api.answers import one
from dragoman.serve.api.asked import Flag, Id
from dragoman.serve.api.bodies import body, wanted
from dragoman.serve.api.kinds import NewCorrection
from dragoman.serve.api.problems import ROOT
from dragoman.serve.api.says import a_thing, things
from dragoman.serve.api.things import Id as Its
from dragoman.serve.desk import Caller, TheDesk, needs
from dragoman.types import Correction, Decision

router = APIRouter(tags=["corrections"])
READING = [Depends(needs("read"))]
Corrector = Annotated[Caller, Depends(needs("correct"))]
Of = Annotated[Id | None, Query(description="Of this event (or account) alone.")]
Undone = Annotated[Flag, Query(description="Also those that were taken back.")]
LEADS_ON = {"correction": ("correction", "id", "id"), "undo": ("undo", "id", "id"), "event": ("event", "id", "event")}


@router.get("/corrections", dependencies=READING, **things(Correction, examples.CORRECTION))
def corrections(request: Request, desk: TheDesk, event: Of = None, undone: Undone = False) -> Response:
    """The corrections in force, newest first; joining and splitting events is among them."""
    return one(request, desk.ledger.corrections(event, undone=undone))


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


@router.get("/decisions", dependencies=READING, **things(Decision, examples.DECISION))
def decisions(request: Request, desk: TheDesk) -> Response:
    """What is settled on pairs of accounts: that they are of one event, or are not; oldest first."""
    return one(request, desk.ledger.decisions())


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
