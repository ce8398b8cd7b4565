"""Parquet: Dragoman's own columns with their types; lists are lists, and every account comes with its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, ClassVar

from dragoman.errors import MissingExtra
from dragoman.export.own import FIELDS
from dragoman.export.tables import Exporter
from dragoman.export.telling import Telling

GROUP = 5_000
"""Events in a row group: as many as are held in memory at once."""


class ParquetExporter(Exporter):
    """One row an event. Needs pyarrow, which the extra ``parquet`` brings."""

    name: ClassVar[str] = "parquet"
    suffix: ClassVar[str] = ".parquet"
    about: ClassVar[str] = "Parquet, all that is known of an event, with every account"
    modal: ClassVar[bool] = True
    binary: ClassVar[bool] = True

    def chunks(self, tellings: Iterable[Telling]) -> Iterator[bytes]:
        """The file, row group by row group."""
        pa, pq = _pyarrow()
        columns = schema(pa)
        sink = Drain()
        with pq.ParquetWriter(pa.PythonFile(sink, mode="w"), columns, compression="zstd") as writer:
            rest = iter(tellings)
            while group := [_row(telling) for telling in islice(rest, GROUP)]:
                writer.write_table(pa.Table.from_pylist(group, schema=columns), row_group_size=GROUP)
                yield from sink.drained()
        yield from sink.drained()


class Drain:
    """A file that hands on what was written to it, and holds nothing that was handed on."""

    closed = False

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._size = 0

    def write(self, data: Any) -> int:
        """Take what pyarrow writes; its buffer may be used again, so it is copied."""
        piece = bytes(data)
        self._held.append(piece)
        self._size += len(piece)
        return len(piece)

    def tell(self) -> int:
        """How much was written."""
        return self._size

    def flush(self) -> None:
        """There is nothing behind it to be flushed to."""

    def close(self) -> None:
        """What is held stays, to be drained."""

    def drained(self) -> Iterator[bytes]:
        """What was written since the last time."""
        held, self._held = self._held, []
        yield from held


def schema(pa: Any) -> Any:
    """The columns as Arrow has them."""
    text = pa.string()
    party = pa.struct([("name", text), ("country", text), ("sectors", pa.list_(text))])
    account = pa.struct([
        ("id", text), ("report", text), ("origin", text), ("outlet", text), ("outlet_country", text),
        ("ownership", text), ("url", text), ("title", text), ("published", text), ("seen", text), ("modality", text),
        ("date", text), ("evidence", text), ("start", pa.int64()), ("end", pa.int64()),
        ("according_to", pa.list_(text)), ("confidence", pa.float64()),
    ])  # fmt: skip
    types = {
        "string": text, "strings": pa.list_(text), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(),
        "date": pa.date32(), "parties": pa.list_(party), "accounts": pa.list_(account),
    }  # fmt: skip
    return pa.schema([(field.name, types[field.type]) for field in FIELDS])


def _row(telling: Telling) -> dict[str, Any]:
    return {field.name: _clean(field.value(telling)) for field in FIELDS}


def _clean(value: Any) -> Any:
    """``value`` with what UTF-8 cannot hold, halves of surrogates, replaced in every text."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, (list, tuple)):
        return [_clean(part) for part in value]
    if isinstance(value, dict):
        return {name: _clean(part) for name, part in value.items()}
    return value


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingExtra('Parquet needs pyarrow; install it with: pip install "dragoman[parquet]"') from None
    return pa, pq
