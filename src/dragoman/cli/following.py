"""What ``dragoman watch`` and ``dragoman collect`` share: options, how a run is put together, how it is stopped."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dragoman.engine.watch import Watch, Witness

Places = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PLACE...",
        help="OPML, feeds, pages, a list of addresses, files, folders; none: what the ledger follows already.",
    ),
]
Workers = Annotated[int, typer.Option("--workers", "-w", min=1, help="Processes that read reports.")]
LogFile = Annotated[
    Path | None,
    typer.Option("--log", help="A file for log lines (JSON). Default: standard error, if that is no terminal."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show nothing on standard output.")]
Hosts = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-host", metavar="HOST", help="May be read although it leads to a private address; repeatable."
    ),
]
Columns = Annotated[
    str | None, typer.Option(metavar="text=body,...", help="Which column of a table or JSON holds what.")
]
MetricsAt = Annotated[
    str | None,
    typer.Option("--metrics", metavar="HOST:PORT", help="Serve figures for Prometheus, as at 127.0.0.1:9464."),
]
Reread = Annotated[bool, typer.Option("--reread", help="Read again what is known, as with a newer model.")]


def follow(
    places: list[str] | None,
    *,
    ledger: str,
    workers: int,
    log: Path | None,
    quiet: bool,
    hosts: list[str] | None,
    columns: str | None,
    metrics: str | None = None,
    once: bool = False,
    everything: bool = False,
    reread: bool = False,
) -> bool:
    """Follow sources until stopped, or one time; whether any of those asked could be read."""
    from datetime import timedelta

    from dragoman.collect import columns_of
    from dragoman.collect.http import Http
    from dragoman.engine.watch import Plan, Readers, Watch, alone
    from dragoman.engine.watch.sources import SETTLE
    from dragoman.ledger import Ledger

    mapping = columns_of(columns) if columns else None
    http = Http(allow_hosts=frozenset(hosts or ()))
    plan = Plan(places or (), http=http, columns=mapping, settle=timedelta() if once else SETTLE)
    with ExitStack() as held:
        opened = held.enter_context(Ledger(ledger))
        held.enter_context(alone(opened.database))
        witnesses: list[Witness] = []
        watch = Watch(
            opened, plan, readers=Readers(workers), once=once, everything=everything or reread, reread=reread,
            witnesses=witnesses,
        )  # fmt: skip
        if log is not None or not sys.stderr.isatty():
            from dragoman.engine.log import logging_to

            witnesses.append(held.enter_context(logging_to(log)))
        if metrics is not None:
            from dragoman.engine.metrics import Metrics, serving

            counted = Metrics(lambda: watch.tallies)
            held.enter_context(serving(counted, metrics))
            witnesses.append(counted)
        if not quiet:
            from dragoman.cli.showing import Lines, table

            witnesses.append(held.enter_context(table(watch)) if sys.stdout.isatty() else Lines(print))
        held.enter_context(stopped_by_signals(watch))
        watch.run()
        return watch.reached


@contextmanager
def stopped_by_signals(watch: Watch) -> Iterator[None]:
    """SIGINT and SIGTERM let the watch finish what is under way; a second one ends it at once."""

    def heard(number: int, _: FrameType | None) -> None:
        if watch.stopped:
            if sys.stdout.isatty():
                os.write(1, b"\x1b[?25h\n")  # the live table had hidden the cursor
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        watch.stop()

    before = {number: signal.signal(number, heard) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
