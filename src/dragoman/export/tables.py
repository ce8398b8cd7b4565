"""What every form in which events are handed on is, and what those have in common that are tables."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from dragoman.export.cells import Cell, line
from dragoman.export.days import days_of
from dragoman.export.telling import Telling, done


class Exporter(ABC):
    """A form in which events are handed on. Siblings are listed in ``dragoman.export.EXPORTERS``.

    ``modal`` tells whether the form can say that an event is planned, denied or supposed; one that cannot holds only
    what is told as done. ``binary``: it is no text.
    """

    name: ClassVar[str]
    suffix: ClassVar[str]
    about: ClassVar[str]
    modal: ClassVar[bool] = False
    binary: ClassVar[bool] = False

    def takes(self, telling: Telling) -> bool:
        """Whether this form can hold the event without saying what nobody told."""
        story = telling.story
        return self.modal or done(story, dated=days_of(story.date) is not None)

    @abstractmethod
    def chunks(self, tellings: Iterable[Telling]) -> Iterator[bytes]:
        """The events that ``takes`` lets in, piece by piece, so that any number of them can be written."""

    def data(self, *tellings: Telling) -> bytes:
        """The events as one piece."""
        return b"".join(self.chunks(tellings))


class TabExporter(Exporter):
    """A table with tabs between its cells: ``absent`` stands for what is not known."""

    suffix: ClassVar[str] = ".tsv"
    columns: ClassVar[tuple[str, ...]]
    header: ClassVar[bool] = True
    absent: ClassVar[str] = ""

    @abstractmethod
    def rows(self, telling: Telling) -> Iterator[list[Cell]]:
        """The rows of one event, each as long as ``columns``."""

    def chunks(self, tellings: Iterable[Telling]) -> Iterator[bytes]:
        """The header, where there is one, and the rows of each event."""
        if self.header:
            yield line(self.columns).encode()
        for telling in filter(self.takes, tellings):
            yield "".join(line(row, absent=self.absent) for row in self.rows(telling)).encode()


class LinesExporter(Exporter):
    """JSON objects, one a line."""

    suffix: ClassVar[str] = ".jsonl"

    @abstractmethod
    def objects(self, tellings: Iterable[Telling]) -> Iterator[dict[str, Any]]:
        """The objects."""

    def chunks(self, tellings: Iterable[Telling]) -> Iterator[bytes]:
        """The lines."""
        for plain in self.objects(filter(self.takes, tellings)):
            yield (json.dumps(plain, ensure_ascii=False) + "\n").encode("utf-8", "replace")
