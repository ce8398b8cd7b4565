"""What every source of reports is, and what it yields.

A source never raises for one bad item: it yields a ``Failure`` in its place and goes on with the rest.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar, Literal

from dragoman.errors import DragomanError, EmptyInput, TooLarge
from dragoman.types import Value

MAX_BYTES = 50_000_000
"""Most bytes of one file, page or line."""

Media = Literal["text", "html", "json"]


class Raw(Value, frozen=True):
    """One report as it came in, not yet made readable.

    ``origin`` is a path or URL, with ``:LINE`` for a line of JSON lines and ``#N`` for an item of a JSON array.
    ``data`` holds the report: bytes as read, or for ``media == "json"`` the string of its field ``text``.
    ``media`` is None where nothing told it; ``charset`` is what the server declared. The rest are the JSON's fields.
    """

    origin: str
    data: bytes | str
    media: Media | None = None
    charset: str | None = None
    title: str | None = None
    date: str | None = None
    outlet: str | None = None
    url: str | None = None


class Failure:
    """One item that could not be collected: where it is, and why (its message is one sentence)."""

    __slots__ = ("error", "origin")

    def __init__(self, origin: str, error: DragomanError) -> None:
        self.origin = origin
        self.error = error

    def __repr__(self) -> str:
        return f"Failure({self.origin!r}, {self.error!r})"


class Source(ABC):
    """A place that reports come from. Siblings are listed in ``dragoman.collect.SOURCES``."""

    name: ClassVar[str]

    def __init__(self, place: str, *, allow_hosts: frozenset[str] = frozenset()) -> None:
        self.place = place
        self.allow_hosts = allow_hosts

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


def too_large(origin: str) -> TooLarge:
    """The error for anything above ``MAX_BYTES``."""
    return TooLarge(
        f"{origin} is larger than {MAX_BYTES // 1_000_000} MB; hand in the reports one by one or as .jsonl."
    )
