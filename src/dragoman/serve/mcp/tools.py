"""The tools: each a question to the ledger. What they are called and say of themselves is what an assistant goes by."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Literal

from msgspec import to_builtins
from pydantic import Field

from dragoman.ledger import Ledger
from dragoman.ledger.ask import Series
from dragoman.serve.api.asked import WHO, Flag, Kind, Modality, Mode, Outlets, Quad, Since, Sure, Text, Type, Until, Who
from dragoman.serve.mcp import answers
from dragoman.types import Record, Value

if TYPE_CHECKING:
    from dragoman.pipeline import Reader

MOST = 50
FEW = 15
Whos = Annotated[list[Who], Field(max_length=20, description=f"Any of these: {WHO}.", examples=[["RUS"]])]
Limit = Annotated[int, Field(ge=1, le=MOST, description=f"At most so many; {MOST} at most.")]
After = Annotated[str | None, Field(description="Go on from here: the `after` of the answer before.")]
Place = Annotated[str | None, Field(description="Where: a country (`AFG`, `Kenya`) or a place (`Kabul`).")]
Types = Annotated[list[Type], Field(description="PLOVER types.", examples=[["CONSULT", "ASSAULT"]])]
Modes = Annotated[list[Mode], Field(description="Modes of the types.", examples=[["visit"]])]
Quads = Annotated[
    list[Quad],
    Field(description="1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict."),
]
Stages = Annotated[list[Modality], Field(description="actual: done; historical: looked back on; future: planned ...")]
Id = Annotated[str, Field(min_length=2, max_length=64, description="As another answer gave it.")]
Told = dict[str, Any]
NONE: Any = Field(default_factory=list)


class Tools:
    """The tools, over a ledger. ``reader`` gives what reads a text."""

    def __init__(self, ledger: Ledger, reader: Callable[[], Reader]) -> None:
        self._ledger = ledger
        self._reader = reader

    def search_events(
        self, party: Whos = NONE, actor: Whos = NONE, recipient: Whos = NONE, type: Types = NONE, mode: Modes = NONE,
        quad: Quads = NONE, modality: Stages = NONE, since: Since = None, until: Until = None, place: Place = None,
        corroborated: Flag | None = None, min_confidence: Sure = None, outlet: Outlets = NONE, text: Text = None,
        sort: Literal["newest", "oldest", "confidence", "reports", "origins", "updated", "relevance"] = "newest",
        limit: Limit = FEW, after: After = None,
    ) -> Told:  # fmt: skip
        """Find events in the ledger: who did what to whom, when and where.

        Each event stands once, however many reports tell it, with the words that it rests on, how many independent
        origins tell it, and how sure it is. `actor` acts, `recipient` is acted upon, `party` is either. Filters
        that are left out let all pass; `relevance` needs a `text`. Call `get_event` with an id before you rely on an
        event: it tells who says so and in which words.
        """
        filters = _given(party=party, actor=actor, recipient=recipient, type=type, mode=mode, quad=quad,
                         modality=modality, since=since, until=until, place=place, corroborated=corroborated,
                         min_confidence=min_confidence, outlet=outlet, text=text)  # fmt: skip
        return _told(answers.events(self._ledger.events(**filters, sort=sort, after=after), limit))

    def get_event(self, id: Id) -> Told:
        """Tell everything of one event: each report that tells it with its words, on whose word, by which outlet.

        Accounts with the same `origin` are copies of one voice, so count origins and not reports. Also told: on what
        accounts differ (`story.variants`), its history (planned, done, looked back on), why the accounts are held to
        be of one event, and how it has changed in the ledger.
        """
        return _told(answers.whole(self._ledger, id))

    def search_quotes(
        self, speaker: Whos = NONE, via: Text = None, kind: list[Kind] = NONE, since: Since = None, until: Until = None,
        outlet: Outlets = NONE, text: Text = None, min_confidence: Sure = None, originals: Flag = False,
        sort: Literal["newest", "oldest", "confidence", "relevance"] = "newest", limit: Limit = FEW,
        after: After = None,
    ) -> Told:  # fmt: skip
        """Find who said what, in the words of the reports, with the chain through which the words came (`via`).

        `kind`: `direct` are the speaker's own words, `indirect` the reporter's. `originals` leaves out reports that
        only repeat another.
        """
        filters = _given(speaker=speaker, via=via, kind=kind, since=since, until=until, outlet=outlet, text=text,
                         min_confidence=min_confidence, originals=originals)  # fmt: skip
        page = self._ledger.quotes(**filters, sort=sort, after=after).page(limit)
        return _told(answers.Quotes(items=page.items, after=page.after))

    def find_names(
        self, who: Whos = NONE, since: Since = None, until: Until = None, outlet: Outlets = NONE, limit: Limit = FEW,
        after: After = None,
    ) -> Told:  # fmt: skip
        """Find people, organisations and countries that reports name, by how many reports name them.

        Use it to learn under which name somebody is known here before you search for events or quotes of theirs.
        """
        filters = _given(who=who, since=since, until=until, outlet=outlet)
        page = self._ledger.entities(**filters, after=after).page(limit)
        return _told(answers.Names(items=page.items, after=page.after))

    def search_reports(
        self, mentions: Whos = NONE, outlet: Outlets = NONE, since: Since = None, until: Until = None,
        text: Text = None, originals: Flag = False, limit: Limit = FEW, after: After = None,
    ) -> Told:  # fmt: skip
        """Find reports: title, outlet and its owner, day, address, and which report each only repeats (`copy_of`)."""
        filters = _given(mentions=mentions, outlet=outlet, since=since, until=until, text=text, originals=originals)
        page = self._ledger.reports(**filters, after=after).page(limit)
        return _told(answers.Reports(items=page.items, after=page.after))

    def get_report(self, id: Id) -> Told:
        """Give one report: its text, and all that was read in it, as offsets into that text (events, quotes, names)."""
        return _told(answers.WholeReport(report=self._ledger.report(id), record=self._ledger.record(id)))

    def list_sources(self, limit: Limit = FEW, after: After = None) -> Told:
        """List the feeds, pages and folders that feed the ledger, how each fares, and when it last brought anything."""
        page = self._ledger.sources(after=after).page(limit)
        return _told(answers.Sources(items=page.items, after=page.after))

    def compare_pair(
        self,
        a: Annotated[Who, Field(description=f"The one: {WHO}.")],
        b: Annotated[Who, Field(description="The other: the same.")],
        by: Literal["month", "week", "day"] = "month",
        since: Since = None,
        until: Until = None,
        min_confidence: Sure = None,
    ) -> Told:
        """Tell what two parties do to each other over time: events by kind, and their mean score.

        A score is from -10 (conflict) to +10 (cooperation). `there` is what `a` does to `b`, `back` the other way.
        Days that stand out are told with the events behind them.
        """
        filters = _given(since=since, until=until, min_confidence=min_confidence)
        return _told(self._ledger.pairs(a, b, by=by, **filters))

    def count_events(
        self, by: Literal["country", "month"] = "month", party: Whos = NONE, actor: Whos = NONE, recipient: Whos = NONE,
        type: Types = NONE, quad: Quads = NONE, since: Since = None, until: Until = None, place: Place = None,
        corroborated: Flag | None = None, text: Text = None,
    ) -> Told:  # fmt: skip
        """Count the events that pass the filters of `search_events`, by the month or the country they took place in."""
        filters = _given(party=party, actor=actor, recipient=recipient, type=type, quad=quad, since=since, until=until,
                         place=place, corroborated=corroborated, text=text)  # fmt: skip
        return _told(answers.Counts(by=by, counts=self._ledger.counts(by, **filters)))

    def read_text(
        self,
        text: Annotated[
            str, Field(min_length=1, max_length=200_000, description="An English news report, plain or HTML.")
        ],
        date: Annotated[str | None, Field(description="The day it was published, as 2024-11-26.")] = None,
        outlet: Annotated[str | None, Field(max_length=500, description="Who published it.")] = None,
    ) -> Told:
        """Read a news report that is not in the ledger, and keep nothing of it: its events and quotes, with offsets."""
        return _told(self._reader().read(text, date=date, outlet=outlet))


ANSWERS: dict[str, type[Value]] = {
    "search_events": answers.Events,
    "get_event": answers.WholeEvent,
    "search_quotes": answers.Quotes,
    "find_names": answers.Names,
    "search_reports": answers.Reports,
    "get_report": answers.WholeReport,
    "list_sources": answers.Sources,
    "compare_pair": Series,
    "count_events": answers.Counts,
    "read_text": Record,
}
"""The tools by name, each with what it answers."""


def _given(**filters: Any) -> dict[str, Any]:
    return {name: value for name, value in filters.items() if value not in (None, [])}


def _told(value: Value) -> Told:
    told: Told = to_builtins(value)
    return told
