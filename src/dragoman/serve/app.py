"""The desk as an application: what stands before the pages, the pages, the API, and what is said of faults."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.telemetry import TelemetryConfig
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from dragoman import __version__
from dragoman.errors import BadQuestion, DragomanError, LedgerError
from dragoman.serve import api, pages, tell
from dragoman.serve.desk import Desk
from dragoman.serve.guard import headers, health
from dragoman.serve.guard.access import Access
from dragoman.serve.guard.figures import Figures
from dragoman.serve.guard.gate import Gate
from dragoman.serve.guard.heads import Heads
from dragoman.serve.guard.limits import Body, Rate, Time
from dragoman.serve.refusal import refusal
from dragoman.serve.static import Static

TELEMETRY: TelemetryConfig = {
    "tracing": False, "metrics": False, "logs": False, "operation_spans": False, "auto_configure": False,
}  # fmt: skip
"""None of FastAPI's own: the log and the figures of ``guard`` say it all."""


def build(desk: Desk, log: Any = None) -> FastAPI:
    """The application that serves a desk, and closes it when it ends. ``log``: a structlog logger for each request."""
    figures, settings = Figures(desk.ledger), desk.settings
    app = FastAPI(
        title="dragoman", version=__version__, docs_url=None, redoc_url=None, openapi_url=None,
        lifespan=_lifespan, telemetry=TELEMETRY,
        middleware=[  # the first is the outermost
            Middleware(Access, figures=figures, log=log),
            Middleware(headers.Headers),
            Middleware(Heads),
            Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=6),
            Middleware(Gate, settings=settings),
            Middleware(Rate, a_minute=settings.requests_a_minute),
            Middleware(Body, most=settings.max_body),
            Middleware(Time, seconds=settings.max_seconds),
        ],
    )  # fmt: skip
    app.state.desk, app.state.figures = desk, figures
    for kind, answer in FAULTS.items():
        app.add_exception_handler(kind, answer)
    app.mount("/static", Static())
    app.include_router(health.router)
    app.include_router(pages.router())
    app.mount(api.ROOT, api.build(desk, telemetry=TELEMETRY))
    app.include_router(tell.router)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    desk: Desk = app.state.desk
    if desk.settings.follow:
        desk.follower.begin()
    try:
        with tell.running(desk):
            yield
    finally:
        await run_in_threadpool(desk.close)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return refusal(request, error.status_code, str(error.detail), error.headers)


def _misshapen(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return refusal(request, 422, " ".join(_fault(fault) for fault in error.errors()))


def _fault(fault: dict[str, Any]) -> str:
    *_, name = fault["loc"] or ("",)
    return f"{name}: {fault['msg']}."


def _asked_badly(request: Request, error: Exception) -> Response:
    if isinstance(error, BadQuestion):
        return refusal(request, 422, str(error))
    return refusal(request, 404 if type(error) is LedgerError else 503, str(error))


def _broken(request: Request, _: Exception) -> Response:
    # this answer is sent outside of all that stands before the pages
    sentence = "Something went wrong here, through a fault of dragoman; the log of the desk says more."
    return refusal(request, 500, sentence, headers.HEADERS)


FAULTS = {
    HTTPException: _refused, RequestValidationError: _misshapen, DragomanError: _asked_badly, Exception: _broken,
}  # fmt: skip
