"""Plain CSV: Dragoman's own columns, quoted as RFC 4180 has it, lists joined by «; »."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any, ClassVar

from dragoman.export.cells import cell, joined
from dragoman.export.own import FIELDS, Field
from dragoman.export.tables import Exporter
from dragoman.export.telling import Telling

COLUMNS: tuple[str, ...] = tuple(
    column
    for field in FIELDS
    if field.type != "accounts"
    for column in (
        (field.name, f"{field.name[:-1]}_countries", f"{field.name[:-1]}_sectors")
        if field.type == "parties"
        else (field.name,)
    )
)


class CsvExporter(Exporter):
    """One row an event; parties take three columns, and keep their order in each."""

    name: ClassVar[str] = "csv"
    suffix: ClassVar[str] = ".csv"
    about: ClassVar[str] = "plain CSV, all that is known of an event but its single accounts"
    modal: ClassVar[bool] = True

    def chunks(self, tellings: Iterable[Telling]) -> Iterator[bytes]:
        """The header and the rows."""
        yield _row(COLUMNS)
        for telling in tellings:
            yield _row([found for field in FIELDS for found in _cells(field, telling)])


def _cells(field: Field, telling: Telling) -> list[Any]:
    value = field.value(telling)
    if field.type == "accounts":
        return []
    if field.type == "parties":
        return [
            joined(one["name"] for one in value),
            joined(one["country"] for one in value),
            joined(joined(one["sectors"], by="|") for one in value),
        ]
    if field.type == "strings":
        return [joined(value)]
    return [cell(value) if isinstance(value, str) else value]


def _row(values: Iterable[Any]) -> bytes:
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerow(values)
    return out.getvalue().encode()
