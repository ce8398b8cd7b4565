"""What every page and every address of the API has at hand: the desk, who asks, and how a page is drawn."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from dragoman.ledger import Ledger
from dragoman.serve import look
from dragoman.serve.days import stamp
from dragoman.serve.following import Follower
from dragoman.serve.guard import csrf, deadline
from dragoman.serve.guard.sessions import SESSION, Sessions
from dragoman.serve.settings import Settings as Settings

if TYPE_CHECKING:
    from dragoman.pipeline import Reader

OPEN_SCOPES = frozenset({"read", "read_text"})
"""What anybody may do at a desk that is open."""


class Desk:
    """An open ledger, and what is needed to show it.

    ``key`` signs what browsers carry; ``door`` lets this machine's user in. Both live as long as the desk.
    """

    def __init__(self, settings: Settings, ledger: Ledger | None = None) -> None:
        self.settings = settings
        self.ledger = ledger or Ledger(settings.ledger)
        self.key = secrets.token_bytes(32)
        self.door = secrets.token_urlsafe(24)
        self.sessions = Sessions()
        self.closing = False
        self.follower = Follower(self.ledger, lambda: self.reader, allow_hosts=settings.allow_hosts)
        deadline.held(self.ledger)
        self._reader: Reader | None = None
        self._loading = threading.Lock()

    @property
    def reader(self) -> Reader:
        """The reader; its model is loaded when it is first asked for."""
        with self._loading:
            if self._reader is None:
                from dragoman.pipeline import Reader

                self._reader = Reader()
            return self._reader

    def now(self) -> datetime:
        """The time, in UTC; a test sets another."""
        return datetime.now(UTC)

    def stamp(self) -> str:
        """The time as the ledger writes it (ISO, UTC)."""
        return stamp(self.now())

    def close(self) -> None:
        """Follow nothing any more, and let go of the ledger."""
        self.closing = True
        self.follower.stop()
        self.ledger.close()


@dataclass(frozen=True)
class Caller:
    """Who asks: the name to attribute things to, and what they may do."""

    name: str
    scopes: frozenset[str] = field(default_factory=frozenset)

    def may(self, scope: str) -> bool:
        """Whether the caller may do that; an admin may do everything."""
        return scope in self.scopes or "admin" in self.scopes


def desk_of(request: Request) -> Desk:
    """The desk that the request came to."""
    desk: Desk = request.app.state.desk
    return desk


def caller_of(request: Request) -> Caller | None:
    """Who asks, by a bearer token or, in a browser, by the session; None for anybody."""
    if not hasattr(request.state, "caller"):
        request.state.caller = _caller(request)
    caller: Caller | None = request.state.caller
    return caller


def _caller(request: Request) -> Caller | None:
    desk = desk_of(request)
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return _holder(desk, secret.strip())
    session = desk.sessions.get(request.cookies.get(SESSION), desk.now())
    if session is None:
        return None
    return _holder(desk, session.secret) if session.secret else Caller(session.name, frozenset({"admin"}))


def _holder(desk: Desk, secret: str) -> Caller | None:
    token = desk.ledger.token_of(secret, now=desk.stamp())
    return Caller(token.name, frozenset(token.scopes)) if token else None


TheDesk = Annotated[Desk, Depends(desk_of)]
TheCaller = Annotated[Caller | None, Depends(caller_of)]


def may(request: Request, scope: str) -> bool:
    """Whether who asks may do that."""
    caller = caller_of(request)
    if caller is not None:
        return caller.may(scope)
    return scope in OPEN_SCOPES and desk_of(request).settings.opened


def needs(scope: str) -> Callable[[Request], Caller | None]:
    """A dependency that lets only those through who may do that: 401 for anybody, 403 for who may not.

    >>> router = APIRouter(dependencies=[Depends(needs("correct"))])  # doctest: +SKIP
    """

    def checked(request: Request) -> Caller | None:
        caller = caller_of(request)
        if may(request, scope):
            return caller
        if caller is None:
            raise HTTPException(
                401, f"This needs a token that may «{scope}»; sign in, or send one as Authorization: Bearer ...",
                headers={"WWW-Authenticate": "Bearer"},
            )  # fmt: skip
        raise HTTPException(403, f"The token of {caller.name} may not «{scope}»; ask for one that may.")

    return checked


def page(
    request: Request, name: str, *, status: int = 200, fragment: str | None = None, **context: Any
) -> HTMLResponse:
    """The template ``templates/NAME`` as a page, with ``context``.

    Templates have besides: ``desk``, ``settings``, ``caller``, ``may(scope)``, ``csrf()`` (the token for forms),
    ``theme``, ``here`` (path of this page), ``asset(path)``. When htmx asks for a part (it sends a target), only the
    block named ``fragment`` is drawn.
    """
    desk = desk_of(request)
    visit = csrf.Visit(request, desk.key)
    known = {
        "request": request, "desk": desk, "settings": desk.settings, "caller": caller_of(request),
        "may": lambda scope: may(request, scope), "csrf": visit.token, "theme": look.theme(request),
        "here": request.url.path,
    }  # fmt: skip
    drawn = look.render(name, {**known, **context}, fragment if look.wants_fragment(request) else None)
    response = HTMLResponse(drawn, status, headers={"Vary": "HX-Request, Cookie", "Cache-Control": "no-store"})
    visit.keep(response)
    return response
