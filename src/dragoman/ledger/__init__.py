"""The store of everything: SQLite by default, PostgreSQL when served to many."""

from __future__ import annotations

from dragoman.ledger.arrival import Added, Arrival, utc_now
from dragoman.ledger.ids import digest
from dragoman.ledger.rereading import Kept
from dragoman.ledger.sources import RunItem, SourceState
from dragoman.ledger.store import Ledger
from dragoman.ledger.views import KeptReport, ReportVersion

__all__ = [
    "Added", "Arrival", "Kept", "KeptReport", "Ledger", "ReportVersion", "RunItem", "SourceState", "digest", "utc_now",
]  # fmt: skip
