"""Looks, while a desk is open, for what is new in its watches, and sends it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from dragoman.errors import DragomanError
from dragoman.serve.desk import Desk
from dragoman.serve.tell import telling
from dragoman.serve.tell.letters import letters, numbered
from dragoman.serve.tell.matching import look
from dragoman.serve.tell.sending import Sender
from dragoman.types import Delivery, Watch, WatchItem

EVERY = 2.0
"""Seconds between two rounds."""


class Teller:
    """A thread that tells watches, from ``begin`` to ``stop``."""

    def __init__(self, desk: Desk, sender: Sender | None = None, *, every: float = EVERY) -> None:
        self._desk = desk
        self._sender = sender or Sender(desk.ledger, allow_hosts=desk.settings.allow_hosts)
        self._every = every
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="tell")

    def begin(self) -> None:
        """Begin with the rounds."""
        self._thread.start()

    def stop(self, seconds: float = 10.0) -> None:
        """Finish what is under way and end; waits for that."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(seconds)
        self._sender.close()

    def round(self) -> int:
        """Look through all watches, and send what is due; how many things were told."""
        ledger = self._desk.ledger
        last = ledger.last_change()
        found = sum(self._look(watch) for watch in ledger.watches() if watch.cursor < last)
        self._sender.send(self._desk.now())
        return found

    def _look(self, watch: Watch) -> int:
        ledger = self._desk.ledger
        try:
            items, cursor = look(ledger, watch, self._desk.now())
            if cursor == watch.cursor:
                return 0
            told = telling.told(ledger, items) if watch.webhook else []

            def sent(kept: tuple[WatchItem, ...]) -> Iterator[Delivery]:
                return letters(watch, numbered(told, kept), self._desk.settings.address, self._desk.stamp())

            made = sent if watch.webhook else None
            return len(ledger.note_told(watch.id, items, cursor=cursor, since=watch.cursor, letters=made))
        except DragomanError as fault:
            # one watch that cannot be asked (or was just forgotten) does not keep the others from being told
            logging.getLogger("dragoman.tell").warning("watch %s: %s", watch.id, fault)
            return 0

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                self.round()
            except Exception as fault:
                if not self._ended.is_set():
                    logging.getLogger("dragoman.tell").warning("watches could not be told: %s", fault)
            self._ended.wait(self._every)


@contextmanager
def running(desk: Desk) -> Iterator[None]:
    """While this lasts, watches are told what is new."""
    teller = Teller(desk)
    teller.begin()
    try:
        yield
    finally:
        teller.stop()
