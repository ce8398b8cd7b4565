"""What was asked and answered: a line of log for each request, and figures for Prometheus.

The query is not written down: it says what somebody looks for.
"""

from __future__ import annotations

import secrets
import time
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dragoman.serve.guard.figures import Figures

ID = "X-Request-Id"
QUIET = ("/static/", "/healthz", "/readyz", "/metrics")
"""What is counted, and not worth a line while it goes well."""


class Access:
    """Counts each request, and writes it to ``log``, if there is one. Each answer bears the id of its line."""

    def __init__(self, app: ASGIApp, figures: Figures, log: Any = None) -> None:
        self.app = app
        self._figures = figures
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        id, begin, status, sent = secrets.token_hex(8), time.perf_counter(), 500, 0
        fault: Exception | None = None

        async def told(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[ID] = id
            sent += len(message.get("body", b""))
            await send(message)

        with self._figures.under_way():
            try:
                await self.app(scope, receive, told)
            except Exception as error:
                fault = error
                raise
            finally:
                seconds = time.perf_counter() - begin
                self._figures.answered(scope["method"], _route(scope), status, seconds)
                self._write(scope, id, status, sent, seconds, fault)

    def _write(self, scope: Scope, id: str, status: int, sent: int, seconds: float, fault: Exception | None) -> None:
        if self._log is None or (status < 400 and scope["path"].startswith(QUIET)):
            return
        caller = scope.get("state", {}).get("caller")
        fields = {
            "id": id, "method": scope["method"], "path": scope["path"], "status": status, "bytes": sent,
            "ms": round(seconds * 1000, 1), "client": (scope.get("client") or (None,))[0],
            "caller": caller and caller.name,
        }  # fmt: skip
        if fault is not None:
            self._log.error("request", **fields, fault=repr(fault), exc_info=fault)
        else:
            (self._log.error if status >= 500 else self._log.info)("request", **fields)


def _route(scope: Scope) -> str:
    """The pattern of the address, of which there are few; nothing that a caller makes up."""
    route = scope.get("route")
    if path := getattr(route, "path", None):
        return f"{scope.get('root_path', '')}{path}"
    return "/static" if scope["path"].startswith("/static/") else "none"
