"""Answers as Arrow tables: one column a field, lists as lists, parties and places as structs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from dragoman.errors import MissingExtra
from dragoman.types import Value


def table(kind: type[Value], values: Iterable[Value]) -> Any:
    """The values, all of one kind, as a ``pyarrow.Table``; its columns are the same when there are none."""
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingExtra('An Arrow table needs pyarrow; install it with: pip install "dragoman[parquet]"') from None
    columns = pa.schema(list(_struct(pa, msgspec.inspect.type_info(kind))))
    batches = pa.RecordBatch.from_pylist([value.to_dict() for value in values], schema=columns)
    return pa.Table.from_batches([batches])


def frame(kind: type[Value], values: Iterable[Value]) -> Any:
    """The values as a ``pandas.DataFrame``."""
    try:
        import pandas  # noqa: F401
    except ImportError:
        raise MissingExtra(
            "A data frame needs pandas and pyarrow; install them with: pip install pandas pyarrow"
        ) from None
    return table(kind, values).to_pandas()


def _struct(pa: Any, info: Any) -> list[Any]:
    return [pa.field(field.name, _type(pa, field.type)) for field in info.fields]


def _type(pa: Any, info: Any) -> Any:
    """The Arrow type of a field."""
    plain = {
        msgspec.inspect.IntType: pa.int64,
        msgspec.inspect.FloatType: pa.float64,
        msgspec.inspect.BoolType: pa.bool_,
    }
    if isinstance(info, msgspec.inspect.UnionType):
        return _type(pa, next(one for one in info.types if not isinstance(one, msgspec.inspect.NoneType)))
    if isinstance(info, msgspec.inspect.VarTupleType):
        return pa.list_(_type(pa, info.item_type))
    if isinstance(info, msgspec.inspect.TupleType):
        return pa.list_(_type(pa, info.item_types[0]))
    if isinstance(info, msgspec.inspect.StructType):
        return pa.struct(_struct(pa, info))
    return plain.get(type(info), pa.string)()
