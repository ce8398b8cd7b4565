"""What the ledger answers, besides events: quotes, entities, reports, sources, and the series of two parties."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from dragoman.types import Kind, Outlet, Party, Story, Value

Unit = Literal["month", "week", "day"]
Measure = Literal["events", "cooperation", "conflict"]
T = TypeVar("T", bound=Value)


class Quote(Value, frozen=True):
    """Who said what, in which report. ``start`` and ``end`` are offsets of ``content`` into the report's text.

    ``source`` is how the report names who speaks, ``speaker`` who that is, as far as known; ``via`` the chain through
    which the words came, outermost first. ``date`` is the day of publication, or else of arrival.
    """

    report: str
    source: str
    speaker: Party | None
    via: tuple[str, ...]
    cue: str | None
    content: str
    kind: Kind
    start: int
    end: int
    outlet: Outlet | None
    date: str
    title: str | None
    address: str | None
    confidence: float


class NamedEntity(Value, frozen=True):
    """Somebody named in reports: in how many, and how often."""

    name: str
    country: str | None
    sectors: tuple[str, ...]
    reports: int
    mentions: int


class ReportLine(Value, frozen=True):
    """A report in short. ``copy_of``: the report that it repeats; ``events``: how many it tells of."""

    id: str
    title: str | None
    outlet: Outlet | None
    agency: str | None
    published: str | None
    address: str | None
    origin: str
    source: str | None
    language: str | None
    status: str
    reason: str | None
    first_seen: str
    gone: str | None
    versions: int
    copy_of: str | None
    events: int


class SourceLine(Value, frozen=True):
    """A source that is followed, how it fares, and what came from it. ``removed``: when it was taken off the list."""

    place: str
    kind: str
    title: str | None
    status: str
    reports: int
    last_report: str | None
    failures: int
    last_tried: str | None
    last_ok: str | None
    last_error: str | None
    next_due: str | None
    added: str
    removed: str | None


class OutletLine(Value, frozen=True):
    """An outlet, how many of its reports are in the ledger, and how many of them only repeat others."""

    outlet: Outlet
    reports: int
    copies: int
    last_report: str | None


class Partner(Value, frozen=True):
    """Somebody on the other side of a party's events: of how many, and their mean score (-10 to +10)."""

    party: Party
    events: int
    score: float


class Tally(Value, frozen=True):
    """Events counted: in all, by quad (1 to 4), and their mean score, where there are any."""

    events: int
    quads: tuple[int, int, int, int]
    score: float | None


class Period(Value, frozen=True):
    """A month («2024-11»), week («2024-W48») or day: what one did to the other (``there``), ``back``, and ``both``."""

    start: str
    there: Tally
    back: Tally
    both: Tally


class Standout(Value, frozen=True):
    """A day on which more happened than the past of the two parties lets one expect.

    ``what``: ``events`` in all, ``cooperation`` (quads 1 and 2) or ``conflict`` (3 and 4); ``usual`` is the median of
    the days before; ``z`` how far ``count`` lies above it. ``events`` are those behind it, the most told first.
    """

    day: str
    what: Measure
    count: int
    usual: float
    z: float
    events: tuple[Story, ...]


class Series(Value, frozen=True):
    """What two parties do to each other over time, without gaps.

    ``vague`` counts the events that are in no period, since their date is told less exactly than the periods are;
    ``undated`` those in none, since neither a date is told nor a day of publication known, whatever days are asked for.
    """

    a: str
    b: str
    by: Unit
    periods: tuple[Period, ...]
    standouts: tuple[Standout, ...]
    vague: int
    undated: int


class Listing(Value, Generic[T], frozen=True):
    """A page of a list, as it goes over the wire.

    ``after`` is where the next one begins, None at the end; ``count``: how many there are, where that was asked for.
    """

    items: tuple[T, ...]
    after: str | None
    count: int | None = None
