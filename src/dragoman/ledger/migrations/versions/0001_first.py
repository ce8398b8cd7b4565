"""The first tables, with full text: the statements of ``0001_sqlite.sql`` or ``0001_postgresql.sql``."""

from __future__ import annotations

from dragoman.ledger.migrations.scripts import run

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From nothing to the first tables."""
    run(__file__, revision)
