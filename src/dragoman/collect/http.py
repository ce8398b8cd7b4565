"""One polite client for all that is fetched.

It says who it is, does what robots.txt asks, keeps one rate per host, asks only for what has changed, tries again what
may answer another time, and stops whatever is too large, too slow, or leads round in circles or to a private address.
Safe to use from several threads.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx2
import msgspec
import stamina
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from dragoman.collect.address import CheckedTransport
from dragoman.collect.base import MAX_BYTES, shown, too_large
from dragoman.collect.robots import Robots
from dragoman.errors import Disallowed, DragomanError, FetchError, Gone, TooLarge, TryLater
from dragoman.types import Value

USER_AGENT = "dragoman/0.1 (reads news reports)"
MAX_REDIRECTS = 5
CONNECT_SECONDS = 10.0
READ_SECONDS = 20.0
TOTAL_SECONDS = 60.0
INTERVAL = 1.0
"""Seconds between two requests to one host, where its robots.txt asks for no longer ones."""
PATIENCE = 10.0
"""Most seconds to sit out what a busy server asks for; what asks for more is left for another round."""
QUEUE_SECONDS = 120.0
"""Most seconds to wait for a turn with a host."""

_PERMANENT = (301, 308)
_BUSY = (408, 425, 429, 500, 502, 503, 504)


def _told(details: RetryDetails) -> None:
    logging.getLogger("dragoman.collect").info("again in %.1f s: %s", details.wait_for, details.caused_by)


# stamina's own hook prints to standard output, where the records go, until structlog is set up otherwise
set_on_retry_hooks([_told])


class Answer(Value, frozen=True):
    """What a server answered: the last address, the body, and what to ask with next time.

    ``media`` is the content type without parameters. ``moved`` is the address that the server wants to be asked at
    from now on, where it said so. ``unchanged``: it has nothing newer than what was asked with; ``data`` is empty.
    """

    url: str
    data: bytes
    media: str = ""
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None
    moved: str | None = None
    unchanged: bool = False


class Http:
    """The client. ``transport``, ``clock`` and ``sleep`` are the seams by which tests need no network and no time."""

    def __init__(
        self,
        *,
        allow_hosts: frozenset[str] = frozenset(),
        transport: httpx2.BaseTransport | None = None,
        interval: float = INTERVAL,
        robots: bool = True,
        attempts: int = 3,
        total: float = TOTAL_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """``robots=False`` is for sites of one's own; ``total``: most seconds of one ``get``, apart from waiting."""
        self._client = httpx2.Client(
            transport=transport or CheckedTransport(allow_hosts=allow_hosts),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"},
            timeout=httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            # nobody is to know us again from one page to the next
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            trust_env=False,
        )
        self._interval = interval
        self._attempts = attempts
        self._total = total
        self.clock = clock
        self._pace = _Pace(clock, sleep)
        self._robots = Robots(self._robots_txt, clock) if robots else None

    def get(
        self,
        url: str,
        *,
        accept: str = "*/*",
        etag: str | None = None,
        modified: str | None = None,
        limit: int = MAX_BYTES,
    ) -> Answer:
        """What is at ``url``, or that it is unchanged since ``etag`` and ``modified`` were given.

        Raises ``FetchError``, or ``TooLarge`` above ``limit`` bytes, compressed or not.
        """
        headers = {"Accept": accept}
        for name, value in (("If-None-Match", etag), ("If-Modified-Since", modified)):
            # a server may send what cannot be sent back
            if value and value.isascii() and value.isprintable():
                headers[name] = value
        return self._tried(_Fetch(url, headers, limit, self.clock() + self._total), self._robots)

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    def _tried(self, fetch: _Fetch, robots: Robots | None) -> Answer:
        def again(error: Exception) -> bool | float:
            if not isinstance(error, TryLater) or (error.after or 0) > min(PATIENCE, fetch.deadline - self.clock()):
                return False
            return error.after or self.clock() < fetch.deadline

        for attempt in stamina.retry_context(on=again, attempts=self._attempts, timeout=None, wait_initial=0.5):
            with attempt:
                return self._followed(fetch, robots)
        raise AssertionError("stamina raises the last error")

    def _followed(self, fetch: _Fetch, robots: Robots | None) -> Answer:
        url, moved = fetch.url, None
        permanent = True
        for _ in range(MAX_REDIRECTS + 1):
            host = _host_of(url)
            if robots is not None and not robots.allow(url):
                raise Disallowed(f"The robots.txt of {host} does not allow {shown(url)} to be read; save it by hand.")
            delay = max(self._interval, robots.delay(url) if robots is not None else 0.0)
            fetch.deadline += self._pace.wait(host, delay)
            answer = self._asked(fetch, url)
            if isinstance(answer, Answer):
                return msgspec.structs.replace(answer, moved=moved)
            status, url = answer
            permanent = permanent and status in _PERMANENT
            moved = url if permanent else moved
        raise FetchError(f"{shown(fetch.url)} redirects more than {MAX_REDIRECTS} times; give the final address.")

    def _asked(self, fetch: _Fetch, url: str) -> Answer | tuple[int, str]:
        """The answer, or the status of a redirect and the address that it leads to."""
        place = shown(url)
        seconds = fetch.deadline - self.clock()
        if seconds <= 0:
            raise _late(place)
        watchdog = _Watchdog(seconds)
        try:
            with (
                watchdog,
                self._client.stream("GET", url, headers=fetch.headers, extensions=watchdog.extensions) as response,
            ):
                if response.has_redirect_location:
                    return response.status_code, str(response.url.join(response.headers["location"]))
                answer = self._answer(response, url, fetch)
                # a body of no told length, cut off, looks like one that has ended
                if watchdog.bitten:
                    raise _late(place)
                return answer
        except DragomanError:
            raise
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol):
            raise _no_address(place) from None
        except (httpx2.HTTPError, httpx2.StreamError, ValueError, OSError) as error:
            if watchdog.bitten or isinstance(error, httpx2.TimeoutException):
                raise _late(place) from None
            if isinstance(error, httpx2.ConnectError):
                raise TryLater(f"{place} cannot be reached; check the address and your connection.") from None
            raise TryLater(f"{place} broke off its answer; try again later.") from None

    def _answer(self, response: httpx2.Response, url: str, fetch: _Fetch) -> Answer:
        headers = response.headers
        if response.status_code == 304:
            return Answer(url=url, data=b"", unchanged=True)
        place = shown(url)
        if not response.is_success:
            raise _refusal(response, place)
        if headers.get("content-encoding", "identity").lower() not in ("identity", "gzip", "deflate"):
            raise FetchError(f"{place} came in an unknown compression; save the page and read the file.")
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length[:18]) > fetch.limit:
            raise too_large(place, fetch.limit)
        data = bytearray()
        for chunk in response.iter_bytes():
            data += chunk
            if len(data) > fetch.limit:
                raise too_large(place, fetch.limit)
            if self.clock() > fetch.deadline:
                raise _late(place)
        media = headers.get("content-type", "").split(";")[0].strip().lower()
        return Answer(
            url=url,
            data=bytes(data),
            media=media,
            charset=response.charset_encoding,
            etag=headers.get("etag"),
            modified=headers.get("last-modified"),
        )

    def _robots_txt(self, url: str) -> bytes | None:
        """The body of a robots.txt; None where there is none. Raises ``TryLater`` where nobody can tell."""
        try:
            return self._tried(_Fetch(url, {"Accept": "text/plain"}, 512_000, self.clock() + self._total), None).data
        except TryLater:
            raise
        except DragomanError as error:
            # a private address stays forbidden; any other refusal means by RFC 9309 that nothing is asked of robots
            if type(error) in (FetchError, Gone, TooLarge):
                return None
            raise


class _Fetch:
    """One errand: what is asked for, and until when. Waiting for a turn puts the deadline off."""

    def __init__(self, url: str, headers: dict[str, str], limit: int, deadline: float) -> None:
        self.url = url
        self.headers = headers
        self.limit = limit
        self.deadline = deadline


class _Pace:
    """Lets requests to a host through one by one, with a pause between."""

    def __init__(self, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._clock = clock
        self._sleep = sleep
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str, delay: float) -> float:
        """Waits for the next turn with ``host``, and says for how many seconds."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._next.get(host, now))
            if turn - now > QUEUE_SECONDS:
                raise TryLater(f"Too much is waiting to be read from {host}; try again later.", after=turn - now)
            self._next[host] = turn + delay
            if len(self._next) > 10_000:
                self._next = {name: at for name, at in self._next.items() if at > now}
        if turn > now:
            self._sleep(turn - now)
        return turn - now


class _Watchdog:
    """Cuts the connection when the time is up: a server that drips its headers never runs into a read timeout."""

    def __init__(self, seconds: float) -> None:
        self.bitten = False
        self.extensions = {"trace": self._trace}
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._bite)
        self._timer.daemon = True

    def _trace(self, event: str, info: dict[str, Any]) -> None:
        """Called by the transport as it works: takes note of the socket."""
        if event == "connection.connect_tcp.complete":
            self._socket = info["return_value"].get_extra_info("socket")
            if self.bitten:
                raise httpx2.ConnectTimeout("too late")

    def _bite(self) -> None:
        self.bitten = True
        try:
            if self._socket is not None:
                self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it was closed meanwhile

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()


def is_web_address(place: str) -> bool:
    """Whatever begins like a web address."""
    return place.lower().startswith(("http://", "https://"))


def _host_of(url: str) -> str:
    """Raises ``FetchError`` where there is none, or the URL is not one of the web."""
    try:
        host = urlsplit(url).hostname if is_web_address(url) else None
    except ValueError:
        host = None
    if not host:
        raise _no_address(shown(url))
    return host


def _refusal(response: httpx2.Response, place: str) -> FetchError:
    status = f"{response.status_code} {response.reason_phrase}".strip()
    if response.status_code in (404, 410):
        return Gone(f"{place} answered {status}; check the address.")
    if response.status_code in _BUSY:
        after = _seconds(response.headers.get("retry-after", ""))
        return TryLater(f"{place} answered {status}; try again later.", after=after)
    return FetchError(f"{place} answered {status}; check the address.")


def _seconds(retry_after: str) -> float | None:
    """How long ``Retry-After`` asks to wait: it holds seconds or a date."""
    text = retry_after.strip()
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        at = parsedate_to_datetime(text)
        return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _late(place: str) -> TryLater:
    return TryLater(f"{place} did not answer in time; try again later.")


def _no_address(place: str) -> FetchError:
    return FetchError(f"{place} is not a web address; write it as https://host/path.")
