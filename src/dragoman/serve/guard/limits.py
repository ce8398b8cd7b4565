"""How much may be asked: bytes of a request, seconds until its answer begins, requests a minute of one address."""

from __future__ import annotations

import asyncio
import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from fastapi import HTTPException, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dragoman.serve.guard import deadline
from dragoman.serve.refusal import refusal

MOST = 20_000
"""Addresses that are remembered."""
FREE = ("/static/", "/healthz", "/readyz")


class Rate:
    """Turns away who asks too often (429). Half of what a minute allows may come at once; 0: any number."""

    def __init__(self, app: ASGIApp, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.app = app
        self._clock = clock
        self._refill = a_minute / 60
        self._most = max(a_minute / 2, 1.0)
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or turn it away."""
        if scope["type"] == "http" and self._refill and not scope["path"].startswith(FREE):
            wait = self._take(_who(scope))
            if wait:
                seconds = math.ceil(wait)
                sentence = f"That were too many requests in a short time; ask again in {seconds} s."
                answer = refusal(Request(scope, receive), 429, sentence, {"Retry-After": str(seconds)})
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _take(self, who: str) -> float:
        """Take one of what ``who`` has left; the seconds to wait where there is none."""
        now = self._clock()
        with self._lock:
            left, then = self._left.pop(who, (self._most, now))
            left = min(self._most, left + (now - then) * self._refill)
            self._left[who] = (left - 1 if left >= 1 else left, now)
            if len(self._left) > MOST:
                self._left.popitem(last=False)
        return 0.0 if left >= 1 else (1 - left) / self._refill


def _who(scope: Scope) -> str:
    """The address that asks; of IPv6 the network, in which one caller has as many addresses as it likes."""
    host = (scope.get("client") or ("",))[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return host if address.version == 4 else str(ipaddress.ip_network((address, 64), strict=False))


class Body:
    """Turns away what is too large (413), by what it says of itself or by what then comes."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self._most = most
        self._sentence = f"What you sent is larger than {most:,} bytes, which is the most that this desk takes."

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or turn it away."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        if _length(request) > self._most:
            await refusal(request, 413, self._sentence, {"Connection": "close"})(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._most:
                raise HTTPException(413, self._sentence, headers={"Connection": "close"})
            return message

        await self.app(scope, counted, send)


def _length(request: Request) -> int:
    told = request.headers.get("content-length", "")
    return int(told) if told.isascii() and told.isdecimal() else 0


class Time:
    """Answers for what takes too long (503), and has its questions to the ledger broken off."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and answer for it if it does not begin to answer in time."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = late = False

        async def told(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start" and not late:
                begun = True
                left.lift()  # a long answer may take its time
            if not late:
                await send(message)

        with deadline.within(self._seconds) as left:
            task = asyncio.ensure_future(self.app(scope, receive, told))
            try:
                await asyncio.wait({task}, timeout=self._seconds)
                if not task.done() and not begun:
                    late = True
                    sentence = f"This took more than {self._seconds:g} s and was given up; ask for less at once."
                    await refusal(Request(scope, receive), 503, sentence, {"Retry-After": "60"})(scope, receive, send)
                await task
            except asyncio.CancelledError:
                task.cancel()
                raise
            except Exception:
                if not late:
                    raise
