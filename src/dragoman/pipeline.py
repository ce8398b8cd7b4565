"""The chain, as one visible list: each stage says what it needs and what it adds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.errors import DragomanError, InputError
from dragoman.types import (
    NAMED,
    Attribution,
    DateMention,
    Document,
    Entity,
    Event,
    Maker,
    Place,
    Reading,
    Record,
)

if TYPE_CHECKING:
    from dragoman.collect.base import Raw
    from dragoman.prepare import When
    from dragoman.resolve.gazetteer import Gazetteer
    from dragoman.understand.reader import Understanding

Pair = tuple[int, int]


@dataclass
class Draft:
    """A record in the making. Entities and places are found by their offsets; ``several``: the entities of parties that
    stand for more than one country («the two ministers»)."""

    document: Document
    reading: Reading | None = None
    entities: dict[Pair, Entity] = field(default_factory=dict)
    several: dict[Pair, tuple[Entity, ...]] = field(default_factory=dict)
    places: dict[Pair, Place] = field(default_factory=dict)
    dates: tuple[DateMention, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Stage:
    """One step of the chain: ``run`` fills the fields of the draft that ``adds`` names, reading those in ``needs``."""

    name: str
    needs: tuple[str, ...]
    adds: tuple[str, ...]
    run: Callable[[Reader, Draft], None]


def _understand(reader: Reader, draft: Draft) -> None:
    import msgspec

    from dragoman.understand.speech import settle

    document = draft.document
    reading = reader.understanding.read(document)
    text = document.report.text
    reading = msgspec.structs.replace(reading, attributions=settle(text, reading.attributions))
    draft.reading = reading
    draft.document = msgspec.structs.replace(document, mentions=reading.mentions, attributions=reading.attributions)


def _entities(reader: Reader, draft: Draft) -> None:
    assert draft.reading is not None
    r = draft.reading
    spans = {(m.start, m.end) for m in r.mentions if m.kind in NAMED}
    spans |= {p for e in r.events for p in (*e.actors, *e.recipients)}
    spans |= {a.source for a in r.attributions if a.source}
    ordered = sorted(spans)
    draft.entities = dict(zip(ordered, reader.who.resolve(draft.document, ordered), strict=True))
    draft.several = reader.who.several(draft.document, [p for e in r.events for p in (*e.actors, *e.recipients)])


def _places(reader: Reader, draft: Draft) -> None:
    assert draft.reading is not None
    r = draft.reading
    spans = {(m.start, m.end) for m in r.mentions if m.kind in ("location", "facility")}
    spans |= {p for e in r.events for p in e.places}
    ordered = sorted(spans)
    draft.places = dict(zip(ordered, reader.where.resolve(draft.document, ordered), strict=True))


def _dates(_: Reader, draft: Draft) -> None:
    from dragoman.resolve.when import find_dates

    draft.dates = find_dates(draft.document)


def _attributions(reader: Reader, draft: Draft) -> None:
    from dragoman.record.attributions import attributions

    assert draft.reading is not None
    draft.attributions = attributions(draft.document, draft.reading, draft.entities, reader.calibration)


def _events(reader: Reader, draft: Draft) -> None:
    from dragoman.record.events import Resolved, events

    assert draft.reading is not None
    known = Resolved(
        draft.document, draft.entities, draft.places, draft.dates, draft.attributions, several=draft.several
    )
    draft.events = events(known, draft.reading, reader.calibration)


STAGES: tuple[Stage, ...] = (
    Stage("understand", ("document",), ("reading",), _understand),
    Stage("entities", ("document", "reading"), ("entities", "several"), _entities),
    Stage("places", ("document", "reading"), ("places",), _places),
    Stage("dates", ("document",), ("dates",), _dates),
    Stage("attributions", ("document", "reading", "entities"), ("attributions",), _attributions),
    Stage("events", ("reading", "entities", "several", "places", "dates", "attributions"), ("events",), _events),
)


def check(stages: Sequence[Stage]) -> None:
    """Raises ``ValueError`` where a stage needs what no earlier stage has added."""
    there = {"document"}
    for stage in stages:
        missing = set(stage.needs) - there
        if missing:
            raise ValueError(f"stage {stage.name} needs {', '.join(sorted(missing))}, which no stage before it adds")
        there |= set(stage.adds)


class Reader:
    """Reads reports. Loads its model and gazetteer once; safe to keep for the life of a program."""

    def __init__(self, *, model: Path | None = None, convention: str = "guide", threads: int = 1) -> None:
        """``convention``: mark speech as in the annotation guide, or as in PolNeAR (``"polnear"``, for comparison)."""
        self._model_folder = model
        self._convention = convention
        self._threads = threads
        check(STAGES)

    def __getstate__(self) -> dict[str, Any]:
        # what was loaded stays behind: another process loads its own
        return {k: v for k, v in self.__dict__.items() if k.startswith("_")}

    @cached_property
    def understanding(self) -> Understanding:
        """The neural reader."""
        from dragoman.understand.model import FOLDER, Model
        from dragoman.understand.reader import Understanding

        model = Model(self._model_folder or FOLDER, convention=self._convention, threads=self._threads)
        return Understanding(model)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The lists of who and where."""
        from dragoman.resolve.gazetteer import shipped

        return shipped()

    @cached_property
    def who(self) -> Any:
        """Resolves entities."""
        from dragoman.resolve.who import Who

        return Who(self.gazetteer)

    @cached_property
    def where(self) -> Any:
        """Resolves places."""
        from dragoman.resolve.where import Where

        return Where(self.gazetteer)

    @cached_property
    def calibration(self) -> Any:
        """Turns scores into probabilities."""
        from dragoman.record.calibration import Calibration

        return Calibration.of(self.understanding.model.settings)

    @cached_property
    def made_by(self) -> Maker:
        """The version of this reader and its model."""
        from importlib.metadata import PackageNotFoundError, version

        try:
            mine = version("dragoman")
        except PackageNotFoundError:
            mine = "0"
        return Maker(reader=f"dragoman {mine}", model=self.understanding.model.name)

    def read(
        self,
        text: str | bytes,
        *,
        date: When = None,
        outlet: str | None = None,
        title: str | None = None,
        url: str | None = None,
    ) -> Record:
        """The record of one report: plain text or HTML. Raises ``InputError`` where it cannot be read."""
        from dragoman.collect.base import Raw
        from dragoman.prepare import prepare

        if not isinstance(text, (str, bytes)):
            raise InputError(f"A report is a str or bytes, not {type(text).__name__}.")
        raw = Raw(origin="The text", data=text)
        return self.read_document(prepare(raw, date=date, outlet=outlet, title=title, url=url))

    def read_raw(self, raw: Raw) -> Record:
        """The record of a report as a source of ``collect`` yields it."""
        from dragoman.prepare import prepare

        return self.read_document(prepare(raw))

    def read_document(self, document: Document) -> Record:
        """The record of a prepared report."""
        draft = Draft(document)
        for stage in STAGES:
            stage.run(self, draft)
        return Record(
            report=document.report,
            attributions=draft.attributions,
            events=draft.events,
            entities=tuple(draft.entities[p] for p in sorted(draft.entities)),
            places=tuple(p for _, p in sorted(draft.places.items()) if p.country or p.geonameid),
            dates=draft.dates,
            made_by=self.made_by,
        )

    def read_many(
        self, reports: Iterable[str | bytes | Mapping[str, Any] | Raw], *, workers: int | None = 1
    ) -> Iterator[Record | DragomanError]:
        """The records of many reports, in their order; a bad one gives its error and never stops the rest."""
        from dragoman.engine import read_many

        return read_many(reports, workers=workers, reader=self)

    def relate(self, text: str, actor: Pair, recipient: Pair) -> dict[str, float]:
        """The probability of each PLOVER type, and NONE, of what ``actor`` does to ``recipient``.

        Both are offset pairs into ``text``; an empty pair (0, 0) says that a party is not named.
        Raises ``InputError`` where a pair does not lie in the text.
        """
        for name, (start, end) in (("actor", actor), ("recipient", recipient)):
            if not 0 <= start <= end <= len(text):
                raise InputError(f"The {name} ({start}, {end}) does not lie in the text of {len(text)} characters.")
        if not text.strip():
            raise InputError("There is no text to relate the parties in.")
        return self.understanding.model.relate(text, actor, recipient)


_reader: Reader | None = None


def read(
    text: str | bytes,
    *,
    date: When = None,
    outlet: str | None = None,
    title: str | None = None,
    url: str | None = None,
) -> Record:
    """The record of one report, by a reader that is loaded at the first call and kept."""
    global _reader
    if _reader is None:
        _reader = Reader()
    return _reader.read(text, date=date, outlet=outlet, title=title, url=url)
