"""``dragoman entities``: who is named in the reports of a ledger."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from dragoman.cli import asking


class Sort(StrEnum):
    """What ``--sort`` may be; a test holds it against the orders there are."""

    reports = "reports"
    mentions = "mentions"
    name = "name"


def command(
    who: Annotated[list[str] | None, typer.Argument(metavar="WHO...", help=f"Who: {asking.WHO}.")] = None,
    ledger: asking.Place = "ledger.db",
    since: asking.Since = None,
    until: asking.Until = None,
    outlet: asking.OutletName = None,
    sort: Annotated[Sort, typer.Option(help="What comes first.")] = Sort.reports,
    limit: asking.Limit = None,
    after: asking.After = None,
    form: asking.Form = None,
    output: asking.Output = None,
) -> None:
    """List who is named in how many reports, and how often. Dates and outlet tell which reports count.

    \b
    dragoman entities --since 2024-11 --limit 20
    dragoman entities RUS:GOV
    dragoman entities Lavrov --format json
    """
    with asking.opened(ledger) as open_ledger:
        filters = asking.given(who=who or None, since=since, until=until, outlet=outlet, sort=sort.value, after=after)
        asking.answer(lambda most: open_ledger.entities(**filters, limit=most), shape(), form, limit, output)


def shape() -> asking.Shape:
    """How entities look."""
    from dragoman.export.answers import ENTITIES
    from dragoman.export.words import flat

    cells = (
        asking.Cell("name", lambda entity: flat(entity.name), 3),
        asking.Cell("country", lambda entity: entity.country or ""),
        asking.Cell("sectors", lambda entity: " ".join(entity.sectors)),
        asking.Cell("reports", lambda entity: f"{entity.reports:,}", right=True),
        asking.Cell("mentions", lambda entity: f"{entity.mentions:,}", right=True),
    )
    return asking.Shape("entity", "entities", ENTITIES, cells)
