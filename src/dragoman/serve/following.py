"""Follows the sources of the ledger while the desk is open, so that a first feed needs no second program."""

from __future__ import annotations

import threading
from collections.abc import Callable
from urllib.parse import urlsplit

from dragoman.collect.http import Http
from dragoman.engine.pool import Reads
from dragoman.engine.readers import Readers
from dragoman.engine.watch import Plan, Tally, Watch, alone
from dragoman.errors import DragomanError, InputError
from dragoman.ledger import Ledger, SourceState


class Follower:
    """A thread that does what ``dragoman watch`` does, from when it is first needed until the desk closes."""

    def __init__(self, ledger: Ledger, reader: Callable[[], Reads], *, allow_hosts: frozenset[str]) -> None:
        self._ledger = ledger
        self._reader = reader
        self._allow = allow_hosts
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._watch: Watch | None = None
        self._again = False
        self.fault: str | None = None
        """Why nothing is followed any more, in a sentence."""

    def add(self, address: str) -> None:
        """Follow one source more. Raises ``InputError`` where that is no address of the web."""
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError("This is no address of a feed; copy it as it is, from https:// on.")
        if address not in {state.place for state in self._ledger.source_states()}:
            # what is there, a feed or a page, is found out when it is first asked
            self._ledger.save_source(SourceState(place=address, kind="page"))
        self.begin()

    def begin(self) -> None:
        """Follow what the ledger has, also what was added since."""
        with self._lock:
            self.fault, self._again = None, True
            if self._watch is not None:
                self._watch.stop()  # the next one takes up what is new
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._follow, daemon=True, name="follow")
                self._thread.start()

    def stop(self, seconds: float = 10.0) -> None:
        """Finish the report under way and end; waits for that."""
        with self._lock:
            self._again, thread = False, self._thread
            if self._watch is not None:
                self._watch.stop()
        if thread is not None:
            thread.join(seconds)

    @property
    def at_work(self) -> bool:
        """Whether sources are followed here."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """How the sources fare, by name."""
        watch = self._watch
        return tuple(sorted(watch.tallies.values(), key=lambda tally: tally.name)) if watch else ()

    def _follow(self) -> None:
        try:
            http = Http(allow_hosts=self._allow)
            with alone(self._ledger.database):
                while (watch := self._next(http)) is not None:
                    watch.run()
        except DragomanError as error:
            self.fault = str(error)

    def _next(self, http: Http) -> Watch | None:
        with self._lock:
            if not self._again:
                return None
            self._again = False
            self._watch = Watch(self._ledger, Plan((), http=http), readers=Readers(1, self._reader))
            return self._watch
