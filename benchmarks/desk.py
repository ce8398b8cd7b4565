"""Speed and weight of the desk: ``python -m benchmarks.desk``. The ledger is made up, by a seeded generator.

A ledger is filled with 100,000 reports and 300,000 accounts of events, ``dragoman serve`` opens it in a process of its
own, and 20 users look at it at once: each opens a page, reads it for ``--think`` seconds (more or less, by chance), and
goes on to another. Said of each kind of page: how many were opened, the median and the 95th of 100 in milliseconds,
and its weight as it comes over the wire: the page itself, and with every style sheet, script and picture of it.
``--arriving`` has reports come in meanwhile, each of which ends what the desk remembers of the ledger.

The users are threads of this process and take part of the same processors as the desk; ``desk_cpu_ms`` is the processor
time of the desk's own process by page, which other work on the machine does not lengthen.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx2
import sqlalchemy as sa

from benchmarks.filling import fill
from benchmarks.ledger import going_on, insert
from benchmarks.world import COUNTRIES, TYPES, World
from dragoman.ledger import Ledger, schema

LIMITS = {"p95_ms": 300.0, "largest_kb": 150.0}
"""What issue 4 allows; and no error."""
SOME = 400
"""Events and reports that users open, drawn by chance."""
_PARTS = re.compile(r"""(?:<script[^>]*\ssrc|<img[^>]*\ssrc|<link[^>]*\shref)="([^"]+)\"""")


@dataclass(frozen=True)
class Things:
    """What there is to look at."""

    events: tuple[str, ...]
    reports: tuple[str, ...]
    words: tuple[str, ...]


def things(ledger: Ledger, world: World) -> Things:
    """Events and reports drawn by chance, and words that some reports hold."""
    with ledger.reading() as connection:
        found = []
        for table in (schema.story, schema.report):
            last = connection.scalar(sa.select(sa.func.max(table.c.pk))) or 0
            drawn = {world.dice.randint(1, last) for _ in range(SOME)}
            found.append(tuple(connection.scalars(sa.select(table.c.id).where(table.c.pk.in_(drawn)))))
    return Things(found[0], found[1], tuple(world.words[200:2000]))


def address(kind: str, there: Things, dice: random.Random) -> str:
    """A page of that kind, drawn by chance."""
    a, b = dice.sample(COUNTRIES[:12], 2)
    type, year = dice.choice(TYPES), f"2024-{dice.randint(1, 12):02}"
    return {
        "today": "/",
        "today, filtered": f"/?actor={a}&type={type}&since={year}",
        "event": f"/events/{dice.choice(there.events)}",
        "report": f"/reports/{dice.choice(there.reports)}",
        "party": f"/party/{a}",
        "pair": f"/pair/{a}/{b}",
        "quotes": f"/quotes?text={dice.choice(there.words)}",
        "sources": "/sources",
        "search": f"/search?q={a}+-%3E+{b},+{dice.choice(there.words)},+{year}",
    }[kind]


SHARES = {
    "today": 4, "today, filtered": 4, "event": 6, "report": 4, "party": 2, "pair": 2, "quotes": 1, "sources": 1,
    "search": 2,
}  # fmt: skip
"""How often users open each kind of page."""


@dataclass
class Tally:
    """What users met with: milliseconds of each page that was opened, and what failed."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: list[str] = field(default_factory=list)


def user(site: str, there: Things, seed: int, until: float, think: float, tally: Tally) -> None:
    """Somebody who looks at one page after another until a time (of ``time.monotonic``)."""
    dice = random.Random(seed)
    kinds, shares = list(SHARES), list(SHARES.values())
    with httpx2.Client(base_url=site, timeout=60) as client:
        time.sleep(dice.uniform(0, think))
        while time.monotonic() < until:
            kind = dice.choices(kinds, shares)[0]
            path = address(kind, there, dice)
            begin = time.perf_counter()
            try:
                status: object = client.get(path).status_code
            except httpx2.HTTPError as error:
                status = error
            tally.taken[kind].append(1000 * (time.perf_counter() - begin))
            if status != 200:
                tally.failed.append(f"{path}: {status}")
            time.sleep(dice.uniform(0.5, 1.5) * think)


def look(site: str, there: Things, *, users: int, seconds: float, think: float) -> Tally:
    """Let that many users look at the desk at once."""
    tally, until = Tally(), time.monotonic() + seconds
    threads = [
        threading.Thread(target=user, args=(site, there, seed, until, think, tally), daemon=True)
        for seed in range(users)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def weight(site: str, path: str) -> tuple[float, float]:
    """Kilobytes over the wire: of the page alone, and with all that it needs."""
    with httpx2.Client(base_url=site, timeout=60) as client:
        page = client.get(path)
        parts = {urljoin(path, part) for part in _PARTS.findall(page.text) if not part.startswith("data:")}
        alone = page.num_bytes_downloaded
        rest = sum(client.get(part).num_bytes_downloaded for part in parts)
    return alone / 1000, (alone + rest) / 1000


@contextmanager
def coming_in(place: Path, a_second: float) -> Iterator[None]:
    """Reports that come in meanwhile, so many a second."""
    over = threading.Event()

    def add() -> None:
        with Ledger(place) as ledger:
            world = going_on(ledger, int(time.time()))
            while a_second and not over.wait(1 / a_second):
                insert(ledger, world)()

    adding = threading.Thread(target=add)
    adding.start()
    try:
        yield
    finally:
        over.set()
        adding.join()


def busy(process: int) -> float:
    """Seconds of processor time that a process has taken; only Linux tells."""
    told = Path(f"/proc/{process}/stat")
    if not told.exists():
        return math.nan
    fields = told.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(place: Path) -> Iterator[tuple[str, int]]:
    """The desk over a ledger, in a process of its own; its address and the number of the process."""
    command = [sys.executable, "-m", "dragoman", "serve", "--ledger", str(place), "--port", "0", "--no-open"]
    with (
        (place.parent / "serve.log").open("w") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as running,
    ):
        try:
            assert running.stdout is not None
            said = running.stdout.readline()
            found = re.search(r"http://[\w.:\[\]]+[\w\]]", said)
            if found is None:
                raise SystemExit(f"The desk did not open: {said}{(place.parent / 'serve.log').read_text()}")
            yield found[0], running.pid
        finally:
            running.terminate()


Figures = dict[str, Any]


def measure(
    place: Path, *, users: int, seconds: float, think: float, arriving: float
) -> tuple[dict[str, Figures], Figures]:
    """Open the ledger at ``place`` on a desk, and look at it: figures of each kind of page, and of all."""
    world = World(11)
    with Ledger(place, readonly=True) as ledger:
        there = things(ledger, world)
    with served(place) as (site, process):
        weights = {kind: weight(site, address(kind, there, world.dice)) for kind in SHARES}
        before = busy(process)
        with coming_in(place, arriving):
            tally = look(site, there, users=users, seconds=seconds, think=think)
        taken_by_desk = busy(process) - before
    pages = {
        kind: {
            "opened": len(taken), "median_ms": round(statistics.median(taken), 1), "p95_ms": _p95(taken),
            "page_kb": round(weights[kind][0], 1), "whole_kb": round(weights[kind][1], 1),
        }
        for kind, taken in sorted(tally.taken.items())
    }  # fmt: skip
    every = [one for taken in tally.taken.values() for one in taken]
    return pages, {
        "users": users,
        "think_seconds": think,
        "arriving": arriving,
        "opened": len(every),
        "failed": len(tally.failed),
        "faults": tally.failed[:5],
        "p95_ms": _p95(every),
        "desk_cpu_ms": round(1000 * taken_by_desk / len(every), 1),
        "largest_kb": max(round(whole, 1) for _, whole in weights.values()),
    }


def _p95(taken: list[float]) -> float:
    return round(sorted(taken)[max(0, int(0.95 * len(taken)) - 1)], 1)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=1.0, help="seconds that a user reads a page; 0: none")
    parser.add_argument("--arriving", type=float, default=0.0, help="reports a second that come in meanwhile")
    parser.add_argument("--keep", type=Path, help="the ledger: made there if it is not there yet, and kept")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = args.keep or Path(folder) / "ledger.db"
        if not place.exists():
            with Ledger(place) as ledger:
                fill(ledger, World(7), args.reports)
        pages, figures = measure(
            place.absolute(), users=args.users, seconds=args.seconds, think=args.think, arriving=args.arriving
        )
    for kind, told in pages.items():
        print(f"{kind:>16}: " + ", ".join(f"{name} {value}" for name, value in told.items()))
    for name, value in figures.items():
        print(f"{name:>16}: {value}" + (f"  (at most {LIMITS[name]:g})" if name in LIMITS else ""))
    if args.json:
        args.json.write_text(json.dumps({"pages": pages, **figures}, indent=1) + "\n")


if __name__ == "__main__":
    main()
