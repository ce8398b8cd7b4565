"""Problem details (RFC 9457): what every refusal of the API looks like, and which kinds of problems there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

import msgspec
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from dragoman import data
from dragoman import errors as known
from dragoman.errors import DragomanError, NotEnglish
from dragoman.types import Value

ROOT = "/api/v1"
MEDIA = "application/problem+json"


class Kind(NamedTuple):
    """A kind of problem: its status, its title, and what is behind it."""

    status: int
    title: str
    meaning: str


KINDS = {name: Kind(**kind) for name, kind in data.read("dragoman.serve.api", "problems.yaml").items()}
"""By the last part of ``Problem.type``."""
_OF_ERRORS: tuple[tuple[type[DragomanError], str], ...] = (
    (known.BadQuestion, "bad-question"), (known.BusyLedger, "busy"),
    (known.NoLedger, "out-of-order"), (known.OldLedger, "out-of-order"), (known.NewLedger, "out-of-order"),
    (known.LedgerError, "not-found"), (known.EmptyInput, "empty"), (known.NotText, "not-text"),
    (known.TooLarge, "too-long"), (known.NotEnglish, "not-english"), (known.InputError, "unreadable"),
)  # fmt: skip


class Fault(Value, frozen=True):
    """What is wrong with a parameter or field: ``where`` it is (``query.since``, ``body.text``), and a sentence."""

    where: str
    detail: str


class Problem(Value, frozen=True, omit_defaults=True):
    """Why something was not done: ``type`` is an address that tells of the kind; ``detail`` is a sentence.

    ``errors`` are there for a request that does not fit, ``language`` (ISO 639-1) for a text that is not English.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: tuple[Fault, ...] = ()
    language: str | None = None


class ProblemKind(Value, frozen=True):
    """What a kind of problem is."""

    type: str
    status: int
    title: str
    meaning: str


def problem(
    request: Request, status: int, detail: str, *, kind: str | None = None, headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:  # fmt: skip
    """The answer that tells of a problem; ``kind`` is by the status unless one is named, ``more`` as in ``Problem``."""
    name = kind or next((name for name, one in KINDS.items() if one.status == status), None)
    told = Problem(
        type=address(name) if name else "about:blank", title=KINDS[name].title if name else HTTPStatus(status).phrase,
        status=status, detail=detail, instance=request.url.path, **more,
    )  # fmt: skip
    sent = {"Cache-Control": "no-store", **(headers or {})}
    return Response(msgspec.json.encode(told), status, headers=sent, media_type=MEDIA)


def address(name: str) -> str:
    """Where a kind of problem is told of."""
    return f"{ROOT}/problems/{name}"


def kinds() -> tuple[ProblemKind, ...]:
    """All kinds of problems."""
    return tuple(ProblemKind(type=address(name), **kind._asdict()) for name, kind in KINDS.items())


def refused(request: Request, error: Exception) -> Response:
    """The problem of an ``HTTPException``."""
    assert isinstance(error, HTTPException)
    return problem(request, error.status_code, str(error.detail), headers=error.headers)


def told(request: Request, error: Exception) -> Response:
    """The problem of an error of dragoman's own."""
    name = next((name for kind, name in _OF_ERRORS if isinstance(error, kind)), "out-of-order")
    more = {"language": error.language} if isinstance(error, NotEnglish) else {}
    status = KINDS[name].status
    return problem(
        request, status, str(error), kind=name, headers={"Retry-After": "5"} if status == 503 else None, **more
    )


def misshapen(request: Request, error: Exception) -> Response:
    """The problem of a request whose parameters do not fit."""
    assert isinstance(error, RequestValidationError)
    return faulty(request, (Fault(where=_where(one["loc"]), detail=_sentence(one)) for one in error.errors()))


def faulty(request: Request, faults: Iterable[Fault]) -> Response:
    """The problem of a request with these faults."""
    found = tuple(faults)
    detail = " ".join(f"{fault.where}: {fault.detail}" for fault in found)
    return problem(request, 422, detail, kind="misshapen", errors=found)


def broken(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """The problem of a fault of dragoman's own, of which only the log tells."""
    return problem(request, 500, "Something went wrong through a fault of dragoman; the log of the desk says more.")


def _where(loc: Iterable[Any]) -> str:
    return ".".join(map(str, loc))


def _sentence(fault: Mapping[str, Any]) -> str:
    if fault["type"] == "extra_forbidden":
        return "There is no such parameter; the OpenAPI description lists those there are."
    return f"{fault['msg']}."
