"""One address for one page, however it was linked to: the report's name in the ledger."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit

from dragoman import data

_PORTS = {"http": 80, "https": 443}
_SAFE = "!$'()*+,;:@/~-._="
_HOST_SAFE = "!$&'()*+,;:=[]~-._"
_BREAKS = re.compile(r"[\t\r\n]")
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


def canonical(url: str) -> str:
    """``url`` in its one form; what is no web address comes back as it is, without white space around it.

    Scheme and host in small letters; no password, default port, fragment, tracking parameters or slash at the end;
    the query sorted, and every character escaped in one way. ``canonical(canonical(url)) == canonical(url)``.
    """
    clean = _BREAKS.sub("", url).strip()
    try:
        parts = urlsplit(clean)
        host, port = _host(parts), parts.port
    except ValueError:
        return url.strip()
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not host:
        return url.strip()
    netloc = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    query = _query(parts.query)
    return f"{scheme}://{netloc}{_path(parts.path)}{'?' if query else ''}{query}"


def web_address(url: str | None) -> str | None:
    """``canonical`` of an address of the web; None for anything else, by which a report could not be known again."""
    found = canonical(url) if url else ""
    return found if found.startswith(("http://", "https://")) else None


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    with suppress(UnicodeError):  # no name that could be asked for is still a name
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    host = quote(host, safe=_HOST_SAFE + "%", errors="replace").lower()
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _path(path: str) -> str:
    steps: list[str] = []
    for step in path.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in (".", ""):  # a doubled slash is a slip of the pen
            steps.append(_escaped(step, _SAFE + "&"))
    return f"/{'/'.join(steps)}" if steps else "/"


def _query(query: str) -> str:
    names, prefixes = _tracking()
    kept = []
    for pair in query.split("&"):
        name = pair.partition("=")[0].lower()
        if pair and name not in names and not name.startswith(prefixes):
            kept.append(_escaped(pair, _SAFE + "?"))
    return "&".join(sorted(kept))


def _escaped(text: str, safe: str) -> str:
    """Escapes in capitals, only where they are needed; those of signs with a meaning stay."""

    def mend(match: re.Match[str]) -> str:
        return "".join(chr(byte) if chr(byte) in _PLAIN else f"%{byte:02X}" for byte in unquote_to_bytes(match[0]))

    mended = quote(_ESCAPES.sub(mend, text), safe=safe + "%", errors="replace")
    return re.sub(r"%(?![0-9A-F]{2})", "%25", mended)


@cache
def _tracking() -> tuple[frozenset[str], tuple[str, ...]]:
    lists = data.read("dragoman.collect", "data", "tracking.yaml")
    return frozenset(lists["names"].split()), tuple(lists["prefixes"].split())
