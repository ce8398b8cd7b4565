"""``dragoman collect``: one round over the sources, for cron and systemd."""

from __future__ import annotations

from typing import Annotated

import typer

from dragoman.cli import asking, following
from dragoman.cli.read import Hosts, checked_day


def command(
    places: following.Places = None,
    ledger: asking.Place = "ledger.db",
    everything: Annotated[bool, typer.Option("--all", help="Ask all sources, also those that are not due.")] = False,
    reread: following.Reread = False,
    workers: following.Workers = 1,
    log: following.LogFile = None,
    quiet: following.Quiet = False,
    hosts: Hosts = None,
    columns: following.Columns = None,
    date: Annotated[str | None, typer.Option(help="Day of the reports that tell none, as 2024-11-26.")] = None,
) -> None:
    """Ask the sources that are due one time, keep what is new in the ledger, and end.

    As in: dragoman collect feeds.opml --ledger ledger.db

    The exit code is 1 where none of those asked could be reached.
    """
    following.follow(
        places, ledger=ledger, workers=workers, log=log, quiet=quiet, hosts=hosts, columns=columns, once=True,
        everything=everything, reread=reread, day=checked_day(date),
    )  # fmt: skip
