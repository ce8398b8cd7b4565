"""Follows sources: polls what is due, reads each new report once, and keeps it in a ledger."""

from __future__ import annotations

from dragoman.engine.watch.lock import alone
from dragoman.engine.watch.plan import Plan
from dragoman.engine.watch.run import Watch
from dragoman.engine.watch.sources import Feeds, Followed, Found, Local, Web
from dragoman.engine.watch.witness import Tally, Witness

__all__ = ["Feeds", "Followed", "Found", "Local", "Plan", "Tally", "Watch", "Web", "Witness", "alone"]
