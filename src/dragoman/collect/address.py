"""Which addresses a page may be fetched from, and a transport that connects to nothing else.

The name is resolved once, every address is checked, and the connection goes to a checked address: a name that
resolves to something else a moment later (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable

import httpx2

from dragoman.errors import FetchError, ForbiddenAddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], list[str]]

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether ``address`` is on the open internet, also when an IPv4 address hides in an IPv6 one."""
    try:
        ip: Address = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    embedded = _embedded(ip)
    for inner in embedded if ip in _NAT64 else (ip, *embedded):
        if not inner.is_global or inner.is_multicast or inner.is_reserved:
            return False
    return True


def _embedded(ip: Address) -> tuple[ipaddress.IPv4Address, ...]:
    if isinstance(ip, ipaddress.IPv4Address):
        return ()
    found = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in _NAT64 or int(ip) >> 32 == 0:
        found.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return tuple(inner for inner in found if inner is not None)


def resolve(host: str, port: int, *, timeout: float = 10.0) -> list[str]:
    """All addresses of ``host``. Raises ``FetchError`` when there are none within ``timeout`` seconds."""
    found: list[str] = []

    def look() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(str(answer[4][0]) for answer in answers)

    # getaddrinfo knows no timeout; a daemon thread may be left behind
    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(timeout)
    if not found:
        raise FetchError(f"The host {host} is not known; check the address and your connection.")
    return list(dict.fromkeys(found))


class CheckedTransport(httpx2.BaseTransport):
    """Connects to checked addresses only; a name in ``allow_hosts`` may lead anywhere.

    ``resolver`` is the seam by which tests need no network.
    """

    def __init__(
        self,
        *,
        allow_hosts: frozenset[str] = frozenset(),
        resolver: Resolver = resolve,
        inner: httpx2.BaseTransport | None = None,
    ) -> None:
        self._allow = frozenset(host.lower().rstrip(".") for host in allow_hosts)
        self._resolver = resolver
        # no connection is kept: one to the same address under another name must not be used again
        self._inner = inner or httpx2.HTTPTransport(limits=httpx2.Limits(max_keepalive_connections=0), trust_env=False)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Sends ``request`` to the first checked address that takes the connection."""
        host = request.url.host
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        last: httpx2.ConnectError | None = None
        for address in self._checked(host, port)[:4]:
            sent = httpx2.Request(
                method=request.method,
                url=request.url.copy_with(host=address),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": host},
            )
            try:
                return self._inner.handle_request(sent)
            except httpx2.ConnectError as error:
                last = error
        raise last or httpx2.ConnectError("no address")

    def _checked(self, host: str, port: int) -> list[str]:
        addresses = self._resolver(host, port)
        if host.lower().rstrip(".") not in self._allow and not all(map(is_public, addresses)):
            raise ForbiddenAddress(
                f"The host {host} leads to a private address; --allow-host {host} lets it through, if you mean it."
            )
        return addresses

    def close(self) -> None:
        """Closes the connections."""
        self._inner.close()
