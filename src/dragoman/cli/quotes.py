"""``dragoman quotes``: who said what, in the reports of a ledger."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli import asking
from dragoman.cli.events import sure

if TYPE_CHECKING:
    from rich.text import Text

    from dragoman.ledger.ask import Quote


class Sort(StrEnum):
    """What ``--sort`` may be; a test holds it against the orders there are."""

    newest = "newest"
    oldest = "oldest"
    confidence = "confidence"
    relevance = "relevance"


def command(
    ledger: asking.Place = "ledger.db",
    speaker: Annotated[list[str] | None, typer.Option(metavar="WHO", help=f"Who says it: {asking.WHO}.")] = None,
    via: Annotated[str | None, typer.Option(metavar="NAME", help="Through whom it came, as TASS.")] = None,
    kind: Annotated[list[str] | None, typer.Option(metavar="KIND", help="direct, indirect or mixed.")] = None,
    since: asking.Since = None,
    until: asking.Until = None,
    outlet: asking.OutletName = None,
    report: Annotated[str | None, typer.Option(metavar="REPORT", help="Only of this report.")] = None,
    text: Annotated[
        str | None,
        typer.Option(metavar="WORDS", help='Words in the quote: all of them, "a phrase", one or other, -without.'),
    ] = None,
    min_confidence: asking.Confidence = None,
    originals: Annotated[bool, typer.Option("--originals", help="Leave out reports that only repeat another.")] = False,
    sort: Annotated[Sort, typer.Option(help="What comes first.")] = Sort.newest,
    limit: asking.Limit = None,
    after: asking.After = None,
    form: asking.Form = None,
    output: asking.Output = None,
) -> None:
    """List who said what, through whom, in which report. Dates are days of publication.

    \b
    dragoman quotes --speaker Lavrov --since 2024-11 --originals
    dragoman quotes --speaker AFG:GOV --text 'frozen assets'
    dragoman quotes --via TASS --kind direct -o tass.csv
    """
    with asking.opened(ledger) as open_ledger:
        filters = asking.given(
            speaker=speaker, via=via, kind=kind, since=since, until=until, outlet=outlet, report=report, text=text,
            min_confidence=min_confidence, originals=originals, sort=sort.value, after=after,
        )  # fmt: skip
        asking.answer(lambda most: open_ledger.quotes(**filters, limit=most), shape(), form, limit, output)


def shape() -> asking.Shape:
    """How quotes look."""
    from dragoman.export.answers import QUOTES
    from dragoman.export.words import flat

    cells = (
        asking.Cell("report", lambda quote: quote.report),
        asking.Cell("date", lambda quote: quote.date),
        asking.Cell("outlet", lambda quote: asking.outlet_name(quote.outlet), 2),
        asking.Cell("who, through whom", who, 3),
        asking.Cell("says", lambda quote: flat(quote.content), 8),
        asking.Cell("sure", lambda quote: sure(quote.confidence), right=True),
    )
    return asking.Shape("quote", "quotes", QUOTES, cells)


def who(quote: Quote) -> Text:
    """Who speaks, and through whom it came."""
    from rich.text import Text

    from dragoman.export.words import flat

    out = asking.names([quote.speaker]) if quote.speaker else Text(flat(quote.source))
    if quote.via:
        out.append(", through " + " › ".join(map(flat, quote.via)), style="magenta")
    return out
