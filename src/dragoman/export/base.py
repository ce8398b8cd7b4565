"""What every writer of records is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import ClassVar

from dragoman.types import Record


class Writer(ABC):
    """A form in which records are handed on. Siblings are listed in ``dragoman.export.WRITERS``."""

    name: ClassVar[str]
    suffix: ClassVar[str]

    @abstractmethod
    def chunks(self, records: Iterable[Record], *, many: bool = False) -> Iterator[str]:
        """The records as text, piece by piece, so that any number of them can be written.

        ``many`` says that they are a collection, even if there turns out to be only one.
        """

    def text(self, *records: Record) -> str:
        """The records as one string."""
        return "".join(self.chunks(records, many=len(records) != 1))
