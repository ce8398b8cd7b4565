"""The API for programs, ``/api/v1``: an application of its own within the desk's, so that it refuses in its own way."""

from __future__ import annotations

from functools import cache
from http import HTTPMethod
from typing import Any

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException as Refused
from starlette.routing import Match

from dragoman import __version__
from dragoman.errors import DragomanError
from dragoman.serve.api import corrections, lists, problems, reading, reference, things, watches
from dragoman.serve.api.bodies import Malformed, Misfit
from dragoman.serve.api.description import describe
from dragoman.serve.desk import Desk, caller_of, needs, page
from dragoman.serve.guard import csrf

ROOT = problems.ROOT
READING = (lists.router, things.router)
ACTING = (reading.router, corrections.router, watches.router)


def known(request: Request) -> None:
    """A token that is not in force is refused, also where anybody may read: who sends one relies on it."""
    if "authorization" in request.headers and caller_of(request) is None:
        raise HTTPException(
            401, "This token is not known, was revoked, or has expired; send another, or none.",
            headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
        )  # fmt: skip


async def sent_here(request: Request) -> None:
    """What changes something by the cookie of a browser must come from a page of the desk."""
    if "authorization" not in request.headers and request.cookies:
        await csrf.checked(request)


def build(desk: Desk, *, telemetry: TelemetryConfig | None = None) -> FastAPI:
    """The API of a desk, to be mounted at ``ROOT``."""
    api = FastAPI(
        title="dragoman", version=__version__, docs_url=None, redoc_url=None, openapi_url=None,
        generate_unique_id_function=_name, dependencies=[Depends(known), Depends(sent_here)], redirect_slashes=False,
        telemetry=telemetry,
    )  # fmt: skip
    api.state.desk = desk
    for router in READING:
        api.include_router(router, dependencies=[Depends(needs("read"))])
    for router in ACTING:
        api.include_router(router)
    for kind, answer in _PROBLEMS.items():
        api.add_exception_handler(kind, answer)
    _described(api, desk)
    return api


def _described(api: FastAPI, desk: Desk) -> None:
    """Give the API its description, for programs and for people; it is made when it is first asked for."""

    @cache
    def told() -> dict[str, Any]:
        return describe(api, (*READING, *ACTING), desk)

    @api.get("/openapi.json", include_in_schema=False)
    def description() -> Response:
        return JSONResponse(told())

    @api.get("/docs", include_in_schema=False)
    def docs(request: Request) -> Response:
        return page(request, "reference.html", groups=reference.groups(told()), root=ROOT)


def _name(route: APIRoute) -> str:
    return route.name


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    if error.status_code == 404 and error.detail == "Not Found":
        error = Refused(404, f"There is nothing at {request.url.path}; {ROOT}/openapi.json says what there is.")
    if error.status_code == 405:
        allowed = ", ".join(_methods(request))
        error = Refused(405, f"{request.method} is not for this address; use {allowed}.", {"Allow": allowed})
    return problems.refused(request, error)


def _methods(request: Request) -> list[str]:
    """All methods of an address: each may have a route of its own, of which Starlette names the first."""
    found: set[str] = set()
    for method in HTTPMethod:
        scope = {**request.scope, "method": method.value}
        found |= {method.value for route in request.app.routes if route.matches(scope)[0] is Match.FULL}
    return sorted(found)


def _misfit(request: Request, error: Exception) -> Response:
    assert isinstance(error, Misfit)
    return problems.faulty(request, [error.fault])


def _malformed(request: Request, error: Exception) -> Response:
    return problems.problem(request, 400, str(error), kind="malformed")


_PROBLEMS = {
    Refused: _refused, RequestValidationError: problems.misshapen, Misfit: _misfit, Malformed: _malformed,
    DragomanError: problems.told,
    Exception: problems.broken,
}  # fmt: skip
