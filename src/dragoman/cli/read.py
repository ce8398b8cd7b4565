"""``dragoman read``: reports in, records out."""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.tables import Table

if TYPE_CHECKING:
    from dragoman.cli.progress import Progress
    from dragoman.collect.base import Failure, Raw
    from dragoman.errors import DragomanError
    from dragoman.export import Exporter, Writer
    from dragoman.types import Record

FEW = 16
"""Reports below this number are read in one process: others would start more slowly than they read."""


class Format(StrEnum):
    """What ``--format`` may be: records, then their events alone; a test holds it against the forms there are."""

    text = "text"
    json = "json"
    jsonl = "jsonl"
    html = "html"
    plover = "plover"
    polecat = "polecat"
    icews = "icews"
    gdelt_events = "gdelt-events"
    gdelt_mentions = "gdelt-mentions"
    followthemoney = "followthemoney"
    csv = "csv"
    parquet = "parquet"


Hosts = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-host", metavar="HOST", help="May be read although it leads to a private address; repeatable."
    ),
]


def command(
    reports: Annotated[list[str], typer.Argument(metavar="FILE|FOLDER|URL|-...", help="Reports; - is standard input.")],
    format: Annotated[
        Format | None, typer.Option("--format", "-f", help="Default: by the ending of --output, else text.")
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", help="A file; or a folder, for one file a report.")
    ] = None,
    date: Annotated[str | None, typer.Option(help="Day of publication, as 2024-11-26.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Who published it.")] = None,
    title: Annotated[str | None, typer.Option(help="Headline (of one report).")] = None,
    url: Annotated[str | None, typer.Option(help="Where it was published (one report).")] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", "-w", min=1, help="Processes; default: one a core if there is much to read."),
    ] = None,
    hosts: Hosts = None,
) -> None:
    """Read reports, and write for each its record: who said what through whom, and who did what to whom.

    As text, html, json or jsonl. The other formats hold the events alone, as `dragoman export` writes those of a
    ledger; here nothing is joined: two reports of one event give two.

    \b
    dragoman read report.txt
    dragoman read reports/ -o records.jsonl
    dragoman read reports/ --format polecat -o events.tsv
    """
    if len(reports) > 1 and (title or url):
        raise typer.BadParameter("--title and --url describe one report; read it alone.")
    run = Run(reports, {"date": checked_day(date), "outlet": outlet, "title": title, "url": url}, workers, hosts)
    out = _writer(_format(format, output), to_terminal=output is None)
    with run.progress(quiet=output is None and sys.stdout.isatty()):
        if output is not None and is_folder(output):
            to_folder(run.named_records(), out, Path(output))
        else:
            to_one(run.records(), out, output, many=run.many)
    if isinstance(out, Table):
        out.say()
    if run.failed:
        if run.seen > 1:
            typer.echo(f"dragoman: {run.failed} of {run.seen} reports could not be read.", err=True)
        raise typer.Exit(1)


def checked_day(date: str | None) -> str | None:
    """``date`` itself. Raises ``BadParameter`` where it is no ISO 8601 calendar day."""
    from datetime import date as day

    try:
        if not date or (re.fullmatch(r"\d{4}-\d\d-\d\d", date) and day.fromisoformat(date)):
            return date or None
    except ValueError:
        pass
    raise typer.BadParameter("--date is a day written as 2024-11-26.")


def is_folder(output: str) -> bool:
    """Whether to write one file a report."""
    return output.endswith(("/", "\\")) or Path(output).is_dir()


def _format(asked: Format | None, output: str | None) -> str:
    """The name of the form: as asked for, else the one with the longest ending that ``output`` has."""
    from dragoman.export import EXPORTERS, WRITERS

    if asked:
        return asked.value
    forms: tuple[type[Writer] | type[Exporter], ...] = (*WRITERS, *EXPORTERS)
    fit = [form for form in forms if (output or "").lower().endswith(form.suffix.lower())]
    return max(fit, key=lambda form: len(form.suffix)).name if fit else "text"


class Run:
    """One reading of many places: what was seen, what failed, and the progress shown."""

    def __init__(
        self, places: list[str], fields: dict[str, str | None], workers: int | None, hosts: list[str] | None
    ) -> None:
        from dragoman.cli.progress import expected

        self.places = places
        self.hosts = hosts or []
        self.fields = {name: value for name, value in fields.items() if value is not None}
        self.expected = expected(places)
        few = self.expected is None or self.expected < FEW
        self.workers = workers if workers is not None else (1 if few else None)
        self.many = len(places) > 1 or (self.expected or 0) > 1 or Path(places[0]).is_dir()
        self.seen = 0
        self.failed = 0
        self.shown: Progress

    def progress(self, *, quiet: bool) -> Progress:
        """The bar, to be entered; none while the records themselves go to the terminal."""
        from dragoman.cli.progress import Progress

        self.shown = Progress(self.expected, quiet=quiet or self.expected == 1)
        return self.shown

    def records(self) -> Iterator[Record]:
        """The records; errors are told as they come."""
        return (record for _, record in self.named_records())

    def named_records(self) -> Iterator[tuple[str, Record]]:
        """Each record with the place it came from."""
        from dragoman.engine import read_many
        from dragoman.errors import DragomanError

        origins: deque[str] = deque()
        for result in read_many(self._collected(origins), workers=self.workers):
            origin = origins.popleft()
            self.seen += 1
            if isinstance(result, DragomanError):
                self._tell(origin, result)
            else:
                yield origin, result
            self.shown.step(self.failed)

    def _collected(self, origins: deque[str]) -> Iterator[Raw | Failure]:
        import msgspec

        from dragoman.collect import collect
        from dragoman.collect.base import Raw

        for item in collect(self.places, allow_hosts=self.hosts):
            origins.append(item.origin)
            yield msgspec.structs.replace(item, **self.fields) if isinstance(item, Raw) else item

    def _tell(self, origin: str, error: DragomanError) -> None:
        self.failed += 1
        message = str(error)
        alone = len(self.places) == 1 and self.expected == 1
        self.shown.say(f"dragoman: {message}" if alone or origin in message else f"dragoman: {origin}: {message}")


def to_one(records: Iterator[Record], out: Writer | Table, output: str | None, *, many: bool) -> None:
    """All records to standard output or to one file, which stays as it was where no report can be read."""
    from itertools import chain, islice

    from dragoman.cli.files import write

    if not many and out.name in ("json", "html"):
        first = list(islice(records, 2))  # one file may hold several reports, which only reading tells
        many, records = len(first) > 1, chain(first, records)
    if output is not None:
        found = next(records, None)
        if found is None:
            return
        records = chain([found], records)
    write(out.chunks(records, many=many), output)


def to_folder(named: Iterable[tuple[str, Record]], out: Writer | Table, folder: Path) -> None:
    """One file a record, named after where the report came from."""
    from dragoman.cli.files import names, write_whole

    name = names(out.suffix)
    for origin, record in named:
        write_whole(folder / name(origin), out.chunks([record]))


def _writer(kind: str, *, to_terminal: bool) -> Writer | Table:
    import os
    import shutil

    from dragoman.export import EXPORTERS, TextWriter, writer

    if kind in {exporter.name for exporter in EXPORTERS}:
        return Table(kind, to_terminal=to_terminal)
    if kind != "text" or not to_terminal:
        return writer(kind)
    encoding = (sys.stdout.encoding or "ascii").lower()
    color = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size((100, 24)).columns
    return TextWriter(width=width, color=color, unicode=encoding.startswith("utf"))
