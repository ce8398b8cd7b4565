"""What people keep in a ledger, as methods of it: tokens, corrections, watches, and what these are to tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from dragoman.ledger import changes, corrections, tokens, watches
from dragoman.ledger.arrival import utc_now
from dragoman.ledger.database import Database
from dragoman.types import Change, Correction, Delivery, Story, StoryChange, Token, Watch, WatchItem

Letters = Callable[[tuple[WatchItem, ...]], Iterable[Delivery]] | None


class Keeping:
    """What people keep in a ledger. Times (``now``, ``expires``) are ISO in UTC; ``now`` is this moment if left out."""

    if TYPE_CHECKING:
        database: Database

    # --- tokens ---

    def add_token(
        self, name: str, scopes: Iterable[str], expires: str | None = None, *, now: str | None = None
    ) -> tuple[Token, str]:
        """A new token under a name of its own, and its secret, which is told this once: only its digest is kept."""
        with self.database.writing() as connection:
            return tokens.add(connection, name, scopes, expires, now or utc_now())

    def token_of(self, secret: str, *, now: str | None = None) -> Token | None:
        """The token of that secret; None where there is none, or it has expired or was revoked."""
        with self.database.reading() as connection:
            return tokens.of(connection, secret, now or utc_now())

    def tokens(self) -> tuple[Token, ...]:
        """All tokens there ever were, oldest first."""
        with self.database.reading() as connection:
            return tokens.tokens(connection)

    def revoke_token(self, id: str, by: str, *, now: str | None = None) -> Token:
        """Let nobody in any more by the token of that id or name. Raises ``LedgerError`` where none is in force."""
        with self.database.writing() as connection:
            return tokens.revoke(connection, id, by, now or utc_now())

    # --- corrections ---

    def correct(self, event: str, change: Change, *, by: str, why: str = "", now: str | None = None) -> Correction:
        """Say what is true of an event; it is told so at once, and after every new reading, until it is undone.

        Raises ``BadQuestion`` where the change cannot be of this event, ``LedgerError`` where there is no such event.
        """
        with self.database.writing() as connection:
            return corrections.correct(connection, event, change, by, why, now or utc_now())

    def corrections(self, event: str | None = None, *, undone: bool = False) -> tuple[Correction, ...]:
        """The corrections in force (of one event, or all), newest first; with ``undone`` also those taken back.

        What was decided on two accounts (``decide``) is among them, as ``join`` or ``split``.
        """
        with self.database.reading() as connection:
            return corrections.corrections(connection, event, undone=undone)

    def corrected(self) -> tuple[Story, ...]:
        """The events that corrections have a part in now, by id; those that are wrong among them."""
        with self.database.reading() as connection:
            return corrections.corrected(connection)

    def undo_correction(self, id: str, *, by: str, now: str | None = None) -> Correction:
        """Take a correction back: all is as if it had never been. Raises ``LedgerError`` where it is not in force."""
        with self.database.writing() as connection:
            return corrections.undo(connection, id, by, now or utc_now())

    # --- what changes ---

    def changes(self, since: int = 0, limit: int = 500) -> tuple[StoryChange, ...]:
        """What has become of events after the cursor ``since``, oldest first."""
        with self.database.reading() as connection:
            return changes.since(connection, since, limit)

    def changes_of(self, event: str) -> tuple[StoryChange, ...]:
        """What has become of one event, oldest first."""
        with self.database.reading() as connection:
            return changes.of(connection, event)

    def last_change(self) -> int:
        """The newest cursor of ``changes``; 0 where nothing has happened yet."""
        with self.database.reading() as connection:
            return changes.last(connection)

    # --- watches ---

    def save_watch(self, watch: Watch, *, now: str | None = None) -> Watch:
        """Keep a watch; one with an id in place of what it was. As it is kept: with an id and a time."""
        with self.database.writing() as connection:
            return watches.save(connection, watch, now or utc_now())

    def watches(self, owner: str | None = None) -> tuple[Watch, ...]:
        """The watches of somebody, or all, oldest first."""
        with self.database.reading() as connection:
            return watches.watches(connection, owner)

    def watch(self, id: str) -> Watch:
        """The watch of that id. Raises ``LedgerError`` where there is none."""
        with self.database.reading() as connection:
            return watches.get(connection, id)

    def remove_watch(self, id: str) -> bool:
        """Forget a watch, what it told and what was to be sent for it. Whether there was one."""
        with self.database.writing() as connection:
            return watches.remove(connection, id)

    def note_told(
        self, watch: str, items: Sequence[WatchItem], *, cursor: int, since: int | None = None, letters: Letters = None
    ) -> tuple[WatchItem, ...]:
        """Keep, in one step, what a watch tells and up to which change it has looked; the items with their numbers.

        ``since``: the change from which on was looked; nothing is kept where another has looked on meanwhile.
        ``letters`` makes of the items what is to be sent, which is kept in the same step.
        """
        with self.database.writing() as connection:
            kept = watches.note_items(connection, watch, items, cursor, since)
            for letter in letters(kept) if letters and kept else ():
                watches.note_delivery(connection, letter)
            return kept

    def told(self, watch: str, limit: int = 100, *, after: int = 0) -> tuple[WatchItem, ...]:
        """What a watch has told (after its item number ``after``), newest first."""
        with self.database.reading() as connection:
            return watches.items(connection, watch, limit, after)

    def told_of(self, watch: str, events: Iterable[str]) -> frozenset[str]:
        """Which of those events a watch has told before."""
        with self.database.reading() as connection:
            return watches.told(connection, watch, events)

    def note_delivery(self, delivery: Delivery) -> Delivery:
        """Keep something to be sent; one with an id: how far it has come. As it is kept."""
        with self.database.writing() as connection:
            return watches.note_delivery(connection, delivery)

    def due_deliveries(self, *, now: str | None = None, limit: int = 100) -> tuple[Delivery, ...]:
        """What waits to be sent and is due, the longest due first."""
        with self.database.reading() as connection:
            return watches.due(connection, now or utc_now(), limit)

    def deliveries(self, watch: str, limit: int = 50) -> tuple[Delivery, ...]:
        """What was or is to be sent for a watch, newest first."""
        with self.database.reading() as connection:
            return watches.deliveries(connection, watch, limit)
