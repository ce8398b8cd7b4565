"""The OpenAPI description: what FastAPI knows of the routes, and what only dragoman knows: its types and problems."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from inspect import cleandoc
from typing import Any

import msgspec
from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from dragoman import __version__
from dragoman.ledger import KeptReport
from dragoman.ledger.ask import NamedEntity, OutletLine, Partner, Quote, ReportLine, Series, SourceLine
from dragoman.serve.api import examples, kinds, problems
from dragoman.serve.api.asked import Watched
from dragoman.serve.desk import OPEN_SCOPES, Desk
from dragoman.types import Account, Correction, Decision, Link, Record, Story, StoryChange

TYPES: tuple[type, ...] = (
    Story, Quote, NamedEntity, ReportLine, SourceLine, OutletLine, Partner, Account, Link, KeptReport, Record, Series,
    Correction, Decision, StoryChange, kinds.Index, kinds.Counts, kinds.Copies, kinds.EventOf, kinds.Changes,
    kinds.Text, kinds.NewCorrection, kinds.NewWatch, kinds.KeptWatch, kinds.Told, problems.Problem,
    problems.ProblemKind,
)  # fmt: skip
ABOUT = """The ledger for programs: events, each once, with all who tell it; who said what through whom; reports,
sources, and the series of two parties. The filters are those of the command line and of `dragoman.Ledger`, which is
also a client of this API: `Ledger("https://desk.example", token=...)`.

Lists come in pages (`after` of one is `after` of the next) or, with `format=jsonl` and `format=csv`, whole. Answers
bear an `ETag`. What goes wrong is told as a problem (RFC 9457) whose `type` says which kind it is. Days are ISO 8601,
countries ISO 3166-1 alpha-3, offsets are counted in Unicode code points, probabilities lie in [0, 1]."""
TAGS = {
    "lists": "What passes filters.", "events": "One event, closely.", "reports": "One report, closely.",
    "series": "Counted over time.", "read": "A text that is not in the ledger.",
    "corrections": "What people know better.",    "watches": "Searches that are kept.", "desk": "The desk itself.",
}  # fmt: skip
HEADERS = {
    401: {"WWW-Authenticate": "How to come in."}, 405: {"Allow": "The methods that there are."},
    429: {"Retry-After": "Seconds until to ask again."}, 503: {"Retry-After": "Seconds until to ask again."},
}  # fmt: skip
SCOPES = {"corrections": "correct", "watches": "watch", "read": "read_text"}


def describe(app: FastAPI, routers: Iterable[APIRouter], desk: Desk) -> dict[str, Any]:
    """The description of the API of a desk, whose routes those ``routers`` have."""
    told = get_openapi(
        title="dragoman", version=__version__, summary="Who did what to whom, and who says so.", description=ABOUT,
        routes=app.routes, servers=[{"url": problems.ROOT}], openapi_version="3.1.0",
        tags=[{"name": name, "description": about} for name, about in TAGS.items()],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )  # fmt: skip
    told["components"] = {
        "schemas": _schemas(),
        "responses": {_name(status): _refusal(status) for status in _STATUSES},
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer", "description": "`dragoman token add` makes one."}
        },
    }
    for route in (route for router in routers for route in router.routes if isinstance(route, APIRoute)):
        for method in route.methods or ():
            operation = told["paths"][route.path_format][method.lower()]
            # FastAPI's own idea of the answers goes: it drops every null of an example
            operation["responses"] = {str(status): answer for status, answer in route.responses.items()}
            _complete(route.path_format, method.lower(), operation, opened=desk.settings.opened)
    return told


def _schemas() -> dict[str, Any]:
    _, found = msgspec.json.schema_components(TYPES, ref_template="#/components/schemas/{name}")
    found["NewWatch"]["properties"]["query"] = Watched.model_json_schema()
    for schema in found.values():
        if "description" in schema:
            schema["description"] = cleandoc(schema["description"]).replace("``", "`")
    return found


_STATUSES = sorted({kind.status for kind in problems.KINDS.values()})


def _name(status: int) -> str:
    return HTTPStatus(status).phrase.title().replace(" ", "").replace("'", "")


def _refusal(status: int) -> dict[str, Any]:
    meant = [f"`{name}`: {kind.title}." for name, kind in problems.KINDS.items() if kind.status == status]
    content: dict[str, Any] = {"schema": {"$ref": "#/components/schemas/Problem"}}
    if status == examples.PROBLEM.status:
        content["example"] = msgspec.to_builtins(examples.PROBLEM)
    headers = {
        name: {"description": about, "schema": {"type": "string"}} for name, about in HEADERS.get(status, {}).items()
    }
    return {"description": " ".join(meant), "content": {problems.MEDIA: content}, "headers": headers}


def _complete(path: str, method: str, operation: dict[str, Any], *, opened: bool) -> None:
    """Say of an operation how it can fail, and what it takes to be let in."""
    sends = "requestBody" in operation
    may = {401, 403, 405, 421, 429, 500, 503}
    may |= {400, 422} if operation.get("parameters") or sends else set()
    may |= {404} if "{" in path or "corrections" in path else set()
    may |= {413, 415} if sends else set()
    answers = operation["responses"]
    answers.update({str(status): {"$ref": f"#/components/responses/{_name(status)}"} for status in sorted(may)})
    if method == "get":
        answers["304"] = {"description": "It is what your If-None-Match says; nothing is sent."}
    scope = SCOPES.get(operation["tags"][0], "read") if method != "get" or "watches" in path else "read"
    needed: list[dict[str, list[str]]] = [{"token": [scope]}]
    operation["security"] = [{}, *needed] if opened and scope in OPEN_SCOPES else needed
    for parameter in operation.get("parameters", []):
        _plain(parameter)


def _plain(parameter: dict[str, Any]) -> None:
    """A parameter that is not given is left out; there is no null in a query."""
    schema = parameter["schema"]
    either = [one for one in schema.pop("anyOf", []) if one.get("type") != "null"]
    schema.update(*either)
    for extra in ("title", "description"):
        schema.pop(extra, None)
    if "examples" in schema:
        parameter["example"] = schema.pop("examples")[0]
    if schema.get("default") == []:
        del schema["default"]
