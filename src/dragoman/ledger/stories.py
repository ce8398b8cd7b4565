"""Keeps the events of the ledger: gathers linked accounts into stories, which keep their ids as far as they can."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from dragoman.ledger import accounts, changes, schema, standing
from dragoman.ledger.corrected import Standing, assigned, corrected
from dragoman.ledger.ids import clipped, key, pieces, story_id
from dragoman.reconcile import events
from dragoman.resolve.dates.calendar import first_day, precision, shift
from dragoman.types import Account, Decision, Link, Story, StoryChange

_UNITS = ("year", "month", "week", "day")


def rebuild(connection: sa.Connection, changed: Collection[int], stories: Collection[int], now: str) -> list[str]:
    """Gather anew all that hangs together with the accounts ``changed`` and with ``stories``.

    The ids of the stories that are new or not as they were.
    """
    pool = Pool(connection, changed, stories)
    clusters = events.clusters(list(pool.known.values()), pool.links(), pool.decisions())
    return _Gathering(connection, pool, [{pool.pk_of[id] for id in cluster} for cluster in clusters], now).keep(changed)


def told(id: str, accounts: Sequence[Account], corrections: Sequence[Standing]) -> Story:
    """The event of ``accounts``, as people have corrected it."""
    return corrected(events.story(id, accounts), corrections)


class Pool:
    """All accounts that hang together: by links that join, by decisions, or by having been in one story.

    ``known``: the accounts by row; ``story_of``: the story each was in; ``pk_of``: their rows by id.
    """

    def __init__(self, connection: sa.Connection, changed: Collection[int], stories: Collection[int]) -> None:
        self.connection = connection
        self.story_of: dict[int, int | None] = {}
        self._seen_stories: set[int] = set()
        frontier = set(changed) | self._in_stories(set(stories))
        while frontier:
            frontier = self._around(frontier) - set(self.story_of)
        self.known = accounts.of(connection, self.story_of)
        self.pk_of = {account.id: pk for pk, account in self.known.items()}

    def _around(self, frontier: set[int]) -> set[int]:
        table, links = schema.account, schema.account_link
        found = standing.tied(self.connection, frontier)
        for some in pieces(sorted(frontier)):
            for row in self.connection.execute(sa.select(table.c.pk, table.c.story).where(table.c.pk.in_(some))):
                self.story_of[row.pk] = row.story
            for mine, other in ((links.c.a, links.c.b), (links.c.b, links.c.a)):
                found.update(self.connection.scalars(sa.select(other).where(mine.in_(some), links.c.joins)))
        stories = {self.story_of[pk] for pk in frontier if pk in self.story_of}
        return found | self._in_stories({pk for pk in stories if pk is not None})

    def _in_stories(self, stories: set[int]) -> set[int]:
        new = stories - self._seen_stories
        self._seen_stories |= new
        table = schema.account
        return {
            pk
            for some in pieces(sorted(new))
            for pk in self.connection.scalars(sa.select(table.c.pk).where(table.c.story.in_(some)))
        }

    @property
    def stories(self) -> set[int]:
        """The stories that the accounts were in, and those asked for."""
        return self._seen_stories

    def links(self) -> list[Link]:
        """The links between the accounts, in the order of their ids."""
        table = schema.account_link
        found = [
            Link(a=self.known[row.a].id, b=self.known[row.b].id, score=row.score, reason=row.reason)
            for some in pieces(sorted(self.known))
            for row in self.connection.execute(sa.select(table).where(table.c.a.in_(some)))
            if row.b in self.known
        ]
        return sorted(found, key=lambda link: (link.a, link.b))

    def decisions(self) -> list[Decision]:
        """The decisions in force between the accounts; of several on one pair the last."""
        return standing.decisions(self.connection, self.known)

    def corrections(self) -> list[Standing]:
        """The corrections in force of the events of the accounts."""
        return standing.corrections(self.connection, self.known)


class _Gathering:
    """Turns clusters of accounts into stories that keep their ids."""

    def __init__(self, connection: sa.Connection, pool: Pool, clusters: list[set[int]], now: str) -> None:
        self.connection = connection
        self.pool = pool
        self.clusters = clusters
        self.now = now
        table = schema.story
        self.id_of: dict[int, str] = {
            row.pk: row.id
            for some in pieces(sorted(pool.stories))
            for row in connection.execute(sa.select(table.c.pk, table.c.id).where(table.c.pk.in_(some)))
        }
        self.members: dict[int, set[int]] = {story: set() for story in pool.stories}
        for pk, story in pool.story_of.items():
            if story is not None:
                self.members[story].add(pk)

    def keep(self, changed: Collection[int]) -> list[str]:
        """Write the stories that are not as they were; their ids."""
        row_of = self._matched()
        stands = {n for n, story in row_of.items() if self.members[story] == self.clusters[n]}
        standing = self.pool.corrections()
        corrections = assigned(standing, self.clusters)
        # what moves one event may move a correction to or from another that stands as it is
        near = {*changed, *(pk for correction in standing for pk in correction.accounts)}
        todo = [n for n, cluster in enumerate(self.clusters) if n not in stands or cluster & near]
        before = self._before({n: row_of[n] for n in todo if n in row_of})
        id_of = {n: before[n].id if n in before else "" for n in todo}
        id_of |= self._new_ids([n for n in todo if n not in row_of])
        stories = {n: told(id_of[n], self._accounts(n), corrections.get(n, ())) for n in todo}
        todo = [n for n in todo if n not in stands or self.clusters[n] & set(changed) or stories[n] != before[n]]
        rows = {n: story_row(stories[n], self._fallback_day(n)) | {"updated": self.now} for n in todo}
        self._save(row_of, rows)
        self._spread({row_of[n]: (stories[n], rows[n]["day"]) for n in todo})
        self._move({pk: row_of[n] for n in todo for pk in self.clusters[n] if self.pool.story_of[pk] != row_of[n]})
        gone = self._retire({story: n for n, story in row_of.items()})
        changes.note(self.connection, [*self._changes({n: stories[n] for n in todo}, before), *gone])
        return [id_of[n] for n in todo]

    def _before(self, row_of: dict[int, int]) -> dict[int, Story]:
        """The stories in those rows, as they were."""
        table, n_of = schema.story, {row: n for n, row in row_of.items()}
        asked = sa.select(table.c.pk, table.c.data)
        return {
            n_of[row.pk]: msgspec.json.decode(row.data, type=Story)
            for some in pieces(n_of)
            for row in self.connection.execute(asked.where(table.c.pk.in_(some)))
        }

    def _changes(self, stories: dict[int, Story], before: dict[int, Story]) -> Iterator[StoryChange]:
        """What has become of stories."""
        for n, story in stories.items():
            how = changes.differences(before[n], story) if n in before else ()
            if how or n not in before:
                what: Literal["new", "changed"] = "changed" if n in before else "new"
                yield StoryChange(cursor=0, event=story.id, at=self.now, what=what, how=how)

    def _matched(self) -> dict[int, int]:
        """For each cluster the story that it goes on: the one with which it shares most accounts; each goes on once."""
        shared: Counter[tuple[int, int]] = Counter()
        for n, cluster in enumerate(self.clusters):
            shared.update((story, n) for pk in cluster if (story := self.pool.story_of[pk]) is not None)
        found: dict[int, int] = {}
        taken: set[int] = set()
        for story, n in sorted(shared, key=lambda pair: (-shared[pair], pair)):
            if n not in found and story not in taken:
                found[n] = story
                taken.add(story)
        return found

    def _new_ids(self, new: list[int]) -> dict[int, str]:
        """The ids of new stories, each from the first of its accounts."""
        first = {n: min(self.pool.known[pk].id for pk in self.clusters[n]) for n in new}
        found: dict[int, str] = {}
        salt = 0
        while len(found) < len(new):
            tried = {n: story_id(first[n], salt) for n in new if n not in found}
            taken = set(self._among(schema.story.c.id, tried.values()))
            found |= {n: id for n, id in tried.items() if id not in taken}
            salt += 1
        past = schema.story_past
        for some in pieces(found.values()):
            # an event that was joined into another and is now parted from it goes by its old id
            self.connection.execute(sa.delete(past).where(past.c.id.in_(some)))
        return found

    def _among(self, column: sa.Column[Any], values: Iterable[Any]) -> Iterator[Any]:
        for some in pieces(values):
            yield from self.connection.scalars(sa.select(column).where(column.in_(some)))

    def _save(self, row_of: dict[int, int], rows: dict[int, dict[str, Any]]) -> None:
        """Write the rows of the stories ``row_of``, and those of new ones, which it then holds too."""
        table = schema.story
        again = [rows[n] | {"row": row_of[n]} for n in rows if n in row_of]
        if again:
            self.connection.execute(sa.update(table).where(table.c.pk == sa.bindparam("row")), again)
        new = {rows[n]["id"]: n for n in rows if n not in row_of}
        if new:
            added = sa.insert(table).returning(table.c.pk, table.c.id)
            for made in self.connection.execute(added, [rows[n] for n in new.values()]):
                row_of[new[made.id]] = made.pk

    def _spread(self, told: dict[int, tuple[Story, str]]) -> None:
        """Write the parties and pairs of stories, by row, with their days."""
        for table, rows_of in ((schema.story_party, party_rows), (schema.story_pair, pair_rows)):
            for some in pieces(told):
                self.connection.execute(sa.delete(table).where(table.c.story.in_(some)))
            right = {pk: told[pk] for pk in told if not told[pk][0].wrong}
            rows = [{"story": pk, **row} for pk, (story, day) in right.items() for row in rows_of(story, day)]
            if rows:
                self.connection.execute(sa.insert(table), rows)

    def _move(self, moved: dict[int, int]) -> None:
        """Put accounts into their stories."""
        account = schema.account
        if moved:
            update = sa.update(account).where(account.c.pk == sa.bindparam("row")).values(story=sa.bindparam("to"))
            self.connection.execute(update, [{"row": pk, "to": story} for pk, story in moved.items()])

    def _accounts(self, n: int) -> list[Account]:
        return sorted((self.pool.known[pk] for pk in self.clusters[n]), key=lambda account: account.id)

    def _fallback_day(self, n: int) -> str:
        return min(account.published or account.seen for account in self._accounts(n))[:10]

    def _retire(self, kept: dict[int, int]) -> list[StoryChange]:
        """Delete the stories that no cluster goes on; their ids lead to where most of their accounts are now."""
        past, gone = schema.story_past, []
        for story in sorted(set(self.members) - set(kept)):
            heirs = [(-len(self.clusters[n] & self.members[story]), heir) for heir, n in kept.items()]
            shared, heir = min(heirs, default=(0, 0))
            if shared < 0:
                self.connection.execute(sa.update(past).where(past.c.story == story).values(story=heir))
                self.connection.execute(sa.insert(past).values(id=self.id_of[story], story=heir))
            self.connection.execute(sa.delete(schema.story).where(schema.story.c.pk == story))
            into = self.id_of.get(heir) if shared < 0 else None
            gone.append(StoryChange(cursor=0, event=self.id_of[story], at=self.now, what="gone", into=into))
        return gone


def days(date: str | None, fallback: str) -> tuple[str, str]:
    """The first and the last day of a date as exact as is known; ``fallback`` for one that is missing or none."""
    first = first_day(date) if date else None
    if date is None or first is None:
        return fallback, fallback
    following = first_day(shift(date, _UNITS[precision(date)], 1) or "")  # type: ignore[arg-type]
    last = following - timedelta(days=1) if following else first
    return first.isoformat(), last.isoformat()


def story_row(told: Story, fallback: str) -> dict[str, Any]:
    """The searchable columns of a story, and its data."""
    first, last = days(told.date, fallback)
    place = told.place
    name = (place.name or place.text) if place else None
    row = {name: getattr(told, name) for name in _SAME}
    return row | {
        "contexts": " ".join(told.contexts),
        "day": first,
        "last_day": last,
        "place": name,
        "place_key": key(name) if name else None,
        "place_country": place.country if place else None,
        "geonameid": place.geonameid if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "data": msgspec.json.encode(told).decode(),
    }


_SAME = (
    "id", "type", "mode", "quad", "score", "cameo", "modality", "date", "confidence", "corroborated", "wrong",
    "reports", "copies", "origins", "outlets", "state_owned", "first_report", "last_report",
)  # fmt: skip


def party_rows(told: Story, day: str) -> list[dict[str, Any]]:
    """A row for each actor and recipient."""
    return [
        {
            "role": role,
            "n": n,
            "name": clipped(party.name),
            "name_key": key(party.name),
            "country": party.country,
            "sectors": " ".join(party.sectors),
            "type": told.type,
            "day": day,
        }
        for role, parties in (("actor", told.actors), ("recipient", told.recipients))
        for n, party in enumerate(parties)
    ]


def pair_rows(told: Story, day: str) -> list[dict[str, Any]]:
    """A row for each country that acts and each that is acted upon."""
    rest = {"day": day, "quad": told.quad, "score": told.score, "modality": told.modality}
    return [
        {"actor": actor, "recipient": recipient, "confidence": told.confidence, **rest}
        for actor in sorted({p.country for p in told.actors if p.country})
        for recipient in sorted({p.country for p in told.recipients if p.country})
    ]
