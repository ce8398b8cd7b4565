"""What is said where something is not to be had: a page to people, a problem (RFC 9457) to programs."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import Response

from dragoman.serve.api.problems import problem
from dragoman.serve.desk import page

API = "/api/"


def refusal(request: Request, status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """The answer of that status, whose ``detail`` is a sentence that says what to do."""
    response = problem(request, status, detail) if request.url.path.startswith(API) else _page(request, status, detail)
    response.headers.update(headers or {})
    return response


def _page(request: Request, status: int, detail: str) -> Response:
    return page(request, "refusal.html", status=status, code=status, phrase=HTTPStatus(status).phrase, detail=detail)
