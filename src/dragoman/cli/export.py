"""``dragoman export``: events of a ledger, in other people's columns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli import asking
from dragoman.cli.files import write, write_whole
from dragoman.cli.tables import Table

if TYPE_CHECKING:
    from dragoman.export.telling import Telling
    from dragoman.ledger import Ledger
    from dragoman.types import Account, Report, Story


class Format(StrEnum):
    """What FORMAT may be; a test holds it against the exporters there are."""

    plover = "plover"
    polecat = "polecat"
    icews = "icews"
    gdelt_events = "gdelt-events"
    gdelt_mentions = "gdelt-mentions"
    followthemoney = "followthemoney"
    csv = "csv"
    parquet = "parquet"
    corrections = "corrections"


def command(
    format: Annotated[Format, typer.Argument(help="In whose columns.")],
    ledger: asking.Place = "ledger.db",
    output: Annotated[str | None, typer.Option("--output", "-o", help="A file; default: standard output.")] = None,
    actor: Annotated[str | None, typer.Option(help="Who acts: a country (RUS) or a name.")] = None,
    recipient: Annotated[str | None, typer.Option(help="Who is acted upon: a country or a name.")] = None,
    type: Annotated[str | None, typer.Option(help="A PLOVER type, as CONSULT.")] = None,
    since: Annotated[str | None, typer.Option(help="First day, as 2024-11-01.")] = None,
    until: Annotated[str | None, typer.Option(help="Last day.")] = None,
    place: Annotated[str | None, typer.Option(help="Where: a country (AFG) or a name.")] = None,
    modality: Annotated[str | None, typer.Option(help="actual, historical, future, hypothetical or negated.")] = None,
    corroborated: Annotated[
        bool | None, typer.Option("--corroborated/--uncorroborated", help="Told by two independent origins, or not.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="Words that the evidence must hold.")] = None,
) -> None:
    """Write the events of a ledger in the columns that other tools read; docs/export.md tells what maps to what.

    «corrections» takes no filters: it writes each report of which people have corrected an event, annotated; --output
    then names a folder.
    """
    if format is Format.corrections:
        _corrections(ledger, output)
        return
    table = Table(format.value, to_terminal=output is None)
    filters = asking.given(
        actor=actor, recipient=recipient, type=type, since=since, until=until, place=place, modality=modality,
        corroborated=corroborated, text=text,
    )  # fmt: skip
    with asking.opened(ledger) as opened:
        write(table.told(told(opened, filters)), output)
    table.say()


def _corrections(ledger: str, output: str | None) -> None:
    """Reports as people have corrected them: a line each, or in a folder, with the reports and the corrections."""
    from dragoman.export import corrections

    with asking.opened(ledger) as opened:
        found = corrections.annotated(opened)
        if output is None:
            write((_json(one.annotation, None) for one in found), None)
            return
        folder, count = Path(output), 0
        for one in found:
            count += 1
            write_whole(folder / "annotated" / f"{one.report['id']}.json", [_json(one.annotation, 1)])
            write_whole(folder / "reports" / f"{one.report['id']}.json", [_json(one.report, 1)])
        kept = (_json(made.to_dict(), None) for made in corrections.corrections(opened))
        write_whole(folder / "corrections.jsonl", kept)
    typer.echo(f"dragoman: {count} reports are annotated in {folder}.", err=True)


def _json(plain: Any, indent: int | None) -> str:
    return json.dumps(plain, ensure_ascii=False, indent=indent) + "\n"


def told(ledger: Ledger, asked: dict[str, Any]) -> Iterator[Telling]:
    """The events that a ledger has for those filters, each with its accounts and reports."""
    from dragoman.export.telling import tellings

    return tellings(Events(ledger, asked))


class Events:
    """A ledger's answer, as ``dragoman.export.telling.Answer`` has it."""

    def __init__(self, ledger: Ledger, asked: dict[str, Any]) -> None:
        self.ledger = ledger
        self.asked = asked

    def __iter__(self) -> Iterator[tuple[Story, tuple[Account, ...]]]:
        for story in self.ledger.events(**self.asked):
            yield story, self.ledger.accounts(story)

    def report(self, id: str) -> Report | None:
        """The report as it was read last."""
        record = self.ledger.record(id)
        return record.report if record else None
