"""``dragoman pairs``: what two parties do to each other over time, and the days that stand out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli import asking
from dragoman.cli.events import QUADS, told_by, what
from dragoman.cli.files import write

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from dragoman.ledger.ask import Period, Series, Standout, Tally

PERIODS = 24
"""Rows of the drawn series, unless another number is asked for."""
WIDE = 30
"""Characters of the longest bar."""
BEHIND = 3
"""Events shown of a day that stands out."""
SIDES = ("both", "there", "back")


class By(StrEnum):
    """What ``--by`` may be; a test holds it against the units there are."""

    month = "month"
    week = "week"
    day = "day"


def command(
    a: Annotated[str, typer.Argument(metavar="A", help=f"One party: {asking.WHO}.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The other: the same.")],
    ledger: asking.Place = "ledger.db",
    by: Annotated[By, typer.Option(help="How long each period is.")] = By.month,
    since: asking.Since = None,
    until: asking.Until = None,
    modality: Annotated[
        list[str] | None,
        typer.Option(metavar="MODALITY", help="Default: actual,historical; also future, hypothetical, negated."),
    ] = None,
    min_confidence: asking.Confidence = None,
    standouts: Annotated[int, typer.Option(min=0, help="At most so many days that stand out.")] = 10,
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", min=0, help=f"Last periods drawn; 0: all. Default: {PERIODS}.")
    ] = None,
    form: asking.Form = None,
    output: asking.Output = None,
) -> None:
    """Show what two parties do to each other: events by quad, mean score, and days that stand out.

    CSV and JSON lines hold the periods (A to B: there; B to A: back); JSON also the days and the events behind them.

    \b
    dragoman pairs RUS UKR --since 2024
    dragoman pairs RUS:GOV Taliban --by week
    dragoman pairs KEN SOM --by day --since 2024-11 -o ken-som.csv
    """
    with asking.opened(ledger) as open_ledger:
        filters = asking.given(modality=modality, since=since, until=until, min_confidence=min_confidence)
        found = open_ledger.pairs(a, b, by=by.value, standouts=standouts, **filters)
    kind = asking.form_of(form, output)
    if kind is asking.Format.json:
        write([asking.as_json(found.to_dict(), indent=1) + "\n"], output)
    elif kind is asking.Format.jsonl:
        write(asking.json_lines(found.periods), output)
    elif kind is asking.Format.csv:
        from dragoman.export.answers import SERIES, csv_rows

        write(csv_rows(found.periods, SERIES), output)
    else:
        write(drawn(found, PERIODS if limit is None else limit, output), output)


def drawn(series: Series, limit: int, output: str | None) -> Iterator[str]:
    """The series for people: a bar for each period, the legend, and the days that stand out."""
    if not series.periods:
        dated = " with a date" if series.undated else ""
        yield f"Nothing between {series.a} and {series.b} is told{dated} in this ledger.\n"
        yield from _undated(series)
        return
    shown = series.periods[-limit:] if limit else series.periods
    yield asking.drawn(_table(series, shown, output), output)
    yield asking.drawn(_legend(), output)
    if len(shown) < len(series.periods):
        yield f"The last {len(shown)} of {len(series.periods)} {series.by}s; --limit 0 for all.\n"
    if series.vague:
        yield f"{series.vague} more are told to be in no certain {series.by}, and are not shown.\n"
    yield from _undated(series)
    yield "\n"
    yield from _standouts(series, output)


def _undated(series: Series) -> Iterator[str]:
    if series.undated:
        yield f"{series.undated} without a date, told by reports without one, are not shown.\n"


def _table(series: Series, shown: Sequence[Period], output: str | None) -> RenderableType:
    most = max(period.both.events for period in shown)
    cells = (
        asking.Cell(series.by, lambda period: period.start),
        asking.Cell("both", lambda period: str(period.both.events or "·"), right=True),
        asking.Cell("", lambda period: bar(period.both, most)),
        asking.Cell("score", lambda period: _score(period.both), right=True),
        asking.Cell(f"{series.a} to {series.b}", lambda period: _side(period.there), right=True),
        asking.Cell(f"{series.b} to {series.a}", lambda period: _side(period.back), right=True),
    )
    return asking.rows(cells, shown, people=asking.to_people(output))


def bar(tally: Tally, most: int) -> Text:
    """The events of a period as a bar, each quad in its colour and with its own stroke; what is there, is seen."""
    from rich.text import Text

    out, drawn, events = Text(), 0, 0
    for quad, (count, stroke) in enumerate(zip(tally.quads, "░▒▓█", strict=True), start=1):
        events += count
        end = max(round(events / most * WIDE), drawn + 1) if count else drawn
        out.append(stroke * (end - drawn), style=QUADS[quad].split()[-1])
        drawn = end
    return out


def _legend() -> Text:
    from rich.text import Text

    out = Text()
    for quad, (stroke, name) in enumerate(
        zip(
            "░▒▓█", ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict"), strict=True
        ),
        1,
    ):
        out.append(f"{stroke} {name}   ", style=QUADS[quad].split()[-1])
    return out


def _score(tally: Tally) -> str:
    return "" if tally.score is None else f"{tally.score:+.1f}"


def _side(tally: Tally) -> str:
    return f"{tally.events} ({_score(tally)})" if tally.events else "·"


def _standouts(series: Series, output: str | None) -> Iterator[str]:
    from dragoman.ledger.ask.standout import MEASURE

    if not series.standouts:
        yield "No day stands out.\n"
        return
    yield f"Days that stand out ({MEASURE}):\n"
    for standout in series.standouts:
        yield "\n" + asking.drawn(_head(standout), output)
        for story in standout.events[:BEHIND]:
            line = what(story).append(": ").append_text(asking.names(story.actors)).append(" > ")
            line = line.append_text(asking.names(story.recipients)).append(f"; {told_by(story)}; {story.id}")
            yield asking.drawn(_indented(line), output)
        if len(standout.events) > BEHIND:
            yield f"  and {standout.count - BEHIND} more\n"


def _head(standout: Standout) -> Text:
    from rich.text import Text

    kind = "events" if standout.what == "events" else f"events of {standout.what}"
    return Text(f"{standout.day}  ", style="bold").append(
        f"{standout.count} {kind}, usual {standout.usual:g}; z {standout.z:.1f}", style=""
    )


def _indented(line: Text) -> RenderableType:
    from rich.padding import Padding

    return Padding(line, (0, 0, 0, 2))
