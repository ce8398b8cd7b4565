"""What a webhook is sent: JSON, signed so that the receiver can tell from whom it is and that it is not an old one."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from dragoman.serve.tell import telling
from dragoman.serve.tell.telling import Told
from dragoman.types import Delivery, Difference, Story, Value, Watch, WatchItem

AT_ONCE = 100
"""Most items of a letter; what is more goes into another."""


class Item(Value, frozen=True):
    """Something that is told: ``title`` and ``lines`` for people; no ``story`` where the event is gone."""

    n: int
    what: Literal["new", "changed", "gone"]
    event: str
    title: str
    lines: tuple[str, ...]
    url: str
    how: tuple[Difference, ...]
    story: Story | None


class Letter(Value, frozen=True):
    """What is sent for a watch. ``at``: when it was noticed (ISO, UTC)."""

    watch: str
    name: str
    at: str
    summary: str
    items: tuple[Item, ...]


def letters(watch: Watch, told: Sequence[Told], base: str, now: str) -> Iterator[Delivery]:
    """What is to be sent of items. ``base``: where the desk is seen."""
    for start in range(0, len(told), AT_ONCE):
        some = told[start : start + AT_ONCE]
        letter = Letter(
            watch=watch.id, name=watch.name, at=now, summary=telling.summary(one.item for one in some),
            items=tuple(_item(one, base) for one in some),
        )  # fmt: skip
        yield Delivery(watch=watch.id, body=_body(letter), due=now, created=now)


def trial(watch: Watch, now: str) -> Delivery:
    """A letter with nothing in it, by which to see whether it arrives."""
    letter = Letter(watch=watch.id, name=watch.name, at=now, summary="a trial", items=())
    return Delivery(watch=watch.id, body=_body(letter), due=now, created=now)


def numbered(told: Sequence[Told], kept: Sequence[WatchItem]) -> list[Told]:
    """The same with the items as they are kept, under their numbers."""
    return [Told(item, one.story) for one, item in zip(told, kept, strict=True)]


def signature(secret: str, timestamp: int, body: str) -> str:
    """HMAC-SHA256 over «timestamp.body», in hexadecimal."""
    return hmac.new(secret.encode(), f"{timestamp}.{body}".encode(), hashlib.sha256).hexdigest()


def _body(letter: Letter) -> str:
    return msgspec.json.encode(letter).decode()


def _item(told: Told, base: str) -> Item:
    item = told.item
    return Item(
        n=item.n, what=item.what, event=told.event, title=told.title, lines=tuple(told.lines), url=base + told.path,
        how=item.how, story=told.story,
    )  # fmt: skip
