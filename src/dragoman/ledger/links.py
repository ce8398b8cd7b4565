"""Which accounts may be of one event: looked up by keys, told apart by sketches, and linked with a reason.

A link that joins is found whenever an account comes in. A weaker one counts only among accounts that others join, and
is found once they hang together: most accounts have strangers of the same day and country, and links to none of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations, product

import sqlalchemy as sa

from dragoman.ledger import accounts, schema
from dragoman.ledger.ids import bucket, pieces
from dragoman.ledger.rows import SOME, deleting, insert
from dragoman.reconcile import events
from dragoman.types import Account, Link

Pair = tuple[int, int]
"""The rows of two accounts, in the order of their ids."""
LINK, KEY, SKETCH = schema.account_link, schema.account_key, schema.account_sketch
_UNDER = sa.select(SKETCH).where(SKETCH.c.account.in_(sa.select(KEY.c.account).where(KEY.c.key.in_(SOME))))
_FROM = sa.select(LINK).where(LINK.c.a.in_(SOME))
_JOINED = sa.union_all(
    sa.select(LINK.c.b).where(LINK.c.a.in_(SOME), LINK.c.joins),
    sa.select(LINK.c.a).where(LINK.c.b.in_(SOME), LINK.c.joins),
)


def relink(connection: sa.Connection, pks: Collection[int], *, new: bool = False) -> dict[int, Account]:
    """Find anew which accounts those in the rows ``pks`` are joined with; the accounts that were read for it, by row.

    ``new``: they have no keys and links yet.
    """
    if not new:
        _unlink(connection, pks)
    known = accounts.of(connection, pks)
    mine = sorted(known)
    keys = {pk: buckets(known[pk]) for pk in mine}
    sketches = {pk: events.sketch(known[pk]) for pk in mine}
    insert(connection, KEY, [{"key": key, "account": pk} for pk in mine for key in keys[pk]])
    insert(connection, SKETCH, [{"account": pk, "sketch": sketches[pk]} for pk in mine])
    _keep(connection, _joining(connection, known, keys, sketches))
    return known


def joining(connection: sa.Connection, known: Mapping[int, Account]) -> Iterator[Link]:
    """The links that join the accounts ``known`` with any, as they are found now."""
    keys = {pk: buckets(account) for pk, account in known.items()}
    sketches = {pk: events.sketch(account) for pk, account in known.items()}
    yield from _joining(connection, dict(known), keys, sketches).values()


def within(known: Mapping[int, Account]) -> Iterator[Link]:
    """All links between the accounts ``known``, as they are found now."""
    for _, link in _linked(known, combinations(sorted(known), 2)):
        yield link


def _joining(
    connection: sa.Connection, known: dict[int, Account], keys: Mapping[int, list[int]], mine: Mapping[int, bytes]
) -> dict[Pair, Link]:
    """The links of the accounts of ``mine`` (their sketches), by their rows; what had to be read is then ``known``."""
    others = sorted(_sketches(connection, {key for some in keys.values() for key in some}).items())
    told = [sketch for _, sketch in others]
    pks = list(mine)
    near = [(pks[one], others[other][0]) for one, other in events.near(list(mine.values()), told)]
    pairs = {(min(pair), max(pair)) for pair in near if pair[0] != pair[1]}
    known |= accounts.of(connection, {pk for pair in pairs for pk in pair} - known.keys())
    found = dict(_linked(known, pairs))
    return {pair: link for pair, link in found.items() if events.joins(link)}


def _linked(known: Mapping[int, Account], pairs: Iterable[Pair]) -> Iterator[tuple[Pair, Link]]:
    """The links of pairs of accounts, where there are any."""
    for one, other in sorted(pairs):
        a, b = sorted((one, other), key=lambda pk: known[pk].id)
        link = events.link(known[a], known[b])
        if link is not None:
            yield (a, b), link


def _sketches(connection: sa.Connection, keys: Iterable[int]) -> dict[int, bytes]:
    """The sketches of the accounts under any of the keys."""
    return {
        row.account: row.sketch
        for some in pieces(sorted(keys))
        for row in connection.execute(_UNDER, {"some": some})
    }  # fmt: skip


def joined(connection: sa.Connection, pks: Collection[int]) -> set[int]:
    """The accounts that a link joins with any of ``pks``."""
    return {pk for some in pieces(sorted(pks)) for pk in connection.scalars(_JOINED, {"some": some})}


def between(connection: sa.Connection, known: Mapping[int, Account]) -> dict[Pair, Link]:
    """The links that are kept between accounts ``known`` by row."""
    return {
        (row.a, row.b): Link(a=known[row.a].id, b=known[row.b].id, score=row.score, reason=row.reason)
        for some in pieces(sorted(known))
        for row in connection.execute(_FROM, {"some": some})
        if row.b in known
    }


def complete(
    connection: sa.Connection, known: Mapping[int, Account], kept: dict[Pair, Link], changed: Collection[int]
) -> None:
    """Find the links still missing between accounts that hang together now, and add them to those that are ``kept``.

    Looked at are the accounts that ``changed``, and those that hung together in parts before: within a part all is
    known.
    """
    stays = [pair for pair, link in kept.items() if events.joins(link) and not {*pair} & {*changed}]
    parts = combinations(_parts(known, stays), 2)
    pairs = {(min(pair), max(pair)) for one, other in parts for pair in product(one, other)}
    found = dict(_linked(known, (pair for pair in pairs if pair not in kept and pair[::-1] not in kept)))
    _keep(connection, found)
    kept |= found


def _parts(pks: Iterable[int], pairs: Iterable[Pair]) -> list[list[int]]:
    """``pks`` in the parts in which they hang together by ``pairs``."""
    part = {pk: [pk] for pk in pks}
    for a, b in pairs:
        less, more = sorted((part[a], part[b]), key=len)
        if less is not more:
            more += less
            part |= dict.fromkeys(less, more)
    return list({id(members): members for members in part.values()}.values())


def buckets(account: Account) -> list[int]:
    """The keys of an account, as the ledger has them."""
    return sorted({bucket(key) for key in events.keys(account)})


def _keep(connection: sa.Connection, found: Mapping[Pair, Link]) -> None:
    rows = [
        {"a": a, "b": b, "score": link.score, "joins": events.joins(link), "reason": link.reason}
        for (a, b), link in found.items()
    ]
    insert(connection, LINK, rows)


def _unlink(connection: sa.Connection, pks: Iterable[int]) -> None:
    for some in pieces(sorted(pks)):
        for column in (KEY.c.account, SKETCH.c.account, LINK.c.a, LINK.c.b):
            connection.execute(deleting(column), {"some": some})
