"""What people leave in a ledger (tokens, corrections, watches), and the log of what changes: ``0003_*.sql``."""

from __future__ import annotations

from dragoman.ledger.migrations.scripts import run

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From the first tables to those of the desk."""
    run(__file__, revision)
