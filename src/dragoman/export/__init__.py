"""Records go out: siblings behind one ``Writer``."""

from __future__ import annotations

from dragoman.errors import InputError
from dragoman.export.base import Writer
from dragoman.export.html import HtmlWriter
from dragoman.export.json import JsonLinesWriter, JsonWriter
from dragoman.export.text import TextWriter

__all__ = ["WRITERS", "HtmlWriter", "JsonLinesWriter", "JsonWriter", "TextWriter", "Writer", "writer"]

WRITERS: tuple[type[Writer], ...] = (TextWriter, JsonWriter, JsonLinesWriter, HtmlWriter)


def writer(name: str) -> Writer:
    """The writer of that name. Raises ``InputError`` naming those there are."""
    for kind in WRITERS:
        if kind.name == name:
            return kind()
    raise InputError(f"There is no format {name!r}; choose one of {', '.join(kind.name for kind in WRITERS)}.")
