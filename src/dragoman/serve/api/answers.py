"""How the API answers: one thing, a page of a list, or a whole list as a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import chain, islice
from typing import Any
from urllib.parse import urlencode

import msgspec
from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from dragoman.export.answers import csv_rows
from dragoman.export.cells import Column
from dragoman.ledger.ask import Listing, Results
from dragoman.serve.api.asked import MOST, PAGE, Listed
from dragoman.types import Value

JSON, JSONL, CSV = "application/json", "application/x-ndjson", "text/csv; charset=utf-8"
TOGETHER = 200
"""Lines that are sent together."""


def one(request: Request, value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A value as JSON, or that it is still what the caller has (304)."""
    return tagged(request, msgspec.json.encode(value), JSON, status=status, headers=headers)


def tagged(
    request: Request, body: bytes, media: str, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """An answer with a tag of what is in it, or that it is still what the caller has (304)."""
    # weak, since what compresses the answer leaves the tag as it is
    tag = f'W/"{sha256(body).hexdigest()[:24]}"'
    told = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie", **(headers or {})}
    if status == 200 and request.method == "GET" and _has(request, tag):
        return Response(status_code=304, headers=told)
    return Response(body, status, headers=told, media_type=media)


def listing(
    request: Request, asked: Listed, ask: Callable[..., Results[Any]], name: str, columns: Sequence[Column]
) -> Response:
    """What a question finds, in the form that was asked for."""
    filters = asked.filters()
    if asked.format == "json":
        return _page(request, asked, ask(**filters, limit=None, after=asked.after))
    found = ask(**filters, limit=asked.limit, after=asked.after)
    if asked.format == "csv":
        return _stream((row.encode() for row in csv_rows(found, columns)), CSV, f"{name}.csv")
    return _stream(json_lines(found), JSONL, f"{name}.jsonl")


def json_lines(items: Iterable[Value]) -> Iterator[bytes]:
    """JSON objects, one a line."""
    for item in items:
        yield msgspec.json.encode(item) + b"\n"


def _page(request: Request, asked: Listed, found: Results[Any]) -> Response:
    page = found.page(min(asked.limit or PAGE, MOST))
    counted = found.count() if asked.count else None
    headers = {}
    if page.after:
        others = [(name, value) for name, value in request.query_params.multi_items() if name != "after"]
        headers["Link"] = f'<{request.url.path}?{urlencode([*others, ("after", page.after)])}>; rel="next"'
    return one(request, Listing(items=page.items, after=page.after, count=counted), headers=headers)


def _stream(lines: Iterator[bytes], media: str, filename: str) -> Response:
    # asked for before the answer begins: what fails then is still told as a problem
    first = b"".join(islice(lines, TOGETHER))
    rest = iter(lambda: b"".join(islice(lines, TOGETHER)), b"")
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{filename}"',
        "Vary": "Authorization, Cookie",
    }
    return StreamingResponse(chain([first], rest), headers=headers, media_type=media)


def _has(request: Request, tag: str) -> bool:
    """Whether the caller has it already; a tag is weak or not, here it makes no difference (RFC 9110, 13.1.2)."""
    given = [part.strip() for part in request.headers.get("if-none-match", "").split(",")]
    return "*" in given or tag.removeprefix("W/") in [part.removeprefix("W/") for part in given]
