"""Watches: searches that people keep, with their feeds and webhooks, and what each has told."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from msgspec.structs import replace

from dragoman.errors import BadQuestion
from dragoman.serve.desk import Caller, Desk, TheCaller, TheDesk, may, needs, page
from dragoman.serve.pages.asked import EVENTS, Asked, asked
from dragoman.serve.tell import telling
from dragoman.serve.tell.entries import path
from dragoman.serve.tell.letters import trial
from dragoman.serve.tell.webhooks import fault_of
from dragoman.types import Watch, Webhook

router = APIRouter()
Watcher = Annotated[Caller, Depends(needs("watch"))]
FILTERS = tuple(name for name in EVENTS if name != "sort")
SHOWN, SENT = 50, 20
"""How many things told, and how many letters, the page of a watch shows."""
PACES = (("at once", "at once"), ("daily", "once a day, when the day is over (UTC)"))
NAMED = 200
"""Most characters of a name."""


@router.get("/watches")
def watches(request: Request, desk: TheDesk, caller: TheCaller) -> Response:
    """One's watches, and the form to keep the search that the query string asks for."""
    return _list(request, desk, caller, asked(request, FILTERS))


@router.post("/watches")
def keep(
    request: Request, desk: TheDesk, caller: Watcher,
    name: Annotated[str, Form()] = "", query: Annotated[str, Form()] = "", digest: Annotated[str, Form()] = "",
    webhook: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Keep a search. The secret of its webhook is shown this once."""
    wanted = Asked.of_query(query, FILTERS)
    name, webhook = " ".join(name.split())[:NAMED], webhook.strip()
    faults = {} if name else {"name": "Say in a few words what it looks for."}
    if webhook and (fault := fault_of(webhook, desk.settings.allow_hosts)):
        faults["webhook"] = fault
    try:
        filters = wanted.filters()
        desk.ledger.events(**filters)  # raises where a word means nothing
    except BadQuestion as wrong:
        faults["query"] = str(wrong)
    if faults:
        given = {"name": name, "webhook": webhook, "digest": digest}
        return _list(request, desk, caller, wanted, given=given, faults=faults)
    hook = Webhook(url=webhook, secret=secrets.token_urlsafe(32)) if webhook else None
    made = Watch(name=name, query=filters, owner=caller.name, webhook=hook,
                 digest="daily" if digest == "daily" else "at once", cursor=desk.ledger.last_change())  # fmt: skip
    made = desk.ledger.save_watch(made, now=desk.stamp())
    if hook is None:
        return RedirectResponse(f"/watches/{made.id}", 303)
    return _one(request, desk, made, status=201, secret=hook.secret)


@router.get("/watches/{id}")
def watch(request: Request, desk: TheDesk, caller: Watcher, id: str) -> Response:
    """A watch: what it told, and what was sent for it."""
    return _one(request, desk, _mine(desk, caller, id))


@router.post("/watches/{id}")
def change(
    desk: TheDesk, caller: Watcher, id: str,
    name: Annotated[str, Form()] = "", digest: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Give a watch another name or pace."""
    before = _mine(desk, caller, id)
    name = " ".join(name.split())[:NAMED] or before.name
    desk.ledger.save_watch(replace(before, name=name, digest="daily" if digest == "daily" else "at once"))
    return RedirectResponse(f"/watches/{id}", 303)


@router.post("/watches/{id}/try")
def attempt(desk: TheDesk, caller: Watcher, id: str) -> Response:
    """Send the webhook a letter with nothing in it."""
    mine = _mine(desk, caller, id)
    if mine.webhook is not None:
        desk.ledger.note_delivery(trial(mine, desk.stamp()))
    return RedirectResponse(f"/watches/{id}#sent", 303)


@router.post("/watches/{id}/forget")
def forget(desk: TheDesk, caller: Watcher, id: str) -> Response:
    """Forget a watch and all that it told."""
    desk.ledger.remove_watch(_mine(desk, caller, id).id)
    return RedirectResponse("/watches", 303)


def kept(query: dict[str, Any]) -> Asked:
    """The filters of a watch as a page shows them."""
    return Asked.of(
        ((name, str(value).lower() if isinstance(value, bool) else str(value)) for name, values in query.items()
         for value in (values if isinstance(values, (list, tuple)) else [values])), FILTERS,
    )  # fmt: skip


def name_for(wanted: Asked) -> str:
    """A name for a search: what it asks for, in words."""
    return ", ".join(chip.words for chip in wanted.chips())[:NAMED]


def _list(
    request: Request, desk: Desk, caller: Caller | None, wanted: Asked, *,
    given: dict[str, str] | None = None, faults: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    mine: tuple[Watch, ...] = ()
    if caller is not None and may(request, "watch"):
        mine = desk.ledger.watches(None if "admin" in caller.scopes else caller.name)
    last = {one.id: next(iter(telling.told(desk.ledger, desk.ledger.told(one.id, 1))), None) for one in mine}
    return page(
        request, "watches.html", status=422 if faults else 200, watches=mine, last=last, kept=kept, path=path,
        asked=wanted, given=given or {"name": name_for(wanted), "webhook": "", "digest": ""},
        faults={"name": "", "query": "", "webhook": "", **faults} if faults else {}, paces=PACES, now=desk.now(),
    )  # fmt: skip


def _one(request: Request, desk: Desk, mine: Watch, *, status: int = 200, secret: str = "") -> Response:
    return page(
        request, "watch.html", status=status, watch=mine, asked=kept(mine.query), path=path, secret=secret,
        told=telling.told(desk.ledger, desk.ledger.told(mine.id, SHOWN)), paces=PACES, now=desk.now(),
        letters=desk.ledger.deliveries(mine.id, SENT) if mine.webhook else (),
    )  # fmt: skip


def _mine(desk: Desk, caller: Caller, id: str) -> Watch:
    found = desk.ledger.watch(id)
    if found.owner != caller.name and "admin" not in caller.scopes:
        raise HTTPException(404, "There is no such watch of yours; «Watches» lists those.")
    return found
