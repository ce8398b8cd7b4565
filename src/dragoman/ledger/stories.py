"""Keeps the events of the ledger: gathers linked accounts into stories, which keep their ids as far as they can."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from dragoman.ledger import accounts, changes, links, schema, standing
from dragoman.ledger.corrected import Standing, assigned, corrected
from dragoman.ledger.ids import pieces, story_id
from dragoman.ledger.rows import SOME, deleting, inserting
from dragoman.ledger.spread import spread, story_row, when
from dragoman.reconcile import events
from dragoman.types import Account, Decision, Link, Story, StoryChange

_AGAIN = sa.update(schema.story).where(schema.story.c.pk == sa.bindparam("row"))
_MOVED = sa.update(schema.account).where(schema.account.c.pk == sa.bindparam("row")).values(story=sa.bindparam("to"))
_HOME = sa.select(schema.account.c.pk, schema.account.c.story).where(schema.account.c.pk.in_(SOME))
_TOLD = sa.select(schema.account.c.pk).where(schema.account.c.story.in_(SOME))
_IDS = sa.select(schema.story.c.pk, schema.story.c.id).where(schema.story.c.pk.in_(SOME))
_DATA = sa.select(schema.story.c.pk, schema.story.c.data).where(schema.story.c.pk.in_(SOME))
_TAKEN = sa.select(schema.story.c.id).where(schema.story.c.id.in_(SOME))


def rebuild(
    connection: sa.Connection,
    changed: Collection[int],
    stories: Collection[int],
    now: str,
    known: Mapping[int, Account] | None = None,
) -> list[str]:
    """Gather anew all that hangs together with the accounts ``changed`` and with ``stories``.

    ``known``: accounts that were read already. The ids of the stories that are new or not as they were.
    """
    pool = Pool(connection, changed, stories, known or {})
    pool.complete(changed)
    clusters = events.clusters(list(pool.known.values()), pool.links(), pool.decisions())
    return _Gathering(connection, pool, [{pool.pk_of[id] for id in cluster} for cluster in clusters], now).keep(changed)


def told(id: str, accounts: Sequence[Account], corrections: Sequence[Standing]) -> Story:
    """The event of ``accounts``, as people have corrected it."""
    return corrected(events.story(id, accounts), corrections)


class Pool:
    """All accounts that hang together: by links that join, by decisions, or by having been in one story.

    ``known``: the accounts by row; ``story_of``: the story each was in; ``pk_of``: their rows by id.
    """

    def __init__(
        self,
        connection: sa.Connection,
        changed: Collection[int],
        stories: Collection[int],
        known: Mapping[int, Account] | None = None,
    ) -> None:
        self.connection = connection
        self.story_of: dict[int, int | None] = {}
        self._held: dict[str, int] = {}
        self._seen_stories: set[int] = set()
        frontier = set(changed) | self._in_stories(set(stories))
        while frontier:
            frontier = self._around(frontier) - set(self.story_of)
        known = {pk: account for pk, account in (known or {}).items() if pk in self.story_of}
        self.known = known | accounts.of(connection, self.story_of.keys() - known.keys())
        self.pk_of = {account.id: pk for pk, account in self.known.items()}

    def _around(self, frontier: set[int]) -> set[int]:
        held = standing.held(self.connection, frontier)
        self._held |= held
        found = standing.tied(self.connection, held) | links.joined(self.connection, frontier)
        for some in pieces(sorted(frontier)):
            for row in self.connection.execute(_HOME, {"some": some}):
                self.story_of[row.pk] = row.story
        stories = {self.story_of[pk] for pk in frontier if pk in self.story_of}
        return found | self._in_stories({pk for pk in stories if pk is not None})

    def _in_stories(self, stories: set[int]) -> set[int]:
        new = stories - self._seen_stories
        self._seen_stories |= new
        return {pk for some in pieces(sorted(new)) for pk in self.connection.scalars(_TOLD, {"some": some})}

    @property
    def stories(self) -> set[int]:
        """The stories that the accounts were in, and those asked for."""
        return self._seen_stories

    @cached_property
    def _kept(self) -> dict[links.Pair, Link]:
        return links.between(self.connection, self.known) if len(self.known) > 1 else {}

    def complete(self, changed: Collection[int]) -> None:
        """Find the links between the accounts that are still missing where some of them ``changed``."""
        links.complete(self.connection, self.known, self._kept, changed)

    def links(self) -> list[Link]:
        """The links between the accounts, in the order of their ids."""
        return sorted(self._kept.values(), key=lambda link: (link.a, link.b))

    def decisions(self) -> list[Decision]:
        """The decisions in force between the accounts; of several on one pair the last."""
        return standing.decisions(self.connection, self._held, self.known)

    def corrections(self) -> list[Standing]:
        """The corrections in force of the events of the accounts."""
        return standing.corrections(self.connection, self._held)


class _Gathering:
    """Turns clusters of accounts into stories that keep their ids."""

    def __init__(self, connection: sa.Connection, pool: Pool, clusters: list[set[int]], now: str) -> None:
        self.connection = connection
        self.pool = pool
        self.clusters = clusters
        self.now = now
        self.id_of: dict[int, str] = {
            row.pk: row.id
            for some in pieces(sorted(pool.stories))
            for row in connection.execute(_IDS, {"some": some})
        }  # fmt: skip
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
        days = {n: when(stories[n].date, self._accounts(n)) for n in todo}
        self._save(row_of, {n: story_row(stories[n], days[n]) | {"updated": self.now} for n in todo})
        spread(self.connection, {row_of[n]: (stories[n], days[n]) for n in todo}, self.members)
        self._move({pk: row_of[n] for n in todo for pk in self.clusters[n] if self.pool.story_of[pk] != row_of[n]})
        gone = self._retire({story: n for n, story in row_of.items()})
        changes.note(self.connection, [*self._changes({n: stories[n] for n in todo}, before), *gone])
        return [id_of[n] for n in todo]

    def _before(self, row_of: dict[int, int]) -> dict[int, Story]:
        """The stories in those rows, as they were."""
        n_of = {row: n for n, row in row_of.items()}
        return {
            n_of[row.pk]: msgspec.json.decode(row.data, type=Story)
            for some in pieces(n_of)
            for row in self.connection.execute(_DATA, {"some": some})
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
            taken = {id for some in pieces(tried.values()) for id in self.connection.scalars(_TAKEN, {"some": some})}
            found |= {n: id for n, id in tried.items() if id not in taken}
            salt += 1
        for some in pieces(found.values()):
            # an event that was joined into another and is now parted from it goes by its old id
            self.connection.execute(deleting(schema.story_past.c.id), {"some": some})
        return found

    def _save(self, row_of: dict[int, int], rows: dict[int, dict[str, Any]]) -> None:
        """Write the rows of the stories ``row_of``, and those of new ones, which it then holds too."""
        again = [rows[n] | {"row": row_of[n]} for n in rows if n in row_of]
        if again:
            self.connection.execute(_AGAIN, again)
        new = {rows[n]["id"]: n for n in rows if n not in row_of}
        if new:
            added = inserting(schema.story, "pk", "id")
            for made in self.connection.execute(added, [rows[n] for n in new.values()]):
                row_of[new[made.id]] = made.pk

    def _move(self, moved: dict[int, int]) -> None:
        """Put accounts into their stories."""
        if moved:
            self.connection.execute(_MOVED, [{"row": pk, "to": story} for pk, story in moved.items()])

    def _accounts(self, n: int) -> list[Account]:
        return sorted((self.pool.known[pk] for pk in self.clusters[n]), key=lambda account: account.id)

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
