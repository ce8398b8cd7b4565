"""Where the ledger lies: SQLite by default, PostgreSQL by a URL; who may write; which migration it is at."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, OperationalError

from dragoman.errors import BusyLedger, LedgerError, MissingExtra, NewLedger, NoLedger, OldLedger
from dragoman.ledger.schema import VERSIONS

WAIT = 30.0
"""Seconds that a writer waits for another."""
LOCK = 0x6472_6167  # «drag»: the advisory lock of writers on PostgreSQL
_TABLE = "alembic_version"


class Database:
    """The database of a ledger: ``reading`` sees one state of it, ``writing`` is one transaction of one writer."""

    def __init__(self, place: str | Path, *, readonly: bool = False, wait: float = WAIT) -> None:
        self.place = str(place)
        self.readonly = readonly
        self.wait = wait
        self.path = _path(self.place)
        self.engine = _sqlite(self) if self.path is not None else _postgres(self)

    @property
    def name(self) -> str:
        """The place as it may be shown: without a password."""
        return str(self.path) if self.path is not None else self.engine.url.render_as_string(hide_password=True)

    @property
    def postgres(self) -> bool:
        """Whether this is PostgreSQL."""
        return self.path is None

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection that sees the ledger as it is now, whatever is written meanwhile."""
        with self.told(), self.engine.connect() as connection:
            if self.postgres:
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that is alone: other writers wait, readers do not. All of it is kept, or nothing."""
        if self.readonly:
            raise LedgerError(f"{self.name} was opened for reading only; open it without readonly to write.")
        with self.told(), self.engine.connect() as connection:
            connection = connection.execution_options(dragoman_writes=True)
            with connection.begin():
                if self.postgres:
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(self.wait * 1000)}")
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
                    connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
                yield connection

    @contextmanager
    def told(self) -> Iterator[None]:
        """What the database driver says becomes one sentence."""
        try:
            yield
        except (DBAPIError, sqlite3.Error) as fault:
            told = self._sentence(fault)
            if told is None:
                raise
            raise told from None

    def _sentence(self, fault: DBAPIError | sqlite3.Error) -> LedgerError | None:
        """What the user can do about a fault; None for one that is the code's own."""
        driver = fault.orig if isinstance(fault, DBAPIError) else fault
        code = getattr(driver, "sqlite_errorname", None) or getattr(driver, "sqlstate", None) or ""
        said = (str(driver).strip().splitlines() or [type(driver).__name__])[0]
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or code == "55P03":
            return BusyLedger(
                f"{self.name} has been held by another program for {self.wait:g} s; wait for it, and try again."
            )
        if code == "SQLITE_NOTADB":
            return NoLedger(f"{self.name} is no ledger of dragoman; name another file.")
        outside = isinstance(fault, (OperationalError, sqlite3.OperationalError)) and code != "SQLITE_ERROR"
        return LedgerError(f"{self.name} cannot be used ({said}); see that it can be reached.") if outside else None

    def prepare(self, upgrade: Callable[[sa.Connection], None]) -> None:
        """See that the tables are there, making them by ``upgrade`` in a new place.

        Raises ``NoLedger``, ``OldLedger`` or ``NewLedger`` where this code cannot work with what is there.
        """
        if self.path is not None and not self.path.exists():
            if self.readonly:
                raise NoLedger(f"There is no ledger at {self.path}; `dragoman watch` or `dragoman collect` makes one.")
            self._folder(self.path)
        with self.reading() as connection:
            version = self.version(connection)
        if version is None and not self.readonly:
            self._let_readers_in()  # which a transaction could not
            with self.writing() as connection:
                # another process may have been faster
                if (version := self.version(connection)) is None:
                    upgrade(connection)
                    version = VERSIONS[-1]
        self.check(version)
        if not self.readonly:
            self._let_readers_in()

    def require(self) -> None:
        """Raises ``LedgerError`` unless there is a ledger here that this code works with."""
        if self.path is not None and not self.path.exists():
            raise NoLedger(f"There is no ledger at {self.path}; name one that is there.")
        with self.reading() as connection:
            version = self.version(connection)
        self.check(version)

    def version(self, connection: sa.Connection) -> str | None:
        """The migration that the tables are at; None where there are none. Raises ``NoLedger`` for another's tables."""
        tables = sa.inspect(connection).get_table_names()
        if _TABLE in tables and ("meta" in tables or len(tables) == 1):
            return connection.scalar(sa.select(sa.column("version_num")).select_from(sa.table(_TABLE)))
        if tables:
            raise NoLedger(f"{self.name} holds other tables and is no ledger of dragoman; name another place.")
        return None

    def check(self, version: str | None) -> None:
        """Raises ``LedgerError`` unless this code works with tables at ``version``."""
        if version == VERSIONS[-1]:
            return
        if version is None:
            raise NoLedger(f"{self.name} is empty; `dragoman watch` or `dragoman collect` makes a ledger of it.")
        if version in VERSIONS:
            raise OldLedger(
                f"{self.name} was made by an older dragoman; back it up, then run `dragoman ledger migrate`."
            )
        raise NewLedger(f"{self.name} was made by a newer dragoman; install that one to open it.")

    def _let_readers_in(self) -> None:
        """Readers and a writer at once: for SQLite a mode (WAL) that the file keeps."""
        if not self.postgres:
            with self.told(), self.engine.connect() as connection:
                raw: Any = connection.connection.driver_connection
                raw.execute("PRAGMA journal_mode = WAL")

    def _folder(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise LedgerError(f"{path.parent} cannot be made ({fault.strerror}); name another place.") from None

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def _path(place: str) -> Path | None:
    """The file of a SQLite ledger; None for PostgreSQL. A place without a scheme is a file."""
    scheme, mark, rest = place.partition("://")
    if not mark:
        return Path(place)
    if scheme == "sqlite":
        path = unquote(rest.removeprefix("/"))
        if path:
            return Path(path)
    if scheme.split("+")[0] in ("postgresql", "postgres"):
        return None
    raise LedgerError(f"{place} is no place for a ledger; give a path, or a URL like postgresql://user@host/name.")


def _sqlite(base: Database) -> sa.Engine:
    assert base.path is not None
    uri = f"{base.path.resolve().as_uri()}?mode={'ro' if base.readonly else 'rwc'}"

    def connect() -> sqlite3.Connection:
        # SQLAlchemy begins the transactions itself (below); each connection stays with one thread at a time
        return sqlite3.connect(uri, uri=True, timeout=base.wait, isolation_level=None, check_same_thread=False)

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=sa.QueuePool, pool_size=8, max_overflow=32)

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: Any) -> None:
        # in WAL a crash of the program loses nothing at NORMAL; a power cut at most the last transactions, whole
        for pragma in ("foreign_keys = ON", "synchronous = NORMAL", "cache_size = -65536", "mmap_size = 268435456"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        # a writer that began as a reader could not go on once another has written
        writes = connection.get_execution_options().get("dragoman_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres(base: Database) -> sa.Engine:
    parts = urlsplit(base.place)
    url = sa.make_url(base.place.replace(parts.scheme, "postgresql+psycopg", 1))
    extra = {"options": "-c default_transaction_read_only=on"} if base.readonly else {}
    try:
        return sa.create_engine(url, pool_pre_ping=True, pool_size=8, max_overflow=32, connect_args=extra)
    except ImportError:
        raise MissingExtra('PostgreSQL needs psycopg; install it with: pip install "dragoman[postgres]"') from None
