"""What goes into a cell of a table, made so that no name can break a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dragoman.export.words import visible

Cell = str | int | float | None


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


def _plain(value: Cell, absent: str) -> str:
    if value is None:
        return absent
    return (cell(value) or absent).replace('"', "'") if isinstance(value, str) else str(value)
