"""Speed of the ledger: ``python -m benchmarks.ledger [--postgres URL] [--keep FOLDER]``. All in it is made up (``world.py``).

Two ledgers are filled: one with 100,000 reports of a year (300,000 event mentions), to which single read reports are
then added as ``dragoman watch`` does, and of which the questions of the issue and some that were slow are asked; one with
a million events of ten years, of which the monthly series of two parties is asked. Milliseconds on the clock and of
this process, which a busy machine does not lengthen (what PostgreSQL takes is on the clock alone).

With ``--keep`` the ledgers stay in that folder (in PostgreSQL: as databases beside the one named), and are found there
the next time; what was added is then added to. Filling takes ten minutes and 4 GB at full size.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from benchmarks.filling import fill, fill_events
from benchmarks.world import COMMON, COUNTRIES, OUTLETS, TYPES, World
from dragoman.ledger import Arrival, Ledger, digest, schema
from dragoman.types import Event

LIMITS = {"insert": 20.0, "filtered": 50.0, "text": 100.0, "series": 300.0}
"""Milliseconds that the issue allows, median."""
SLOW = {"sure": 100.0, "sectors": 100.0, "words": 100.0}
"""Milliseconds that the questions should stay under that once took longest."""
DECADE = date(2014, 1, 1)
DAYS = 3652
Run = Callable[[], object]
Ask = Callable[[Ledger, World], Run]
"""What is to be asked, drawn by chance."""
Taken = tuple[float, float]
"""Milliseconds on the clock, and of the processor."""


def insert(ledger: Ledger, world: World) -> Run:
    """Add one read report, as a run does."""
    record = world.late()
    address = f"https://new.example/{world.dice.getrandbits(60)}"
    outlet = world.dice.choice(OUTLETS).name
    made = Arrival(origin=address, address=address, digest=digest(record.report.text), outlet=outlet)
    return lambda: ledger.add(made, record)


def filtered(ledger: Ledger, world: World) -> Run:
    """The newest 50 events of an actor, a recipient, a type and half a year."""
    actor, recipient = world.dice.sample(COUNTRIES[:12], 2)
    type, month = world.dice.choice(TYPES[:4]), world.dice.randint(1, 6)
    between = {"since": f"2024-{month:02}", "until": f"2024-{month + 6:02}"}
    return ledger.events(actor=actor, recipient=recipient, type=type, modality="actual", **between).page


def text(ledger: Ledger, world: World) -> Run:
    """The 50 best reports for two words, one of them common."""
    words = f"{world.dice.choice(COMMON)} {world.words[world.dice.randint(20, 2000)]}"
    return ledger.reports(text=words, sort="relevance").page


def sure(ledger: Ledger, world: World) -> Run:
    """The newest 50 events of an actor that are all but certain."""
    return ledger.events(actor=world.dice.choice(COUNTRIES[:5]), min_confidence=0.99).page


def sectors(ledger: Ledger, world: World) -> Run:
    """The months of two parties that are sectors of countries."""
    a, b = world.dice.sample(COUNTRIES[:5], 2)
    return lambda: ledger.pairs(f"{a}:GOV", f"{b}:MIL", standouts=0)


def words(ledger: Ledger, world: World) -> Run:
    """The newest 50 events of an actor in whose evidence stands a common word."""
    return ledger.events(actor=world.dice.choice(COUNTRIES[:5]), text=world.dice.choice(COMMON)).page


def series(ledger: Ledger, world: World) -> Run:
    """The months of two parties over ten years, with the days that stand out."""
    a, b = world.dice.sample(COUNTRIES[:5], 2)
    return lambda: ledger.pairs(a, b, since="2014", until="2023")


OF_REPORTS = (filtered, text, sure, words, insert)
OF_EVENTS = (series, sectors, sure)


def measured(ledger: Ledger, world: World, asks: tuple[Ask, ...], times: int) -> Iterator[tuple[str, dict[str, float]]]:
    """Each question's figures."""
    for ask in asks:
        for _ in range(5):  # warm, as a ledger in use is
            ask(ledger, world)()
        yield ask.__name__, _summary([_timed(ask(ledger, world)) for _ in range(times)])


def measure(
    places: Callable[[str], Any], reports: int, events: int, times: int, asks: frozenset[str]
) -> dict[str, Any]:
    """Fill both ledgers, where they are not kept, and time what is asked of them."""
    figures: dict[str, Any] = {}
    sides: tuple[tuple[str, int, tuple[Ask, ...]], ...] = (
        ("reports", reports, OF_REPORTS), ("events", events, OF_EVENTS),
    )  # fmt: skip
    for name, count, of in sides:
        wanted = tuple(ask for ask in of if not asks or ask.__name__ in asks)
        if not wanted or not count:
            continue
        with places(f"{name}{count}") as place, Ledger(place) as ledger:
            begin = time.perf_counter()
            world = _filled(ledger, name, count)
            found = {"count": count, "fill_seconds": round(time.perf_counter() - begin, 1)}
            figures[name] = found | dict(measured(ledger, world, wanted, times))
    return figures


def _filled(ledger: Ledger, name: str, count: int) -> World:
    """The world of a ledger, which is filled by it unless it was before."""
    table = schema.report if name == "reports" else schema.story
    with ledger.reading() as connection:
        known = connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
    if not known and name == "reports":
        fill(ledger, World(7), count)
    elif not known:
        fill_events(ledger, World(7, DECADE), count, DAYS)
    elif known < count:
        raise SystemExit(f"{ledger.database.name} holds {known} {name} and not {count}; remove it, and run again.")
    return going_on(ledger, known)


def going_on(ledger: Ledger, seed: int) -> World:
    """The world of a ledger on its last day, or on the next where that has had its reports.

    By another ``seed``, other things go on in it, in the same words.
    """
    world = World(7)
    world.dice.seed(seed)
    day, reports, told = _last(ledger)
    over = reports >= world.reports_a_day
    world.go_on(day + timedelta(days=over), [] if over else told)
    return world


def _last(ledger: Ledger) -> tuple[date, int, list[Event]]:
    """The last day of which a ledger's reports are, how many they are, and the events that they tell."""
    account, report = schema.account, schema.report
    with ledger.reading() as connection:
        day = connection.scalar(sa.select(sa.func.max(report.c.published))) or DECADE.isoformat()
        count = connection.scalar(sa.select(sa.func.count()).where(report.c.published == day)) or 0
        asked = sa.select(account.c.data).join(report, report.c.pk == account.c.report).where(report.c.published == day)
        told = [msgspec.json.decode(data, type=Event) for data in connection.scalars(asked)]
    return date.fromisoformat(day), count, told


def _timed(run: Run) -> Taken:
    begin, busy = time.perf_counter(), time.process_time()
    run()
    return 1000 * (time.perf_counter() - begin), 1000 * (time.process_time() - busy)


def _summary(taken: list[Taken]) -> dict[str, float]:
    wall, busy = zip(*taken, strict=True)
    return {
        "median_ms": round(statistics.median(wall), 1),
        "slowest_ms": round(max(wall), 1),
        "median_cpu_ms": round(statistics.median(busy), 1),
    }


@contextmanager
def sqlite(keep: Path | None, name: str) -> Iterator[str]:
    """The place of a SQLite ledger: in the folder ``keep``, or for a while."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield str(keep / f"{name}.db")
        return
    with tempfile.TemporaryDirectory() as folder:
        yield f"{folder}/{name}.db"


@contextmanager
def postgres(url: str, keep: bool, name: str) -> Iterator[str]:
    """The place of a ledger in a database of its own beside that of ``url``; dropped afterwards, unless it is to be kept."""
    base = sa.make_url(url).set(drivername="postgresql+psycopg")
    named = f"{base.database}_{name}"
    engine = sa.create_engine(base, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            known = connection.scalar(sa.text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": named})
            if not known:
                connection.exec_driver_sql(f'CREATE DATABASE "{named}"')
        yield base.set(drivername="postgresql", database=named).render_as_string(hide_password=False)
        if not keep:
            with engine.connect() as connection:
                connection.exec_driver_sql(f'DROP DATABASE "{named}"')
    finally:
        engine.dispose()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=100_000, help="of the first ledger, three events each; 0: none")
    parser.add_argument("--events", type=int, default=1_000_000, help="of the second ledger; 0: none")
    parser.add_argument("--times", type=int, default=50, help="how often each question is asked")
    parser.add_argument("--ask", help=f"only these, by commas: {', '.join({**LIMITS, **SLOW})}")
    parser.add_argument(
        "--postgres", metavar="URL", help="of a database beside which others may be made; default: SQLite"
    )
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the ledgers there, or find them there")
    parser.add_argument("--json", type=Path, metavar="FILE")
    args = parser.parse_args()
    places = partial(postgres, args.postgres, args.keep is not None) if args.postgres else partial(sqlite, args.keep)
    asks = frozenset((args.ask or "").split(",")) - {""}
    figures = measure(places, args.reports, args.events, args.times, asks)
    for ledger, found in figures.items():
        print(f"{ledger}: {found['count']:,}, filled in {found['fill_seconds']} s")
        for name, value in found.items():
            if isinstance(value, dict):
                print(f"{name:>12}: {value}  (at most {(LIMITS | SLOW)[name]:.0f} ms)")
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
