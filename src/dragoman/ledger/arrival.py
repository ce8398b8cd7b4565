"""What is handed to the ledger, and what it answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from dragoman.types import Value

Outcome = Literal["new", "version", "reread", "same", "unreadable"]


class Arrival(Value, frozen=True):
    """How a report came in. ``digest`` is of what came, before it was read: the same need not be read again.

    ``address`` is the canonical address; a text without one is known by its content. ``source`` is the place that
    brought it and ``guid`` what that place calls it. Title, outlet, time of publication and URL are what the source
    says; what the report itself says goes before.
    """

    origin: str
    digest: str
    address: str | None = None
    source: str | None = None
    guid: str | None = None
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None


class Added(Value, frozen=True):
    """What came of adding a report.

    ``outcome``: ``new``; ``version`` (known, with new content); ``reread`` (known content, read by another reader or
    model); ``same`` (nothing new); ``unreadable`` (kept with the reason). ``copy_of`` is the report that this one
    repeats; ``stories`` are the events that changed.
    """

    report: str
    version: int
    outcome: Outcome
    copy_of: str | None = None
    stories: tuple[str, ...] = ()

    @property
    def new(self) -> bool:
        """Whether this content was not in the ledger before."""
        return self.outcome in ("new", "version")


def utc_now() -> str:
    """This second, as the ledger writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
