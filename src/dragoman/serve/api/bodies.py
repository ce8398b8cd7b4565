"""Bodies of requests: JSON of a type, checked field by field."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
from fastapi import HTTPException, Request

from dragoman.serve.api.problems import Fault
from dragoman.types import Value

T = TypeVar("T", bound=Value)


class Malformed(Exception):
    """A body is no JSON; the message says where it fails."""


class Misfit(Exception):
    """A body is JSON, and yet not what is wanted."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.detail)
        self.fault = fault


def body(kind: type[T]) -> Callable[[Request], Awaitable[T]]:
    """A dependency: the body of a request as a value of ``kind``.

    Raises ``HTTPException`` (415) where it is not marked as JSON, ``Malformed``, or ``Misfit``.
    """

    async def read(request: Request) -> T:
        media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media != "application/json":
            raise HTTPException(415, "Send the body with Content-Type: application/json.")
        try:
            return msgspec.json.decode(await request.body(), type=kind)
        except msgspec.ValidationError as error:
            raise Misfit(_fault(error)) from None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Malformed(f"The body is no JSON in UTF-8: {error}.") from None

    return read


def wanted(kind: type[Value], example: Any) -> dict[str, Any]:
    """What the OpenAPI description says of such a body."""
    schema = {"$ref": f"#/components/schemas/{kind.__name__}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema, "example": example}}}}


def _fault(error: msgspec.ValidationError) -> Fault:
    """msgspec says «Expected `str`, got `int` - at `$.change.what`»."""
    sentence, _, place = str(error).partition(" - at ")
    return Fault(where="body" + place.strip("`").removeprefix("$"), detail=f"{sentence}.")
