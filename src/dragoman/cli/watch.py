"""``dragoman watch``: follow sources into a ledger until stopped."""

from __future__ import annotations

from dragoman.cli import asking, following
from dragoman.cli.read import Hosts


def command(
    places: following.Places = None,
    ledger: asking.Place = "ledger.db",
    workers: following.Workers = 1,
    log: following.LogFile = None,
    metrics: following.MetricsAt = None,
    quiet: following.Quiet = False,
    hosts: Hosts = None,
    columns: following.Columns = None,
) -> None:
    """Follow feeds, pages and folders until stopped: each new report is read once and kept in the ledger.

    As in: dragoman watch feeds.opml --ledger ledger.db

    SIGINT (Ctrl-C) or SIGTERM finishes the report under way; a second one stops at once. Nothing is lost either way.
    """
    following.follow(
        places, ledger=ledger, workers=workers, log=log, quiet=quiet, hosts=hosts, columns=columns, metrics=metrics
    )
