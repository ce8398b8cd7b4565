"""Reports come in: siblings behind one ``Source``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from dragoman.collect.addresses import Addresses
from dragoman.collect.base import MAX_BYTES, Failure, Media, Raw, Source
from dragoman.collect.canonical import canonical, web_address
from dragoman.collect.feed import Feed, FeedState, Poll
from dragoman.collect.file import Files
from dragoman.collect.mbox import Mbox
from dragoman.collect.opml import Opml, Subscription, opml, read_opml
from dragoman.collect.page import Page
from dragoman.collect.records import columns_of
from dragoman.collect.table import Table

if TYPE_CHECKING:
    from dragoman.collect.http import Http

__all__ = [
    "MAX_BYTES",
    "SOURCES",
    "Addresses",
    "Failure",
    "Feed",
    "FeedState",
    "Files",
    "Mbox",
    "Media",
    "Opml",
    "Page",
    "Poll",
    "Raw",
    "Source",
    "Subscription",
    "Table",
    "canonical",
    "collect",
    "columns_of",
    "opml",
    "read_opml",
    "source_of",
    "web_address",
]

SOURCES: tuple[type[Source], ...] = (Page, Feed, Opml, Addresses, Table, Mbox, Files)
"""Asked in this order; the first that takes a place reads it."""


def source_of(
    place: str,
    *,
    allow_hosts: Iterable[str] = (),
    http: Http | None = None,
    columns: Mapping[str, str] | None = None,
) -> Source:
    """The source for ``place``: a URL, a feed, a list of either, a file, a folder, or ``-`` for standard input."""
    kind = next((source for source in SOURCES if source.takes(place)), Files)
    return kind(place, allow_hosts=frozenset(allow_hosts), http=http, columns=columns)


def collect(
    places: Iterable[str],
    *,
    allow_hosts: Iterable[str] = (),
    http: Http | None = None,
    columns: Mapping[str, str] | None = None,
) -> Iterator[Raw | Failure]:
    """All reports of ``places``, in order. Never raises: what cannot be collected comes as a ``Failure``.

    ``allow_hosts`` names the hosts that may be read although they lead to a private address. ``columns`` says under
    which name a report's field stands in JSON and tables: ``{"text": "body"}``.
    """
    allowed = frozenset(allow_hosts)
    for place in places:
        source = source_of(place, allow_hosts=allowed, http=http, columns=columns)
        yield from source.items()
        # one client for all places, so that no host is asked too often; made by the first that needs one
        http = http or source.__dict__.get("http")
