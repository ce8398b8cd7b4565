"""The series of two parties: what one does to the other, period by period, and the days that stand out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from dragoman.errors import BadQuestion
from dragoman.ledger import schema
from dragoman.ledger.ask import events, named
from dragoman.ledger.ask.standout import Unusual, unusual
from dragoman.ledger.ask.terms import Days, Who
from dragoman.ledger.ask.values import Measure, Period, Series, Standout, Tally, Unit
from dragoman.resolve.dates.calendar import shift, week_value
from dragoman.types import Story, Value

UNITS: tuple[Unit, ...] = ("month", "week", "day")
SHOWN = 20
"""Most events that are given for a day."""
MOST = 20_000
"""Most periods of a series."""
MEASURES: dict[Measure, tuple[int, ...]] = {"events": (1, 2, 3, 4), "cooperation": (1, 2), "conflict": (3, 4)}


class Filters(Value, frozen=True):
    """Which events of the two count."""

    modality: tuple[str, ...]
    days: Days = Days(None, None)
    min_confidence: float | None = None


class Row(NamedTuple):
    """So many events of a quad, told to be between two days (one and the same, if exact), and their scores added up.

    ``dated``: by a date or a day of publication; else by the day of collection, which tells nothing of the events.
    """

    first: str
    last: str
    quad: int
    dated: bool
    events: int
    score: float


def series(
    connection: sa.Connection, a: Who, b: Who, names: tuple[str, str], filters: Filters, by: Unit, standouts: int
) -> Series:
    """The series of two parties, with up to so many days that stand out."""
    there, back = _acts(connection, a, b, filters), _acts(connection, b, a, filters)
    mutual = sa.select(there).where(there.c.story.in_(sa.select(back.c.story))).subquery()
    rows = {"there": _rows(connection, there), "back": _rows(connection, back)}
    # what each does to the other in one event is one event
    less = [row._replace(events=-row.events, score=-row.score) for row in _rows(connection, mutual)]
    rows["both"] = [*rows["there"], *rows["back"], *less]
    undated = sum(row.events for row in rows["both"] if not row.dated)
    # all up to the last day asked for: what is usual is told by the days before the first
    last = filters.days.until or "9999"
    rows = {name: [row for row in some if row.dated and row.first <= last] for name, some in rows.items()}
    since = filters.days.since or min((row.first for row in rows["both"]), default=None)
    until = filters.days.until or max((row.first for row in rows["both"]), default=None)
    if since is None or until is None or since > until:
        return Series(a=names[0], b=names[1], by=by, periods=(), standouts=(), vague=0, undated=undated)
    asked = {name: [row for row in some if row.first >= since] for name, some in rows.items()}
    found = _unusual(rows["both"], date.fromisoformat(since), date.fromisoformat(until))[:standouts]
    behind = _behind(connection, [there, back], {day.day.isoformat() for _, day in found})
    return Series(
        a=names[0], b=names[1], by=by, periods=tuple(_periods(asked, since, until, by)),
        standouts=tuple(_standout(what, day, behind[day.day.isoformat()]) for what, day in found),
        vague=sum(row.events for row in asked["both"] if _period(row.first, by) != _period(row.last, by)),
        undated=undated,
    )  # fmt: skip


def _acts(connection: sa.Connection, actor: Who, recipient: Who, filters: Filters) -> sa.Subquery:
    """The events in which one acts on the other: ``story``, and what of it a series is made of."""
    if not (actor.country and recipient.country):
        wanted = events.Filters(
            actor=(actor,), recipient=(recipient,), modality=filters.modality, min_confidence=filters.min_confidence
        )
        chosen, way = events.EventQuestion(wanted, "newest").chosen(connection, *_OF)
        return chosen.add_columns(way.story.label("story"), *(way.column(name).label(name) for name in _OF)).subquery()
    t = schema.story_pair
    asked = sa.select(t.c.story, *(t.c[name] for name in _OF)).where(*named.pair_of(t, actor, recipient))
    asked = asked.where(t.c.modality.in_(filters.modality))
    if filters.min_confidence is not None:
        asked = asked.where(t.c.confidence >= filters.min_confidence)
    return asked.subquery()


_OF = ("day", "last_day", "quad", "dated", "score")


def _rows(connection: sa.Connection, acts: sa.Subquery) -> list[Row]:
    """The events counted by their days and quad, in the order of the index, which holds all that is asked for."""
    by = [acts.c[name] for name in _OF[:-1]]
    asked = sa.select(*by, sa.func.count(), sa.func.sum(acts.c.score)).group_by(*by)
    return [Row._make(row) for row in connection.execute(asked)]


def _periods(rows: dict[str, list[Row]], since: str, until: str, by: Unit) -> Iterator[Period]:
    """All periods from the first to the last, also those in which nothing happens."""
    sums = {name: _summed(some, by) for name, some in rows.items()}
    period: str | None = _period(since, by)
    for _ in range(MOST):
        if period is None or period > _period(until, by):
            return
        yield Period(start=period, **{name: _tally(some.get(period)) for name, some in sums.items()})
        period = shift(period, by, 1)
    raise BadQuestion(
        f"From {since} to {until} there are more than {MOST:,} {by}s; give a later `since`, an earlier `until`, or "
        "a longer period."
    )


def _summed(rows: Iterable[Row], by: Unit) -> dict[str, list[float]]:
    """For each period the events of each quad, and their scores added up."""
    found: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0, 0, 0.0])
    for row in rows:
        period = _period(row.first, by)
        if row.first == row.last or period == _period(row.last, by):
            found[period][row.quad - 1] += row.events
            found[period][4] += row.score
    return found


def _tally(sums: list[float] | None) -> Tally:
    one, two, three, four, score = sums or (0, 0, 0, 0, 0.0)
    events = int(one + two + three + four)
    return Tally(
        events=events,
        quads=(int(one), int(two), int(three), int(four)),
        score=round(score / events, 2) if events else None,
    )


def _period(day: str, by: Unit) -> str:
    return day[:7] if by == "month" else week_value(date.fromisoformat(day)) if by == "week" else day


def _unusual(rows: Iterable[Row], since: date, until: date) -> list[tuple[Measure, Unusual]]:
    """The days that stand out, furthest out first, each by the measure in which it does most."""
    exact: dict[str, Counter[int]] = defaultdict(Counter)
    for row in rows:
        if row.first == row.last:
            exact[row.first][row.quad] += row.events
    counts: dict[Measure, dict[date, int]] = {what: {} for what in MEASURES}
    for told, by_quad in exact.items():
        for what, quads in MEASURES.items():
            if number := sum(by_quad[quad] for quad in quads):
                counts[what][date.fromisoformat(told)] = number
    best: dict[date, tuple[Measure, Unusual]] = {}
    for what, some in counts.items():
        # the past of all that the two do tells since when either kind would have been told
        begin = min(counts["events"], default=None)
        for day in unusual(some, begin, since, until):
            if day.day not in best or day.z > best[day.day][1].z:
                best[day.day] = (what, day)
    return sorted(best.values(), key=lambda one: (-one[1].z, one[1].day))


def _behind(connection: sa.Connection, acts: list[sa.Subquery], days: set[str]) -> dict[str, list[Story]]:
    """The events told to be on each of the days, the most told first."""
    s, found = schema.story, defaultdict(list)
    if days:
        told = sa.or_(*(s.c.pk.in_(sa.select(some.c.story).where(some.c.day.in_(days))) for some in acts))
        asked = sa.select(s.c.day, s.c.data).where(told, s.c.last_day == s.c.day, s.c.dated)
        for day, data in connection.execute(asked.order_by(s.c.reports.desc(), s.c.id)):
            found[day].append(msgspec.json.decode(data, type=Story))
    return found


def _standout(what: Measure, found: Unusual, told: list[Story]) -> Standout:
    events = [story for story in told if story.quad in MEASURES[what]][:SHOWN]
    return Standout(
        day=found.day.isoformat(), what=what, count=found.events, usual=found.usual, z=found.z, events=tuple(events)
    )
