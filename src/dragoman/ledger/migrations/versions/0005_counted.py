"""What need not be counted at every question: ``0005_*.sql``."""

from __future__ import annotations

from dragoman.ledger.migrations.scripts import run

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Mentions are counted beside each entity; a party knows whether its country is met again, and the score."""
    run(__file__, revision)
