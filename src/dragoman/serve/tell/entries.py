"""A watch as a feed has it: an entry for each thing it told, or of a daily watch for each day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import NAMESPACE_URL, uuid5

from dragoman.serve.days import day
from dragoman.serve.desk import Desk
from dragoman.serve.tell import telling
from dragoman.serve.tell.telling import Told
from dragoman.types import Watch

ENTRIES = 50
"""Entries of a feed of a watch that tells at once."""
DAYS = 500
"""Items that the days of a daily watch are made of."""


@dataclass(frozen=True)
class Entry:
    """Something in a feed. ``id`` is an IRI that stays; ``at`` an ISO time (UTC); ``text`` plain, in lines."""

    id: str
    title: str
    text: str
    url: str
    at: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Channel:
    """A feed. ``id`` is an IRI that stays; ``url`` the page of the watch."""

    id: str
    title: str
    about: str
    url: str
    updated: str
    entries: tuple[Entry, ...]


def path(watch: str, form: str) -> str:
    """Where the feed of a watch is: ``form`` is ``atom`` or ``json``."""
    return f"/feeds/{watch}.{form}"


def channel(desk: Desk, watch: Watch) -> Channel:
    """The feed of a watch, the newest first."""
    daily, base = watch.digest == "daily", desk.settings.address
    found = telling.told(desk.ledger, desk.ledger.told(watch.id, DAYS if daily else ENTRIES))
    entries = tuple(_days(watch, found, base) if daily else (_entry(watch, one, base) for one in found))
    return Channel(
        id=_iri(watch.id),
        title=watch.name,
        about=f"What is new in the watch «{watch.name}», told {'once a day' if daily else 'at once'} by dragoman.",
        url=f"{base}/watches/{watch.id}",
        updated=entries[0].at if entries else watch.created,
        entries=entries,
    )


def _entry(watch: Watch, told: Told, base: str) -> Entry:
    story = told.story
    tags = (told.item.what, *((story.type, *story.contexts) if story else ()))
    text = "\n".join(told.lines)
    return Entry(_iri(f"{watch.id}/{told.item.n}"), told.title, text, base + told.path, told.item.at, tags)


def _days(watch: Watch, told: Iterable[Told], base: str) -> Iterable[Entry]:
    for date, some in groupby(told, key=lambda one: one.item.at[:10]):
        items = list(some)
        lines = [line for one in items for line in (f"{one.title}: {base}{one.path}", *one.lines, "")]
        title = f"{day(date)}: {telling.summary(one.item for one in items)}"
        url = f"{base}/watches/{watch.id}"
        yield Entry(_iri(f"{watch.id}/{date}"), title, "\n".join(lines).strip(), url, items[0].item.at, ("digest",))


def _iri(name: str) -> str:
    return uuid5(NAMESPACE_URL, f"dragoman:watch:{name}").urn
