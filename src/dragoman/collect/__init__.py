"""Reports come in: siblings behind one ``Source``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dragoman.collect.base import MAX_BYTES, Failure, Media, Raw, Source
from dragoman.collect.file import Files
from dragoman.collect.page import Page

__all__ = ["MAX_BYTES", "SOURCES", "Failure", "Files", "Media", "Page", "Raw", "Source", "collect", "source_of"]

SOURCES: tuple[type[Source], ...] = (Page, Files)
"""Asked in this order; the first that takes a place reads it."""


def source_of(place: str, *, allow_hosts: Iterable[str] = ()) -> Source:
    """The source for ``place``: a URL, a file, a folder, or ``-`` for standard input."""
    kind = next((source for source in SOURCES if source.takes(place)), Files)
    return kind(place, allow_hosts=frozenset(allow_hosts))


def collect(places: Iterable[str], *, allow_hosts: Iterable[str] = ()) -> Iterator[Raw | Failure]:
    """All reports of ``places``, in order. Never raises: what cannot be collected comes as a ``Failure``.

    ``allow_hosts`` names the hosts that may be read although they lead to a private address.
    """
    allowed = frozenset(allow_hosts)
    for place in places:
        yield from source_of(place, allow_hosts=allowed).items()
