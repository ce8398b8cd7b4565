"""What the latest version of a report says, set out for searching: whom it names, and who says what in it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from dragoman.ledger import schema
from dragoman.ledger.ids import clipped, key, pieces
from dragoman.ledger.rows import ONE, SOME, deleting, insert, inserting
from dragoman.types import Entity, Record

_NAMED = sa.select(schema.entity).where(schema.entity.c.name.in_(SOME))
_MENTIONED = sa.select(schema.mention.c.entity).where(schema.mention.c.report == ONE)
_COUNTED = (
    sa.update(schema.entity)
    .where(schema.entity.c.pk == sa.bindparam("row"))
    .values(
        reports=schema.entity.c.reports + sa.bindparam("more_reports"),
        mentions=schema.entity.c.mentions + sa.bindparam("more_mentions"),
    )
)
Name = tuple[str, str]
"""What an entity is known by: name, and country or ''."""


def rewrite(connection: sa.Connection, report: int, record: Record, day: str, *, new: bool = False) -> None:
    """Put the mentions and attributions of ``record`` in the place of those that were there: none, if it is ``new``."""
    before = Counter[int]() if new else Counter(connection.scalars(_MENTIONED, {"one": report}))
    for table in () if new else (schema.mention, schema.attribution):
        connection.execute(deleting(table.c.report), {"some": [report]})
    speakers = [a.speaker for a in record.attributions if a.speaker]
    known = _entities(connection, [*record.entities, *speakers])
    mentions = _mentions(report, record, known)
    insert(connection, schema.mention, mentions)
    _count(connection, before, Counter(row["entity"] for row in mentions))
    insert(connection, schema.attribution, _attributions(report, record, known, day))


def recount(connection: sa.Connection) -> None:
    """Count the mentions of all entities anew."""
    table, mention = schema.entity, schema.mention
    asked = sa.select(mention.c.entity, sa.func.count(sa.distinct(mention.c.report)), sa.func.count())
    connection.execute(sa.update(table).values(reports=0, mentions=0))
    counted = connection.execute(asked.group_by(mention.c.entity)).all()
    if counted:
        rows = [{"row": entity, "more_reports": n, "more_mentions": all} for entity, n, all in counted]
        connection.execute(_COUNTED, rows)


def _count(connection: sa.Connection, before: Counter[int], after: Counter[int]) -> None:
    """Keep the counts of the entities that one report named before and names now."""
    rows = [
        {
            "row": entity,
            "more_reports": (entity in after) - (entity in before),
            "more_mentions": after[entity] - before[entity],
        }
        for entity in sorted(before.keys() | after.keys())
        if before[entity] != after[entity]
    ]
    if rows:
        connection.execute(_COUNTED, rows)


def _mentions(report: int, record: Record, known: dict[Name, int]) -> list[dict[str, Any]]:
    rows = {
        (e.start, e.end): {"report": report, "start": e.start, "end": e.end, "entity": known[_name(e)]}
        for e in record.entities
        if e.name
    }
    return list(rows.values())


def _attributions(report: int, record: Record, known: dict[Name, int], day: str) -> list[dict[str, Any]]:
    return [
        {
            "report": report,
            "n": n,
            "speaker": known[_name(a.speaker)] if a.speaker and a.speaker.name else None,
            "speaker_country": a.speaker.country if a.speaker else None,
            "source": a.source.text,
            "via": json.dumps([v.text for v in a.via], ensure_ascii=False),
            "cue": a.cue.text if a.cue else None,
            "content": a.content.text,
            "start": a.content.start,
            "end": a.content.end,
            "kind": a.kind,
            "confidence": a.confidence,
            "day": day,
        }
        for n, a in enumerate(record.attributions)
    ]


def _name(entity: Entity) -> Name:
    return clipped(entity.name or ""), entity.country or ""


def _entities(connection: sa.Connection, entities: Iterable[Entity]) -> dict[Name, int]:
    """The rows of the entities that have a name, made or widened where needed."""
    sectors: dict[Name, set[str]] = {}
    for e in entities:
        if e.name:
            sectors.setdefault(_name(e), set()).update(e.sectors)
    table = schema.entity
    known: dict[Name, int] = {}
    for names in pieces(sorted({name for name, _ in sectors})):
        for row in connection.execute(_NAMED, {"some": names}):
            found = (row.name, row.country)
            if found not in sectors:
                continue
            known[found] = row.pk
            wider = set(row.sectors.split()) | sectors[found]
            if len(wider) > len(row.sectors.split()):
                update = sa.update(table).where(table.c.pk == row.pk)
                connection.execute(update.values(sectors=" ".join(sorted(wider))))
    new = [
        {"name": name, "name_key": key(name), "country": country, "sectors": " ".join(sorted(sectors[name, country]))}
        for name, country in sorted(sectors)
        if (name, country) not in known
    ]
    if new:
        added = connection.execute(inserting(table, "pk", "name", "country"), new)
        known |= {(row.name, row.country): row.pk for row in added}
    return known
