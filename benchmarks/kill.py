"""Kills a run that collects reports, at random instants, and looks at what the ledger then holds.

A site on this machine serves a list of feeds with their reports, some of them copies, many of one event. A program that
collects them is killed (SIGKILL) again and again and begun anew each time, until all is collected; the ledger must then
be the same as that of a run that nobody disturbed.

    python -m benchmarks.kill --kills 200 --reports 2000 [--url postgresql://user@host/name | --postgres] [--real]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Process, SimpleQueue
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from dragoman.collect import Subscription, opml
from dragoman.errors import LedgerError
from dragoman.ledger import Ledger, schema, upkeep
from tests.ledger import postgres
from tests.ledger.samples import NAMES, VERBS, record, tell

SEED = 7
A_FEED = 40
"""Reports of one feed; below what is taken from a feed at once."""
REAL_TOGETHER = 3
"""Reports that tell of the same event."""
OPENINGS = ("Officials", "Farmers", "Drivers", "Teachers", "Traders", "Doctors", "Engineers", "Sailors")
PLACES = ("harbour", "market", "border post", "rail yard", "airport", "bridge", "dam", "grain store")
DEEDS = ("waited for", "spoke about", "counted", "asked for", "complained of", "prepared", "repaired", "paid for")
THINGS = ("the delay", "new scales", "fresh rain", "old tolls", "two lorries", "a ferry", "the lights", "some cables")


def told(number: int) -> str:
    """The text of a report: an event that some others tell too, and a page of news of its own; every tenth is a copy."""
    dice = random.Random(SEED * 1_000_003 + (number - 1 if number % 10 == 9 else number))
    event = random.Random(SEED + number // REAL_TOGETHER)
    actor, recipient = event.sample(sorted(NAMES), 2)
    day = date(2024, 5, 1) + timedelta(days=event.randrange(600))
    sentences = [tell(event.choice(sorted(VERBS)), actor, recipient, day.isoformat())]
    for _ in range(14):
        words = (dice.choice(OPENINGS), dice.choice(PLACES), dice.choice(DEEDS), dice.choice(THINGS))
        sentences.append("{} at the {} {} {}, as number {n} of the day.".format(*words, n=dice.randrange(10_000)))
    return "\n".join(sentences)


def feed(number: int, reports: int, address: str) -> str:
    """The feed of that number, as RSS."""
    items = []
    for n in range(number * A_FEED, min((number + 1) * A_FEED, reports)):
        body = "".join(f"<p>{line}</p>" for line in told(n).split("\n"))
        at = date(2024, 5, 1) + timedelta(days=n % 600)
        items.append(
            f"<item><guid>n{n}</guid><link>{address}/reports/{n}</link><title>Report {n}</title>"
            f"<pubDate>{at:%d %b %Y} {n % 24:02d}:00:00 GMT</pubDate>"
            f"<content:encoded><![CDATA[{body}]]></content:encoded></item>"
        )
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'<rss version="2.0" {space}><channel><title>Outlet {number}</title>{"".join(items)}</channel></rss>'


def serve(reports: int, ports: SimpleQueue[int]) -> None:
    """The site; tells its port."""
    feeds: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = feeds.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: Any) -> None:
            pass

        def handle(self) -> None:
            with suppress(OSError):  # whoever asked was killed
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    address = f"http://127.0.0.1:{server.server_port}"
    for number in range(feeds_of(reports)):
        feeds[f"/feed/{number}"] = feed(number, reports, address).encode()
    ports.put(server.server_port)
    server.serve_forever()


def feeds_of(reports: int) -> int:
    """How many feeds there are."""
    return -(-reports // A_FEED)


@contextmanager
def site(reports: int, folder: Path) -> Iterator[Path]:
    """The site, in a process of its own; the path of the list of its feeds."""
    ports: SimpleQueue[int] = SimpleQueue()
    process = Process(target=serve, args=(reports, ports), daemon=True)
    process.start()
    try:
        address = f"http://127.0.0.1:{ports.get()}"
        path = folder / "feeds.opml"
        path.write_text(opml(Subscription(address=f"{address}/feed/{n}") for n in range(feeds_of(reports))))
        yield path
    finally:
        process.kill()
        process.join()


# --- the program that is killed ---


class Cheap:
    """Finds in a report what ``tell`` put there, in no time."""

    def read_raw(self, raw: Any) -> Any:
        """The record of a report as it came in."""
        lines = str(raw.data).replace("</p>", "\n").replace("<p>", "").strip()
        return record(lines, date=raw.date[:10], outlet=raw.outlet)

    def read(self, text: str | bytes) -> Any:
        """Not asked for here."""
        raise NotImplementedError


def collect(feeds: str, place: str, *, real: bool) -> None:
    """One round, as ``dragoman collect`` does it."""
    from dragoman.collect.http import Http
    from dragoman.engine.pool import default_reader
    from dragoman.engine.readers import Readers
    from dragoman.engine.watch import Plan, Watch, alone

    http = Http(allow_hosts=frozenset(["127.0.0.1"]), interval=0.0, robots=False)
    with Ledger(place) as ledger, alone(ledger.database):
        print("begun", flush=True)
        Watch(ledger, Plan([feeds], http=http), readers=Readers(1, default_reader if real else Cheap), once=True).run()


def program(feeds: Path, place: str, *, real: bool) -> subprocess.Popen[str]:
    """That round in a program of its own."""
    words = [
        sys.executable,
        "-m",
        "benchmarks.kill",
        "--collect",
        str(feeds),
        "--url",
        place,
        *(["--real"] if real else []),
    ]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, start_new_session=True)


def undisturbed(feeds: Path, place: str, *, real: bool) -> float:
    """Collect all; the seconds it took, from its beginning to its end."""
    with program(feeds, place, real=real) as run:
        assert run.stdout is not None
        run.stdout.readline()
        begin = time.perf_counter()
        assert run.wait() == 0
        return time.perf_counter() - begin


def disturbed(feeds: Path, place: str, seconds: float, kills: int, *, real: bool) -> dict[str, int]:
    """Collect all, while being killed so many times: one time in ten as it starts, else as it works."""
    dice = random.Random(SEED)
    figures = {"kills": 0, "of_them_while_starting": 0, "runs_that_ended_before": 0, "faults_between": 0}
    while figures["kills"] < kills:
        with program(feeds, place, real=real) as run:
            starting = dice.random() < 0.1
            assert run.stdout is not None
            if starting:
                time.sleep(dice.uniform(0.0, 1.0))
            elif run.stdout.readline() == "begun\n":
                # in all, the runs are given about as long as one that nobody disturbs
                time.sleep(dice.uniform(0.0, 2.0 * seconds / kills + 0.05))
            if run.poll() is None:
                os.killpg(run.pid, signal.SIGKILL)
            over = run.wait() != -signal.SIGKILL
            if run.returncode > 0:
                sys.exit("A run failed, which it must not; see above.")
        figures["runs_that_ended_before"] += over
        figures["kills"] += not over
        figures["of_them_while_starting"] += starting and not over
        if over:
            # all is collected before all kills are done: begin anew where the sources are not yet known
            forget(place)
        if figures["kills"] % max(kills // 20, 1) == 0:
            figures["faults_between"] += len(faults(place))
    while undone(place):
        undisturbed(feeds, place, real=real)
    return figures


# --- what is looked at ---


def forget(place: str) -> None:
    """Take away what is known of the sources, so that all are asked again."""
    with Ledger(place) as ledger, ledger.database.writing() as connection:
        connection.execute(sa.update(schema.source).values(next_due=None, state="{}", status="new"))


def undone(place: str) -> bool:
    """Whether a source has not been collected whole."""
    with Ledger(place) as ledger:
        states = ledger.source_states()
    return not states or any(state.status != "ok" for state in states)


def faults(place: str) -> list[str]:
    """What is wrong with the ledger."""
    if "://" not in place and not Path(place).exists():
        return []
    try:
        with upkeep.existing(place) as base:
            return list(upkeep.check(base))
    except LedgerError as error:
        # killed before the tables were made
        return [] if "is empty" in str(error) else [str(error)]


def contents(place: str) -> dict[str, Any]:
    """What there must be once and only once, as plain data; without when it came in."""
    with Ledger(place) as ledger, ledger.reading() as connection:
        reports = connection.execute(sa.select(schema.report)).mappings().all()
        ids = {row["pk"]: row["id"] for row in reports}
        versions = connection.execute(sa.select(schema.version)).mappings().all()
        accounts = connection.execute(sa.select(schema.account)).mappings().all()
        stories = [json.loads(data) for data in connection.scalars(sa.select(schema.story.c.data))]
    report = ("id", "address", "guid", "title", "agency", "published", "language", "status", "versions")
    version = ("n", "digest", "arrived", "text", "status", "reason", "latest", "published", "reader", "model")
    account = ("n", "id", "type", "date", "data")
    return {
        "addresses": sorted(row["address"] for row in reports),
        "reports": sorted(json.dumps([row[n] for n in report] + [ids.get(row["original"])]) for row in reports),
        "versions": sorted(json.dumps([row[n] for n in version] + [ids.get(row["report"])]) for row in versions),
        "accounts": sorted(json.dumps([row[n] for n in account] + [ids.get(row["report"])]) for row in accounts),
        # an event's id is that of its first account, which hangs on who was faster
        "stories": sorted(json.dumps(story | {"id": ""}, sort_keys=True) for story in stories),
        "records": sum(row["record"] is not None for row in versions),
    }


def compared(calm: dict[str, Any], killed: dict[str, Any]) -> dict[str, Any]:
    """Reports lost, doubled, half-written; and all that is otherwise than in the calm run."""
    there, wanted = killed["addresses"], calm["addresses"]
    doubled = len(there) - len(set(there)) + max(len(killed["versions"]) - len(set(killed["versions"])), 0)
    return {
        "reports": len(there),
        "versions": len(killed["versions"]),
        "accounts": len(killed["accounts"]),
        "stories": len(killed["stories"]),
        "lost": len(set(wanted) - set(there)),
        "doubled": doubled + max(len(killed["versions"]) - len(calm["versions"]), 0),
        "half_written": len(set(calm["versions"]) ^ set(killed["versions"])) + calm["records"] - killed["records"],
        "otherwise": {
            what: len(set(calm[what]) ^ set(killed[what]))
            for what in ("reports", "versions", "accounts", "stories")
            if calm[what] != killed[what]
        },
    }


def measure(calm: str, killed: str, folder: Path, reports: int, kills: int, *, real: bool) -> dict[str, Any]:
    """Both runs, and what they come to."""
    with site(reports, folder) as feeds:
        seconds = undisturbed(feeds, calm, real=real)
        figures: dict[str, Any] = {"reports_served": reports, "seconds_undisturbed": round(seconds, 1)}
        figures |= disturbed(feeds, killed, seconds, kills, real=real)
    return figures | compared(contents(calm), contents(killed)) | {"faults": faults(killed)[:10]}


def databases(url: str) -> tuple[str, str]:
    """Two empty databases on the server of ``url``."""
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1), isolation_level="AUTOCOMMIT")
    names = [f"dragoman_{word}_{os.getpid()}" for word in ("calm", "killed")]
    with engine.connect() as connection:
        for name in names:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    calm, killed = (sa.make_url(url).set(database=name).render_as_string(hide_password=False) for name in names)
    return calm, killed


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--reports", type=int, default=2000)
    parser.add_argument("--url", default="", help="a PostgreSQL server on which databases may be made; default: SQLite")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL server that is started for this")
    parser.add_argument("--real", action="store_true", help="read with the real reader")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--collect", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.collect:
        collect(args.collect, args.url, real=args.real)
        return
    with tempfile.TemporaryDirectory() as name:
        folder, size = Path(name), {"reports": args.reports, "kills": args.kills, "real": args.real}
        if args.postgres:
            with postgres.server() as url:
                figures = measure(*databases(url), folder, **size)
        else:
            calm, killed = databases(args.url) if args.url else (f"{name}/calm.db", f"{name}/killed.db")
            figures = measure(calm, killed, folder, **size)
    for what, value in figures.items():
        print(f"{what:>24}: {value}")
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1) + "\n")
    bad = figures["lost"] or figures["doubled"] or figures["half_written"] or figures["otherwise"]
    sys.exit(1 if bad or figures["faults"] or figures["faults_between"] else 0)


if __name__ == "__main__":
    main()
