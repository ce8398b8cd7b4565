"""Statements that every report needs are made once: to make one takes longer than to run it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

SOME: sa.BindParameter[Any] = sa.bindparam("some", expanding=True)
"""Stands for a list of values, given as ``some`` when the statement is run."""
ONE: sa.BindParameter[Any] = sa.bindparam("one")
"""Stands for a value, given as ``one``."""


def insert(connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows, if there are any; all have the same columns."""
    if rows:
        connection.execute(inserting(table), rows)


@cache
def inserting(table: sa.Table, *returning: str) -> Any:
    """The statement that writes rows of a table, and gives back these columns of them."""
    made = sa.insert(table)
    return made.returning(*(table.c[name] for name in returning)) if returning else made


@cache
def deleting(column: sa.Column[Any]) -> sa.Delete:
    """The statement that deletes the rows in which a column has one of ``some`` values."""
    return sa.delete(column.table).where(column.in_(SOME))
