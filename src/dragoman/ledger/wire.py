"""The API of a desk, as a client of it sees it: questions out, typed values and errors back."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

import httpx2
import msgspec

from dragoman import errors
from dragoman.errors import DragomanError, LedgerError, NoLedger, NotEnglish

T = TypeVar("T")
SECONDS = httpx2.Timeout(60.0, connect=10.0)
API = "/api/v1"
PAGE = 1_000
"""Most items that a desk gives at once."""
COMMAS = frozenset({"type", "mode", "quad", "modality", "kind", "status"})
"""Filters of which several values may be given as one word, with commas."""
_ERRORS: dict[str, type[DragomanError]] = {
    "bad-question": errors.BadQuestion, "misshapen": errors.BadQuestion, "busy": errors.BusyLedger,
    "too-many": errors.BusyLedger, "out-of-order": errors.BusyLedger, "empty": errors.EmptyInput,
    "not-text": errors.NotText, "too-long": errors.TooLarge, "too-large": errors.TooLarge,
    "unreadable": errors.InputError,
}  # fmt: skip


class _Problem(msgspec.Struct):
    """What of a problem (RFC 9457) matters here."""

    type: str
    detail: str
    language: str = ""


class _Page(msgspec.Struct):
    """A part of a list, its items not yet looked at."""

    items: list[msgspec.Raw]
    after: str | None


class Wire:
    """The desk at an address. ``transport``: the seam by which tests need no network. Safe to share between threads."""

    def __init__(self, place: str, token: str | None, transport: httpx2.BaseTransport | None = None) -> None:
        self.place = place.rstrip("/").removesuffix(API)
        headers = {"Accept-Encoding": "gzip, deflate", "User-Agent": "dragoman"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            self._client = httpx2.Client(
                base_url=self.place + API, headers=headers, timeout=SECONDS, transport=transport, trust_env=False
            )
        except (httpx2.InvalidURL, ValueError):
            raise NoLedger(f"{place} is no address of a desk; write it as https://host.") from None

    def get(self, path: str, kind: type[T], /, **asked: Any) -> T:
        """What is at a path, as a value of ``kind``; None where it is answered with nothing (204)."""
        return self._value(self._send("GET", path, params=_pairs(asked)), kind)

    def post(self, path: str, kind: type[T], value: Any = None) -> T:
        """What comes of sending a value."""
        if value is None:
            return self._value(self._send("POST", path), kind)
        headers = {"Content-Type": "application/json"}
        return self._value(self._send("POST", path, content=msgspec.json.encode(value), headers=headers), kind)

    def delete(self, path: str) -> None:
        """Have something forgotten."""
        self._send("DELETE", path)

    def lines(self, path: str, kind: type[T], /, **asked: Any) -> Iterator[T]:
        """A list as a stream; it sees one state of the ledger."""
        try:
            with self._client.stream("GET", path, params=_pairs(asked)) as response:
                if not response.is_success:
                    response.read()
                    raise self._error(response)
                for line in response.iter_lines():
                    yield self._decoded(line, kind)
        except (httpx2.HTTPError, httpx2.StreamError, ssl.SSLError, OSError) as error:
            raise self._silent(error) from None

    def pages(self, path: str, kind: type[T], /, **asked: Any) -> Iterator[T]:
        """The items of a list that comes in pages alone, as they are fetched."""
        after = None
        while True:
            found = self.get(path, _Page, limit=PAGE, after=after, **asked)
            for item in found.items:
                yield self._decoded(item, kind)
            after = found.after
            if after is None:
                return

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _send(self, method: str, path: str, **what: Any) -> httpx2.Response:
        try:
            response = self._client.request(method, path, **what)
        except (httpx2.HTTPError, httpx2.InvalidURL, ssl.SSLError, OSError) as error:
            raise self._silent(error) from None
        if not response.is_success:
            raise self._error(response)
        return response

    def _value(self, response: httpx2.Response, kind: type[T]) -> T:
        return self._decoded(b"null" if response.status_code == 204 else response.content, kind)

    def _decoded(self, body: bytes | str, kind: type[T]) -> T:
        try:
            return msgspec.json.decode(body, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise NoLedger(
                f"{self.place} answers what this dragoman does not understand; is a desk of the same version there?"
            ) from None

    def _error(self, response: httpx2.Response) -> DragomanError:
        try:
            told = msgspec.json.decode(response.content, type=_Problem)
        except (msgspec.DecodeError, UnicodeDecodeError):
            status = f"{response.status_code} {response.reason_phrase}".strip()
            return NoLedger(f"{self.place} answered {status}, as no desk would; check the address.")
        name = told.type.rpartition("/")[2]
        if name == "not-english":
            return NotEnglish(told.detail, language=told.language)
        return _ERRORS.get(name, LedgerError)(told.detail)

    def _silent(self, error: Exception) -> DragomanError:
        if isinstance(error, httpx2.TimeoutException):
            return errors.BusyLedger(f"{self.place} did not answer in time; try again later, or ask for less at once.")
        if isinstance(error, httpx2.ConnectError):
            return NoLedger(f"{self.place} cannot be reached; check the address, and that `dragoman serve` runs there.")
        return errors.BusyLedger(f"{self.place} broke off its answer; try again.")


def _pairs(asked: Mapping[str, Any]) -> list[tuple[str, str | int | float | bool | None]]:
    """Filters as the parameters of a query."""
    return [(name, _word(value)) for name, given in asked.items() for value in _each(name, given)]


def _each(name: str, given: Any) -> Iterable[Any]:
    if name == "wrong" and given is None:
        return ["any"]
    values = [] if given is None else given if isinstance(given, (list, tuple, set, frozenset)) else [given]
    if name in COMMAS:
        return [part.strip() for value in values for part in str(value).split(",") if part.strip()]
    return values


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat()[:10] if isinstance(value, date) else str(value)
