"""All errors that dragoman raises on purpose.

DragomanError                 base; its message is one sentence that says what to do
├── InputError                what was handed in cannot be read
│   ├── EmptyInput            there is no text in it
│   ├── NotText               binary, or no known encoding
│   ├── TooLarge              over the limit on size
│   └── NotEnglish            a language that the reader does not know
├── FetchError                a URL gave nothing readable
│   ├── ForbiddenAddress      a private, loopback or link-local address
│   ├── Disallowed            the site's robots.txt does not allow it
│   ├── Gone                  it is no longer there
│   └── TryLater              busy, silent or out of order: another time it may answer
├── LedgerError               the ledger cannot be opened or written, or has no such thing in it
│   ├── NoLedger              there is none at this place, or it is something else
│   ├── OldLedger             an older dragoman made it: it must be migrated
│   ├── NewLedger             a newer dragoman made it
│   ├── BusyLedger            another program has held it too long
│   └── BadQuestion           what is asked of it cannot be understood
├── ModelError                the model files are missing or broken
├── GazetteerError            the gazetteer is missing or broken
├── MissingExtra              it takes a library that does not come with dragoman alone
└── WorkersError              the processes that read cannot be started
"""

from __future__ import annotations


class DragomanError(Exception):
    """Base of all errors raised on purpose; the message is one sentence for the user."""


class InputError(DragomanError):
    """What was handed in cannot be read as a report."""


class EmptyInput(InputError):
    """There is no text in what was handed in."""


class NotText(InputError):
    """The input is binary, or in no encoding that we know."""


class TooLarge(InputError):
    """The input is over the limit on size."""


class NotEnglish(InputError):
    """The text is in a language that the reader does not know."""

    def __init__(self, message: str, *, language: str) -> None:
        super().__init__(message)
        self.language = language


class FetchError(DragomanError):
    """A URL gave nothing that can be read."""


class ForbiddenAddress(FetchError):
    """The URL leads to a private, loopback or link-local address."""


class Disallowed(FetchError):
    """The site's robots.txt does not allow the URL to be read."""


class Gone(FetchError):
    """The server says that nothing is, or nothing is any more, at the URL."""


class TryLater(FetchError):
    """The server is busy, silent or out of order; ``after``: how many seconds it asks to be left alone, if it said."""

    def __init__(self, message: str, *, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


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


class BadQuestion(LedgerError):
    """What is asked of the ledger cannot be understood; the message says what can be."""


class ModelError(DragomanError):
    """The model files are missing or broken."""


class GazetteerError(DragomanError):
    """The gazetteer is missing or broken."""


class MissingExtra(DragomanError):
    """It takes a library that is not installed with dragoman alone."""


class WorkersError(DragomanError):
    """The processes that are to read cannot be started."""
