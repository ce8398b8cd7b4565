"""Sign in with a token, sign out, and choose a theme."""

from __future__ import annotations

import getpass
import hmac
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from dragoman.serve import look
from dragoman.serve.desk import TheDesk, page
from dragoman.serve.guard.sessions import LASTS, SESSION

router = APIRouter()
YEAR = 365 * 24 * 3600


def back(path: str) -> str:
    """A path on this desk to go back to; the first page for anything else."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"


@router.get("/sign-in")
def form(request: Request, next: str = "/") -> Response:
    """The form to sign in."""
    return page(request, "sign_in.html", next=back(next), fault=None)


@router.post("/sign-in")
def sign_in(
    request: Request, desk: TheDesk, token: Annotated[str, Form()] = "", next: Annotated[str, Form()] = "/"
) -> Response:
    """Begin a session with a token."""
    held = desk.ledger.token_of(token.strip(), now=desk.stamp())
    if held is None:
        return page(request, "sign_in.html", status=401, next=back(next),
                    fault="This token is not known, was revoked, or has expired.")  # fmt: skip
    return _signed_in(request, desk.sessions.begin(held.name, token.strip(), desk.now()), back(next))


@router.get("/enter")
def enter(request: Request, desk: TheDesk, key: str = "", next: str = "/") -> Response:
    """Begin a session of this machine's user, who was given the key when the desk was opened."""
    if not (desk.settings.local and hmac.compare_digest(key.encode(), desk.door.encode())):
        raise HTTPException(403, "This address was of a desk that is closed; open the one that `dragoman serve` shows.")
    return _signed_in(request, desk.sessions.begin(getpass.getuser(), None, desk.now()), back(next))


@router.post("/sign-out")
def sign_out(request: Request, desk: TheDesk) -> Response:
    """End the session."""
    desk.sessions.end(request.cookies.get(SESSION))
    response = RedirectResponse("/", 303)
    response.delete_cookie(SESSION, path="/")
    return response


@router.post("/theme")
def theme(to: Annotated[str, Form()] = "", next: Annotated[str, Form()] = "/") -> Response:
    """Keep the theme that was chosen; anything but light and dark goes by the system again."""
    response = RedirectResponse(back(next), 303)
    if to in look.THEMES:
        response.set_cookie(look.THEME, to, max_age=YEAR, samesite="lax", path="/")
    else:
        response.delete_cookie(look.THEME, path="/")
    return response


def _signed_in(request: Request, session: str, path: str) -> Response:
    response = RedirectResponse(path, 303)
    response.set_cookie(SESSION, session, max_age=int(LASTS.total_seconds()), httponly=True, samesite="lax",
                        secure=request.url.scheme == "https", path="/")  # fmt: skip
    return response
