"""Forms are only taken from pages of the desk: each carries a token that is bound to a cookie of the browser."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from fastapi import HTTPException, Request, Response

from dragoman.serve.guard.sessions import SESSION

VISIT = "dragoman_visit"
FIELD = "csrf"
HEADER = "x-csrf-token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Visit:
    """The browser that asks, known by a cookie that it gets with the first form."""

    def __init__(self, request: Request, key: bytes) -> None:
        self._known = request.cookies.get(VISIT)
        self._id = self._known
        self._session = request.cookies.get(SESSION, "")
        self._key = key
        self._secure = request.url.scheme == "https"

    def token(self) -> str:
        """The token for the forms of this page."""
        if self._id is None:
            self._id = secrets.token_urlsafe(24)
        return token_of(self._key, self._id, self._session)

    def keep(self, response: Response) -> None:
        """Give the browser its cookie, if a form needs it."""
        if self._id is not None and self._id != self._known:
            response.set_cookie(VISIT, self._id, httponly=True, samesite="lax", secure=self._secure, path="/")


def token_of(key: bytes, visit: str, session: str) -> str:
    """The token of a browser and of who is signed in there."""
    return hmac.new(key, f"{visit}\n{session}".encode(), sha256).hexdigest()


async def checked(request: Request) -> None:
    """A dependency of all pages: what changes something must carry the token, as a field or as a header.

    Who sends a bearer token is no browser that was led to do so.
    """
    if request.method in SAFE or "authorization" in request.headers:
        return
    given = request.headers.get(HEADER)
    if given is None:
        given = str((await request.form()).get(FIELD, ""))
    key: bytes = request.app.state.desk.key
    wanted = token_of(key, request.cookies.get(VISIT, ""), request.cookies.get(SESSION, ""))
    if VISIT not in request.cookies or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise HTTPException(403, "This form is out of date; load the page again, and send it once more.")
