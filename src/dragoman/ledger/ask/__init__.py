"""What can be asked of a ledger: events, quotes, entities, reports, sources, and the series of two parties."""

from __future__ import annotations

from dragoman.ledger.ask.arrow import MissingExtra
from dragoman.ledger.ask.asking import Asking
from dragoman.ledger.ask.results import Page, Results
from dragoman.ledger.ask.terms import BadQuestion
from dragoman.ledger.ask.values import NamedEntity, Period, Quote, ReportLine, Series, SourceLine, Standout, Tally

__all__ = [
    "Asking", "BadQuestion", "MissingExtra", "NamedEntity", "Page", "Period", "Quote", "ReportLine", "Results",
    "Series", "SourceLine", "Standout", "Tally",
]  # fmt: skip
