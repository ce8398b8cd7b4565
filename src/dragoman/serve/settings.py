"""How a desk is run."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

RATE = 600
"""Requests a minute that one address may make at a desk that others than this machine's users reach."""


@dataclass(frozen=True)
class Settings:
    """How a desk is run.

    ``ledger``: a path or URL. ``follow``: its sources are asked while the desk is open. ``open_reading``: on loopback
    reading needs no token. ``max_body``: bytes of a request; ``max_seconds``: time until an answer begins; ``rate``:
    requests a minute of one address, 0 for any number, None for what befits the desk. ``base_url``: where the desk is
    seen from outside, as behind a proxy. ``hosts``: other names under which it answers. ``allow_hosts``: hosts that may
    be fetched from and told although they lead to a private address.
    """

    ledger: str
    host: str = "127.0.0.1"
    port: int = 8321
    demo: bool = False
    follow: bool = False
    open_reading: bool = True
    max_body: int = 2_000_000
    max_seconds: float = 30.0
    rate: int | None = None
    base_url: str | None = None
    hosts: tuple[str, ...] = ()
    allow_hosts: frozenset[str] = frozenset()

    @property
    def local(self) -> bool:
        """Whether only users of this machine reach the desk."""
        return is_loopback(self.host) and self.base_url is None

    @property
    def opened(self) -> bool:
        """Whether reading needs no token."""
        return self.open_reading and self.local

    @property
    def requests_a_minute(self) -> int:
        """How many requests one address may make in a minute; 0: any number."""
        return self.rate if self.rate is not None else (0 if self.local else RATE)

    @property
    def address(self) -> str:
        """Where the desk is seen, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.base_url or f"http://{host}:{self.port}").rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, seen from itself."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
