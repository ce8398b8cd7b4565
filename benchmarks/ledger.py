"""Speed of the ledger: ``python -m benchmarks.ledger``. Everything in it is made up, by a seeded generator.

A ledger is filled in bulk with reports and events; then one read report after another is added as ``dragoman watch``
does, and the questions of the issue are asked. Medians in milliseconds, the slowest of 20, and the processor time of
this process, which a busy machine does not lengthen.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from dragoman.ledger import Arrival, Ledger, digest, schema
from dragoman.ledger.accounts import event_row, party_rows
from dragoman.ledger.copies import fingerprint_rows
from dragoman.ledger.ids import account_ids, bucket, content_digest, report_id
from dragoman.ledger.reports import packed
from dragoman.ledger.search import matching
from dragoman.ledger.stories import pair_rows, story_row
from dragoman.ledger.stories import party_rows as story_parties
from dragoman.reconcile import copies, events
from dragoman.types import Account, Entity, Event, Maker, Outlet, Place, Record, Report, Span

LIMITS = {"insert": 20.0, "filtered": 50.0, "text": 100.0, "series": 300.0}
"""Milliseconds that the issue allows."""
COUNTRIES = (
    "USA RUS CHN GBR FRA DEU IND PAK AFG IRN IRQ SYR TUR ISR EGY SAU YEM KEN SOM ETH UGA NGA ZAF UKR POL JPN KOR PRK VNM BRA"
).split()
TYPES = (("CONSULT", 1, 4.0), ("AID", 2, 7.0), ("ACCUSE", 3, -2.0), ("ASSAULT", 4, -9.5), ("REQUEST", 3, -1.0))
FIRST, DAYS = date(2014, 1, 1), 3650
SYLLABLES = "ba ke lo mi nu ra se ti vo wa zu pha dri gel kor mun".split()
Taken = tuple[float, float]
"""Milliseconds on the clock, and of the processor."""
OUTLETS = [Outlet(name=f"Courier {n}", country=COUNTRIES[n % 30], ownership="private") for n in range(200)]


class World:
    """Reports that nobody wrote. Few words are drawn often and many seldom, so that two reports share 3 to 4 in 100
    of their words, as unlike reports do of those that are not everybody's.
    """

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        words = {"".join(self.dice.choices(SYLLABLES, k=self.dice.randint(1, 4))) for _ in range(30_000)}
        self.words = sorted(words)
        self.weights = [1 / (n + 300) for n in range(len(self.words))]
        self.dice.shuffle(self.words)

    def report(self, events_each: int) -> Record:
        """A report of some 300 words."""
        sentences = max(events_each, 8)
        length = 320 // sentences
        drawn = self.dice.choices(self.words, self.weights, k=sentences * length)
        day = (FIRST + timedelta(days=self.dice.randrange(DAYS))).isoformat()
        text, found = "", []
        for n in range(sentences):
            sentence = " ".join(drawn[n * length : (n + 1) * length])
            if n < events_each:
                found.append(self._event(sentence, len(text), day))
            text += sentence + ".\n"
        told = tuple(found)
        parties = tuple(p for e in told for p in (*e.actors, *e.recipients))
        return Record(
            report=Report(text=text, title=text[:40], date=day), attributions=(), events=told, entities=parties,
            places=(), dates=(), made_by=Maker(reader="benchmark", model="none"),
        )  # fmt: skip

    def _event(self, sentence: str, start: int, day: str) -> Event:
        type, quad, score = self.dice.choice(TYPES)
        # great powers act more often
        actor, recipient = (COUNTRIES[min(int(self.dice.expovariate(0.12)), 29)] for _ in range(2))
        when = (date.fromisoformat(day) - timedelta(days=self.dice.randint(0, 3))).isoformat()
        first, second = sentence.split()[:2]
        return Event(
            type=type, mode=None, contexts=(), quad=quad, score=score, cameo=None, modality="actual",
            actors=(_party(first, start, actor),), recipients=(_party(second, start + len(first) + 1, recipient),),
            date=when, date_text=None,
            place=Place(text=second, start=0, end=1, name=second, country=recipient, latitude=1.0, longitude=1.0),
            trigger=Span(text=first, start=start, end=start + len(first)),
            evidence=Span(text=sentence, start=start, end=start + len(sentence)), according_to=(), confidence=0.7,
        )  # fmt: skip


def _party(word: str, start: int, country: str) -> Entity:
    return Entity(text=word, start=start, end=start + len(word), name=word, country=country, sectors=("GOV",))


def fill(ledger: Ledger, world: World, count: int, events_each: int) -> None:
    """Write reports and their events past ``add``: each event is one account, fingerprints and keys are real."""
    number = _Numbers()
    with ledger.database.writing() as connection:
        outlets = [o.to_dict() | {"pk": n + 1} for n, o in enumerate(OUTLETS)]
        connection.execute(sa.insert(schema.outlet), outlets)
    for start in range(0, count, 500):
        rows: dict[sa.Table, list[dict[str, Any]]] = {}
        for _ in range(start, min(start + 500, count)):
            for table, row in _rows(world.report(events_each), number):
                rows.setdefault(table, []).append(row)
        with ledger.database.writing() as connection:
            for table in schema.metadata.sorted_tables:
                if table in rows:
                    connection.execute(sa.insert(table), rows[table])
    with ledger.database.writing() as connection:
        connection.exec_driver_sql("ANALYZE")


class _Numbers:
    """The rows given out so far."""

    report = account = 0


def _rows(record: Record, number: _Numbers) -> Iterator[tuple[sa.Table, dict[str, Any]]]:
    number.report += 1
    pk, text, day = number.report, record.report.text, record.report.date or ""
    address = f"https://courier.example/{pk}"
    id, now, outlet = report_id(address, ""), day + "T08:00:00Z", pk % len(OUTLETS)
    head = {"title": record.report.title, "published": day, "language": "en", "status": "read", "agency": None}
    yield schema.report, head | {
        "pk": pk, "id": id, "address": address, "origin": address, "outlet": outlet + 1, "original": pk,
        "versions": 1, "first_seen": now, "last_seen": now,
    }  # fmt: skip
    yield schema.version, head | {
        "report": pk, "n": 1, "latest": True, "digest": content_digest(None, text), "arrived": digest(text),
        "text": text, "url": address, "seen": now, "reader": "benchmark", "model": "none", "record": packed(record),
    }  # fmt: skip
    mine = copies.fingerprint(text)
    yield from fingerprint_rows(pk, mine)
    for n, (account, event) in enumerate(zip(account_ids(id, record.events), record.events, strict=True)):
        number.account += 1
        told = Account(id=account, report=id, origin=id, outlet=OUTLETS[outlet], published=day, seen=now, event=event)
        yield from _account_rows(number.account, pk, n, told)


def _account_rows(pk: int, report: int, n: int, told: Account) -> Iterator[tuple[sa.Table, dict[str, Any]]]:
    """An account, alone in its event; both have the same row number."""
    yield schema.account, event_row(n, told.event) | {"pk": pk, "id": told.id, "report": report, "story": pk}
    for party in party_rows(pk, told.event):
        yield schema.account_party, party
    for bucket_ in {bucket(k) for k in events.keys(told)}:
        yield schema.account_key, {"key": bucket_, "account": pk}
    story = events.story("e" + told.id[1:], [told])
    row = story_row(story, told.seen[:10]) | {"pk": pk, "updated": told.seen}
    yield schema.story, row
    for table, rows in ((schema.story_party, story_parties), (schema.story_pair, pair_rows)):
        for one in rows(story, row["day"]):
            yield table, {"story": pk, **one}


def insert(ledger: Ledger, world: World, events_each: int) -> Callable[[], Taken]:
    """Adding one read report, as a run does."""
    number = iter(range(10**9))

    def once() -> Taken:
        record, address = world.report(events_each), f"https://new.example/{next(number)}"
        made = Arrival(origin=address, address=address, digest=digest(record.report.text), outlet="Courier 7")
        return _timed(lambda: ledger.add(made, record))

    return once


def filtered(connection: sa.Connection, world: World) -> object:
    """The newest 50 events of an actor, a recipient, a type and two years, with all that is kept of them."""
    s, p = schema.story, schema.story_party
    actor, recipient = world.dice.sample(COUNTRIES[:12], 2)
    year = world.dice.randint(2014, 2021)
    acts = sa.select(p.c.story).where(p.c.role == "actor", p.c.country == actor, p.c.type == "CONSULT")
    acted = sa.select(p.c.story).where(p.c.role == "recipient", p.c.country == recipient, p.c.type == "CONSULT")
    asked = sa.select(s.c.data).where(s.c.type == "CONSULT", s.c.modality == "actual")
    asked = asked.where(s.c.day >= f"{year}-01-01", s.c.day < f"{year + 2}-01-01", s.c.pk.in_(acts), s.c.pk.in_(acted))
    return connection.execute(asked.order_by(s.c.day.desc(), s.c.pk.desc()).limit(50)).all()


def text(connection: sa.Connection, world: World) -> object:
    """The 50 best reports for two words, one of them common."""
    found = matching(
        connection, "report", f"{world.words[world.dice.randint(20, 60)]} {world.words[world.dice.randint(200, 2000)]}"
    )
    asked = sa.select(schema.report.c.id, schema.report.c.title).join(found, found.c.pk == schema.report.c.pk)
    return connection.execute(asked.order_by(found.c.rank).limit(50)).all()


def series(connection: sa.Connection, world: World) -> object:
    """The months of a pair over ten years: counts by quad and mean score."""
    t = schema.story_pair
    month = sa.func.substr(t.c.day, 1, 7)
    asked = sa.select(month, t.c.quad, sa.func.count(), sa.func.avg(t.c.score)).group_by(month, t.c.quad)
    actor, recipient = world.dice.sample(COUNTRIES[:5], 2)
    return connection.execute(asked.where(t.c.actor == actor, t.c.recipient == recipient)).all()


def measure(place: str, reports: int, events_each: int, times: int) -> dict[str, Any]:
    """Fill a ledger at ``place`` and time what is asked of it."""
    world = World(7)
    figures: dict[str, Any] = {"reports": reports, "events": reports * events_each}
    with Ledger(place) as ledger:
        begin = time.perf_counter()
        fill(ledger, world, reports, events_each)
        figures["fill_seconds"] = round(time.perf_counter() - begin, 1)
        once = insert(ledger, world, events_each)
        figures["insert"] = _summary([once() for _ in range(times)])
        with ledger.reading() as connection:
            for name, ask in (("filtered", filtered), ("text", text), ("series", series)):
                figures[name] = _summary([_timed(partial(ask, connection, world)) for _ in range(times)])
    return figures


def _timed(ask: Callable[[], object]) -> Taken:
    begin, busy = time.perf_counter(), time.process_time()
    ask()
    return 1000 * (time.perf_counter() - begin), 1000 * (time.process_time() - busy)


def _summary(taken: list[Taken]) -> dict[str, float]:
    wall, busy = zip(*taken, strict=True)
    return {
        "median_ms": round(statistics.median(wall), 1),
        "slowest_ms": round(max(wall), 1),
        "median_cpu_ms": round(statistics.median(busy), 1),
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--events-each", type=int, default=10, help="100,000 reports of 10 make a million events")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--place", help="a URL of an empty PostgreSQL database; default: a SQLite file made for it")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(args.place or f"{folder}/ledger.db", args.reports, args.events_each, args.times)
        figures["megabytes"] = round(sum(f.stat().st_size for f in Path(folder).iterdir()) / 1e6)
    for name, value in figures.items():
        limit = f"  (at most {LIMITS[name]:.0f} ms)" if name in LIMITS else ""
        print(f"{name:>14}: {value}{limit}")
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
