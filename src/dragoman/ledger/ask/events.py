"""The question for events: which filter becomes which condition, and which table leads to the events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.sql.visitors import iterate

from dragoman.ledger import schema
from dragoman.ledger.ask import named, results
from dragoman.ledger.ask.results import Asked, Question
from dragoman.ledger.ask.terms import Days, Where, Who
from dragoman.ledger.ids import pieces
from dragoman.ledger.search import matching, telling
from dragoman.ledger.spread import Met
from dragoman.types import Story, Value

STORY = schema.story
Condition = sa.ColumnElement[bool]


class Filters(Value, frozen=True):
    """What events must be to pass. Of several values of one filter any will do; all filters must hold.

    ``party``: acts, or is acted upon. ``wrong``: what a person has said to be none; None for both.
    """

    party: tuple[Who, ...] = ()
    actor: tuple[Who, ...] = ()
    recipient: tuple[Who, ...] = ()
    type: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    quad: tuple[int, ...] = ()
    modality: tuple[str, ...] = ()
    days: Days = Days(None, None)
    place: Where | None = None
    corroborated: bool | None = None
    min_confidence: float | None = None
    outlet: tuple[str, ...] = ()
    text: str | None = None
    wrong: bool | None = False


def passing(connection: sa.Connection, filters: Filters, ids: Iterable[str]) -> frozenset[str]:
    """Which of the events of those ids pass."""
    asked = EventQuestion(filters, "newest").chosen(connection, "id")[0].add_columns(STORY.c.id)
    return frozenset(row.id for some in pieces(ids) for row in connection.execute(asked.where(STORY.c.id.in_(some))))


class Way(NamedTuple):
    """The table that leads to the events, in the order of their days: its rows, each of another event.

    ``conditions`` hold for its rows; ``taken`` are the filters that are kept to by them.
    """

    table: sa.FromClause
    story: sa.ColumnElement[int]
    conditions: list[Condition]
    taken: tuple[str, ...] = ()

    def leading(self, parts: Iterable[sa.ColumnElement[Any]]) -> sa.FromClause:
        """The table; joined with the events where any of ``parts`` is of them, which takes a look at each."""
        beyond = any(getattr(one, "table", None) is STORY for part in parts for one in iterate(part))
        return self.table.join(STORY, STORY.c.pk == self.story) if beyond and self.table is not STORY else self.table

    @property
    def day(self) -> sa.ColumnElement[str]:
        """The first day of the event."""
        return self.column("day")

    def column(self, name: str) -> sa.ColumnElement[Any]:
        """A column of the event: of the way itself where it has it, so that events that do not pass are not read."""
        return self.table.c[name] if name in self.table.c else STORY.c[name]


class EventQuestion(Question[Story]):
    """Events that pass the filters."""

    kind: ClassVar[type[Value]] = Story
    what: ClassVar[str] = "events"
    sorts: ClassVar[tuple[str, ...]] = ("newest", "oldest", "confidence", "reports", "origins", "updated", "relevance")

    def __init__(self, filters: Filters, sort: str) -> None:
        super().__init__(sort, filters.text)
        self.filters = filters

    def asked(self, connection: sa.Connection) -> Asked:
        """The stories, led to by the party or pair that is asked for, where there is one."""
        key = "day" if self.sort in ("newest", "oldest", "relevance") else self.sort
        asked, way = self.chosen(connection, key)
        if self.sort == "relevance":
            told = _told_alike(connection, self.filters.text or "")
            asked = asked.join(told, told.c.story == way.story)
            return Asked(asked, (told.c.rank, way.story), descending=False)
        return Asked(asked, (way.column(key), way.story), descending=self.sort != "oldest")

    def told(self, connection: sa.Connection, rows: list[int]) -> sa.Select[Any]:  # noqa: ARG002
        """The stories."""
        return sa.select(STORY.c.pk.label("row_"), STORY.c.data).where(STORY.c.pk.in_(rows))

    def value(self, row: sa.Row[Any]) -> Story:
        """The story of a row."""
        return msgspec.json.decode(row.data, type=Story)

    def chosen(self, connection: sa.Connection, *columns: str) -> tuple[sa.Select[Any], Way]:
        """The stories that pass, without columns and order, and the way to them.

        ``columns``: those that will be asked for, by ``Way.column``.
        """
        filters = self.filters
        way = _way(filters)
        # asked of the way, so that no story is fetched that is not in the list
        listed = [way.story.in_(some) for some in self._lists(connection, way)]
        if filters.text and self.sort != "relevance":
            # not by an index of the way: of a common word, most events are in the list
            listed.append((way.story + 0).in_(telling(connection, filters.text)))
        rest = [*_days(filters.days, way), *_plain(filters, way), *_right(filters, way)]
        leading = way.leading([*(way.column(name) for name in columns), *rest])
        asked = sa.select().select_from(leading).where(*way.conditions, *listed, *rest)
        here = named.Here(way.story, way.day)
        if filters.actor and filters.recipient and not {"actor", "recipient"} <= {*way.taken}:
            return asked.where(named.act_on(here, filters.actor, filters.recipient)), way
        for role in ("actor", "recipient"):
            found = getattr(filters, role)
            if found and role not in way.taken and not any(who.names for who in found):
                asked = asked.where(named.takes_part(here, found, role))
        return asked, way

    def _lists(self, connection: sa.Connection, way: Way) -> list[sa.SelectBase]:
        """The stories that pass a filter for which there is no way: of either role, outlets, words and names."""
        filters, found = self.filters, list[sa.SelectBase]()
        if filters.party and "party" not in way.taken:
            found.append(named.taken_part(filters.party))
        if filters.outlet:
            found.append(named.told_by(connection, filters.outlet))
        for role in ("actor", "recipient"):
            wanted: tuple[Who, ...] = getattr(filters, role)
            if any(who.names for who in wanted):
                found.append(named.taken_part(wanted, role))
        return found


def _way(filters: Filters) -> Way:
    """By the pair where two countries are asked for, by the party where any are; else by the events themselves."""
    sides = {"actor": filters.actor, "recipient": filters.recipient}
    led = [role for role, found in sides.items() if found and all(who.country for who in found)]
    if len(led) == 2 and all(len(found) == 1 for found in sides.values()):
        pair = schema.story_pair.alias("way")
        return Way(pair, pair.c.story, named.pair_of(pair, filters.actor[0], filters.recipient[0]), tuple(led))
    if led:
        role, party = led[0], schema.story_party.alias("way")
        return Way(party, party.c.story, _only(party, sides[role], role), (role,))
    if _is_country(filters.party):
        party = schema.story_party.alias("way")
        either = [party.c.role.in_(("actor", "recipient")), party.c.country == filters.party[0].country]
        return Way(party, party.c.story, [*either, party.c.met == Met.FIRST.value], ("party",))
    return Way(STORY, STORY.c.pk, [])


def _only(party: sa.FromClause, found: tuple[Who, ...], role: str) -> list[Condition]:
    """The first party of the event that is meant, so that an event with two such is there once."""
    if _is_country(found):
        return [*_meant(party, found, role), party.c.met < Met.AGAIN.value]
    before = schema.story_party.alias("before")
    earlier = sa.select(before.c.story).where(
        before.c.story == party.c.story, before.c.n < party.c.n, *_meant(before, found, role)
    )
    return [*_meant(party, found, role), ~earlier.exists()]


def _is_country(found: tuple[Who, ...]) -> bool:
    """Whether one is asked for, and it is all of a country."""
    return len(found) == 1 and found[0].country is not None and not found[0].sectors


def _meant(party: sa.FromClause, found: tuple[Who, ...], role: str) -> list[Condition]:
    """The party is of one of the countries, and of the sectors asked for with it."""
    countries = [who.country for who in found]
    country = party.c.country.in_(countries) if len(found) > 1 else party.c.country == countries[0]
    narrower = [sa.or_(*(named.is_meant(party, who) for who in found))] if any(who.sectors for who in found) else []
    return [party.c.role == role, country, *narrower]


def _days(days: Days, way: Way) -> list[Condition]:
    """Events of which any day is between the days. The floor is for the index: without it all days before are read."""
    found: list[Condition] = []
    if days.since and days.floor:
        found += [way.day >= days.floor, way.column("last_day") >= days.since]
    if days.until:
        found.append(way.day <= days.until)
    return found


def _plain(filters: Filters, way: Way) -> list[Condition]:
    """Conditions on a column of the event."""
    chosen = {"type": filters.type, "mode": filters.mode, "quad": filters.quad, "modality": filters.modality}
    asked = {name: (way.column(name), values) for name, values in chosen.items() if values}
    found = [column == values[0] if len(values) == 1 else column.in_(values) for column, values in asked.values()]
    if filters.corroborated is not None:
        found.append(way.column("corroborated").is_(filters.corroborated))
    if filters.min_confidence is not None:
        found.append(way.column("confidence") >= filters.min_confidence)
    if filters.place and filters.place.country:
        found.append(way.column("place_country") == filters.place.country)
    elif filters.place:
        found.append(STORY.c.place_key.in_(filters.place.names))
    return found


def _right(filters: Filters, way: Way) -> list[Condition]:
    """Events that are wrong, or not: those that are have no parties, and are few enough to be left out by a list."""
    if filters.wrong is None or (way.taken and not filters.wrong):
        return []
    refuted = STORY.alias("refuted")
    # as the index has it, which SQLite knows again by its words
    listed = sa.select(refuted.c.pk).where(sa.text("refuted.wrong"))
    return [way.story.in_(listed) if filters.wrong else way.story.not_in(listed)]


def _told_alike(connection: sa.Connection, text: str) -> sa.Subquery:
    """The stories of which an account's words match, each by its best match."""
    account = schema.account
    # SQLite ranks only what it searches by itself, and not while it groups
    told = sa.select(matching(connection, "account", text)).cte().prefix_with("MATERIALIZED")
    best = results.exact(sa.func.min(told.c.rank)).label("rank")
    ranked = sa.select(account.c.story, best).join(told, told.c.pk == account.c.pk)
    return ranked.group_by(account.c.story).subquery()
