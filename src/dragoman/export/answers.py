"""What a row of CSV holds of each answer of a ledger: the command line and the API take these columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

from dragoman.export.cells import Column, comma_line, joined
from dragoman.export.csv import columns
from dragoman.export.own import STORY_FIELDS
from dragoman.ledger.ask import NamedEntity, SourceLine

SIDES = ("both", "there", "back")


def csv_rows(items: Iterable[Any], columns: Sequence[Column]) -> Iterator[str]:
    """The header and the rows."""
    yield comma_line(column.name for column in columns)
    for item in items:
        yield comma_line(column.value(item) for column in columns)


def same(*names: str) -> tuple[Column, ...]:
    """Columns that are fields of the item."""
    return tuple(Column(name, attrgetter(name)) for name in names)


def _inner(of: str, **names: str) -> tuple[Column, ...]:
    """Columns that are fields of a field of the item, which may be missing."""

    def column(name: str, field: str) -> Column:
        return Column(name, lambda item: getattr(getattr(item, of), field, None))

    return tuple(column(name, field) for name, field in names.items())


def _side(side: str) -> Iterator[Column]:
    """The number of events, of those of each quad, and the mean score."""
    tally = attrgetter(side)
    yield Column(f"{side}_events", lambda period: tally(period).events)
    for n in range(4):
        yield Column(f"{side}_quad{n + 1}", lambda period, n=n: tally(period).quads[n])  # type: ignore[misc]
    yield Column(f"{side}_score", lambda period: tally(period).score)


_OUTLET = _inner("outlet", outlet="name", outlet_country="country", ownership="ownership")

EVENTS = columns(STORY_FIELDS)
QUOTES = (
    *same("report", "date"), *_OUTLET, *same("source"),
    *_inner("speaker", speaker="name", speaker_country="country"),
    Column("speaker_sectors", lambda quote: joined(quote.speaker.sectors, by="|") if quote.speaker else None),
    *same("via", "cue", "content", "kind", "start", "end", "title", "address", "confidence"),
)  # fmt: skip
ENTITIES = same(*NamedEntity.__struct_fields__)
REPORTS = (
    *same("id", "title"), *_OUTLET,
    *same("agency", "published", "address", "origin", "source", "language", "status", "reason", "first_seen", "gone",
          "versions", "copy_of", "events"),
)  # fmt: skip
SOURCES = same(*SourceLine.__struct_fields__)
SERIES = (*same("start"), *(column for side in SIDES for column in _side(side)))
"""Of the periods of a series."""
