"""Fills a ledger with a made-up world in minutes: rows as reconciling would leave them, written past ``Ledger.add``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import numpy as np
import sqlalchemy as sa

from benchmarks.world import BEFORE, OUTLETS, Told, World
from dragoman.ledger import Ledger, digest, schema
from dragoman.ledger.accounts import event_row
from dragoman.ledger.contents import recount
from dragoman.ledger.copies import fingerprint_rows
from dragoman.ledger.ids import account_ids, content_digest, key, report_id
from dragoman.ledger.links import buckets
from dragoman.ledger.reports import packed
from dragoman.ledger.spread import When, pair_rows, party_rows, story_row, when
from dragoman.ledger.spread import days as days_of
from dragoman.reconcile import copies, events
from dragoman.types import Account, Entity, Event, Party, Span, Step, Story

Row = dict[str, Any]
Rows = dict[sa.Table, list[Row]]
Kind = tuple[str, str | None, str | None, str | None]
LAST = (schema.band, schema.account_key)
"""Tables in the order of a hash, which are written at the end and in that order: anywhere else it takes ten times as long."""


def fill(ledger: Ledger, world: World, reports: int) -> None:
    """Write so many reports, their copies, accounts and events."""
    made = _Made()
    late: dict[sa.Table, list[np.ndarray[Any, Any]]] = defaultdict(list)
    outlets = [outlet.to_dict() | {"pk": n + 1} for n, outlet in enumerate(OUTLETS)]
    with ledger.database.writing() as connection:
        write(connection, schema.outlet, outlets)
        write(connection, schema.source, [_feed(outlet, world) for outlet in outlets])
    for told in [*world.days(reports), []]:
        rows = made.day(told, world.day)
        with ledger.database.writing() as connection:
            for table in schema.metadata.sorted_tables:
                if table in LAST:
                    late[table].append(np.array([list(row.values()) for row in rows.pop(table, [])]).reshape(-1, 2))
                elif table in rows:
                    write(connection, table, rows[table])
    with ledger.database.writing() as connection:
        for table in LAST:
            whole = np.concatenate(late[table])
            whole = whole[np.lexsort((whole[:, 1], whole[:, 0]))]
            write(connection, table, map(np.ndarray.tolist, whole), table.columns.keys())
    settle(ledger)


def fill_events(ledger: Ledger, world: World, count: int, days: int) -> None:
    """Write so many events over so many days, each told by one report that is not there: enough for a series."""
    first = world.day
    for start in range(0, count, 5000):
        rows: Rows = defaultdict(list)
        for pk in range(start + 1, min(start + 5000, count) + 1):
            story = _alone(pk, world.event(first + timedelta(days=world.dice.randrange(days))))
            _spread(rows, pk, story, [])
        with ledger.database.writing() as connection:
            for table in schema.metadata.sorted_tables:
                if table in rows:
                    write(connection, table, rows[table])
    settle(ledger)


def _feed(outlet: Row, world: World) -> Row:
    """The feed that brings the reports of an outlet."""
    day = world.day.isoformat() + "T08:00:00Z"
    return {
        "pk": outlet["pk"], "place": f"https://courier.example/{outlet['pk']}/feed", "kind": "feed", "failures": 0,
        "title": outlet["name"], "status": "ok", "state": "{}", "added": day, "last_tried": day, "last_ok": day,
    }  # fmt: skip


def write(connection: sa.Connection, table: sa.Table, rows: Iterable[Any], columns: list[str] | None = None) -> None:
    """Write rows as the driver does it fastest: dicts of the same columns, or with ``columns`` lists of values."""
    if columns is None:
        rows = list(rows)
        if not rows:
            return
        columns = list(rows[0])
        rows = [list(row.values()) for row in rows]
    named = ", ".join(f'"{name}"' for name in columns)
    raw: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        raw.executemany(f"INSERT INTO {table.name} ({named}) VALUES ({', '.join('?' * len(columns))})", rows)
        return
    with raw.cursor() as cursor, cursor.copy(f"COPY {table.name} ({named}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def settle(ledger: Ledger) -> None:
    """What a ledger does by itself as it grows: numbers go on after the last, and the planner knows what there is."""
    with ledger.database.writing() as connection:
        recount(connection)
        if ledger.database.postgres:
            for table in schema.metadata.sorted_tables:
                if "pk" in table.c:
                    last = f"(SELECT coalesce(max(pk), 0) + 1 FROM {table.name})"
                    connection.exec_driver_sql(
                        f"SELECT setval(pg_get_serial_sequence('{table.name}', 'pk'), {last}, false)"
                    )
        connection.exec_driver_sql("ANALYZE")


class _Made:
    """The rows of a world, day by day, and what of it is under way: events of which more may be told."""

    def __init__(self) -> None:
        self.reports: list[str] = []
        self.accounts = self.stories = self.quotes = 0
        self.entities: dict[tuple[str, str], int] = {}
        self.under_way: dict[Kind, list[tuple[Row, Account]]] = defaultdict(list)
        self.origins: dict[int, int] = {}

    def day(self, told: list[Told], day: date) -> Rows:
        """The rows of the reports of a day, and of events of which no more is told; at the end, of all others."""
        rows: Rows = defaultdict(list)
        for one in told:
            self._report(rows, one)
        over = (day - timedelta(days=BEFORE)).isoformat() if told else "9999"
        for kind in [kind for kind in self.under_way if (kind[3] or "") <= over]:
            self._story(rows, self.under_way.pop(kind))
        return rows

    def _report(self, rows: Rows, told: Told) -> None:
        record, day = told.record, told.day.isoformat()
        pk, text = len(self.reports) + 1, record.report.text
        address, now = f"https://courier.example/{pk}", day + "T08:00:00Z"
        id = report_id(address, "")
        self.reports.append(id)
        origin = self.origins.setdefault(pk, self.origins.get(told.copy_of or pk, told.copy_of or pk))
        head = {"title": record.report.title, "published": day, "language": "en", "status": "read", "agency": None}
        rows[schema.report].append(head | {
            "pk": pk, "id": id, "address": address, "origin": address, "outlet": told.outlet + 1, "original": origin, "source": told.outlet + 1,
            "versions": 1, "first_seen": now, "last_seen": now,
        })  # fmt: skip
        rows[schema.version].append(head | {
            "report": pk, "n": 1, "latest": True, "digest": content_digest(None, text), "arrived": digest(text),
            "text": text, "url": address, "seen": now, "reader": "benchmark", "model": "none", "record": packed(record),
        })  # fmt: skip
        rows[schema.carried].append({"report": pk, "source": told.outlet + 1, "n": 1, "arrived": digest(text)})
        for table, row in fingerprint_rows(pk, copies.fingerprint(text)):
            rows[table].append(row)
        if origin != pk:
            a, b = sorted((pk, origin), key=lambda n: self.reports[n - 1])
            rows[schema.copy_link].append({"a": a, "b": b, "score": 0.99, "reason": "It shares 99 % of its words."})
        self._contents(rows, pk, told)
        for n, (account, event) in enumerate(zip(account_ids(id, record.events), record.events, strict=True)):
            self._account(rows, pk, n, event, Account(
                id=account, report=id, origin=self.reports[origin - 1], outlet=OUTLETS[told.outlet], published=day,
                seen=now, event=event,
            ))  # fmt: skip

    def _contents(self, rows: Rows, pk: int, told: Told) -> None:
        record = told.record
        for entity in {(e.start, e.end): e for e in record.entities}.values():
            rows[schema.mention].append(
                {"report": pk, "start": entity.start, "end": entity.end, "entity": self._entity(rows, entity)}
            )
        for n, said in enumerate(record.attributions):
            self.quotes += 1
            rows[schema.attribution].append({
                "pk": self.quotes, "report": pk, "n": n, "speaker": self._entity(rows, said.speaker) if said.speaker else None,
                "speaker_country": said.speaker.country if said.speaker else None, "source": said.source.text, "via": "[]",
                "content": said.content.text, "start": said.content.start, "end": said.content.end, "kind": said.kind,
                "confidence": said.confidence, "day": told.day.isoformat(),
            })  # fmt: skip

    def _entity(self, rows: Rows, entity: Entity) -> int:
        name = (entity.name or entity.text, entity.country or "")
        if name not in self.entities:
            self.entities[name] = len(self.entities) + 1
            row = {
                "pk": self.entities[name],
                "name": name[0],
                "name_key": key(name[0]),
                "country": name[1],
                "sectors": "GOV",
            }
            rows[schema.entity].append(row)
        return self.entities[name]

    def _account(self, rows: Rows, report: int, n: int, event: Event, told: Account) -> None:
        self.accounts += 1
        pk = self.accounts
        rows[schema.account_key] += [{"key": bucket, "account": pk} for bucket in buckets(told)]
        row = event_row(n, event) | {"pk": pk, "id": told.id, "report": report}
        kind = (event.type, event.actors[0].country, event.recipients[0].country, event.date)
        self.under_way[kind].append((row, told))

    def _story(self, rows: Rows, told: list[tuple[Row, Account]]) -> None:
        """An event of which all is told, with its accounts, which are written only now: they need its number."""
        self.stories += 1
        tellers = [account for _, account in told]
        _spread(rows, self.stories, events.story("e" + min(a.id for a in tellers)[1:], tellers), tellers)
        rows[schema.account] += [row | {"story": self.stories} for row, _ in told]
        rows[schema.account_sketch] += [{"account": row["pk"], "sketch": events.sketch(one)} for row, one in told]
        ordered = sorted(told, key=lambda one: one[1].id)
        for n, (b, one) in enumerate(ordered):
            for a, other in ordered[:n]:
                link = events.link(other, one)
                if link is not None:
                    told_so = {"score": link.score, "joins": events.joins(link), "reason": link.reason}
                    rows[schema.account_link].append({"a": a["pk"], "b": b["pk"], **told_so})


def _spread(rows: Rows, pk: int, story: Story, tellers: list[Account]) -> None:
    days = when(story.date, tellers) if tellers else When(*days_of(story.date, ""), dated=True)
    rows[schema.story].append(story_row(story, days) | {"pk": pk, "updated": days.first + "T08:00:00Z"})
    for table, rows_of in ((schema.story_party, party_rows), (schema.story_pair, pair_rows)):
        rows[table] += [{"story": pk, **row} for row in rows_of(story, days)]


def _alone(pk: int, event: Event) -> Story:
    """An event told by one report."""
    parties = [
        tuple(Party(name=e.text, country=e.country, sectors=e.sectors) for e in some)
        for some in (event.actors, event.recipients)
    ]
    return Story(
        id=f"e{pk:016x}", type=event.type, mode=event.mode, contexts=event.contexts, quad=event.quad, score=event.score,
        cameo=event.cameo, modality=event.modality, actors=parties[0], recipients=parties[1], date=event.date,
        place=event.place, evidence=Span(text="They met for three hours behind closed doors.", start=0, end=45),
        accounts=(f"a{pk:016x}",), history=(Step(modality=event.modality, at=event.date, accounts=(f"a{pk:016x}",)),),
        variants=(), reports=1, copies=0, origins=1, outlets=1, countries=(), state_owned=0, first_report=event.date,
        last_report=event.date, corroborated=False, confidence=event.confidence,
    )  # fmt: skip
