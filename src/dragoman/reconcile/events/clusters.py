"""Which accounts make up one event: average-link agglomeration, under what people have decided.

Two groups are joined while the average score of all pairs between them reaches ``join``, the best pair of groups first.
So a chain of weak links does not melt two meetings of the same parties into one: every account must be near to all of
the others on average. The outcome depends on the sets of accounts, links and decisions alone, not on their order.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from dragoman.reconcile.events.rules import rules
from dragoman.types import Account, Decision, Link

Pair = tuple[str, str]


def clusters(
    accounts: Sequence[Account], links: Sequence[Link], decisions: Sequence[Decision] = ()
) -> list[tuple[str, ...]]:
    """The ids of ``accounts``, parted into events: each sorted, and all in order.

    Parts that no link with ``joins`` and no decision connects do not touch one another: each may be done by itself.
    """
    ids = sorted({a.id for a in accounts})
    same, apart = settled(decisions)
    return _Agglomeration(ids, links, same, apart).run()


def settled(decisions: Sequence[Decision]) -> tuple[dict[str, str], frozenset[Pair]]:
    """What people have decided, followed through: of each account its group, and which groups are kept apart.

    What is decided goes on: where a is the same as b and b is not the same as c, a is not the same as c. A later
    decision goes before an earlier one that contradicts it.
    """
    group: dict[str, str] = {}
    apart: set[Pair] = set()
    for decision in sorted(decisions, key=lambda d: (d.at, d.a, d.b, d.same), reverse=True):
        a, b = (group.setdefault(id, id) for id in (decision.a, decision.b))
        if decision.same and a != b and _pair(a, b) not in apart:
            kept, gone = _pair(a, b)
            group = {id: kept if g == gone else g for id, g in group.items()}
            apart = {_pair(*(kept if g == gone else g for g in pair)) for pair in apart}
        elif not decision.same and a != b:
            apart.add(_pair(a, b))
    return group, frozenset(apart)


def _pair(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


class _Agglomeration:
    """Groups under way. A group goes by the least of its ids, so that ties are broken the same way every time."""

    def __init__(self, ids: Sequence[str], links: Sequence[Link], same: dict[str, str], apart: frozenset[Pair]) -> None:
        self.members: dict[str, list[str]] = {}
        name_of: dict[str, str] = {}  # of a group of ``same`` the name it goes by here
        home: dict[str, str] = {}
        for id in ids:
            group = name_of.setdefault(same.get(id, id), id) if id in same else id
            self.members.setdefault(group, []).append(id)
            home[id] = group
        self.apart: dict[str, set[str]] = {}
        for a, b in apart:
            if a in name_of and b in name_of:
                self.apart.setdefault(name_of[a], set()).add(name_of[b])
                self.apart.setdefault(name_of[b], set()).add(name_of[a])
        self.sums: dict[str, dict[str, float]] = {}
        for (a, b), score in sorted({_pair(k.a, k.b): k.score for k in sorted(links, key=_order)}.items()):
            if a in home and b in home and home[a] != home[b]:
                self._add(home[a], home[b], score)
        self.heap = [self._entry(a, b) for a, others in self.sums.items() for b in others if a < b]

    def _add(self, a: str, b: str, score: float) -> None:
        for x, y in ((a, b), (b, a)):
            row = self.sums.setdefault(x, {})
            row[y] = row.get(y, 0.0) + score

    def _average(self, a: str, b: str) -> float:
        pairs = len(self.members[a]) * len(self.members[b])
        # rounded, so that the order in which scores were summed up never decides
        return round(self.sums.get(a, {}).get(b, 0.0) / pairs, 9)

    def _entry(self, a: str, b: str) -> tuple[float, str, str]:
        return (-self._average(a, b), *_pair(a, b))

    def run(self) -> list[tuple[str, ...]]:
        heapq.heapify(self.heap)
        join = rules().join
        while self.heap:
            negative, a, b = heapq.heappop(self.heap)
            if -negative < join:
                break
            if self._stands(a, b, -negative) and b not in self.apart.get(a, ()):
                self._merge(a, b)
        return sorted(tuple(sorted(ids)) for ids in self.members.values())

    def _stands(self, a: str, b: str, average: float) -> bool:
        """Whether an entry of the heap still holds: neither group is gone, or has grown since."""
        return a in self.members and b in self.members and average == self._average(a, b)

    def _merge(self, a: str, b: str) -> None:
        """Joins group ``b`` into ``a``."""
        for other, score in sorted(self.sums.pop(b, {}).items()):
            del self.sums[other][b]
            if other != a:
                self._add(a, other, score)
        for other in self.apart.pop(b, set()):
            self.apart[other].discard(b)
            self.apart[other].add(a)
            self.apart.setdefault(a, set()).add(other)
        self.members[a] += self.members.pop(b)
        for other in self.sums.get(a, {}):
            heapq.heappush(self.heap, self._entry(a, other))


def _order(link: Link) -> tuple[str, str, float]:
    return (*_pair(link.a, link.b), link.score)
