"""What the OpenAPI description says of an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from dragoman.export.answers import csv_rows
from dragoman.export.cells import Column
from dragoman.types import Value

Links = Mapping[str, tuple[str, str, str]]
"""By name: the operation that leads on, its parameter, and where in the answer (a JSON pointer) that stands."""


def ref(kind: type[Value]) -> dict[str, str]:
    """Where the schema of a type is."""
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def a_thing(
    kind: type[Value], example: Value, *, status: int = 200, nothing: str = "", links: Links | None = None
) -> dict[str, Any]:
    """One value of ``kind``; ``nothing``: when there is none to give (204)."""
    told = _answer(ref(kind), msgspec.to_builtins(example), _about(kind), links)
    return {"status_code": status, "responses": {status: told, **({204: {"description": nothing}} if nothing else {})}}


def things(kind: type[Value], example: Value, *, links: Links | None = None) -> dict[str, Any]:
    """All of them, as an array."""
    schema = {"type": "array", "items": ref(kind)}
    return {"responses": {200: _answer(schema, [msgspec.to_builtins(example)], _about(kind), links)}}


def a_page(kind: type[Value], example: Value, *, links: Links | None = None) -> dict[str, Any]:
    """A page of them."""
    schema = {
        "type": "object", "title": f"Page of {kind.__name__}", "required": ["items", "after", "count"],
        "properties": {
            "items": {"type": "array", "items": ref(kind)},
            "after": {"type": ["string", "null"], "description": "Where the next page begins; null at the end."},
            "count": {"type": ["integer", "null"], "description": "How many pass, if that was asked for."},
        },
        "additionalProperties": False,
    }  # fmt: skip
    page = {"items": [msgspec.to_builtins(example)], "after": None, "count": None}
    told = _answer(schema, page, _about(kind), links)
    told["headers"]["Link"] = {"description": "The next page, as `rel=next`.", "schema": {"type": "string"}}
    return {"responses": {200: told}}


def a_list(
    kind: type[Value], example: Value, columns: Sequence[Column], *, links: Links | None = None
) -> dict[str, Any]:
    """A page of them, or all as a stream of JSON lines or CSV."""
    answer = a_page(kind, example, links=links)
    told = answer["responses"][200]
    lines = msgspec.json.encode(example).decode() + "\n"
    told["content"] |= {
        "application/x-ndjson": {"schema": {"type": "string"}, "example": lines},
        "text/csv": {"schema": {"type": "string"}, "example": "".join(csv_rows([example], columns))},
    }
    told["headers"]["Content-Disposition"] = {
        "description": "A name for the file of a stream.", "schema": {"type": "string"},
    }  # fmt: skip
    return answer


def _about(kind: type[Value]) -> str:
    return " ".join((kind.__doc__ or "").partition("\n\n")[0].split()).replace("``", "`")


def _answer(schema: dict[str, Any], example: Any, about: str, links: Links | None) -> dict[str, Any]:
    return {
        "description": about,
        "content": {"application/json": {"schema": schema, "example": example}},
        "headers": {
            "ETag": {"description": "Send it as If-None-Match, to be told 304 while nothing has changed.",
                     "schema": {"type": "string"}},
        },
        "links": {
            name: {"operationId": operation, "parameters": {parameter: f"$response.body#/{pointer}"}}
            for name, (operation, parameter, pointer) in (links or {}).items()
        },
    }  # fmt: skip
