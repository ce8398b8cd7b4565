"""The command line: one file a command."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from dragoman.cli import (
    collect,
    doctor,
    entities,
    events,
    export,
    ledger,
    mcp,
    pairs,
    quotes,
    read,
    reports,
    serve,
    show,
    sources,
    token,
    watch,
)
from dragoman.errors import DragomanError

app = typer.Typer(
    name="dragoman", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)
app.command("read")(read.command)
app.command("collect")(collect.command)
app.command("watch")(watch.command)
app.command("events")(events.command)
app.command("quotes")(quotes.command)
app.command("entities")(entities.command)
app.command("pairs")(pairs.command)
app.command("reports")(reports.command)
app.command("sources")(sources.command)
app.command("show")(show.command)
app.command("serve")(serve.command)
app.command("mcp")(mcp.command)
app.command("export")(export.command)
app.add_typer(ledger.app, name="ledger")
app.add_typer(token.app, name="token")
app.command("doctor")(doctor.command)


def _version(wanted: bool) -> None:
    if wanted:
        from dragoman import __version__

        typer.echo(f"dragoman {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Read news reports and keep a sourced record of who did what to whom, when, where, and who says so."""


def main() -> None:
    """Run the command line; an error raised on purpose becomes one sentence and exit code 1."""
    try:
        app()
    except DragomanError as error:
        print(f"dragoman: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except BrokenPipeError:
        # who reads us has stopped; without this Python complains once more when it flushes stdout
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
