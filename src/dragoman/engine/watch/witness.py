"""Who looks on while sources are followed: what is shown, logged and counted are siblings behind one ``Witness``."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from dragoman.collect.base import shown
from dragoman.ledger import RunItem, SourceState

FAILED = ("failing", "dead")


@dataclass
class Tally:
    """How one source fares in this run: what became of its items, in all and of its last poll; why some failed."""

    state: SourceState
    outlet: str | None = None
    counts: Counter[str] = field(default_factory=Counter)
    last: Counter[str] = field(default_factory=Counter)
    polls: int = 0
    asking: bool = False
    reason: str | None = None

    @property
    def name(self) -> str:
        """What the source is called."""
        return self.outlet or self.state.title or shown(self.state.place)

    @property
    def failing(self) -> bool:
        """Whether the source itself cannot be read at this time."""
        return self.state.status in FAILED


class Witness:
    """Told of everything as it happens, in the thread that does it; does nothing with it."""

    def began(self, sources: int, due: int) -> None:
        """So many sources are followed from now on, and so many of them are due."""

    def item(self, item: RunItem) -> None:
        """What became of an item."""

    def added(self, seconds: float) -> None:
        """A report was added to the ledger in that time."""

    def noted(self, origin: str, note: str) -> None:
        """What had to be put right in a report."""

    def polled(self, tally: Tally) -> None:
        """A source was asked, and all that it had is kept."""

    def warned(self, sentence: str) -> None:
        """Something is not as it should be, and the run goes on."""

    def stopping(self, waiting: int) -> None:
        """A stop was asked for, while so many reports were under way."""

    def ended(self, status: str, counts: Counter[str]) -> None:
        """The run is over."""
