"""What a run that follows sources shows: a live table on a terminal, plain lines otherwise."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from dragoman.engine.watch import Tally, Watch, Witness
from dragoman.export.words import flat

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from dragoman.ledger import RunItem

OUTCOMES = {
    "new": "new", "copy": "copies", "version": "new versions", "reread": "read again", "same": "as before",
    "unreadable": "unreadable", "failed": "failed", "gone": "gone",
}  # fmt: skip
"""What items come to, in words, in the order of telling."""


def words(counts: Counter[str]) -> str:
    """«3 new, 1 failed»; «nothing new» where there is nothing."""
    told = [f"{counts[outcome]:,} {word}" for outcome, word in OUTCOMES.items() if counts[outcome]]
    return ", ".join(told) or "nothing new"


class Lines(Witness):
    """Plain lines: one for each source that had something, or cannot be read."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self._tell = say
        self._reasons: dict[str, str] = {}

    def _say(self, sentence: str) -> None:
        self._tell(flat(sentence))
        sys.stdout.flush()

    def began(self, sources: int, due: int) -> None:
        """The run begins."""
        self._say(f"{sources:,} source{'s' if sources != 1 else ''}, {due:,} due.")

    def item(self, item: RunItem) -> None:
        """A report came in, or did not."""
        if item.reason and item.source:
            self._reasons[item.source] = item.reason

    def polled(self, tally: Tally) -> None:
        """A source was asked."""
        state, reason = tally.state, self._reasons.pop(tally.state.place, None)
        if tally.failing:
            what = "dead" if state.status == "dead" else "failing"
            self._say(
                f"{tally.name}: {what} after {state.failures} tries: {state.last_error} Next try {state.next_due}."
            )
        elif any(tally.last[outcome] for outcome in OUTCOMES if outcome != "same"):
            self._say(f"{tally.name}: {words(tally.last)}{f' ({reason})' if reason else ''}.")

    def warned(self, sentence: str) -> None:
        """Something is not as it should be."""
        self._say(sentence)

    def stopping(self, waiting: int) -> None:
        """A stop was asked for."""
        under_way = f"{waiting} reports under way are finished" if waiting > 1 else "the report under way is finished"
        self._say(f"Stopping: {under_way}; the next run goes on from here.")

    def ended(self, status: str, counts: Counter[str]) -> None:
        """The run is over."""
        self._say(f"{status.capitalize()}: {words(counts)}.")


@contextmanager
def table(watch: Watch) -> Iterator[Witness]:
    """A live table of the sources, for a terminal."""
    from rich.console import Console
    from rich.live import Live

    console = Console(highlight=False)
    with Live(console=console, get_renderable=lambda: drawn(watch, console.height - 1), refresh_per_second=2):
        yield Above(lambda sentence: console.print(sentence, markup=False))


class Above(Lines):
    """Only what the table does not show: sentences above it."""

    def polled(self, tally: Tally) -> None:
        """The table shows it."""


def drawn(watch: Watch, height: int) -> RenderableType:
    """The sources as they fare, those that fail first, then those with most to tell; as many as there is room for."""
    from rich.table import Table
    from rich.text import Text

    tallies = sorted(
        watch.tallies.values(),
        key=lambda tally: (not tally.failing, -sum(tally.counts[outcome] for outcome in OUTCOMES), tally.name),
    )
    room = max(height - 6, 3)
    drawing = Table(box=None, pad_edge=False, expand=True, caption=_caption(watch, len(tallies) - room))
    drawing.add_column("source", no_wrap=True, overflow="ellipsis", ratio=2)
    for name in ("state", "new", "copies", "versions", "failed", "next"):
        drawing.add_column(name, no_wrap=True, justify="left" if name == "state" else "right")
    drawing.add_column("why", no_wrap=True, overflow="ellipsis", ratio=3)
    styles = {"dead": "red", "failing": "yellow", "ok": "green"}
    for tally in tallies[:room]:
        state, counts = tally.state, tally.counts
        failed = counts["failed"] + counts["unreadable"]
        numbers = (counts["new"], counts["copy"], counts["version"], failed)
        status = "asking" if tally.asking else state.status
        drawing.add_row(
            Text(flat(tally.name)), Text(status, style=styles.get(state.status, "")),
            *(str(number) if number else "" for number in numbers), _clock(state.next_due),
            Text(flat((state.last_error if tally.failing else tally.reason) or "")),
        )  # fmt: skip
    return drawing


def _caption(watch: Watch, hidden: int) -> Text:
    from rich.text import Text

    dead = sum(tally.state.status == "dead" for tally in watch.tallies.values())
    parts = [f"{len(watch.tallies):,} sources"]
    parts += [f"{hidden:,} not shown"] if hidden > 0 else []
    parts += [f"{dead:,} dead"] if dead else []
    parts.append(words(watch.counts))
    parts.append("stopping: finishing the report under way" if watch.stopped else "Ctrl-C stops")
    return Text("; ".join(parts), justify="left")


def _clock(due: str | None) -> str:
    """The time of day here at which a source is due; the day where that is not today."""
    if due is None:
        return ""
    local = datetime.fromisoformat(due).astimezone()
    return local.strftime("%H:%M" if local.date() == datetime.now().astimezone().date() else "%b %d")
