"""``dragoman sources``: what a ledger follows, and how it fares."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from dragoman.cli import asking

STATES = {"ok": "green", "failing": "yellow", "dead": "bold red"}


class Sort(StrEnum):
    """What ``--sort`` may be; a test holds it against the orders there are."""

    place = "place"
    reports = "reports"
    failures = "failures"


def command(
    words: Annotated[str | None, typer.Argument(metavar="WORDS", help="In address or title.")] = None,
    ledger: asking.Place = "ledger.db",
    status: Annotated[list[str] | None, typer.Option(metavar="STATUS", help="new, ok, failing or dead.")] = None,
    removed: Annotated[bool, typer.Option("--removed", help="Also those that were taken off the list.")] = False,
    sort: Annotated[Sort, typer.Option(help="What comes first.")] = Sort.place,
    limit: asking.Limit = None,
    after: asking.After = None,
    form: asking.Form = None,
    output: asking.Output = None,
) -> None:
    """List the feeds and pages that are followed: how each fares, and how many reports came from it.

    \b
    dragoman sources
    dragoman sources --status dead,failing --sort failures
    """
    with asking.opened(ledger) as open_ledger:
        filters = asking.given(words=words, status=status, removed=removed, sort=sort.value, after=after)
        asking.answer(lambda most: open_ledger.sources(**filters, limit=most), shape(), form, limit, output)


def shape() -> asking.Shape:
    """How sources look."""
    from rich.text import Text

    from dragoman.export.answers import SOURCES
    from dragoman.export.words import flat

    cells = (
        asking.Cell("source", lambda source: flat(source.title or source.place), 4),
        asking.Cell("address", lambda source: flat(source.place), 4),
        asking.Cell("status", lambda source: Text(source.status, style=STATES.get(source.status, ""))),
        asking.Cell("reports", lambda source: f"{source.reports:,}", right=True),
        asking.Cell("last report", lambda source: _minute(source.last_report)),
        asking.Cell("next try", lambda source: _minute(source.next_due)),
        asking.Cell("error", lambda source: flat(source.last_error or "") if source.failures else "", 4),
    )
    return asking.Shape("source", "sources", SOURCES, cells)


def _minute(time: str | None) -> str:
    return time[:16].replace("T", " ") if time else ""
