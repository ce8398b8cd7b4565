"""Makes the sample ledger of the reports beside this file, with the reader and the reconciling of any other ledger.

The affairs, persons, companies and outlets are invented; states, organisations and agencies bear their real names, and
nothing that is told of them happened. All addresses end in ``.example``, which leads nowhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from dragoman.collect import Raw
from dragoman.collect.records import raw_of
from dragoman.engine.pool import read_many
from dragoman.engine.watch.arrivals import arrival
from dragoman.errors import DragomanError, InputError
from dragoman.ledger import Ledger, SourceState
from dragoman.ledger.schema import VERSIONS
from dragoman.pipeline import Reader

WORKERS = 4
"""Most processes that read the reports."""
APART = timedelta(minutes=37)
"""Between two reports of a day, as they came in."""
FAULTS = {
    "Neman Evening News": ("failing", 4, "the server answered 503 (Service Unavailable); it is asked again later."),
    "Lamu Coast Star": ("dead", 31, "the server answered 404 (Not Found); ask the outlet for its new address."),
}
"""Feeds that do not fare well: how, after how many failures, and why."""


class Sample(NamedTuple):
    """A report of the sample, the feed that brought it, and when it came in (ISO 8601, UTC)."""

    raw: Raw
    feed: str
    arrived: str


def reports() -> tuple[Sample, ...]:
    """The reports of the sample, in the order in which they came in."""
    return tuple(_reports())


def _reports() -> Iterator[Sample]:
    day, came = "", datetime.min
    for line in _lines():
        item = json.loads(line)
        came = datetime.fromisoformat(f"{item['date']}T06:00:00") if item["date"] != day else came + APART
        day = item["date"]
        yield Sample(raw_of(item, item["url"]), item["feed"], _iso(came))


def _lines() -> list[str]:
    return files(__package__).joinpath("reports.jsonl").read_text(encoding="utf-8").splitlines()


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def build(place: Path, step: Callable[[], object] = lambda: None) -> None:
    """Read the sample into a new ledger at ``place``; ``step`` is called as each report is done."""
    told = reports()
    with Ledger(place) as ledger:
        for source in _sources(told):
            ledger.save_source(source, now=told[0].arrived)
        run, outcomes = ledger.start_run("collect", now=told[0].arrived), Counter[str]()
        workers = max(1, min(WORKERS, os.cpu_count() or 1))
        read_all = read_many((report.raw for report in told), workers=workers)
        for report, read in zip(told, read_all, strict=True):
            if isinstance(read, DragomanError):
                raise read
            added = ledger.add(arrival(report.raw, report.feed), read, now=report.arrived, run=run)
            outcomes[added.outcome] += 1
            step()
        ledger.end_run(run, "done", outcomes, now=told[-1].arrived)


def _sources(told: tuple[Sample, ...]) -> Iterator[SourceState]:
    """The feeds of the sample, as they fare on the day after the last report."""
    asked = datetime.fromisoformat(told[-1].arrived) + timedelta(days=1)
    for feed, outlet in sorted({(report.feed, report.raw.outlet) for report in told}):
        status, failures, why = FAULTS.get(outlet or "", ("ok", 0, None))
        reached = asked - timedelta(hours=7) * failures
        yield SourceState(
            place=feed, title=outlet, status=status, failures=failures, last_tried=_iso(asked), last_ok=_iso(reached),
            last_error=f"{feed} cannot be read: {why}" if why else None, next_due=_iso(asked + timedelta(hours=1)),
        )  # fmt: skip


def sample(step: Callable[[], object] = lambda: None) -> Path:
    """The place of the sample ledger; made where there is none of this reader and these reports yet.

    Raises ``InputError`` where nothing can be written in the user's cache.
    """
    place = sample_place()
    if place.exists():
        return place
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".sample-", dir=place.parent) as folder:
            made = Path(folder) / place.name
            build(made, step)
            made.replace(place)
    except OSError as fault:
        raise InputError(
            f"The sample ledger cannot be kept in {place.parent} ({fault.strerror or fault}); "
            "name another folder in the variable XDG_CACHE_HOME."
        ) from None
    return place


def sample_place() -> Path:
    """Where the sample ledger of this reader and these reports is kept."""
    maker = Reader().made_by
    made_of = hashlib.sha256("\n".join((maker.reader, maker.model, VERSIONS[-1], *_lines())).encode())
    return cache_folder() / f"sample-{made_of.hexdigest()[:12]}.db"


def cache_folder() -> Path:
    """Where this system keeps what a program can make again."""
    if told := os.environ.get("XDG_CACHE_HOME"):
        return Path(told) / "dragoman"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "dragoman" / "Cache"
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "dragoman"
