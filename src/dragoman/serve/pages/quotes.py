"""Quotes: who said what, through whom, in which words."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dragoman.errors import DragomanError
from dragoman.ledger.ask import Page, Quote
from dragoman.serve.desk import TheDesk, page
from dragoman.serve.pages.asked import QUOTES, asked

router = APIRouter()
SIZE = 25
"""Quotes on a page."""
SORTS = (("newest", "newest first"), ("oldest", "oldest first"), ("confidence", "surest first"))
KINDS = (
    ("direct", "in their own words"),
    ("indirect", "in the report’s words"),
    ("mixed", "partly in their own words"),
)
NOTHING: Page[Quote] = Page((), None)


@router.get("/quotes")
def quotes(request: Request, desk: TheDesk) -> Response:
    """The newest quotes, or those that pass the filters."""
    wanted = asked(request, QUOTES)
    found, fault = NOTHING, ""
    try:
        filters: dict[str, Any] = {"originals": True, **wanted.filters()}
        found = desk.ledger.quotes(**filters).page(SIZE, wanted.after)
    except DragomanError as wrong:
        fault = str(wrong)
    sorts = [*SORTS, ("relevance", "best match first")] if wanted.get("text") else list(SORTS)
    return page(
        request, "quotes.html", status=422 if fault else 200, fragment="list", asked=wanted, found=found, fault=fault,
        sorts=sorts, kinds=KINDS,
    )  # fmt: skip
