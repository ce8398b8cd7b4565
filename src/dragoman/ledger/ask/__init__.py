"""What can be asked of a ledger: events, quotes, entities, reports, sources, and the series of two parties."""

from __future__ import annotations

from dragoman.ledger.ask.asking import Asking
from dragoman.ledger.ask.results import Page, Results
from dragoman.ledger.ask.values import (
    Listing,
    NamedEntity,
    OutletLine,
    Partner,
    Period,
    Quote,
    ReportLine,
    Series,
    SourceLine,
    Standout,
    Tally,
)

__all__ = [
    "Asking", "Listing", "NamedEntity", "OutletLine", "Page", "Partner", "Period", "Quote", "ReportLine", "Results",
    "Series", "SourceLine", "Standout", "Tally",
]  # fmt: skip
