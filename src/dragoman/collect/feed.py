"""Feeds: what is new in them, read whole, and how the feed itself is doing."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

import msgspec

from dragoman.collect.base import Failure, Media, Raw, Source, checked, shown
from dragoman.collect.entries import Contents, Entry, contents_of, plain
from dragoman.collect.page import read_page
from dragoman.errors import DragomanError, EmptyInput, Gone, InputError, TryLater
from dragoman.types import Value

if TYPE_CHECKING:
    from dragoman.collect.http import Answer, Http

ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
MAX_BYTES = 10_000_000
SUFFIXES = (".rss", ".atom", ".rdf")
NEW_AT_ONCE = 100
"""Most new items of one poll; the rest comes with the next, which is then soon."""
TRIES = 3
"""How many polls try for the page of an item before its summary must do."""
GONE_AT_ONCE = 5
"""Most items of one poll that are asked after because the feed no longer has them."""
FULL_WORDS = 60
SUMMARY_WORDS = 25
INTERVAL, SOONEST, RAREST = timedelta(minutes=30), timedelta(minutes=10), timedelta(days=1)
LONGEST = timedelta(days=7)
DEAD_AFTER = 8
"""Failures in a row, each wait twice the last: at the usual interval that is five days."""
AHEAD = timedelta(hours=1)
"""How far a date may lie ahead of our clock before it is held to be wrong."""
OLDEST = "1990"

_SHORTENED = re.compile(
    r"(\[?(…|\.\.\.)\]?|(read|see|view) (more|the full \w+|full \w+|on)|continue reading)\W{0,9}$", re.IGNORECASE
)
_SECTION = re.compile(r"\s(?:»|\||::|RSS\b|Feed\b).*", re.IGNORECASE | re.DOTALL)

Status = Literal["new", "ok", "failing", "dead"]


class Seen(Value, frozen=True):
    """An item that the feed had when it was last read: a digest of what it said ("" while its page is not had yet)."""

    digest: str
    url: str | None = None
    published: str | None = None
    tries: int = 0


class FeedState(Value, frozen=True):
    """What is known of a feed between two polls; kept by whoever polls. Times are ISO (UTC).

    ``moved`` is the address that the server wants to be asked at. ``dead`` feeds are still asked, ever less often.
    """

    status: Status = "new"
    title: str | None = None
    etag: str | None = None
    modified: str | None = None
    moved: str | None = None
    minutes: int | None = None
    failures: int = 0
    last_tried: str | None = None
    last_ok: str | None = None
    last_error: str | None = None
    next_due: str | None = None
    seen: Mapping[str, Seen] = {}

    def due(self, now: datetime) -> bool:
        """Whether it is time to poll."""
        return self.next_due is None or _iso(now) >= self.next_due


@dataclass(frozen=True)
class Poll:
    """What one look at a feed gave: new and changed items, its new state, and the addresses of reports withdrawn.

    The state is to be kept only when the items are: then nothing is lost, whenever the program is stopped.
    """

    items: tuple[Raw | Failure, ...]
    state: FeedState
    gone: tuple[str, ...] = ()


class Feed(Source):
    """A feed by its address («feed:» before it says that it is one), or a saved one. ``outlet`` is who publishes it."""

    name: ClassVar[str] = "feed"

    def __init__(
        self,
        place: str,
        *,
        allow_hosts: frozenset[str] = frozenset(),
        http: Http | None = None,
        columns: Mapping[str, str] | None = None,
        outlet: str | None = None,
    ) -> None:
        super().__init__(_address(place), allow_hosts=allow_hosts, http=http, columns=columns)
        self.outlet = outlet

    @classmethod
    def takes(cls, place: str) -> bool:
        """An address marked as that of a feed, or a file with a feed's ending."""
        if place.lower().startswith("feed:"):
            return True
        return Path(place).suffix.lower() in SUFFIXES and "://" not in place and os.path.isfile(place)

    def items(self) -> Iterator[Raw | Failure]:
        """All reports of the feed, newest as the feed has it."""
        try:
            if "://" not in self.place:
                yield from self._told(contents_of(_saved(self.place), origin=shown(self.place)))
            else:
                yield from self.reports_in(self.http.get(self.place, accept=ACCEPT, limit=MAX_BYTES))
        except DragomanError as error:
            yield Failure(shown(self.place), error)

    def reports_in(self, answer: Answer) -> Iterator[Raw | Failure]:
        """The reports of a feed that a server has answered with. Raises ``InputError`` where it is none."""
        yield from self._told(_contents(answer))

    def poll(self, state: FeedState, *, now: datetime) -> Poll:
        """What is new since ``state``. Never raises: whatever goes wrong is a ``Failure``, and told by the state."""
        try:
            return self._polled(state, now)
        except DragomanError as error:
            return self._failed(state, now, error.with_traceback(None))
        except Exception as error:  # one feed never stops the others, whatever is wrong with it or with us
            fault = f"The feed {shown(self.place)} could not be read, through a fault of dragoman ({error!r})"
            return self._failed(state, now, DragomanError(f"{fault}; please tell us."))

    def _polled(self, state: FeedState, now: datetime) -> Poll:
        # a new address that keeps failing is given up for the one that was handed in
        moved = state.moved if state.failures < TRIES else None
        answer = self.http.get(
            moved or self.place, accept=ACCEPT, etag=state.etag, modified=state.modified, limit=MAX_BYTES
        )
        if answer.unchanged:
            return Poll((), self._well(state, now, title=state.title))
        contents = _contents(answer)
        items, seen, left = self._news(contents, state, now)
        gone = self._withdrawn(contents, state, seen)
        after = self._well(
            msgspec.structs.replace(state, minutes=contents.minutes),
            now,
            title=contents.title,
            # while something is still to be had, the feed must be sent again even if it has not changed
            etag=None if left else answer.etag,
            modified=None if left else answer.modified,
            moved=answer.moved or moved,
            seen=seen,
        )
        if left:
            after = msgspec.structs.replace(after, next_due=_iso(now + SOONEST))
        return Poll(tuple(items), after, gone)

    def _news(
        self, contents: Contents, state: FeedState, now: datetime
    ) -> tuple[list[Raw | Failure], dict[str, Seen], bool]:
        """New and changed items, what is seen by now, and whether something is left for the next poll."""
        items: list[Raw | Failure] = []
        seen: dict[str, Seen] = {}
        left = False
        for entry in contents.entries:
            key, digest = _key(entry), _digest(entry)
            before = state.seen.get(key)
            if key in seen:
                continue
            if before is not None and before.digest == digest:
                seen[key] = before
            elif len(items) >= NEW_AT_ONCE:
                left = True
                if before is not None:
                    seen[key] = before
            else:
                tries = 1 if before is None or before.digest else before.tries + 1
                item, settled = self._report(entry, contents, now, last=tries >= TRIES)
                items.append(item)
                seen[key] = Seen(
                    digest=digest if settled else "",
                    url=item.url if isinstance(item, Raw) else entry.link,
                    published=entry.published,
                    tries=tries,
                )
                left = left or not settled
        return items, seen, left

    def _withdrawn(self, contents: Contents, state: FeedState, seen: Mapping[str, Seen]) -> tuple[str, ...]:
        """Addresses (without one, names) of what the feed takes back.

        It may say so. Otherwise an item is missing while an older one is still there, and its page is no longer there.
        """
        oldest = min((entry.published for entry in contents.entries if entry.published), default=None)
        gone = [state.seen[key].url or key for key in contents.deleted if key in state.seen]
        asked = 0
        for key, item in state.seen.items():
            if key in seen or key in contents.deleted or not item.digest or asked >= GONE_AT_ONCE:
                continue
            if oldest is None or item.published is None or item.published <= oldest:
                continue
            asked += 1
            if item.url is None or self._is_gone(item.url):
                gone.append(item.url or key)
        return tuple(gone)

    def _is_gone(self, url: str) -> bool:
        try:
            self.http.get(url)
        except Gone:
            return True
        except DragomanError:
            return False
        return False

    def _told(self, contents: Contents) -> Iterator[Raw | Failure]:
        now = datetime.now(UTC)
        for entry in contents.entries:
            yield self._report(entry, contents, now, last=True)[0]

    def _report(self, entry: Entry, contents: Contents, now: datetime, *, last: bool) -> tuple[Raw | Failure, bool]:
        """The report of an entry, and whether that is settled: on the ``last`` try it is in any case."""
        if entry.text and is_full(entry.text):
            return self._raw(entry, contents, now, entry.text, entry.text_media), True
        error: DragomanError = EmptyInput(f"{self._origin(entry)} has no text and no page; nothing can be read.")
        if entry.link:
            try:
                page = read_page(self.http, entry.link)
                return self._raw(entry, contents, now, page.data, page.media, page=page), True
            except TryLater as late:
                if not last:
                    return Failure(self._origin(entry), late), False
                error = late
            except DragomanError as refusal:
                error = refusal
        return self._rest(entry, contents, now, error.with_traceback(None)), True

    def _rest(self, entry: Entry, contents: Contents, now: datetime, error: DragomanError) -> Raw | Failure:
        """The report by what the feed itself has of it, if that is a few sentences."""
        found = [(entry.text, entry.text_media), (entry.summary, entry.summary_media)]
        text, media = max(found, key=lambda pair: len(pair[0] or ""))
        if text is None or len(plain(text).split()) < SUMMARY_WORDS:
            return Failure(self._origin(entry), error)
        note = f"Only what the feed says of it is known: {error}"
        return self._raw(entry, contents, now, text, media, notes=(note,))

    def _raw(
        self,
        entry: Entry,
        contents: Contents,
        now: datetime,
        data: bytes | str,
        media: Media | None,
        *,
        page: Raw | None = None,
        notes: tuple[str, ...] = (),
    ) -> Raw:
        date, dated = _dated(entry, now)
        return Raw(
            origin=page.origin if page else self._origin(entry),
            data=data,
            media=media,
            charset=page.charset if page else None,
            title=entry.title,
            date=date,
            outlet=self.outlet or outlet_of(contents.title),
            url=page.url if page else entry.link,
            guid=entry.guid,
            feed=self.place,
            updated=entry.updated,
            notes=dated + notes,
        )

    def _origin(self, entry: Entry) -> str:
        return shown(entry.link or f"{self.place}#{entry.guid or _key(entry)}")

    def _well(
        self,
        state: FeedState,
        now: datetime,
        **fields: str | Mapping[str, Seen] | None,
    ) -> FeedState:
        wanted = timedelta(minutes=state.minutes) if state.minutes else INTERVAL
        return msgspec.structs.replace(
            state,
            status="ok",
            failures=0,
            last_tried=_iso(now),
            last_ok=_iso(now),
            last_error=None,
            next_due=self._due(now, min(max(wanted, SOONEST), RAREST)),
            **fields,
        )

    def _failed(self, state: FeedState, now: datetime, error: DragomanError) -> Poll:
        failures = state.failures + 1
        asked = timedelta(seconds=error.after or 0) if isinstance(error, TryLater) else timedelta()
        after = msgspec.structs.replace(
            state,
            status="dead" if failures >= DEAD_AFTER else "failing",
            failures=failures,
            last_tried=_iso(now),
            last_error=str(error),
            next_due=self._due(now, max(min(INTERVAL * 2 ** min(failures, 16), LONGEST), min(asked, LONGEST))),
        )
        return Poll((Failure(shown(self.place), error),), after)

    def _due(self, now: datetime, wait: timedelta) -> str:
        """Up to a twentieth later than ``wait``, each feed by its own part, so that they do not all come at once."""
        part = hashlib.sha256(self.place.encode("utf-8", "replace")).digest()[0] / 256
        return _iso(now + wait * (1 + part / 20))


def is_full(text: str) -> bool:
    """Whether an entry's content is the whole report and not its beginning."""
    words = plain(text)
    return len(words.split()) >= FULL_WORDS and _SHORTENED.search(words[-60:]) is None


def outlet_of(title: str | None) -> str | None:
    """Who publishes a feed, by its title: «Khan Uul Courier » World | RSS» is the Khan Uul Courier's."""
    return _SECTION.sub("", title, count=1).strip() or None if title else None


def _address(place: str) -> str:
    """«feed:https://host/path» and «feed://host/path» (an old custom) as addresses of the web."""
    if not place.lower().startswith("feed:"):
        return place
    rest = place[len("feed:") :]
    return f"http:{rest}" if rest.startswith("//") else rest


def _saved(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return checked(stream.read(MAX_BYTES), shown(path))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"{shown(path)} cannot be read ({reason}); check its permissions.") from None


def _contents(answer: Answer) -> Contents:
    origin = shown(answer.url)
    return contents_of(checked(answer.data, origin), origin=origin, charset=answer.charset)


def _key(entry: Entry) -> str:
    return entry.guid or entry.link or _hashed(entry.title, entry.text, entry.summary)


def _digest(entry: Entry) -> str:
    """Of what makes a new version. Where the text is on a page, a new date of change is the only sign of one."""
    full = entry.text is not None and is_full(entry.text)
    return _hashed(entry.title, entry.link, entry.text, entry.summary, None if full else entry.updated)


def _hashed(*parts: str | None) -> str:
    return hashlib.sha256("\x00".join(part or "" for part in parts).encode("utf-8", "replace")).hexdigest()[:16]


def _dated(entry: Entry, now: datetime) -> tuple[str | None, tuple[str, ...]]:
    """When the report was published, and what had to be said about that."""
    date = entry.published or entry.updated
    if date is None:
        if entry.odd_date:
            return None, (f"The feed's date “{entry.odd_date[:40]}” is not understood.",)
        return None, ("The feed gives no date.",)
    if date < OLDEST:
        return None, (f"The feed's date {date} is before there were feeds; it is left out.",)
    if date > _iso(now + AHEAD):
        return _iso(now), (f"The feed's date {date} lies ahead; the time it was found at is put in its place.",)
    return date, ()


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
