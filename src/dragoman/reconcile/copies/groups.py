"""Copies gathered into groups, and which member the others come from; both depend on the set alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from dragoman.reconcile.copies.alike import Text, credited, own_agency
from dragoman.types import Link

_LAST = "9999-12-31T23:59:59"


def groups(ids: Iterable[str], links: Iterable[Link]) -> list[tuple[str, ...]]:
    """The ids in groups that the links connect, each sorted; one that no link touches is a group of its own.

    Raises ``ValueError`` where a link leads to an id that is not among them.
    """
    leader = {id: id for id in ids}

    def find(id: str) -> str:
        while leader[id] != id:
            leader[id] = leader[leader[id]]
            id = leader[id]
        return id

    for link in links:
        if link.a not in leader or link.b not in leader:
            raise ValueError(f"the link from {link.a} to {link.b} leads out of the ids given")
        one, two = sorted((find(link.a), find(link.b)))
        leader[two] = one
    members: defaultdict[str, list[str]] = defaultdict(list)
    for id in sorted(leader):
        members[find(id)].append(id)
    return sorted(tuple(found) for found in members.values())


def origin(members: Sequence[Text]) -> str:
    """The id of the member that the others are held to come from.

    The report of the agency that most of them credit; else any agency's own; else the first published of those that
    credit nobody; else the first published. Ties go to the least id. Raises ``ValueError`` where there is no member.
    """
    if not members:
        raise ValueError("there is no member, and so no origin")
    credits = Counter(credited(member) for member in members)

    def rank(member: Text) -> tuple[int, bool, bool, str, str]:
        own = own_agency(member)
        return (
            -credits[own] if own else 0,
            own is None,
            credited(member) is not None,
            published(member),
            member.id,
        )

    return min(members, key=rank).id


def published(text: Text) -> str:
    """When it was published, as a UTC time that sorts; a day alone is its end, as a known time of that day is surer."""
    stamp = text.published or ""
    try:
        if len(stamp) <= len("2031-11-26"):
            return f"{date.fromisoformat(stamp)}T23:59:59"
        when = datetime.fromisoformat(stamp)
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
    except (ValueError, OverflowError):
        return _LAST
