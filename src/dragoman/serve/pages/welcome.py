"""The first visit: a ledger with nothing in it, and the ways to fill it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from dragoman.errors import InputError
from dragoman.serve.desk import Desk, TheDesk, needs, page

router = APIRouter(prefix="/welcome")
FEW = 6
"""Sources that are shown here; all are on a page of their own."""


def is_new(desk: Desk) -> bool:
    """Whether the ledger has no event to show yet."""
    return desk.ledger.events(limit=1).first() is None


@router.get("")
def welcome(request: Request, desk: TheDesk) -> Response:
    """What the desk is for, and how to begin; while a first feed is read, how far that has come."""
    return _drawn(request, desk)


@router.post("/feed", dependencies=[Depends(needs("admin"))])
def feed(request: Request, desk: TheDesk, address: Annotated[str, Form()] = "") -> Response:
    """Follow a feed from now on."""
    try:
        desk.follower.add(address.strip())
    except InputError as error:
        return _drawn(request, desk, address=address, fault=str(error), status=422)
    return RedirectResponse("/welcome#progress", 303)


def _drawn(request: Request, desk: Desk, *, address: str = "", fault: str = "", status: int = 200) -> Response:
    return page(
        request, "welcome.html", status=status, fragment="progress", address=address, fault=fault,
        few=FEW, follower=desk.follower, sources=desk.ledger.source_states(), reports=desk.ledger.reports().count(),
        events=desk.ledger.events().count(),
    )  # fmt: skip
