"""What can be wrong with a ledger.

LedgerError               the ledger cannot be opened or written
├── NoLedger              there is none at this place, or it is something else
├── OldLedger             an older dragoman made it: it must be migrated
├── NewLedger             a newer dragoman made it
└── BusyLedger            another program has held it too long
"""

from __future__ import annotations

from dragoman.errors import DragomanError


class LedgerError(DragomanError):
    """The ledger cannot be opened or written, or has no such thing in it."""


class NoLedger(LedgerError):
    """There is no ledger at this place, or what is there is none."""


class OldLedger(LedgerError):
    """An older dragoman made this ledger."""


class NewLedger(LedgerError):
    """A newer dragoman made this ledger."""


class BusyLedger(LedgerError):
    """Another program has held the ledger too long."""
