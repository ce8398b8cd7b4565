"""``dragoman export``: events of a ledger, in other people's columns."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli import asking
from dragoman.cli.files import write_whole

if TYPE_CHECKING:
    from dragoman.export.tables import Exporter
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
    """Write the events of a ledger in the columns that other tools read; docs/export.md tells what maps to what."""
    from dragoman.export import exporter

    kind = exporter(format.value)
    filters = asking.given(
        actor=actor, recipient=recipient, type=type, since=since, until=until, place=place, modality=modality,
        corroborated=corroborated, text=text,
    )  # fmt: skip
    with asking.opened(ledger) as opened:
        count = Count(kind, told(opened, filters))
        chunks = kind.chunks(count)
        if output is None:
            to_terminal(chunks, binary=kind.name == "parquet")
        else:
            write_whole(Path(output), chunks)
    if count.left_out:
        typer.echo(
            f"dragoman: {count.left_out} of {count.seen} events are left out: {format.value} has no word for what is "
            "planned, supposed, denied or undated history; csv and parquet hold them all.",
            err=True,
        )


class Count:
    """Events on their way out, counted; those that the form cannot hold are left out."""

    def __init__(self, kind: Exporter, tellings: Iterable[Telling]) -> None:
        self.kind = kind
        self.tellings = tellings
        self.seen = 0
        self.left_out = 0

    def __iter__(self) -> Iterator[Telling]:
        for telling in self.tellings:
            self.seen += 1
            if self.kind.takes(telling):
                yield telling
            else:
                self.left_out += 1


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


def to_terminal(chunks: Iterable[bytes], *, binary: bool) -> None:
    """To standard output, piece by piece."""
    if binary and sys.stdout.isatty():
        raise typer.BadParameter("Parquet is no text for a terminal; name a file with --output.")
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()
