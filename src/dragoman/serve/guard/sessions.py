"""Who is signed in at a browser. Kept in memory: a desk that is started anew asks to sign in again."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

SESSION = "dragoman_session"
LASTS = timedelta(days=7)
MOST = 10_000


@dataclass(frozen=True)
class Session:
    """Somebody's session. It rests on the token of that ``secret``, and ends with it; None: this machine's user."""

    name: str
    secret: str | None
    until: datetime


class Sessions:
    """The sessions, the oldest of which go when there are too many. Safe to share between threads."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Session] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, name: str, secret: str | None, now: datetime) -> str:
        """A new session; its id is what the browser carries."""
        id = secrets.token_urlsafe(32)
        with self._lock:
            self._held[id] = Session(name, secret, now + LASTS)
            while len(self._held) > MOST:
                self._held.popitem(last=False)
        return id

    def get(self, id: str | None, now: datetime) -> Session | None:
        """The session of that id, if it lasts."""
        with self._lock:
            session = self._held.get(id) if id else None
            if session is not None and session.until <= now:
                del self._held[id or ""]
                return None
            return session

    def end(self, id: str | None) -> None:
        """End a session."""
        with self._lock:
            self._held.pop(id or "", None)
