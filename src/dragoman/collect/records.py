"""Reports written as JSON: one object, an array of objects, or one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from dragoman.collect.base import Failure, Raw
from dragoman.errors import DragomanError, EmptyInput, InputError

FIELDS = ("title", "date", "outlet", "url")
NO_COLUMNS: Mapping[str, str] = {}


def columns_of(written: str) -> dict[str, str]:
    """The columns that «text=body,title=headline» names. Raises ``InputError`` for anything else."""
    columns = {}
    for pair in filter(None, (pair.strip() for pair in written.split(","))):
        field, equals, column = (part.strip() for part in pair.partition("="))
        if not equals or not column or field not in ("text", *FIELDS):
            known = ", ".join(("text", *FIELDS))
            raise InputError(f"Columns are written as text=body,title=headline, with {known} before the sign =.")
        columns[field] = column
    return columns


def raw_of(item: Any, origin: str, columns: Mapping[str, str] | None = None) -> Raw:
    """The report that one JSON object holds, its fields under the names that ``columns`` gives. Others are ignored.

    Raises ``InputError`` naming the field at fault.
    """
    columns = columns or NO_COLUMNS
    if not isinstance(item, dict):
        raise InputError(f'{origin} is not a JSON object; write a report as {{"text": "...", "title": "..."}}.')
    name = columns.get("text", "text")
    text = item.get(name)
    if not isinstance(text, str):
        raise InputError(f"{origin} has no field `{name}` with the report in it; add one.")
    if not text.strip():
        raise EmptyInput(f"{origin} has an empty field `{name}`; put the report there.")
    fields: dict[str, Any] = {}
    for field in FIELDS:
        name = columns.get(field, field)
        value = item.get(name)
        if value is not None and not isinstance(value, str):
            raise InputError(f"{origin} has a field `{name}` that is not a string; write it in quotation marks.")
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


def items_of(data: bytes, origin: str, columns: Mapping[str, str] | None = None) -> Iterator[Raw | Failure]:
    """The reports of a JSON document: an object is one, an array holds one an element."""
    try:
        value = parsed(data, origin)
        if not isinstance(value, list):
            yield raw_of(value, origin, columns)
            return
        if not value:
            raise EmptyInput(f"{origin} is an empty array; put reports in it.")
    except DragomanError as error:
        yield Failure(origin, error)
        return
    for number, item in enumerate(value, start=1):
        yield item_of(item, f"{origin}#{number}", columns)


def item_of_line(line: bytes, origin: str, columns: Mapping[str, str] | None = None) -> Raw | Failure:
    """The report on one line of JSON lines; ``origin`` names file and line."""
    try:
        return raw_of(parsed(line, origin), origin, columns)
    except DragomanError as error:
        return Failure(origin, error)


def item_of(item: Any, origin: str, columns: Mapping[str, str] | None = None) -> Raw | Failure:
    """``raw_of``, with its error as a value."""
    try:
        return raw_of(item, origin, columns)
    except DragomanError as error:
        return Failure(origin, error)
