"""Reports written as JSON: one object, an array of objects, or one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from dragoman.collect.base import Failure, Raw
from dragoman.errors import DragomanError, EmptyInput, InputError

FIELDS = ("title", "date", "outlet", "url")


def raw_of(item: Any, origin: str) -> Raw:
    """The report that one JSON object holds. Unknown fields are ignored.

    Raises ``InputError`` naming the field at fault.
    """
    if not isinstance(item, dict):
        raise InputError(f'{origin} is not a JSON object; write a report as {{"text": "...", "title": "..."}}.')
    text = item.get("text")
    if not isinstance(text, str):
        raise InputError(f"{origin} has no field `text` with the report in it; add one.")
    if not text.strip():
        raise EmptyInput(f"{origin} has an empty field `text`; put the report there.")
    fields: dict[str, str | None] = {}
    for field in FIELDS:
        value = item.get(field)
        if value is not None and not isinstance(value, str):
            raise InputError(f"{origin} has a field `{field}` that is not a string; write it in quotation marks.")
        fields[field] = value.strip() or None if value else None
    return Raw(origin=origin, data=text, media="json", **fields)


def parsed(data: bytes | str, origin: str) -> Any:
    """The JSON value of ``data``. Raises ``InputError`` for anything that is not JSON."""
    try:
        # the BOM is no part of JSON, and json.loads refuses it in strings
        return json.loads(data.lstrip("\ufeff") if isinstance(data, str) else data)
    except json.JSONDecodeError as error:
        raise InputError(f"{origin} is not valid JSON ({error.msg}, column {error.colno}); mend it.") from None
    except (ValueError, RecursionError):
        raise InputError(f"{origin} is not valid JSON; save it as UTF-8 and without deep nesting.") from None


def items_of(data: bytes, origin: str) -> Iterator[Raw | Failure]:
    """The reports of a JSON document: an object is one, an array holds one an element."""
    try:
        value = parsed(data, origin)
        if not isinstance(value, list):
            yield raw_of(value, origin)
            return
        if not value:
            raise EmptyInput(f"{origin} is an empty array; put reports in it.")
    except DragomanError as error:
        yield Failure(origin, error)
        return
    for number, item in enumerate(value, start=1):
        yield _one(item, f"{origin}#{number}")


def item_of_line(line: bytes, origin: str) -> Raw | Failure:
    """The report on one line of JSON lines; ``origin`` names file and line."""
    try:
        return raw_of(parsed(line, origin), origin)
    except DragomanError as error:
        return Failure(origin, error)


def _one(item: Any, origin: str) -> Raw | Failure:
    try:
        return raw_of(item, origin)
    except DragomanError as error:
        return Failure(origin, error)
