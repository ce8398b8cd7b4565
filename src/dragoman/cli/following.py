"""What ``dragoman watch`` and ``dragoman collect`` share: options, how a run is put together, how it is stopped."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from dragoman.errors import DragomanError, FetchError

if TYPE_CHECKING:
    from dragoman.engine.log import Log
    from dragoman.engine.watch import Witness

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
    typer.Option("--log", metavar="FILE|-", help="Write log lines (JSON) to a file; - is standard error."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show nothing on standard output.")]
Columns = Annotated[
    str | None, typer.Option(metavar="text=body,...", help="Which column of a table or JSON holds what.")
]
MetricsAt = Annotated[
    str | None,
    typer.Option("--metrics", metavar="HOST:PORT", help="Serve figures for Prometheus, as at 127.0.0.1:9464."),
]
STANDARD_ERROR = Path("-")
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
    day: str | None = None,
) -> None:
    """Follow sources until stopped, or one time. Raises ``FetchError`` where none of those asked could be read."""
    from datetime import timedelta

    from dragoman.collect import columns_of
    from dragoman.collect.http import Http
    from dragoman.engine.readers import Readers
    from dragoman.engine.watch import Plan, Watch, alone
    from dragoman.engine.watch.sources import SETTLE
    from dragoman.ledger import Ledger

    with ExitStack() as held:
        witnesses: list[Witness] = []
        if log is not None:
            witnesses.append(held.enter_context(logged(log)))
        mapping = columns_of(columns) if columns else None
        http = Http(allow_hosts=frozenset(hosts or ()))
        plan = Plan(places or (), http=http, columns=mapping, settle=timedelta() if once else SETTLE)
        opened = held.enter_context(Ledger(ledger))
        held.enter_context(alone(opened.database))
        watch = Watch(
            opened, plan, readers=Readers(workers), once=once, everything=everything or reread, reread=reread, day=day,
            witnesses=witnesses,
        )  # fmt: skip
        if metrics is not None:
            from dragoman.engine.metrics import Metrics, serving

            counted = Metrics(lambda: watch.tallies)
            held.enter_context(serving(counted, metrics))
            witnesses.append(counted)
        if not quiet:
            from dragoman.cli.showing import Lines, table

            witnesses.append(held.enter_context(table(watch)) if _live(log) else Lines(print))
        held.enter_context(stopped_by_signals(watch))
        watch.run()
        if once and not watch.reached:
            raise FetchError("None of the sources could be reached; see the reasons, and your connection.")


def _live(log: Path | None) -> bool:
    """Whether a live table can be shown: log lines on the same terminal would break it."""
    return sys.stdout.isatty() and not (log == STANDARD_ERROR and sys.stderr.isatty())


@contextmanager
def logged(log: Path, room: str = "watch") -> Iterator[Log]:
    """Log lines to a file or to standard error; on that, an error too is such a line, and no sentence among them."""
    from dragoman.engine.log import logging_to

    with logging_to(None if log == STANDARD_ERROR else log, room) as lines:
        try:
            yield lines
        except DragomanError as error:
            lines.broke_off(str(error))
            if log == STANDARD_ERROR:
                raise typer.Exit(1) from None
            raise


class Stoppable(Protocol):
    """What can be told to finish what is under way and end."""

    stopped: bool

    def stop(self) -> None:
        """Finish what is under way and end."""


@contextmanager
def stopped_by_signals(run: Stoppable) -> Iterator[None]:
    """SIGINT and SIGTERM let the run finish what is under way; a second one ends it at once."""

    def heard(number: int, _: FrameType | None) -> None:
        if run.stopped:
            if sys.stdout.isatty():
                os.write(1, b"\x1b[?25h\n")  # the live table had hidden the cursor
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        run.stop()

    before = {number: signal.signal(number, heard) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
