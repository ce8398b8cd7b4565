"""A desk at work: listens at an address until it is told to stop, and then lets what is under way end."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import uvicorn

from dragoman.errors import InputError
from dragoman.serve.app import build
from dragoman.serve.desk import Desk

PATIENCE = 10
"""Seconds in which requests under way must end once the desk is to close."""
TURN = 0.0005
"""Seconds after which a thread that works lets another have its turn. A question to SQLite gives its turn away at every
row and waits to have it back: at Python's 5 ms, twenty readers at once wait more than they read."""


class Server(uvicorn.Server):
    """A server to which a stop is no failure: it ends, and whoever ran it goes on."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """SIGINT and SIGTERM let requests under way end; a second SIGINT ends at once."""
        numbers = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self.handle_exit) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def serve(desk: Desk, *, log: Any, began: Callable[[str], None]) -> None:
    """Serve a desk until told to stop. ``began`` is told the address, with the port that was chosen.

    Raises ``InputError`` where the address cannot be taken.
    """
    with listening(desk.settings.host, desk.settings.port) as listener:
        desk.settings = replace(desk.settings, port=listener.getsockname()[1])
        config = uvicorn.Config(
            build(desk, log), log_config=None, access_log=False, server_header=False, lifespan="on",
            timeout_graceful_shutdown=PATIENCE, proxy_headers=desk.settings.base_url is not None,
        )  # fmt: skip
        began(desk.settings.address)
        with _heard(log), _taking_turns():
            Server(config).run(sockets=[listener])


class _Hears(logging.Handler):
    """Writes what the server itself complains of into our log; faults of pages are there already."""

    def __init__(self, log: Any) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write it down."""
        if not record.getMessage().startswith("Exception in ASGI application"):
            self._log.error("server", fault=record.getMessage())


@contextmanager
def _heard(log: Any) -> Iterator[None]:
    server, ear = logging.getLogger("uvicorn.error"), _Hears(log)
    server.addHandler(ear)
    try:
        yield
    finally:
        server.removeHandler(ear)


@contextmanager
def _taking_turns() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens at the address. Raises ``InputError`` where that cannot be taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host.strip("[]"), port), family=family, backlog=2048)
    except OSError as fault:
        # the words of the fault itself name the address once more
        why = os.strerror(fault.errno) if fault.errno else str(fault)
        raise InputError(f"{host}:{port} cannot be listened at ({why}); choose another --port or --host.") from None
