"""A ledger that is served elsewhere: the same questions, asked of the API of a desk."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast
from urllib.parse import quote

import httpx2
import msgspec
import sqlalchemy as sa

from dragoman.errors import BadQuestion, LedgerError
from dragoman.ledger.ask.counts import By
from dragoman.ledger.ask.results import Page, Results
from dragoman.ledger.ask.values import Listing, NamedEntity, OutletLine, Partner, Quote, ReportLine, Series, SourceLine
from dragoman.ledger.store import Ledger
from dragoman.ledger.views import KeptReport
from dragoman.ledger.wire import PAGE, Wire
from dragoman.types import (
    Account,
    Change,
    Correction,
    Decision,
    Link,
    Record,
    Story,
    StoryChange,
    Value,
    Watch,
    WatchItem,
    Webhook,
)

if TYPE_CHECKING:
    from dragoman.ledger.database import Database

T = TypeVar("T", bound=Value)
TOKEN = "DRAGOMAN_TOKEN"  # noqa: S105
"""The variable that holds a token, where none is given."""


class RemoteResults(Results[T]):
    """An answer of a desk. To go through it is to see one state of the ledger there."""

    def __init__(self, wire: Wire, name: str, kind: type[T], filters: Mapping[str, Any]) -> None:
        self._wire = wire
        self._name = name
        self._kind = kind
        self._filters = {name: value for name, value in filters.items() if name not in ("limit", "after")}
        self._limit = filters.get("limit")
        self._from = filters.get("after")

    @property
    def kind(self) -> type[Value]:
        """Of what it is."""
        return self._kind

    def __iter__(self) -> Iterator[T]:
        """The items, as they come in."""
        if self._limit == 0:
            return iter(())
        asked = self._filters | {"format": "jsonl", "limit": self._limit, "after": self._from}
        return self._wire.lines(f"/{self._name}", self._kind, **asked)

    def count(self) -> int:
        """How many there are, counted there."""
        found = self._listing(1, self._from, count=True).count or 0
        return found if self._limit is None else min(found, self._limit)

    def first(self) -> T | None:
        """The first one, or None."""
        found = () if self._limit == 0 else self._listing(1, self._from).items
        return found[0] if found else None

    def page(self, size: int = 50, after: str | None = None) -> Page[T]:
        """Up to ``size`` items that follow ``after``, which the page before gave. The limit does not count here."""
        if size < 1:
            raise BadQuestion(f"{size} is no size of a page; give a number above 0.")
        items: list[T] = []
        place = after or self._from
        while True:
            found = self._listing(min(size - len(items), PAGE), place)
            items += found.items
            place = found.after
            if place is None or len(items) >= size:
                return Page(tuple(items), place)

    def statement(self, connection: sa.Connection) -> NoReturn:  # noqa: ARG002
        """There is no database here to be asked."""
        raise LedgerError(f"{self._wire.place} is asked over HTTP; what its database is asked can be seen there alone.")

    def _listing(self, limit: int, after: str | None, **more: Any) -> Listing[T]:
        asked = self._filters | {"limit": limit, "after": after} | more
        kind: Any = self._kind
        return self._wire.get(f"/{self._name}", Listing[kind], **asked)


class RemoteLedger(Ledger):
    """The ledger of the desk at an address: ``Ledger("https://desk.example", token=...)`` gives it.

    It answers as the ledger itself would. What is changed by it is changed under the name of the token. It cannot take
    in reports, or do what needs the database; such methods raise ``LedgerError``.
    """

    def __init__(
        self, place: str | Path, *, readonly: bool = False, token: str | None = None,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:  # fmt: skip
        """``token``: the secret of one, else what the variable ``DRAGOMAN_TOKEN`` says; a desk may be open to all."""
        self.readonly = readonly
        self._wire = Wire(str(place), token or os.environ.get(TOKEN), transport)

    if not TYPE_CHECKING:

        @property
        def database(self) -> Database:
            """There is none here."""
            raise LedgerError(
                f"{self._wire.place} is the ledger of a desk, which is asked over HTTP; do this on the machine where "
                "the ledger is."
            )

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()

    # --- lists: checked here as the ledger checks them, then asked there ---

    def events(self, **filters: Any) -> Results[Story]:
        """As ``Ledger.events``."""
        return self._asked("events", super().events(**filters), filters)

    def quotes(self, **filters: Any) -> Results[Quote]:
        """As ``Ledger.quotes``."""
        return self._asked("quotes", super().quotes(**filters), filters)

    def entities(self, **filters: Any) -> Results[NamedEntity]:
        """As ``Ledger.entities``."""
        return self._asked("entities", super().entities(**filters), filters)

    def reports(self, **filters: Any) -> Results[ReportLine]:
        """As ``Ledger.reports``."""
        return self._asked("reports", super().reports(**filters), filters)

    def sources(self, **filters: Any) -> Results[SourceLine]:
        """As ``Ledger.sources``."""
        return self._asked("sources", super().sources(**filters), filters)

    def _asked(self, name: str, checked: Results[T], filters: Mapping[str, Any]) -> Results[T]:
        return RemoteResults(self._wire, name, cast("type[T]", checked.kind), filters)

    # --- series and counts ---

    def pairs(self, a: str, b: str, **filters: Any) -> Series:
        """As ``Ledger.pairs``."""
        return self._wire.get("/pairs", Series, a=a, b=b, **filters)

    def counts(self, by: By, **filters: Any) -> dict[str, int]:
        """As ``Ledger.counts``."""
        found: dict[str, int] = self._wire.get("/counts", dict[str, Any], by=by, **filters)["counts"]
        return found

    def partners(self, role: str, *, most: int = 12, **filters: Any) -> tuple[Partner, ...]:
        """As ``Ledger.partners``."""
        return self._wire.get("/partners", tuple[Partner, ...], role=role, most=most, **filters)

    def outlets(self, most: int = 100) -> tuple[OutletLine, ...]:
        """As ``Ledger.outlets``."""
        return self._wire.get("/outlets", tuple[OutletLine, ...], most=most)

    def copies_by_source(self) -> dict[str, int]:
        """As ``Ledger.copies_by_source``."""
        return self._wire.get("/sources/copies", dict[str, dict[str, int]])["copies"]

    def as_of(self) -> str:
        """As ``Ledger.as_of``."""
        return str(self.last_change())

    # --- single things ---

    def event_of(self, account: str) -> str:
        """As ``Ledger.event_of``."""
        return self._wire.get(f"/accounts/{_id(account)}/event", dict[str, str])["event"]

    def story(self, id: str) -> Story:
        """As ``Ledger.story``."""
        return self._wire.get(f"/events/{_id(id)}", Story)

    def accounts(self, story: str | Story) -> tuple[Account, ...]:
        """As ``Ledger.accounts``."""
        return self._wire.get(f"/events/{_id(story)}/accounts", tuple[Account, ...])

    def why(self, story: str | Story) -> tuple[Link, ...]:
        """As ``Ledger.why``."""
        return self._wire.get(f"/events/{_id(story)}/why", tuple[Link, ...])

    def report(self, id: str) -> KeptReport:
        """As ``Ledger.report``."""
        return self._wire.get(f"/reports/{_id(id)}", KeptReport)

    def copies(self, report: str) -> tuple[Link, ...]:
        """As ``Ledger.copies``."""
        return self._wire.get(f"/reports/{_id(report)}/copies", tuple[Link, ...])

    def record(self, report: str, version: int | None = None) -> Record | None:
        """As ``Ledger.record``."""
        found: Record | None = self._wire.get(f"/reports/{_id(report)}/record", Record | None, version=version)  # type: ignore[arg-type]
        return found

    def read(
        self, text: str, *, date: str | None = None, outlet: str | None = None, title: str | None = None,
        url: str | None = None,
    ) -> Record:  # fmt: skip
        """The record of a report that is read there and not kept. Raises ``InputError`` where it cannot be read."""
        given = {"date": date, "outlet": outlet, "title": title, "url": url}
        return self._wire.post("/read", Record, {"text": text} | {name: it for name, it in given.items() if it})

    # --- what people keep ---

    def correct(self, event: str, change: Change, *, by: str = "", why: str = "", now: str | None = None) -> Correction:  # noqa: ARG002
        """As ``Ledger.correct``; by whom and when is said there, by the token and the clock."""
        return self._wire.post(f"/events/{_id(event)}/corrections", Correction, {"change": change, "why": why})

    def corrections(self, event: str | None = None, *, undone: bool = False) -> tuple[Correction, ...]:
        """As ``Ledger.corrections``."""
        return tuple(self._wire.pages("/corrections", Correction, event=event, undone=undone))

    def undo_correction(self, id: str, *, by: str = "", now: str | None = None) -> Correction:  # noqa: ARG002
        """As ``Ledger.undo_correction``; by whom and when is said there."""
        return self._wire.post(f"/corrections/{_id(id)}/undo", Correction)

    def decisions(self, accounts: Collection[str] | None = None) -> tuple[Decision, ...]:
        """As ``Ledger.decisions``."""
        found = self._wire.pages("/decisions", Decision)
        return tuple(d for d in found if accounts is None or d.a in accounts or d.b in accounts)

    def changes(self, since: int = 0, limit: int = 500) -> tuple[StoryChange, ...]:
        """As ``Ledger.changes``."""
        found: list[StoryChange] = []
        while len(found) < limit:
            told = self._wire.get("/changes", _Changes, since=since, limit=min(limit - len(found), PAGE))
            if not told.items:
                break
            found += told.items
            since = told.next
        return tuple(found)

    def changes_of(self, event: str) -> tuple[StoryChange, ...]:
        """As ``Ledger.changes_of``."""
        return self._wire.get(f"/events/{_id(event)}/changes", tuple[StoryChange, ...])

    def last_change(self) -> int:
        """As ``Ledger.last_change``."""
        return int(self._wire.get("/", dict[str, Any])["last_change"])

    def watches(self, owner: str | None = None) -> tuple[Watch, ...]:
        """As ``Ledger.watches``, of those that the token may see."""
        found = map(_watch, self._wire.pages("/watches", dict[str, Any]))
        return tuple(watch for watch in found if owner in (None, watch.owner))

    def watch(self, id: str) -> Watch:
        """As ``Ledger.watch``; the secret of its webhook is not told again."""
        return _watch(self._wire.get(f"/watches/{_id(id)}", dict[str, Any]))

    def save_watch(self, watch: Watch, *, now: str | None = None) -> Watch:  # noqa: ARG002
        """Keep a new watch; whose it is, and the secret of its webhook, is said there."""
        if watch.id:
            raise LedgerError("A watch of a desk cannot be changed from afar; forget it, and keep another.")
        sent: dict[str, Any] = {"name": watch.name, "query": watch.query, "digest": watch.digest}
        if watch.webhook:
            sent["webhook"] = watch.webhook.url
        return _watch(self._wire.post("/watches", dict[str, Any], sent))

    def remove_watch(self, id: str) -> bool:
        """As ``Ledger.remove_watch``; raises ``LedgerError`` where there is none."""
        self._wire.delete(f"/watches/{_id(id)}")
        return True

    def told(self, watch: str, limit: int = 100, *, after: int = 0) -> tuple[WatchItem, ...]:
        """As ``Ledger.told``."""
        found = self._wire.get(f"/watches/{_id(watch)}/told", list[dict[str, Any]], limit=min(limit, PAGE), after=after)
        return tuple(msgspec.convert({**item, "watch": watch}, WatchItem) for item in found)


class _Changes(Value, frozen=True):
    """A part of the log of changes, as it comes over the wire."""

    items: tuple[StoryChange, ...]
    next: int


def _id(of: str | Story) -> str:
    return quote(of.id if isinstance(of, Story) else of, safe="")


def _watch(told: dict[str, Any]) -> Watch:
    same = {name: told[name] for name in ("id", "name", "query", "owner", "created", "digest")}
    webhook = Webhook(url=told["webhook"], secret=told["secret"] or "") if told["webhook"] else None
    return Watch(**same, webhook=webhook)
