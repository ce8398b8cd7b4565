"""Reports in tables: CSV, TSV and Parquet, one a row. ``columns`` says which column holds what."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, ClassVar

from dragoman.collect.base import MAX_BYTES, Failure, Raw, Source, shown
from dragoman.collect.records import FIELDS, item_of
from dragoman.errors import DragomanError, EmptyInput, InputError, MissingExtra, TooLarge

SUFFIXES = (".csv", ".tsv", ".parquet")
ROWS_AT_ONCE = 256


class Table(Source):
    """A table with a line of headings. It is read row by row, so that their number has no limit."""

    name: ClassVar[str] = "table"

    @classmethod
    def takes(cls, place: str) -> bool:
        """A file that ends in .csv, .tsv or .parquet."""
        return Path(place).suffix.lower() in SUFFIXES and "://" not in place and os.path.isfile(place)

    def items(self) -> Iterator[Raw | Failure]:
        """The reports, by row."""
        origin = shown(self.place)
        rows = _of_parquet if self.place.lower().endswith(".parquet") else _of_csv
        columns = self.columns or {}
        number = 0
        try:
            for number, row in enumerate(rows(self.place, origin, columns), start=1):
                yield item_of(row, f"{origin}#{number}", columns)
            if not number:
                raise EmptyInput(f"{origin} is empty; put one report a row in it.")
        except DragomanError as error:
            yield Failure(origin, error)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            yield Failure(origin, InputError(f"{origin} cannot be read ({reason}); check its permissions."))


def _of_csv(path: str, origin: str, columns: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    csv.field_size_limit(MAX_BYTES)
    with open(path, "rb") as stream:
        head = stream.read(65_536)
        stream.seek(0)
        with io.TextIOWrapper(stream, encoding=_encoding(stream, head), errors="replace", newline="") as lines:
            delimiter = "\t" if path.lower().endswith(".tsv") else _delimiter(head)
            reader = csv.reader(_bounded(lines, origin), delimiter=delimiter)
            try:
                headings = [name.strip() for name in next(reader, [])]
                _check(headings, columns, origin)
                for cells in reader:
                    if any(cells):
                        yield {name: cell for name, cell in zip(headings, cells, strict=False) if name}
            except csv.Error as error:
                raise InputError(f"{origin} is not a table ({error}); save it as CSV again.") from None


def _bounded(lines: IO[str], origin: str) -> Iterator[str]:
    """The lines, with an end to those that have none."""
    while line := lines.readline(MAX_BYTES + 1):
        if len(line) > MAX_BYTES:
            raise TooLarge(f"{origin} has a line of more than {MAX_BYTES // 1_000_000} MB; it is not a table.")
        # the csv module takes no NULs
        yield line.replace("\0", "\ufffd")


def _encoding(stream: IO[bytes], head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        while chunk := stream.read(1 << 20):
            head += chunk
            if len(head) > MAX_BYTES:
                break
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # a cut character at the end of what was looked at is none of the file's faults
        return "utf-8-sig" if error.start > len(head) - 4 and len(head) > MAX_BYTES else "cp1252"
    finally:
        stream.seek(0)
    return "utf-8-sig"


def _delimiter(head: bytes) -> str:
    """What parts the headings: the commonest of comma, semicolon, tab and bar in the first line."""
    first = head.split(b"\n", 1)[0].decode("utf-8", "replace")
    return max(",;\t|", key=first.count)


def _check(headings: list[str], columns: Mapping[str, str], origin: str) -> None:
    """Raises ``InputError`` where the table lacks a column that is named, or the text."""
    if not headings:
        return
    for field in ("text", *FIELDS):
        name = columns.get(field, field)
        if name not in headings and (field == "text" or field in columns):
            known = shown(", ".join(headings)[:200])
            raise InputError(
                f"{origin} has no column `{name}`, only {known}; name the columns, as in text=body,title=headline."
            )


def _of_parquet(path: str, origin: str, columns: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise MissingExtra('Parquet needs pyarrow; install it with: pip install "dragoman[parquet]"') from None
    try:
        with parquet.ParquetFile(path) as file:
            _check(file.schema_arrow.names, columns, origin)
            wanted = [columns.get(field, field) for field in ("text", *FIELDS)]
            wanted = [name for name in wanted if name in file.schema_arrow.names]
            for batch in file.iter_batches(batch_size=ROWS_AT_ONCE, columns=wanted):
                for row in batch.to_pylist():
                    yield {name: _plain(value) for name, value in row.items()}
    except (pyarrow.ArrowException, ValueError, OverflowError, MemoryError, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            raise
        raise InputError(f"{origin} is not a Parquet file that can be read; write it again.") from None


def _plain(value: Any) -> Any:
    """Dates as text; bytes that are text, too."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
