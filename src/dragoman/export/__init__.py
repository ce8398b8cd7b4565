"""What was found goes out: records through siblings behind one ``Writer``, events through one ``Exporter``."""

from __future__ import annotations

from dragoman.errors import InputError
from dragoman.export.base import Writer
from dragoman.export.csv import CsvExporter
from dragoman.export.followthemoney import FollowTheMoneyExporter
from dragoman.export.gdelt import GdeltEventsExporter, GdeltMentionsExporter
from dragoman.export.html import HtmlWriter
from dragoman.export.icews import IcewsExporter
from dragoman.export.json import JsonLinesWriter, JsonWriter
from dragoman.export.parquet import ParquetExporter
from dragoman.export.plover import PloverExporter
from dragoman.export.polecat import PolecatExporter
from dragoman.export.tables import Exporter
from dragoman.export.text import TextWriter

__all__ = [
    "EXPORTERS", "WRITERS", "CsvExporter", "Exporter", "FollowTheMoneyExporter", "GdeltEventsExporter",
    "GdeltMentionsExporter", "HtmlWriter", "IcewsExporter", "JsonLinesWriter", "JsonWriter", "ParquetExporter",
    "PloverExporter", "PolecatExporter", "TextWriter", "Writer", "exporter", "writer",
]  # fmt: skip

WRITERS: tuple[type[Writer], ...] = (TextWriter, JsonWriter, JsonLinesWriter, HtmlWriter)
EXPORTERS: tuple[type[Exporter], ...] = (
    PloverExporter, PolecatExporter, IcewsExporter, GdeltEventsExporter, GdeltMentionsExporter, FollowTheMoneyExporter,
    CsvExporter, ParquetExporter,
)  # fmt: skip


def writer(name: str) -> Writer:
    """The writer of that name. Raises ``InputError`` naming those there are."""
    for kind in WRITERS:
        if kind.name == name:
            return kind()
    raise InputError(f"There is no format {name!r}; choose one of {', '.join(kind.name for kind in WRITERS)}.")


def exporter(name: str) -> Exporter:
    """The exporter of that name. Raises ``InputError`` naming those there are."""
    for kind in EXPORTERS:
        if kind.name == name:
            return kind()
    raise InputError(f"There is no format {name!r}; choose one of {', '.join(kind.name for kind in EXPORTERS)}.")
