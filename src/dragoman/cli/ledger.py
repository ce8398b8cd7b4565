"""``dragoman ledger``: check, compact, back up or migrate a ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dragoman.cli.asking import Place

app = typer.Typer(no_args_is_help=True, help="Look after a ledger: check it, make it small, back it up, migrate it.")


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
