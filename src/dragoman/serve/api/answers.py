"""How the API answers: one thing, a page of a list, or a whole list as a stream."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import chain, islice
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec
from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from dragoman.errors import BadQuestion
from dragoman.export.answers import csv_rows
from dragoman.export.cells import Column
from dragoman.ledger.ask import Listing, Results
from dragoman.serve.api.asked import MOST, PAGE, Listed, Paged
from dragoman.types import Value

T = TypeVar("T")
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
    return _listing(request, Listing(items=page.items, after=page.after, count=counted))


def _listing(request: Request, page: Listing[Any]) -> Response:
    headers = {}
    if page.after:
        others = [(name, value) for name, value in request.query_params.multi_items() if name != "after"]
        headers["Link"] = f'<{request.url.path}?{urlencode([*others, ("after", page.after)])}>; rel="next"'
    return one(request, page, headers=headers)


def part(
    request: Request, asked: Paged, found: Sequence[T], mark: Callable[[T], tuple[str, str]], *, newest_first: bool,
    show: Callable[[T], Value] | None = None,
) -> Response:  # fmt: skip
    """A page of what the ledger gives whole, in order of time. ``mark``: the time of an item, and what tells it apart.

    Where the last item of the page before is gone since, the page begins with those of its second: none is passed over.
    """
    rest = found[_start(asked.after, [mark(item) for item in found], newest_first) :] if asked.after else found
    size = min(asked.limit or PAGE, MOST)
    items = tuple(map(show, rest[:size])) if show else tuple(rest[:size])
    after = _place(mark(rest[size - 1])) if len(rest) > size else None
    return _listing(request, Listing(items=items, after=after, count=len(rest) if asked.count else None))


def _start(after: str, marks: list[tuple[str, str]], newest_first: bool) -> int:
    try:
        time, which = msgspec.json.decode(urlsafe_b64decode(after + "=" * (-len(after) % 4)), type=tuple[str, str])
    except (ValueError, msgspec.DecodeError):
        raise BadQuestion(f"{after!r} is no place to go on from; take it from the page before.") from None
    if (time, which) in marks:
        return marks.index((time, which)) + 1
    beyond = (n for n, (at, _) in enumerate(marks) if (at <= time if newest_first else at >= time))
    return next(beyond, len(marks))


def _place(mark: tuple[str, str]) -> str:
    return urlsafe_b64encode(msgspec.json.encode(mark)).decode().rstrip("=")


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
