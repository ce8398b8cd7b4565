"""A small world to follow: a web of a few addresses, a clock of its own, a reader that costs nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

import httpx2

from dragoman.collect import Raw
from dragoman.engine.readers import Readers
from dragoman.engine.watch import Plan, Tally, Watch, Witness
from dragoman.engine.watch.run import Inbox
from dragoman.engine.watch.sources import Found
from dragoman.errors import NotEnglish
from dragoman.ledger import Ledger, RunItem
from dragoman.types import Record
from tests.collect.site import mock
from tests.ledger.samples import record, tell

BEGIN = datetime(2024, 5, 7, 8, 0, tzinfo=UTC)
FILLING = (
    "The road was closed for the night and opened again in the morning, the drivers said, and the market with it. " * 4
)


class Teller:
    """Reads the sentences that ``samples.tell`` made; counts what it is given."""

    def __init__(self) -> None:
        self.read_texts: list[str] = []

    def read(self, text: str | bytes) -> Record:
        """The record of a text."""
        text = text.decode() if isinstance(text, bytes) else text
        text = "\n".join(line.strip() for line in re.sub("<[^>]*>", "\n", text).split("\n") if line.strip())
        self.read_texts.append(text)
        if "le marché" in text:
            raise NotEnglish("The report is in French.", language="fr")
        return record(text, date=None)

    def read_raw(self, raw: Raw) -> Record:
        """The record of a report as it came in."""
        return self.read(raw.data)


class Told(Witness):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.items: list[RunItem] = []
        self.warnings: list[str] = []
        self.polls: list[str] = []
        self.ends: list[tuple[str, Counter[str]]] = []

    def item(self, item: RunItem) -> None:
        self.items.append(item)

    def polled(self, tally: Tally) -> None:
        self.polls.append(tally.state.place)

    def warned(self, sentence: str) -> None:
        self.warnings.append(sentence)

    def ended(self, status: str, counts: Counter[str]) -> None:
        self.ends.append((status, counts))


def feed(*items: str, title: str = "Khan Uul Courier") -> str:
    """An RSS feed."""
    spaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'<rss version="2.0" {spaces}><channel><title>{title}</title>{"".join(items)}</channel></rss>'


def item(name: str, text: str | None = None, *, host: str = "courier.example", hour: int = 6) -> str:
    """An item with its whole text."""
    body = f"Number {name}.\n{text or tell()}\n{FILLING}"
    return (
        f"<item><guid>{name}</guid><link>https://{host}/{name}</link><title>On {name}</title>"
        f"<pubDate>Tue, 07 May 2024 {hour:02d}:00:00 GMT</pubDate><content:encoded>{body}</content:encoded></item>"
    )


class World:
    """``web`` gives the body or status of each address; time passes only when there is nothing to do."""

    def __init__(self, path: Path, web: Mapping[str, str | int] | None = None) -> None:
        self.path = path
        self.web: dict[str, str | int] = dict(web or {})
        self.asked: list[str] = []
        self.now = BEGIN
        self.reader = Teller()
        self.told = Told()
        self.http = mock(self._answer)
        self.at: list[tuple[datetime, Callable[[], object]]] = []

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        url = str(request.url)
        self.asked.append(url)
        body = self.web.get(url, 404)
        if isinstance(body, int):
            return httpx2.Response(body)
        tag = f'"{crc32(body.encode())}"'
        if request.headers.get("if-none-match") == tag:
            return httpx2.Response(304)
        kind = "application/rss+xml" if body.startswith("<rss") else "text/html; charset=utf-8"
        return httpx2.Response(200, text=body, headers={"content-type": kind, "etag": tag})

    def wait(self, inbox: Inbox, seconds: float) -> tuple[str, Found] | None:
        """In place of waiting: the clock goes on, and what is to happen by then happens."""
        if inbox.empty():
            self.now += timedelta(seconds=seconds)
            for at, what in [due for due in self.at if due[0] <= self.now]:
                self.at.remove((at, what))
                what()
        return None if inbox.empty() else inbox.get()

    def watch(self, *places: str, ledger: Ledger, hours: float = 0, **options: Any) -> Watch:
        """A watch that ends after so many ``hours``; without any, after one round."""
        options = {"readers": Readers(1, lambda: self.reader), "witnesses": [self.told], "once": not hours, **options}
        plan = Plan(places, http=self.http, settle=options.pop("settle", timedelta()))
        watch = Watch(
            ledger, plan, now=lambda: self.now, wait=self.wait, start=lambda task: task(), **options
        )  # fmt: skip
        if hours:
            self.at.append((self.now + timedelta(hours=hours), watch.stop))
        return watch

    def follow(self, *places: str, **options: Any) -> Counter[str]:
        """Follow ``places`` for a round or some hours; what became of all items."""
        with Ledger(self.path) as ledger:
            return self.watch(*places, ledger=ledger, **options).run()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the ledger answers."""
        with Ledger(self.path, readonly=True) as ledger, ledger.reading() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]
