"""What people keep in the ledger for themselves: tokens to come in by, watches, and what is sent for these."""

from __future__ import annotations

from typing import Any, Literal, get_args

from dragoman.types.base import Value
from dragoman.types.ledger import Difference

Scope = Literal["read", "correct", "watch", "read_text", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""What a token may allow: read the ledger, correct events, keep watches, have texts read, manage tokens and sources."""
Pace = Literal["at once", "daily"]


class Token(Value, frozen=True):
    """What lets somebody in, and to what; its secret is not kept. Times are ISO (UTC); at ``expires`` it ends."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    created: str
    expires: str | None = None
    revoked: str | None = None
    revoked_by: str | None = None


class Webhook(Value, frozen=True):
    """Where to send what is new, and the secret that it is signed with."""

    url: str
    secret: str


class Watch(Value, frozen=True):
    """A search that somebody keeps, to be told what is new in it.

    ``query``: filters of ``Ledger.events``, by name. ``cursor``: the last ``StoryChange`` that was looked at for it
    (0: none yet). ``digest``: how often it tells. An empty ``id`` or ``created`` is filled in when it is saved.
    """

    name: str
    query: dict[str, Any]
    owner: str
    id: str = ""
    created: str = ""
    webhook: Webhook | None = None
    digest: Pace = "at once"
    cursor: int = 0


class WatchItem(Value, frozen=True):
    """Something that a watch tells, once: an event that is new to it, or in what one that it told has changed.

    ``n`` counts from 1 in the ledger; 0 before it is kept.
    """

    watch: str
    event: str
    at: str
    what: Literal["new", "changed", "gone"]
    how: tuple[Difference, ...] = ()
    n: int = 0


class Delivery(Value, frozen=True):
    """Something to be sent for a watch, and how far that has come. ``body`` is sent as it is.

    ``due``: when to try next (ISO, UTC). ``id`` is 0 before it is kept.
    """

    watch: str
    body: str
    due: str
    created: str
    id: int = 0
    tries: int = 0
    status: Literal["waiting", "done", "failed"] = "waiting"
    error: str | None = None
    done: str | None = None
