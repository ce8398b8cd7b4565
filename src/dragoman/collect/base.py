"""What every source of reports is, and what it yields.

A source never raises for one bad item: it yields a ``Failure`` in its place and goes on with the rest.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Literal

from dragoman.errors import DragomanError, EmptyInput, TooLarge
from dragoman.types import Value

if TYPE_CHECKING:
    from dragoman.collect.http import Http

MAX_BYTES = 50_000_000
"""Most bytes of one file, page or line."""

Media = Literal["text", "html", "json"]


class Raw(Value, frozen=True):
    """One report as it came in, not yet made readable.

    ``origin`` is a path or URL, with ``:LINE`` for a line of JSON lines and ``#N`` for an item of an array, table or
    mailbox. ``data`` holds the report: bytes as read, or the string where it stood in a field of something larger.
    ``media`` is None where nothing told it; ``charset`` is what the server declared. ``date`` is when it was
    published; ``day_if_none`` the ISO day to take where neither that nor the report itself tells it. What a stream
    adds: ``guid`` (the item's name in its ``feed``, which is an address, or a mail's Message-ID), ``updated`` (ISO time
    of its last change), and ``notes``, sentences on what had to be put right.
    """

    origin: str
    data: bytes | str
    media: Media | None = None
    charset: str | None = None
    title: str | None = None
    date: str | None = None
    day_if_none: str | None = None
    outlet: str | None = None
    url: str | None = None
    guid: str | None = None
    feed: str | None = None
    updated: str | None = None
    notes: tuple[str, ...] = ()


class Failure:
    """One item that could not be collected: where it is, and why (its message is one sentence)."""

    __slots__ = ("error", "origin")

    def __init__(self, origin: str, error: DragomanError) -> None:
        self.origin = origin
        self.error = error

    def __repr__(self) -> str:
        return f"Failure({self.origin!r}, {self.error!r})"


class Source(ABC):
    """A place that reports come from. Siblings are listed in ``dragoman.collect.SOURCES``.

    ``http`` is the client that all sources share, so that no host is asked too often; without one, a source makes
    its own, which may read the private addresses of ``allow_hosts``. ``columns`` says under which name a report's
    field stands in JSON and tables: ``{"text": "body"}``.
    """

    name: ClassVar[str]

    def __init__(
        self,
        place: str,
        *,
        allow_hosts: frozenset[str] = frozenset(),
        http: Http | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> None:
        self.place = place
        self.allow_hosts = allow_hosts
        self.columns = columns
        self._http = http

    @cached_property
    def http(self) -> Http:
        """The client to fetch with, made at first use: most places need none."""
        from dragoman.collect.http import Http

        return self._http or Http(allow_hosts=self.allow_hosts)

    @classmethod
    @abstractmethod
    def takes(cls, place: str) -> bool:
        """Whether ``place`` (a path, a URL, ``-``) is one for this source."""

    @abstractmethod
    def items(self) -> Iterator[Raw | Failure]:
        """The reports of this place, in a stable order; a bad one is a ``Failure``."""


def checked(data: bytes, origin: str) -> bytes:
    """``data`` itself. Raises ``TooLarge`` above ``MAX_BYTES`` and ``EmptyInput`` where there is nothing but space."""
    if len(data) > MAX_BYTES:
        raise too_large(origin)
    if not data.strip():
        raise EmptyInput(f"{origin} is empty; hand in a report with text in it.")
    return data


def too_large(origin: str, limit: int = MAX_BYTES) -> TooLarge:
    """The error for anything above ``limit`` bytes."""
    return TooLarge(f"{origin} is larger than {limit / 1_000_000:g} MB; hand in the reports one by one or as .jsonl.")


def shown(place: str) -> str:
    """A path or URL fit to be printed and kept: without a password, and as UTF-8 where it is not."""
    clean = place.encode("utf-8", "replace").decode("utf-8")
    head, sep, tail = clean.partition("://")
    authority, slash, path = tail.partition("/")
    return f"{head}{sep}{authority.rpartition('@')[2]}{slash}{path}"
