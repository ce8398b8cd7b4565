"""``dragoman serve``: open the desk in a browser."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli import asking, following
from dragoman.cli.read import Hosts
from dragoman.errors import InputError

if TYPE_CHECKING:
    from dragoman.serve.desk import Desk
    from dragoman.types import Token

Host = Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen; what others reach needs a token.")]
Port = Annotated[int, typer.Option("--port", "-p", min=0, max=65_535, help="0: any that is free.")]
Demo = Annotated[bool, typer.Option("--demo", help="Show the sample ledger, of invented reports.")]
Follow = Annotated[bool, typer.Option("--follow", help="Also follow the sources of the ledger, as `watch` does.")]
BaseUrl = Annotated[str | None, typer.Option(metavar="URL", help="Where others see the desk, as behind a proxy.")]
Closed = Annotated[bool, typer.Option("--closed", help="On this machine too, reading needs a token.")]
Rate = Annotated[int | None, typer.Option(min=0, metavar="N", help="Requests a minute of one address; 0: any number.")]
Browser = Annotated[
    bool | None, typer.Option("--open/--no-open", help="Open a browser; default: if there is a screen.")
]


def command(
    ledger: asking.Place = "ledger.db",
    host: Host = "127.0.0.1",
    port: Port = 8321,
    demo: Demo = False,
    follow: Follow = False,
    base_url: BaseUrl = None,
    closed: Closed = False,
    rate: Rate = None,
    hosts: Hosts = None,
    log: following.LogFile = None,
    browser: Browser = None,
) -> None:
    """Open the desk in a browser: what happened, who says so, and in which words; and the API for programs.

    \b
    dragoman serve --demo
    dragoman serve --ledger ledger.db
    dragoman serve --host 0.0.0.0 --base-url https://desk.example.org

    On this machine reading needs no token. SIGINT (Ctrl-C) or SIGTERM lets requests under way end.
    """
    from dragoman.serve.desk import Desk
    from dragoman.serve.running import serve
    from dragoman.serve.settings import Settings

    settings = Settings(
        ledger=_sample() if demo else ledger, host=host, port=port, demo=demo, follow=follow, open_reading=not closed,
        base_url=base_url, rate=rate, allow_hosts=frozenset(hosts or ()),
    )  # fmt: skip
    desk = Desk(settings)
    try:
        _guarded(desk)
        with _lines(log) as lines:
            serve(desk, log=lines, began=lambda address: _began(desk, address, browser))
    finally:
        desk.close()


def _sample() -> str:
    """The place of the sample ledger, which is made when it is first asked for."""
    from dragoman.cli.progress import Progress
    from dragoman.serve.demo import build

    if (place := build.sample_place()).exists():
        return str(place)
    told = len(build.reports())
    with Progress(told, quiet=False) as bar:
        bar.say(f"The sample is read once: {told} reports, in about half a minute.")
        return str(build.sample(lambda: bar.step(0)))


def _guarded(desk: Desk) -> None:
    """Raises ``InputError`` where others would reach a desk for which nobody has a token."""
    settings = desk.settings
    if settings.base_url is not None and not settings.base_url.startswith(("http://", "https://")):
        raise InputError(f"{settings.base_url} is no address of a site; write it as https://desk.example.org.")
    now = desk.now().isoformat()
    if not settings.local and not any(_holds(token, now) for token in desk.ledger.tokens()):
        where = settings.base_url or settings.host
        raise InputError(
            f"Others would reach this desk at {where}, and nobody has a token for it; make one first, with "
            f"`dragoman token add NAME --ledger {desk.ledger.database.name}`."
        )


def _holds(token: Token, now: str) -> bool:
    return token.revoked is None and (token.expires is None or token.expires > now)


def _began(desk: Desk, address: str, browser: bool | None) -> None:
    """Say where the desk is, and open it."""
    door = f"{address}/enter?key={desk.door}" if desk.settings.local else address
    typer.echo(f"The desk is open at {address}; Ctrl-C closes it.")
    if desk.settings.local:
        typer.echo(f"To come in as yourself, and correct and watch: {door}")
    if browser or (browser is None and _screen()):
        import webbrowser

        webbrowser.open(door)


def _screen() -> bool:
    """Whether somebody sits here before a screen."""
    shown = sys.platform in ("win32", "darwin") or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    return shown and sys.stdout.isatty()


class _Faults:
    """In place of a log: says of what failed that it did."""

    def info(self, _: str, **fields: Any) -> None:
        """Nothing is amiss."""

    def error(self, _: str, **fields: Any) -> None:
        """Something is."""
        what = f"{fields['method']} {fields['path']} gave {fields['status']}" if "path" in fields else "the server"
        told = f"{what} ({fields['fault']})" if "fault" in fields else what
        typer.echo(f"dragoman: {told}; --log FILE keeps the whole story.", err=True)


@contextmanager
def _lines(log: Path | None) -> Iterator[Any]:
    """Where a line for each request goes; where there is no terminal, to standard error."""
    if log is None and sys.stderr.isatty():
        yield _Faults()
        return
    from dragoman.engine.log import logger

    with following.logged(log or following.STANDARD_ERROR, "serve"):
        yield logger("serve")
