"""The feeds of watches. Who knows the address may read: a feed reader has no token, and the id cannot be guessed."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dragoman.serve.api.answers import tagged
from dragoman.serve.desk import TheDesk
from dragoman.serve.tell import atom, json_feed
from dragoman.serve.tell.entries import channel, path

router = APIRouter(include_in_schema=False)
FORMS = {"atom": (atom.atom, atom.MEDIA), "json": (json_feed.json_feed, json_feed.MEDIA)}


@router.get("/feeds/{id}.{form}")
def feed(request: Request, desk: TheDesk, id: str, form: Literal["atom", "json"]) -> Response:
    """What a watch told, as a feed."""
    written, media = FORMS[form]
    address = desk.settings.address + path(id, form)
    return tagged(request, written(channel(desk, desk.ledger.watch(id)), address), media)
