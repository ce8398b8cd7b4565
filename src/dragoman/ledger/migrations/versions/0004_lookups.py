"""What questions and reconciling look up, set out for a large ledger: ``0004_*.sql``."""

from __future__ import annotations

from dragoman.ledger.migrations.scripts import run

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From the tables of the desk to those of a large ledger; ``dragoman.ledger.derived`` fills them."""
    run(__file__, revision)
