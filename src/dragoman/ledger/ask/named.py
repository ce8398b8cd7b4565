"""Conditions on names: who takes part in an event, who is spoken of, which outlet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from dragoman.ledger import schema
from dragoman.ledger.ask.terms import Who
from dragoman.ledger.ids import key
from dragoman.types import Outlet

Condition = sa.ColumnElement[bool]


class Here(NamedTuple):
    """The columns that tell which story is looked at, and on which day it is.

    Without the day, SQLite goes through all that a country ever did.
    """

    story: sa.ColumnElement[int]
    day: sa.ColumnElement[str]


def takes_part(here: Here, found: Sequence[Who], role: str) -> Condition:
    """The story has one of these in that role: looked up in each story."""
    party = schema.story_party.alias()
    mine = sa.and_(party.c.story == here.story, party.c.day == here.day)
    return _parties(party, found, role).where(mine).exists()


def act_on(here: Here, actors: Sequence[Who], recipients: Sequence[Who]) -> Condition:
    """One of ``actors`` acts on one of ``recipients``, and where all act on each other, on another than himself."""
    actor, recipient = schema.story_party.alias(), schema.story_party.alias()
    on = sa.and_(
        recipient.c.story == actor.c.story, recipient.c.role == "recipient", recipient.c.n != -1 - actor.c.n,
        sa.or_(*(is_meant(recipient, who) for who in recipients)),
    )  # fmt: skip
    acts = sa.select(actor.c.story).select_from(actor.join(recipient, on))
    acts = acts.where(actor.c.role == "actor", sa.or_(*(is_meant(actor, who) for who in actors)))
    return acts.where(actor.c.story == here.story, actor.c.day == here.day).exists()


def pair_of(pair: sa.FromClause, actor: Who, recipient: Who) -> list[Condition]:
    """The pair (of the columns of ``story_pair``) is of these two, both of them countries or sectors of one."""
    found = [pair.c.actor == actor.country, pair.c.recipient == recipient.country]
    found += of_sectors(pair.c.actor_sectors, actor.sectors) + of_sectors(pair.c.recipient_sectors, recipient.sectors)
    # the sectors are those of all parties of the country: of two sectors, each may be another's
    several = len(actor.sectors) > 1 or len(recipient.sectors) > 1
    if several or (actor.country == recipient.country and (actor.sectors or recipient.sectors)):
        found.append(act_on(Here(pair.c.story, pair.c.day), [actor], [recipient]))
    return found


def taken_part(found: Sequence[Who], role: str | None = None) -> sa.CompoundSelect[Any]:
    """The stories that have one of these in that role or any, as a list: for names, which few stories have."""
    return sa.union(*(_parties(schema.story_party.alias(), [who], role) for who in found))


def _parties(party: sa.FromClause, found: Sequence[Who], role: str | None) -> sa.Select[Any]:
    roles = ("actor", "recipient") if role is None else (role,)
    return sa.select(party.c.story).where(party.c.role.in_(roles), sa.or_(*(is_meant(party, who) for who in found)))


def is_meant(party: sa.FromClause, who: Who) -> Condition:
    """The party (of the columns country, sectors and name_key) is the one, or one of those, that are meant."""
    of = of_sectors(party.c.sectors, who.sectors)
    if who.country:
        of.append(party.c.country == who.country)
    if who.names:
        of.append(called(party.c.name_key, who.names))
    return sa.and_(*of)


def called(column: sa.ColumnElement[str], names: Sequence[str]) -> Condition:
    """The key is one of the names, or that of a longer name with the first of them in it («Sergei Lavrov»)."""
    entity = schema.entity
    longer = sa.select(entity.c.name_key).where(has_words(entity.c.name_key, names[0]))
    # one list, since an index is not looked up for either of two
    return column.in_(sa.union(longer, *(sa.select(sa.literal(name)) for name in names)))


def has_words(column: sa.ColumnElement[str], words: str) -> Condition:
    """The words stand in the column, in this order, each whole."""
    # most rows are passed over by the first condition, which makes no new text
    return sa.and_(sa.func.instr(column, words) > 0, sa.func.instr(" " + column + " ", f" {words} ") > 0)


class _Instr(GenericFunction[int]):
    """Where one text begins in another, from 1; 0 where it is not in it."""

    name = "instr"
    type = sa.Integer()
    inherit_cache = True


@compiles(_Instr, "postgresql")
def _strpos(element: _Instr, compiler: SQLCompiler, **options: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **options)})"


def of_sectors(column: sa.ColumnElement[str], sectors: Sequence[str]) -> list[Condition]:
    """All the sectors are among those of the column."""
    return [has_words(column, sector) for sector in sectors]


def outlets(connection: sa.Connection, names: Sequence[str]) -> list[int]:
    """The rows of the outlets of those names (as keys). There are few, and SQLite folds no case but ASCII's."""
    outlet = schema.outlet
    return [pk for pk, name in connection.execute(sa.select(outlet.c.pk, outlet.c.name)) if key(name) in names]


def told_by(connection: sa.Connection, names: Sequence[str]) -> sa.Select[Any]:
    """The stories that those outlets tell."""
    account, report = schema.account, schema.report
    told = sa.select(account.c.story).join(report, report.c.pk == account.c.report)
    return told.where(report.c.outlet.in_(outlets(connection, names)), account.c.story.is_not(None))


def outlet_of(row: sa.Row[Any]) -> Outlet | None:
    """The outlet of a row that has ``OUTLET`` among its columns."""
    if row.outlet_name is None:
        return None
    return Outlet(name=row.outlet_name, country=row.outlet_country, ownership=row.outlet_ownership)


OUTLET = tuple(schema.outlet.c[name].label(f"outlet_{name}") for name in ("name", "country", "ownership"))
