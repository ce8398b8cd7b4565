"""Whether a webhook is an address that can be sent to: said to whoever names it, and checked again at sending."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from dragoman.collect.address import is_public

LONGEST = 2_000
"""Most characters of an address."""


def fault_of(address: str, allow_hosts: frozenset[str] = frozenset()) -> str:
    """Why nothing can be sent to an address, in a sentence; empty where something can. Names are not looked up here."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
        fits = parts.scheme in ("http", "https") and bool(host) and parts.port != 0 and len(address) <= LONGEST
    except ValueError:
        fits = False
    if not fits:
        return "This is no address that can be sent to; write it whole, from https:// on."
    if host not in {allowed.lower().rstrip(".") for allowed in allow_hosts} and _is_private(host):
        return f"{host} is a private address; `dragoman serve --allow-host {host}` lets it through."
    return ""


def _is_private(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        return False
    return not is_public(host)
