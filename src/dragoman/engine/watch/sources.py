"""What is followed, each kind in its own way: feeds, other addresses of the web, and files.

A source is asked with the state that the ledger keeps of it, and answers with what is new and its next state. The state
is kept only after all that was new: whenever the program is stopped, what is not yet kept is found again.
"""

from __future__ import annotations

import os
import random
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import msgspec

from dragoman.collect import Failure, Feed, FeedState, Files, Raw, source_of
from dragoman.collect.base import MAX_BYTES, checked, shown
from dragoman.collect.entries import is_feed
from dragoman.collect.feed import DEAD_AFTER, INTERVAL, LONGEST, RAREST
from dragoman.collect.file import reports_under
from dragoman.collect.http import Answer, Http
from dragoman.collect.page import ACCEPT, MEDIA, report_in
from dragoman.collect.records import items_of
from dragoman.errors import DragomanError, Gone, TryLater
from dragoman.ledger import SourceState, digest
from dragoman.types import Value

LOOK = timedelta(minutes=1)
"""Between two looks at a file or folder."""
SETTLE = timedelta(seconds=3)
"""How long a file must have been left alone: one that is just being written holds half a report."""

Columns = Mapping[str, str] | None


class Memory(Value, frozen=True):
    """What a source needs to go on: how its polls went; what each file or page was when last read; who publishes it."""

    polls: FeedState = FeedState()
    stamps: Mapping[str, str] = {}
    outlet: str | None = None


@dataclass(frozen=True)
class Found:
    """What one look at a source gave: new items, taken as they are needed; the state to keep after them; what is gone.

    ``error``: why the source could not be read, if it could not.
    """

    items: Iterable[Raw | Failure]
    state: SourceState
    gone: tuple[str, ...] = ()
    error: DragomanError | None = None


class Followed(ABC):
    """A source that is followed; ``place`` is its name in the ledger, ``outlet`` who publishes it, where known."""

    kind: ClassVar[str]

    def __init__(self, place: str, *, http: Http, outlet: str | None = None, columns: Columns = None) -> None:
        self.place = place
        self.http = http
        self.outlet = outlet
        self.columns = columns

    def poll(self, state: SourceState, now: datetime) -> Found:
        """What is new since ``state``. Never raises."""
        memory = _memory(state)
        if self.outlet:
            memory = msgspec.structs.replace(memory, outlet=self.outlet)
        try:
            return self._poll(memory, now)
        except DragomanError as error:
            return self._failed(memory, now, error.with_traceback(None))
        except Exception as error:  # one source never stops the others, whatever is wrong with it or with us
            fault = f"{shown(self.place)} could not be read, through a fault of dragoman ({error!r}); please tell us."
            return self._failed(memory, now, DragomanError(fault))

    @abstractmethod
    def _poll(self, memory: Memory, now: datetime) -> Found:
        """``poll``, where ``DragomanError`` may be raised."""

    def _state(self, memory: Memory) -> SourceState:
        polls = memory.polls
        return SourceState(
            place=self.place,
            kind=self.kind,
            title=memory.outlet or polls.title,
            status=polls.status,
            failures=polls.failures,
            next_due=polls.next_due,
            last_tried=polls.last_tried,
            last_ok=polls.last_ok,
            last_error=polls.last_error,
            state=msgspec.json.encode(memory).decode(),
        )

    def _well(self, memory: Memory, now: datetime, wait: timedelta) -> Memory:
        polls = msgspec.structs.replace(
            memory.polls, status="ok", failures=0, last_error=None, last_tried=iso(now), last_ok=iso(now),
            next_due=_due(now, wait),
        )  # fmt: skip
        return msgspec.structs.replace(memory, polls=polls)

    def _failed(self, memory: Memory, now: datetime, error: DragomanError) -> Found:
        failures = memory.polls.failures + 1
        asked = timedelta(seconds=error.after or 0) if isinstance(error, TryLater) else timedelta()
        wait = max(min(self._first_wait() * 2 ** min(failures, 16), LONGEST), min(asked, LONGEST))
        polls = msgspec.structs.replace(
            memory.polls, status="dead" if failures >= DEAD_AFTER else "failing", failures=failures,
            last_tried=iso(now), last_error=str(error), next_due=_due(now, wait),
        )  # fmt: skip
        return Found((), self._state(msgspec.structs.replace(memory, polls=polls)), error=error)

    def _first_wait(self) -> timedelta:
        return INTERVAL


class Feeds(Followed):
    """A feed, by its address."""

    kind = "feed"

    def _poll(self, memory: Memory, now: datetime) -> Found:
        poll = Feed(self.place, http=self.http, outlet=memory.outlet).poll(memory.polls, now=now)
        after = self._state(msgspec.structs.replace(memory, polls=poll.state))
        if poll.state.failures:
            # a feed that fails has nothing but that to tell
            error = next(item.error for item in poll.items if isinstance(item, Failure))
            return Found((), after, error=error)
        return Found(poll.items, after, poll.gone)


class Web(Followed):
    """An address of the web: a feed if that is what is there, else a page, asked less often while it stays the same."""

    kind = "page"

    def poll(self, state: SourceState, now: datetime) -> Found:
        """What is new since ``state``."""
        return self._feed().poll(state, now) if state.kind == Feeds.kind else super().poll(state, now)

    def _poll(self, memory: Memory, now: datetime) -> Found:
        polls = memory.polls
        try:
            answer = self.http.get(self.place, accept=ACCEPT, etag=polls.etag, modified=polls.modified, limit=MAX_BYTES)
        except Gone as error:
            return replace(self._failed(memory, now, error.with_traceback(None)), gone=(self.place,))
        if not answer.unchanged and is_feed(answer.data):
            return self._feed()._poll(memory, now)
        stamp = digest(answer.data)
        if answer.unchanged or memory.stamps.get(self.place) == stamp:
            minutes = min(2 * (polls.minutes or _minutes(INTERVAL)), _minutes(RAREST))
            return Found((), self._state(self._seen(memory, now, minutes)))
        found = self._reports(answer)
        after = self._seen(msgspec.structs.replace(memory, stamps={self.place: stamp}), now, _minutes(INTERVAL))
        polls = msgspec.structs.replace(after.polls, etag=answer.etag, modified=answer.modified)
        return Found(found, self._state(msgspec.structs.replace(after, polls=polls)))

    def _feed(self) -> Feeds:
        return Feeds(self.place, http=self.http, outlet=self.outlet)

    def _seen(self, memory: Memory, now: datetime, minutes: int) -> Memory:
        after = self._well(memory, now, timedelta(minutes=minutes))
        return msgspec.structs.replace(after, polls=msgspec.structs.replace(after.polls, minutes=minutes))

    def _reports(self, answer: Answer) -> Iterable[Raw | Failure]:
        if MEDIA.get(answer.media) == "json":
            return items_of(checked(answer.data, shown(answer.url)), shown(answer.url), self.columns)
        return (report_in(answer),)


class Local(Followed):
    """A file or folder: files that are new or were changed. ``settle``: how long they must have been left alone."""

    kind = "file"

    def __init__(
        self, place: str, *, http: Http, outlet: str | None = None, columns: Columns = None, settle: timedelta = SETTLE
    ) -> None:
        super().__init__(place, http=http, outlet=outlet, columns=columns)
        self.settle = settle

    def _poll(self, memory: Memory, now: datetime) -> Found:
        stamps: dict[str, str] = {}
        changed = []
        for path in reports_under(self.place):
            try:
                status = os.stat(path)
            except OSError:
                continue  # it is gone again
            before = memory.stamps.get(path)
            stamp = f"{status.st_size} {status.st_mtime_ns}"
            if stamp == before:
                stamps[path] = stamp
            elif now - datetime.fromtimestamp(status.st_mtime, UTC) >= self.settle or not self.settle:
                stamps[path] = stamp
                changed.append(path)
            elif before is not None:
                stamps[path] = before
        after = self._well(msgspec.structs.replace(memory, stamps=stamps), now, LOOK)
        return Found(self._items(changed), self._state(after))

    def _items(self, paths: list[str]) -> Iterator[Raw | Failure]:
        for path in paths:
            # in a folder a list of addresses is a text like any other
            source = source_of if path == self.place else Files
            yield from source(path, columns=self.columns).items()

    def _first_wait(self) -> timedelta:
        return LOOK


def _memory(state: SourceState) -> Memory:
    try:
        return msgspec.json.decode(state.state, type=Memory)
    except (msgspec.DecodeError, ValueError):
        return Memory()  # of another version of dragoman: asked as if for the first time, known reports are known


def _minutes(wait: timedelta) -> int:
    return wait // timedelta(minutes=1)


def _due(now: datetime, wait: timedelta) -> str:
    """Up to a twentieth later than ``wait``, so that sources do not all come at once."""
    return iso(now + wait * random.uniform(1.0, 1.05))  # noqa: S311


def iso(moment: datetime) -> str:
    """A moment as the ledger writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
