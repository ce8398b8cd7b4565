"""``dragoman reports``: the reports of a ledger that pass filters."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli import asking

if TYPE_CHECKING:
    from dragoman.ledger.ask import ReportLine


class Sort(StrEnum):
    """What ``--sort`` may be; a test holds it against the orders there are."""

    newest = "newest"
    oldest = "oldest"
    arrived = "arrived"
    relevance = "relevance"


def command(
    ledger: asking.Place = "ledger.db",
    outlet: asking.OutletName = None,
    source: Annotated[
        str | None, typer.Option(metavar="PLACE", help="Brought by this source, as a feed's URL.")
    ] = None,
    mentions: Annotated[list[str] | None, typer.Option(metavar="WHO", help=f"Names: {asking.WHO}.")] = None,
    since: asking.Since = None,
    until: asking.Until = None,
    status: Annotated[str | None, typer.Option(metavar="STATUS", help="read or unreadable.")] = None,
    copy_of: Annotated[str | None, typer.Option(metavar="REPORT", help="The other reports with these words.")] = None,
    originals: Annotated[bool, typer.Option("--originals", help="Leave out reports that only repeat another.")] = False,
    text: Annotated[
        str | None,
        typer.Option(metavar="WORDS", help='Words in title or text: all of them, "a phrase", one or other, -without.'),
    ] = None,
    sort: Annotated[Sort, typer.Option(help="What comes first.")] = Sort.newest,
    limit: asking.Limit = None,
    after: asking.After = None,
    form: asking.Form = None,
    output: asking.Output = None,
) -> None:
    """List reports. Dates are days of publication, or of arrival where none is known.

    \b
    dragoman reports --since 2024-11-26 --originals
    dragoman reports --mentions Lavrov --text '"border crossing" -drill'
    dragoman reports --status unreadable --sort arrived
    """
    with asking.opened(ledger) as open_ledger:
        filters = asking.given(
            outlet=outlet, source=source, mentions=mentions, since=since, until=until, status=status, copy_of=copy_of,
            originals=originals, text=text, sort=sort.value, after=after,
        )  # fmt: skip
        asking.answer(lambda most: open_ledger.reports(**filters, limit=most), shape(), form, limit, output)


def shape() -> asking.Shape:
    """How reports look."""
    from dragoman.export.answers import REPORTS
    from dragoman.export.words import flat

    cells = (
        asking.Cell("report", lambda report: report.id),
        asking.Cell("published", lambda report: (report.published or "")[:10]),
        asking.Cell("outlet", lambda report: asking.outlet_name(report.outlet), 2),
        asking.Cell("title", lambda report: flat(report.title or report.address or report.origin), 5),
        asking.Cell("events", lambda report: str(report.events), right=True),
        asking.Cell("notes", notes, 3),
    )
    return asking.Shape("report", "reports", REPORTS, cells)


def notes(report: ReportLine) -> str:
    """What is particular about a report."""
    from dragoman.export.words import flat

    found = (
        report.reason and flat(report.reason),
        report.copy_of and f"repeats {report.copy_of}",
        report.versions > 1 and f"{report.versions} versions",
        report.gone and f"deleted {report.gone[:10]}",
    )
    return "; ".join(note for note in found if note)
