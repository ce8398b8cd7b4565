"""``POST /read``: a text that is not in the ledger, read."""

from __future__ import annotations

import os
import threading
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from dragoman.errors import BadQuestion
from dragoman.ledger.ask import terms
from dragoman.serve.api import examples
from dragoman.serve.api.answers import one
from dragoman.serve.api.bodies import body, wanted
from dragoman.serve.api.kinds import Text
from dragoman.serve.api.says import a_thing
from dragoman.serve.desk import TheDesk, needs
from dragoman.types import Record

router = APIRouter(tags=["read"], dependencies=[Depends(needs("read_text"))])
PATIENCE = 20.0
"""Seconds that a text waits for its turn."""
_turns = threading.BoundedSemaphore(min(os.cpu_count() or 1, 4))


@router.post("/read", openapi_extra=wanted(Text, examples.TEXT), **a_thing(Record, examples.RECORD))
def read(request: Request, desk: TheDesk, text: Annotated[Text, Depends(body(Text))]) -> Response:
    """Read a report, and keep nothing of it: who did what to whom, and who says so, with offsets into its text."""
    if text.date is not None and terms.span(text.date, text.date).since != text.date:
        raise BadQuestion(f"{text.date!r} is no day; write it as 2024-11-26.")
    if not _turns.acquire(timeout=PATIENCE):
        raise HTTPException(503, "Too many texts are being read; send this one again.", headers={"Retry-After": "10"})
    try:
        told = desk.reader.read(text.text, date=text.date, outlet=text.outlet, title=text.title, url=text.url)
    finally:
        _turns.release()
    return one(request, told)
