"""``dragoman ledger``: check, compact, back up, migrate a ledger, or read again what is in it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dragoman.cli.asking import Place
from dragoman.cli.following import Quiet, Workers, stopped_by_signals

app = typer.Typer(
    no_args_is_help=True, help="Look after a ledger: check it, make it small, back it up, migrate it, read it again."
)


@app.command("check")
def check(ledger: Place = "ledger.db") -> None:
    """Say what is wrong with a ledger: damage, lost ends, a full-text index out of step, events told otherwise."""
    from dragoman.ledger import upkeep

    faults = 0
    with upkeep.existing(ledger) as base:
        for fault in upkeep.check(base):
            faults += 1
            typer.echo(fault)
    if faults:
        typer.echo(f"dragoman: {ledger} has {faults} fault{'s' if faults > 1 else ''}.", err=True)
        raise typer.Exit(1)
    typer.echo(f"{ledger} is sound.")


@app.command("compact")
def compact(
    ledger: Place = "ledger.db",
    drop_superseded: Annotated[
        bool, typer.Option("--drop-superseded", help="Also drop what was read in versions that others followed.")
    ] = False,
) -> None:
    """Give back unused space, and make the full-text indexes anew."""
    from dragoman.ledger import upkeep

    with upkeep.existing(ledger) as base:
        before, after = upkeep.compact(base, drop_superseded=drop_superseded)
    typer.echo(f"{ledger}: {before / 1e6:.1f} MB before, {after / 1e6:.1f} MB now.")


@app.command("backup")
def backup(
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")], ledger: Place = "ledger.db"
) -> None:
    """Copy a ledger as it is now, while it is in use: to a ledger, or from PostgreSQL to an archive for pg_restore."""
    from dragoman.ledger import upkeep

    with upkeep.existing(ledger) as base:
        upkeep.backup(base, output)
    typer.echo(f"{output}: {output.stat().st_size / 1e6:.1f} MB.")


@app.command("migrate")
def migrate(ledger: Place = "ledger.db") -> None:
    """Bring a ledger that an older dragoman made up to date: all steps, or none."""
    from dragoman.ledger.migrate import migrate as bring

    before, now = bring(ledger)
    typer.echo(f"{ledger} is at {now}" + (f", and was at {before}." if before != now else " already."))


@app.command("reread")
def reread(
    ledger: Place = "ledger.db",
    everything: Annotated[bool, typer.Option("--all", help="Also what this very reader and model has read.")] = False,
    workers: Workers = 1,
    quiet: Quiet = False,
) -> None:
    """Read again what another reader or model has read, in the texts that the ledger has; nothing is fetched.

    Events keep their ids where they are still the same. SIGINT (Ctrl-C) or SIGTERM finishes the report under way; the
    same command goes on from there.
    """
    from dragoman.cli.progress import Progress
    from dragoman.engine.readers import Readers
    from dragoman.engine.reread import Rereading
    from dragoman.errors import DragomanError
    from dragoman.ledger import Kept, Ledger, upkeep
    from dragoman.pipeline import Reader

    def told(kept: Kept, error: DragomanError | None) -> None:
        progress.step(run.counts["failed"])
        if error is not None:
            progress.say(f"dragoman: {kept.origin}: {error}")

    with upkeep.existing(ledger), Ledger(ledger) as opened:
        reading = Rereading(opened, Reader().made_by, everything=everything, readers=Readers(workers), told=told)
        with reading as run, Progress(run.total, quiet=quiet) as progress, stopped_by_signals(run):
            run.run()
        unread = opened.reports(status="unreadable").count()
    read, failed = run.counts["reread"], run.counts["failed"]
    if not quiet:
        stopped = f"Stopped: {read:,} of {run.total:,} reports read again; the same command goes on from there."
        typer.echo(stopped if run.stopped else f"{read:,} report{'s' * (read != 1)} read again.")
        if unread:
            typer.echo(
                f"{unread:,} never could be read, and have no text here; `dragoman collect --reread` fetches them."
            )
    if failed:
        typer.echo(
            f"dragoman: {failed} of {run.total} reports could not be read; what was read before stays.", err=True
        )
        raise typer.Exit(1)
