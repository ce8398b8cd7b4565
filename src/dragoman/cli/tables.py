"""Events out in other people's columns: the one way that ``dragoman export`` and ``dragoman read`` have."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from dragoman.export.telling import Telling
    from dragoman.types import Record


class Table:
    """Events on their way into a form of ``dragoman.export.EXPORTERS``; what it cannot hold is left out, and counted.

    To ``dragoman read`` it is what a writer of records is.
    """

    def __init__(self, name: str, *, to_terminal: bool) -> None:
        """Raises ``BadParameter`` for a form that is no text where ``to_terminal`` says that it would go to people."""
        from dragoman.export import exporter

        self.exporter = exporter(name)
        if to_terminal and self.exporter.binary and sys.stdout.isatty():
            raise typer.BadParameter(f"{name} is no text for a terminal; name a file with --output.")
        self.name = name
        self.suffix = self.exporter.suffix
        self.seen = 0
        self.left_out = 0

    def told(self, tellings: Iterable[Telling]) -> Iterator[bytes]:
        """The events of a ledger in this form, piece by piece."""
        return self.exporter.chunks(self._held(tellings))

    def chunks(self, records: Iterable[Record], *, many: bool = False) -> Iterator[bytes]:  # noqa: ARG002
        """The events of records in this form, each one of its own."""
        from dragoman.export.records import record_tellings

        return self.told(record_tellings(records))

    def say(self) -> None:
        """Tell on standard error how many events are not there."""
        if self.left_out:
            typer.echo(
                f"dragoman: {self.left_out} of {self.seen} events are left out: {self.name} has no word for what is "
                "planned, supposed, denied or undated history; csv and parquet hold them all.",
                err=True,
            )

    def _held(self, tellings: Iterable[Telling]) -> Iterator[Telling]:
        for telling in tellings:
            self.seen += 1
            if self.exporter.takes(telling):
                yield telling
            else:
                self.left_out += 1
