"""What the tools answer: the types of the ledger, told so that an assistant can quote them."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from dragoman.export.words import flat
from dragoman.ledger import Ledger
from dragoman.ledger.ask import NamedEntity, Quote, Results
from dragoman.ledger.ask.values import ReportLine, SourceLine
from dragoman.ledger.views import KeptReport
from dragoman.serve.pages import words
from dragoman.types import Account, Outlet, Party, Record, Span, Story, StoryChange, Value, Variant

T = TypeVar("T", bound=Value)


class EventLine(Value, frozen=True):
    """An event in short. ``words``: the evidence, as one report has it; ``date`` may be a day, week, month or year.

    ``corroborated``: two independent origins tell it on their own authority. ``only_state_owned``: none other does.
    """

    id: str
    sentence: str
    type: str
    mode: str | None
    modality: str
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    date: str | None
    place: str
    words: str
    reports: int
    origins: int
    corroborated: bool
    only_state_owned: bool
    differ: tuple[Variant, ...]
    confidence: float


class Teller(Value, frozen=True):
    """One report's account of an event. ``according_to``: whose word it is by that report; nobody's: its own.

    ``origin``: accounts with the same one are copies of one voice.
    """

    report: str
    origin: str
    outlet: Outlet
    published: str | None
    according_to: tuple[str, ...]
    words: str
    modality: str
    confidence: float


class WholeEvent(Value, frozen=True):
    """An event, who tells it and in which words, why those are held to tell of one event, and how it has changed."""

    event: EventLine
    story: Story
    tellers: tuple[Teller, ...]
    why_one: tuple[str, ...]
    changes: tuple[StoryChange, ...]


class WholeReport(Value, frozen=True):
    """A report as it is kept, and what was read in it; no record where it could not be read."""

    report: KeptReport
    record: Record | None


class Events(Value, frozen=True):
    """A page of events; ``after`` is where the next one begins."""

    items: tuple[EventLine, ...]
    after: str | None


class Quotes(Value, frozen=True):
    """A page of quotes; ``after`` is where the next one begins."""

    items: tuple[Quote, ...]
    after: str | None


class Names(Value, frozen=True):
    """A page of those named; ``after`` is where the next one begins."""

    items: tuple[NamedEntity, ...]
    after: str | None


class Reports(Value, frozen=True):
    """A page of reports; ``after`` is where the next one begins."""

    items: tuple[ReportLine, ...]
    after: str | None


class Sources(Value, frozen=True):
    """A page of sources; ``after`` is where the next one begins."""

    items: tuple[SourceLine, ...]
    after: str | None


class Counts(Value, frozen=True):
    """How many events there are, by country, month, type or quad."""

    by: str
    counts: dict[str, int]


def line(story: Story) -> EventLine:
    """An event in short."""
    same = {name: getattr(story, name) for name in EventLine.__struct_fields__ if hasattr(story, name)}
    return EventLine(
        **{
            **same,
            "sentence": words.gist(story),
            "place": words.place_name(story.place),
            "words": flat(story.evidence.text),
            "only_state_owned": bool(story.state_owned) and story.state_owned == story.outlets,
            "differ": story.variants,
        }
    )


def events(found: Results[Story], limit: int) -> Events:
    """A page of events in short."""
    page = found.page(limit)
    return Events(items=tuple(map(line, page.items)), after=page.after)


def whole(ledger: Ledger, id: str) -> WholeEvent:
    """All of an event. Raises ``LedgerError`` where there is none."""
    story = ledger.story(id)
    return WholeEvent(
        event=line(story), story=story, tellers=tuple(map(_teller, ledger.accounts(story))),
        why_one=tuple(words.reason(link.reason) for link in ledger.why(story)), changes=ledger.changes_of(story.id),
    )  # fmt: skip


def schema(kind: type[Value]) -> dict[str, Any]:
    """The JSON Schema of a type; an answer of MCP is an object at its root."""
    made = msgspec.json.schema(kind)
    root = made.pop("$ref").rpartition("/")[2]
    return {**made["$defs"][root], **made}


def _teller(account: Account) -> Teller:
    event = account.event
    return Teller(
        report=account.report, origin=account.origin, outlet=account.outlet, published=account.published,
        according_to=tuple(map(_text, event.according_to)), words=_text(event.evidence), modality=event.modality,
        confidence=event.confidence,
    )  # fmt: skip


def _text(span: Span) -> str:
    return flat(span.text)
