"""An answer that is fetched when it is looked at, whole or page by page."""

from __future__ import annotations

import base64
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

import sqlalchemy as sa

from dragoman.errors import BadQuestion
from dragoman.ledger.search import fts5
from dragoman.types import Value

T = TypeVar("T", bound=Value)
Reading = Callable[[], AbstractContextManager[sa.Connection]]
AT_ONCE = 500
"""Rows that are fetched together."""


class Asked(NamedTuple):
    """A statement without columns and order, of what passes the filters.

    ``order`` is what to order by: a value, and the row, which tells equals apart.
    """

    statement: sa.Select[Any]
    order: tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]
    descending: bool = True


class Question(ABC, Generic[T]):
    """Something to be asked of a ledger, checked beforehand.

    ``kind`` is of the answers, ``what`` their name, ``sorts`` the orders they can have, ``sort`` the one asked for.
    """

    kind: ClassVar[type[Value]]
    what: ClassVar[str]
    sorts: ClassVar[tuple[str, ...]]

    def __init__(self, sort: str, text: str | None = None) -> None:
        if sort not in self.sorts:
            raise BadQuestion(f"{sort!r} is no order of {self.what}; choose of {', '.join(self.sorts)}.")
        if sort == "relevance" and text is None:
            raise BadQuestion(
                "By relevance can only be sorted what is searched for a text; give one, or another order."
            )
        if text is not None:
            fts5(text)  # raises where there is no word in it
        self.sort = sort

    @abstractmethod
    def asked(self, connection: sa.Connection) -> Asked:
        """Which rows pass, for the database of ``connection``."""

    @abstractmethod
    def told(self, connection: sa.Connection, rows: list[int]) -> sa.Select[Any]:
        """What is kept of those rows, each as ``row_``; fetched once it is known which they are."""

    @abstractmethod
    def value(self, row: sa.Row[Any]) -> T:
        """What a row of ``told`` tells."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of an answer; ``after`` is where the next one begins, None at the end."""

    items: tuple[T, ...]
    after: str | None


class Results(Generic[T]):
    """The answer to a question. Nothing is asked before it is looked at, and each look asks anew.

    To go through it is to see one state of the ledger, whatever is written meanwhile.
    """

    def __init__(self, reading: Reading, question: Question[T], *, limit: int | None, after: str | None = None) -> None:
        if limit is not None and limit < 0:
            raise BadQuestion(f"{limit} is no limit; give the number of items wanted, or None for all.")
        self._reading = reading
        self._question = question
        self._limit = limit
        self._after = _key(after, question.sort) if after else None

    @property
    def kind(self) -> type[Value]:
        """Of what it is."""
        return self._question.kind

    def __iter__(self) -> Iterator[T]:
        """The items, fetched as they are needed."""
        yield from (value for value, _ in self._rows(self._limit, self._after))

    def __len__(self) -> int:
        """How many there are; the same as ``count()``."""
        return self.count()

    def __bool__(self) -> bool:
        """Whether there are any."""
        return self.first() is not None

    def count(self) -> int:
        """How many there are, counted by the database."""
        with self._reading() as connection:
            asked = self._question.asked(connection)
            rows = _from(asked, self._after).add_columns(asked.order[1]).limit(self._limit)
            counted = sa.select(sa.func.count()).select_from(rows.subquery())
            return int(connection.execute(counted).scalar_one())

    def first(self) -> T | None:
        """The first one, or None."""
        limit = 1 if self._limit is None else min(self._limit, 1)
        return next((value for value, _ in self._rows(limit, self._after)), None)

    def page(self, size: int = 50, after: str | None = None) -> Page[T]:
        """Up to ``size`` items that follow ``after``, which the page before gave. The limit does not count here."""
        if size < 1:
            raise BadQuestion(f"{size} is no size of a page; give a number above 0.")
        start = _key(after, self._question.sort) if after else self._after
        rows = list(self._rows(size + 1, start))
        more = len(rows) > size
        return Page(tuple(value for value, _ in rows[:size]), rows[size - 1][1] if more else None)

    def to_arrow(self) -> Any:
        """The items as a ``pyarrow.Table``; needs the extra ``parquet``."""
        from dragoman.ledger.ask.arrow import table

        return table(self.kind, self)

    def to_pandas(self) -> Any:
        """The items as a ``pandas.DataFrame``; needs pandas and pyarrow."""
        from dragoman.ledger.ask.arrow import frame

        return frame(self.kind, self)

    def statement(self, connection: sa.Connection) -> sa.Select[Any]:
        """What the database is asked, to be looked at."""
        return _ordered(self._question.asked(connection), self._after).limit(self._limit)

    def _rows(self, limit: int | None, after: tuple[Any, Any] | None) -> Iterator[tuple[T, str]]:
        question = self._question
        with self._reading() as connection:
            keys = _ordered(question.asked(connection), after).limit(limit).execution_options(yield_per=AT_ONCE)
            for some in connection.execute(keys).partitions():
                told = question.told(connection, [key.row_ for key in some])
                found = {row.row_: row for row in connection.execute(told)}
                for key in some:
                    yield question.value(found[key.row_]), _cursor(question.sort, key.key_, key.row_)


def _ordered(asked: Asked, after: tuple[Any, Any] | None) -> sa.Select[Any]:
    ordered = [column.desc() if asked.descending else column.asc() for column in asked.order]
    keys = (asked.order[0].label("key_"), asked.order[1].label("row_"))
    return _from(asked, after).add_columns(*keys).order_by(*ordered)


def _from(asked: Asked, after: tuple[Any, Any] | None) -> sa.Select[Any]:
    if after is None:
        return asked.statement
    here, there = sa.tuple_(*asked.order), sa.tuple_(*(sa.literal(value) for value in after))
    return asked.statement.where(here < there if asked.descending else here > there)


def exact(number: sa.ColumnElement[Any]) -> sa.ColumnElement[float]:
    """A number in as many digits as Python has, to be the same when it comes back: PostgreSQL ranks in fewer."""
    return sa.cast(number, sa.Double)


def _cursor(sort: str, key: Any, row: Any) -> str:
    """Where a row stands, as a word for the outside."""
    return base64.urlsafe_b64encode(json.dumps([sort, key, row]).encode()).decode().rstrip("=")


def _key(cursor: str, sort: str) -> tuple[Any, Any]:
    try:
        said, key, row = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        fits = said == sort and _keeps(key) and isinstance(row, int) and _keeps(row)
    except (ValueError, TypeError):
        fits = False
    if not fits:
        raise BadQuestion(
            f"{cursor!r} is no place to go on from; take it from the page before, asked in the same order."
        )
    return key, row


def _keeps(key: Any) -> bool:
    """Whether a database takes it; a cursor may be anybody's."""
    if isinstance(key, str):
        return key.isprintable()
    return isinstance(key, (int, float)) and abs(key) < 1 << 63
