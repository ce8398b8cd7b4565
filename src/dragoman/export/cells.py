"""What goes into a cell of a table, made so that no name can break a row."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from typing import Any, NamedTuple

from dragoman.export.words import visible

Cell = str | int | float | None


class Column(NamedTuple):
    """A column of CSV: its name, and what it holds of an item."""

    name: str
    value: Callable[[Any], Any]


def cell(text: str | None) -> str | None:
    """``text`` on one line, without control characters; None where nothing is left."""
    return visible(" ".join(text.split())) or None if text else None


def joined(parts: Iterable[str | None], *, absent: str = "", by: str = "; ") -> str | None:
    """A list in one cell: ``absent`` holds the place of what is not known; no part keeps the mark that is in ``by``."""
    mark = by.strip()
    clean = [(cell(part) or absent).replace(mark, ",") for part in parts]
    return by.join(clean) if any(part != absent for part in clean) else None


def line(cells: Sequence[Cell], *, absent: str = "") -> str:
    """A row with tabs between its cells, for readers that know no way to quote.

    A straight quotation mark becomes an apostrophe: pandas and R would take it for the beginning of a quoted cell, and
    swallow the rows up to the next.
    """
    return "\t".join(_plain(value, absent) for value in cells) + "\n"


def comma_line(values: Iterable[Any]) -> str:
    """A row of CSV, quoted as RFC 4180 has it: lists joined by «; », texts on one line, truth as in JSON."""
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerow(map(_csv_cell, values))
    return out.getvalue()


def _csv_cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return joined(value)
    return cell(value) if isinstance(value, str) else value


def _plain(value: Cell, absent: str) -> str:
    if value is None:
        return absent
    return (cell(value) or absent).replace('"', "'") if isinstance(value, str) else str(value)
