"""Plain CSV: Dragoman's own columns, quoted as RFC 4180 has it, lists joined by «; »."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from dragoman.export.cells import Column, comma_line, joined
from dragoman.export.own import FIELDS, Field
from dragoman.export.tables import Exporter
from dragoman.export.telling import Telling


def columns(fields: Iterable[Field[Any]]) -> tuple[Column, ...]:
    """What a line can hold of ``fields``: parties take three columns, and keep their order in each; accounts none."""
    found: list[Column] = []
    for field in fields:
        if field.type == "parties":
            found += _party_columns(field)
        elif field.type != "accounts":
            found.append(Column(field.name, field.value))
    return tuple(found)


def _party_columns(field: Field[Any]) -> Iterator[Column]:
    one = field.name.removesuffix("s")
    yield Column(field.name, lambda item: [party["name"] for party in field.value(item)])
    yield Column(f"{one}_countries", lambda item: [party["country"] for party in field.value(item)])
    yield Column(f"{one}_sectors", lambda item: [joined(party["sectors"], by="|") for party in field.value(item)])


COLUMNS: tuple[Column, ...] = columns(FIELDS)


class CsvExporter(Exporter):
    """One row an event."""

    name: ClassVar[str] = "csv"
    suffix: ClassVar[str] = ".csv"
    about: ClassVar[str] = "plain CSV, all that is known of an event but its single accounts"
    modal: ClassVar[bool] = True

    def chunks(self, tellings: Iterable[Telling]) -> Iterator[bytes]:
        """The header and the rows."""
        yield comma_line(column.name for column in COLUMNS).encode()
        for telling in tellings:
            yield comma_line(column.value(telling) for column in COLUMNS).encode()
