"""Watches: searches that are kept, and what they told."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from dragoman.errors import BadQuestion, LedgerError
from dragoman.serve.api import examples
from dragoman.serve.api.answers import one, part
from dragoman.serve.api.asked import AS_JSON, MOST, Paged, Watched
from dragoman.serve.api.bodies import body, wanted
from dragoman.serve.api.kinds import KeptWatch, NewWatch, Told
from dragoman.serve.api.problems import ROOT
from dragoman.serve.api.says import a_page, a_thing, things
from dragoman.serve.api.things import Id
from dragoman.serve.desk import Caller, Desk, TheDesk, needs
from dragoman.serve.tell.webhooks import fault_of
from dragoman.types import Watch, Webhook

Watcher = Annotated[Caller, Depends(needs("watch"))]
router = APIRouter(tags=["watches"])
TO_ONE = {name: (name, "id", "items/0/id") for name in ("watch", "told")}
LEADS_ON = {"watch": ("watch", "id", "id"), "told": ("told", "id", "id"), "forget": ("forget", "id", "id")}


@router.get("/watches", **a_page(KeptWatch, examples.WATCH, links=TO_ONE))
def watches(request: Request, desk: TheDesk, caller: Watcher, ask: Annotated[Paged, Query()]) -> Response:
    """Your watches, oldest first; an admin sees everybody's."""
    found = desk.ledger.watches(None if "admin" in caller.scopes else caller.name)
    return part(
        request, ask, found, lambda watch: (watch.created, watch.id), newest_first=False,
        show=lambda watch: _kept(desk, watch),
    )  # fmt: skip


@router.post("/watches", openapi_extra=wanted(NewWatch, examples.NEW_WATCH),
             **a_thing(KeptWatch, examples.WATCH, status=201, links=LEADS_ON))  # fmt: skip
def watch_for(
    request: Request, desk: TheDesk, caller: Watcher, asked: Annotated[NewWatch, Depends(body(NewWatch))]
) -> Response:
    """Keep a search, to be told what is new in it by its feeds, and at its webhook, signed with the ``secret``."""
    if asked.webhook and (fault := fault_of(asked.webhook, desk.settings.allow_hosts)):
        raise BadQuestion(fault)
    webhook = Webhook(url=asked.webhook, secret=secrets.token_urlsafe(32)) if asked.webhook else None
    watch = Watch(name=asked.name, query=_query(desk, asked), owner=caller.name, webhook=webhook, digest=asked.digest,
                  cursor=desk.ledger.last_change())  # fmt: skip
    kept = _kept(desk, desk.ledger.save_watch(watch), secret=webhook.secret if webhook else None)
    return one(request, kept, status=201, headers={"Location": f"{ROOT}/watches/{kept.id}"})


@router.get("/watches/{id}", **a_thing(KeptWatch, examples.WATCH))
def watch(request: Request, desk: TheDesk, caller: Watcher, id: Id) -> Response:
    """One of your watches."""
    return one(request, _kept(desk, _mine(desk, caller, id)))


Few = Annotated[int, Query(ge=1, le=MOST, description="At most so many.")]
After = Annotated[int, Query(ge=0, le=1 << 53, description="Only what it told after its item of this number.")]


@router.get("/watches/{id}/told", **things(Told, examples.TOLD))
def told(request: Request, desk: TheDesk, caller: Watcher, id: Id, limit: Few = 100, after: After = 0) -> Response:
    """What a watch told, newest first."""
    found = desk.ledger.told(_mine(desk, caller, id).id, limit, after=after)
    return one(request, [Told(n=item.n, event=item.event, at=item.at, what=item.what, how=item.how) for item in found])


@router.delete("/watches/{id}", status_code=204, responses={204: {"description": "It is forgotten."}})
def forget(desk: TheDesk, caller: Watcher, id: Id) -> Response:
    """Forget a watch, what it told and what was to be sent for it."""
    desk.ledger.remove_watch(_mine(desk, caller, id).id)
    return Response(status_code=204)


def _mine(desk: Desk, caller: Caller, id: str) -> Watch:
    found = desk.ledger.watch(id)
    if found.owner != caller.name and "admin" not in caller.scopes:
        raise LedgerError(f"There is no watch {id} of yours; {ROOT}/watches lists those.")
    return found


def _query(desk: Desk, asked: NewWatch) -> dict[str, object]:
    """The filters of a watch, checked as those of the list of events are."""
    try:
        filters = Watched.model_validate(asked.query, strict=True, context=AS_JSON).filters()
    except ValidationError as error:
        faults = [{**fault, "loc": ("body", "query", *fault["loc"])} for fault in error.errors()]
        raise RequestValidationError(faults) from None
    desk.ledger.events(**filters)  # raises where a word means nothing
    return {name: value for name, value in filters.items() if name == "wrong" or value not in (None, [])}


def _kept(desk: Desk, watch: Watch, secret: str | None = None) -> KeptWatch:
    feeds = {form: f"{desk.settings.address}/feeds/{watch.id}.{form}" for form in ("atom", "json")}
    return KeptWatch(
        id=watch.id, name=watch.name, query=watch.query, owner=watch.owner, created=watch.created, digest=watch.digest,
        feeds=feeds, webhook=watch.webhook.url if watch.webhook else None, secret=secret,
    )  # fmt: skip
