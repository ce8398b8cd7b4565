"""The log of what becomes of events: new, changed (in what), gone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from dragoman.ledger import schema
from dragoman.ledger.rows import insert
from dragoman.types import Difference, Party, Story, StoryChange


def note(connection: sa.Connection, changes: Sequence[StoryChange]) -> None:
    """Keep what has become of events; their cursors are given by the ledger."""
    rows = [{"event": c.event, "at": c.at, "what": c.what, "how": encoded(c.how), "into": c.into} for c in changes]
    insert(connection, schema.story_change, rows)


def since(connection: sa.Connection, cursor: int, limit: int) -> tuple[StoryChange, ...]:
    """What has become of events after ``cursor``, oldest first."""
    table = schema.story_change
    asked = sa.select(table).where(table.c.pk > cursor).order_by(table.c.pk).limit(limit)
    return tuple(_change(row) for row in connection.execute(asked))


def of(connection: sa.Connection, event: str) -> tuple[StoryChange, ...]:
    """What has become of one event, oldest first."""
    table = schema.story_change
    asked = sa.select(table).where(table.c.event == event).order_by(table.c.pk)
    return tuple(_change(row) for row in connection.execute(asked))


def last(connection: sa.Connection) -> int:
    """The newest cursor; 0 where nothing has happened."""
    return connection.scalar(sa.select(sa.func.max(schema.story_change.c.pk))) or 0


def differences(before: Story, after: Story) -> tuple[Difference, ...]:
    """In what an event is not as it was. That it is told in other words, or is more or less sure, is no change."""
    then, now = _shown(before), _shown(after)
    found = [Difference(what=what, before=then[what], after=now[what]) for what in then if then[what] != now[what]]
    told, tells = ([f"{v.what}: {v.value}" for v in story.variants] for story in (before, after))
    found += [Difference(what="variant", after=value) for value in tells if value not in told]
    found += [Difference(what="variant", before=value) for value in told if value not in tells]
    return tuple(found)


def _shown(story: Story) -> dict[str, str | None]:
    """What is looked at, as words."""
    return {
        "type": story.type,
        "mode": story.mode,
        "modality": story.modality,
        "actors": _parties(story.actors),
        "recipients": _parties(story.recipients),
        "date": story.date,
        "place": (story.place.name or story.place.text) if story.place else None,
        "origins": str(story.origins),
        "state_owned": str(story.state_owned),
        "corroborated": "yes" if story.corroborated else "no",
        "wrong": "yes" if story.wrong else "no",
    }


def _parties(parties: tuple[Party, ...]) -> str | None:
    return ", ".join(p.name or p.country or "" for p in parties) or None


def encoded(how: tuple[Difference, ...]) -> str:
    """Differences as a column holds them."""
    return msgspec.json.encode(how).decode()


def decoded(how: str) -> tuple[Difference, ...]:
    """The differences that ``encoded`` encoded."""
    return msgspec.json.decode(how, type=tuple[Difference, ...])


def _change(row: sa.Row[Any]) -> StoryChange:
    return StoryChange(cursor=row.pk, event=row.event, at=row.at, what=row.what, how=decoded(row.how), into=row.into)
