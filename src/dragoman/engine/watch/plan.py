"""Which sources are followed: those that the places name, read again when a list of them has changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from dragoman.collect import Addresses, Feed, Opml, Page, read_opml
from dragoman.collect.addresses import read_addresses
from dragoman.collect.base import shown
from dragoman.collect.http import Http
from dragoman.engine.watch.sources import SETTLE, Columns, Feeds, Followed, Local, Web
from dragoman.errors import InputError
from dragoman.ledger import SourceState


class Plan:
    """What to follow. Without ``places`` it is what the ledger follows already."""

    def __init__(
        self, places: Sequence[str], *, http: Http, columns: Columns = None, settle: timedelta = SETTLE
    ) -> None:
        self.places = tuple(places)
        self._make: Mapping[str, Callable[[str, str | None], Followed]] = {
            Feeds.kind: lambda place, outlet: Feeds(place, http=http, outlet=outlet),
            Web.kind: lambda place, outlet: Web(place, http=http, outlet=outlet),
            Local.kind: lambda place, outlet: Local(place, http=http, outlet=outlet, columns=columns, settle=settle),
        }

    def followed(self, states: Iterable[SourceState]) -> dict[str, Followed]:
        """The sources, by place. Raises ``InputError`` where a place is nothing that can be followed."""
        if not self.places:
            return {
                state.place: self._make.get(state.kind, self._make[Web.kind])(state.place, None) for state in states
            }
        found: dict[str, Followed] = {}
        for place in self.places:
            for kind, address, outlet in self._named(place):
                found.setdefault(address, self._make[kind](address, outlet))
        return found

    def changes(self) -> tuple[object, ...]:
        """Something that is another after a list was changed."""
        return tuple(_stamp(place) for place in self.places if _is_list(place))

    def _named(self, place: str) -> Iterator[tuple[str, str, str | None]]:
        """Kind, place and outlet of each source that ``place`` names."""
        if Opml.takes(place):
            for feed in read_opml(place):
                yield Feeds.kind, Feed(feed.address).place, feed.title
        elif Feed.takes(place) and "://" in place:
            yield Feeds.kind, Feed(place).place, None
        elif Page.takes(place):
            yield Web.kind, place, None
        elif place == "-":
            raise InputError("Standard input cannot be followed; save it to a file, and name that.")
        elif not place or not os.path.exists(place):
            raise InputError(f"There is no file or folder {shown(place)}; check the path.")
        elif Addresses.takes(place):
            for address in read_addresses(place):
                yield Web.kind, address, None
        else:
            yield Local.kind, os.path.abspath(place), None


def _is_list(place: str) -> bool:
    return Opml.takes(place) or Addresses.takes(place)


def _stamp(path: str) -> tuple[int, int]:
    try:
        status = os.stat(path)
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns
