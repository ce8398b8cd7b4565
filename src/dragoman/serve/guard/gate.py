"""Who may come in at all: under a name of the desk, and with a wish to change something only from its own pages.

The first keeps out a page elsewhere that has its own name lead to this machine (DNS rebinding), the second one whose
forms and scripts send requests here.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from dragoman.serve.guard.csrf import SAFE
from dragoman.serve.refusal import refusal
from dragoman.serve.settings import Settings, is_loopback


class Gate:
    """Turns away what is asked under another name (421), or sent from another place (403)."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._any = not is_loopback(settings.host) and settings.base_url is None
        self._names = {"localhost", *settings.hosts}
        if settings.base_url:
            self._names.add(urlsplit(settings.base_url).hostname or "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or turn it away."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        if not self._known(request):
            sentence = "This desk does not answer under that name; `dragoman serve --base-url` gives it one."
            await refusal(request, 421, sentence)(scope, receive, send)
        elif request.method not in SAFE and _foreign(request):
            sentence = "This was sent from a page of another site, and is not done; do it on the desk itself."
            await refusal(request, 403, sentence)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _known(self, request: Request) -> bool:
        name = (urlsplit(f"//{request.headers.get('host', '')}").hostname or "").rstrip(".")
        return self._any or name in self._names or is_loopback(name)


def _foreign(request: Request) -> bool:
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host")
