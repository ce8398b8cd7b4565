"""Brings a ledger's tables to the newest form, in one transaction: all steps, or none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.ledger import derived
from dragoman.ledger.database import Database
from dragoman.ledger.schema import VERSIONS

if TYPE_CHECKING:
    import sqlalchemy as sa
    from alembic.config import Config

FOLDER = Path(__file__).with_name("migrations")
_FILLED = "0004"
"""Ledgers older than this are filled anew with what is looked up by; later steps see to their own tables."""


def config(connection: sa.Connection | None = None) -> Config:
    """Alembic's settings: where the scripts are, and the connection they run on."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


def upgrade(connection: sa.Connection) -> None:
    """Run the steps that this database has not seen; the caller's transaction keeps them or not."""
    from alembic import command

    command.upgrade(config(connection), "head")


def migrate(place: str) -> tuple[str, str]:
    """Bring the ledger at ``place`` up to date; the migration it was at, and the one it is at.

    Raises ``NoLedger`` where there is none, and ``NewLedger`` where it is newer than this code.
    """
    base = Database(place)
    try:
        if base.path is not None and not base.path.exists():
            base.require()
        with base.writing() as connection:
            before = base.version(connection)
            if before in VERSIONS:
                if before != VERSIONS[-1]:
                    upgrade(connection)
                    if before < _FILLED:
                        derived.remake(connection)
                return before, VERSIONS[-1]
        base.check(before)
        raise AssertionError("check lets only known versions pass")
    finally:
        base.close()
