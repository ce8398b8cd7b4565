"""What every value is, and a stretch of text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec


class Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every value: immutable, compared by content, turned to and from plain data."""

    def to_dict(self) -> dict[str, Any]:
        """This value as plain dicts, lists, strings and numbers."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain


class Span(Value, frozen=True):
    """A stretch of the report: ``text == report.text[start:end]``."""

    text: str
    start: int
    end: int

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """The span ``start:end`` of ``text``."""
        return Span(text=text[start:end], start=start, end=end)


def spans_of(text: str, pairs: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
    """The spans of ``text`` at the offset ``pairs``."""
    return tuple(Span.of(text, start, end) for start, end in pairs)
