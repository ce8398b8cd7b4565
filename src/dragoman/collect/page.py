"""A report on the web, by its URL."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from dragoman.collect.base import MAX_BYTES, Failure, Media, Raw, Source, checked, too_large
from dragoman.collect.records import items_of
from dragoman.errors import DragomanError, FetchError

if TYPE_CHECKING:
    import httpx2

USER_AGENT = "dragoman/0.1 (reads news reports)"
MAX_REDIRECTS = 5
CONNECT_SECONDS = 10.0
READ_SECONDS = 20.0
TOTAL_SECONDS = 60.0
MEDIA: dict[str, Media] = {"text/html": "html", "text/plain": "text", "application/json": "json"}


class Page(Source):
    """One page, over http or https. ``transport`` is the seam by which tests need no network."""

    name: ClassVar[str] = "page"

    def __init__(
        self,
        place: str,
        *,
        allow_hosts: frozenset[str] = frozenset(),
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        super().__init__(place, allow_hosts=allow_hosts)
        self._transport = transport

    @classmethod
    def takes(cls, place: str) -> bool:
        """Whatever begins like a web address."""
        return place.lower().startswith(("http://", "https://"))

    def items(self) -> Iterator[Raw | Failure]:
        """The report of the page; of a JSON page all its reports."""
        try:
            url, media, charset, data = self._fetched()
            checked(data, url)
        except DragomanError as error:
            yield Failure(_shown(self.place), error)
            return
        if media == "json":
            yield from items_of(data, url)
        else:
            yield Raw(origin=url, data=data, media=media, charset=charset, url=url)

    def _fetched(self) -> tuple[str, Media, str | None, bytes]:
        """Last URL, media, declared charset, and body. Raises ``FetchError`` or ``TooLarge``."""
        import httpx2

        from dragoman.collect.address import CheckedTransport

        transport = self._transport or CheckedTransport(allow_hosts=self.allow_hosts)
        headers = {"User-Agent": USER_AGENT, "Accept": ", ".join(MEDIA), "Accept-Encoding": "gzip, deflate"}
        timeout = httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
        shown = _shown(self.place)
        try:
            with httpx2.Client(transport=transport, headers=headers, timeout=timeout, trust_env=False) as client:
                return self._followed(client, time.monotonic() + TOTAL_SECONDS)
        except DragomanError:
            raise
        except httpx2.TimeoutException:
            raise FetchError(f"{shown} did not answer in time; try again later.") from None
        except httpx2.ConnectError:
            raise FetchError(f"{shown} cannot be reached; check the address and your connection.") from None
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol):
            raise FetchError(f"{shown} is not a web address; write it as https://host/path.") from None
        except (httpx2.HTTPError, httpx2.StreamError, ValueError, OSError):
            raise FetchError(f"{shown} broke off its answer; try again later.") from None

    def _followed(self, client: httpx2.Client, deadline: float) -> tuple[str, Media, str | None, bytes]:
        url = self.place
        for _ in range(MAX_REDIRECTS + 1):
            if not self.takes(url) or not _has_host(url):
                raise FetchError(f"{_shown(url)} is not a web address; write it as https://host/path.")
            with client.stream("GET", url) as response:
                if response.is_redirect:
                    url = str(response.url.join(response.headers["location"]))
                    continue
                return self._read(response, _shown(url), deadline)
        raise FetchError(f"{_shown(self.place)} redirects more than {MAX_REDIRECTS} times; give the final address.")

    def _read(self, response: httpx2.Response, url: str, deadline: float) -> tuple[str, Media, str | None, bytes]:
        if not response.is_success:
            reason = f"{response.status_code} {response.reason_phrase}".strip()
            raise FetchError(f"{url} answered {reason}; check the address.")
        declared = response.headers.get("content-type", "text/html")
        media = MEDIA.get(declared.split(";")[0].strip().lower())
        if media is None:
            kind = declared.split(";")[0].strip()[:60] or "of no kind"
            raise FetchError(f"{url} is not text but {kind}; give the address of a report.")
        if response.headers.get("content-encoding", "identity").lower() not in ("identity", "gzip", "deflate"):
            raise FetchError(f"{url} came in an unknown compression; save the page and read the file.")
        length = response.headers.get("content-length", "")
        if length.isdigit() and int(length) > MAX_BYTES:
            raise too_large(url)
        data = bytearray()
        for chunk in response.iter_bytes():
            data += chunk
            if len(data) > MAX_BYTES:
                raise too_large(url)
            if time.monotonic() > deadline:
                raise FetchError(f"{url} did not answer in time; try again later.")
        return url, media, response.charset_encoding, bytes(data)


def _has_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def _shown(url: str) -> str:
    """``url`` without a password, fit to be printed and kept."""
    clean = url.encode("utf-8", "replace").decode("utf-8")
    head, sep, tail = clean.partition("://")
    authority, slash, path = tail.partition("/")
    return f"{head}{sep}{authority.rpartition('@')[2]}{slash}{path}"
