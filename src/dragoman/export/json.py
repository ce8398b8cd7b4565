"""Records as JSON: one document, or one record a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from dragoman.export.base import Writer
from dragoman.types import Record


class JsonWriter(Writer):
    """An object for one record, an array for a collection; indented."""

    name: ClassVar[str] = "json"
    suffix: ClassVar[str] = ".json"

    def chunks(self, records: Iterable[Record], *, many: bool = False) -> Iterator[str]:
        """The document; an array is written element by element."""
        if not many:
            for record in records:
                yield record.to_json(indent=2) + "\n"
            return
        opened = False
        for record in records:
            yield (",\n" if opened else "[\n") + record.to_json(indent=2)
            opened = True
        yield "\n]\n" if opened else "[]\n"


class JsonLinesWriter(Writer):
    """One record a line."""

    name: ClassVar[str] = "jsonl"
    suffix: ClassVar[str] = ".jsonl"

    def chunks(self, records: Iterable[Record], *, many: bool = False) -> Iterator[str]:  # noqa: ARG002
        """The lines."""
        for record in records:
            yield record.to_json() + "\n"
