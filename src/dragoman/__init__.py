"""Reads news reports and keeps a sourced record of who did what to whom, when, where, and who says so.

>>> import dragoman
>>> record = dragoman.read(text, date="2024-11-26")  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dragoman.errors import (
        BadQuestion,
        BusyLedger,
        Disallowed,
        DragomanError,
        EmptyInput,
        FetchError,
        ForbiddenAddress,
        GazetteerError,
        Gone,
        InputError,
        LedgerError,
        MissingExtra,
        ModelError,
        NewLedger,
        NoLedger,
        NotEnglish,
        NotText,
        OldLedger,
        TooLarge,
        TryLater,
        WorkersError,
    )
    from dragoman.ledger import Ledger  # fmt: skip
    from dragoman.pipeline import Reader, read
    from dragoman.types import Attribution, DateMention, Entity, Event, Place, Record, Report, Span, Story

__version__ = "0.1.0"

__all__ = [
    "Attribution", "BadQuestion", "BusyLedger", "DateMention", "Disallowed", "DragomanError", "EmptyInput", "Entity",
    "Event", "FetchError", "ForbiddenAddress", "GazetteerError", "Gone", "InputError", "Ledger", "LedgerError",
    "MissingExtra", "ModelError", "NewLedger", "NoLedger", "NotEnglish", "NotText", "OldLedger", "Place", "Reader",
    "Record", "Report", "Span", "Story", "TooLarge", "TryLater", "WorkersError", "__version__", "read",
]  # fmt: skip

_HOMES = {
    "dragoman.errors": (
        "BadQuestion", "BusyLedger", "Disallowed", "DragomanError", "EmptyInput", "FetchError", "ForbiddenAddress",
        "GazetteerError", "Gone", "InputError", "LedgerError", "MissingExtra", "ModelError", "NewLedger", "NoLedger",
        "NotEnglish", "NotText", "OldLedger", "TooLarge", "TryLater", "WorkersError",
    ),
    "dragoman.ledger": ("Ledger",),
    "dragoman.pipeline": ("Reader", "read"),
    "dragoman.types": ("Attribution", "DateMention", "Entity", "Event", "Place", "Record", "Report", "Span", "Story"),
}  # fmt: skip


def __getattr__(name: str) -> Any:
    # the model and its libraries are loaded only when they are asked for
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module 'dragoman' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
