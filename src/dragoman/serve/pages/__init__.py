"""The pages, one module each; this list joins them."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from fastapi import APIRouter, Depends

from dragoman.serve.desk import needs
from dragoman.serve.guard import csrf

READING = (
    "today", "search", "quotes", "sources", "event", "report", "party", "pair", "corrections", "watches", "welcome",
)  # fmt: skip


def router() -> APIRouter:
    """All pages."""
    joined = APIRouter(include_in_schema=False, dependencies=[Depends(csrf.checked)])
    for name in READING:
        if find_spec(f"{__name__}.{name}"):
            joined.include_router(import_module(f"{__name__}.{name}").router, dependencies=[Depends(needs("read"))])
    joined.include_router(import_module(f"{__name__}.signing").router)
    return joined
