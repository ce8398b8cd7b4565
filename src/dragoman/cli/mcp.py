"""``dragoman mcp``: the ledger for assistants."""

from __future__ import annotations

from typing import Annotated

import typer

from dragoman.cli import asking
from dragoman.errors import InputError, MissingExtra

Http = Annotated[bool, typer.Option("--http", help="Serve over HTTP at /mcp, not over standard input and output.")]
Host = Annotated[str, typer.Option(metavar="ADDRESS", help="With --http: where to listen; others need a token.")]
Port = Annotated[int, typer.Option("--port", "-p", min=0, max=65_535, help="With --http; 0: any that is free.")]


def command(
    ledger: asking.Place = "ledger.db", http: Http = False, host: Host = "127.0.0.1", port: Port = 8322
) -> None:
    """Let an assistant ask the ledger, by the Model Context Protocol; nothing can be changed by it.

    \b
    dragoman mcp --ledger ledger.db           # an assistant on this machine starts this itself
    dragoman mcp --http                       # at http://127.0.0.1:8322/mcp
    dragoman mcp --ledger https://desk.example.org
    """
    try:
        import mcp  # noqa: F401
    except ImportError:
        raise MissingExtra('This needs the MCP SDK; install it with: pip install "dragoman[mcp]"') from None
    from dragoman.serve.mcp import over_http, over_stdio
    from dragoman.serve.settings import is_loopback

    with asking.opened(ledger) as open_ledger:
        if not http:
            over_stdio(open_ledger)
            return
        if not is_loopback(host) and not any(token.revoked is None for token in open_ledger.tokens()):
            raise InputError(
                f"Others would reach this at {host}, and nobody has a token for it; make one first, with "
                f"`dragoman token add NAME --scopes read --ledger {ledger}`."
            )
        over_http(open_ledger, host, port, began=_began)


def _began(address: str) -> None:
    typer.echo(f"Assistants find the ledger at {address}; Ctrl-C ends it.")
