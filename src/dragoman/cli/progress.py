"""How far the reading is, on standard error."""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from dragoman.collect.file import reports_under
from dragoman.errors import InputError
from dragoman.export.words import flat

if TYPE_CHECKING:
    import rich.progress

LINES = (".jsonl", ".ndjson")


def expected(places: list[str]) -> int | None:
    """How many reports the places hold, as far as can be told without reading them; None if it cannot."""
    total = 0
    for place in places:
        if place == "-":
            return None
        if place.lower().startswith(("http://", "https://")):
            total += 1
            continue
        try:
            paths = reports_under(place)
        except InputError:
            paths = [place]
        total += sum(_lines(path) if Path(path).suffix.lower() in LINES else 1 for path in paths)
    return total


def _lines(path: str) -> int:
    try:
        with open(path, "rb") as stream:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(1 << 20), b"")) or 1
    except OSError:
        return 1


class Progress:
    """A bar if there is a terminal to show it; messages go above it. ``quiet`` shows messages only."""

    def __init__(self, total: int | None, *, quiet: bool) -> None:
        self.total = total
        self.bar: rich.progress.Progress | None = None
        self.quiet = quiet or not sys.stderr.isatty()

    def __enter__(self) -> Self:
        if not self.quiet:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            columns = (
                TextColumn("reading"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                TextColumn("{task.fields[bad]}"),
            )
            self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self.task = self.bar.add_task("reading", total=self.total, bad="")
            self.bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar:
            self.bar.stop()

    def step(self, failed: int) -> None:
        """One more report is done."""
        if self.bar:
            self.bar.update(self.task, advance=1, bad=f"{failed} failed" if failed else "")

    def say(self, message: str) -> None:
        """Print a line on standard error, harmless to a terminal whatever names are in it."""
        message = flat(message)
        if self.bar:
            self.bar.console.print(message, markup=False, highlight=False, soft_wrap=True)
        else:
            print(message, file=sys.stderr)
