"""What is new in a watch: the log of changes since it last looked, held against its search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal

from dragoman.ledger import Ledger
from dragoman.serve.days import stamp
from dragoman.types import Difference, StoryChange, Watch, WatchItem

Tells = Literal["new", "changed", "gone"]
AT_ONCE = 1_000
"""Changes that are fetched together."""
JOINED = "event"
"""What a difference is called that tells that an event took in another which was told before."""
REACHES: Mapping[str, frozenset[str]] = {
    "party": frozenset({"actors", "recipients"}),
    "actor": frozenset({"actors"}),
    "recipient": frozenset({"recipients"}),
    "type": frozenset({"type"}),
    "mode": frozenset({"type", "mode"}),
    "quad": frozenset({"type", "mode"}),
    "modality": frozenset({"modality"}),
    "since": frozenset({"date"}),
    "until": frozenset({"date"}),
    "place": frozenset({"place"}),
    "corroborated": frozenset({"corroborated"}),
    "min_confidence": frozenset({"origins", "type", "mode"}),
    "outlet": frozenset({"origins", "state_owned"}),
    "text": frozenset({"origins"}),
    "wrong": frozenset({"wrong"}),
}
"""By which differences an event may come to pass a filter that it did not pass before."""


def look(ledger: Ledger, watch: Watch, now: datetime) -> tuple[tuple[WatchItem, ...], int]:
    """What the watch has to tell now, each event once, and the change up to which this looks.

    A daily watch looks at days that are over (UTC). Raises ``BadQuestion`` where its search cannot be asked any more.
    """
    until = now.strftime("%Y-%m-%dT00:00:00Z") if watch.digest == "daily" else None
    changes = list(_since(ledger, watch.cursor, until))
    if not changes:
        return (), watch.cursor
    return tuple(_items(ledger, watch, changes, stamp(now))), changes[-1].cursor


def net(changes: Iterable[StoryChange]) -> tuple[Difference, ...]:
    """In what an event is another after several changes: what came and went again is none."""
    plain: dict[str, Difference] = {}
    variants: dict[str, int] = {}
    for one in (one for change in changes for one in change.how):
        if one.what == "variant":
            value = one.after or one.before or ""
            variants[value] = variants.get(value, 0) + (1 if one.after else -1)
        else:
            first = plain.get(one.what, one)
            plain[one.what] = Difference(what=one.what, before=first.before, after=one.after)
    found = [one for one in plain.values() if one.before != one.after]
    found += [Difference(what="variant", after=value) for value, step in variants.items() if step > 0]
    found += [Difference(what="variant", before=value) for value, step in variants.items() if step < 0]
    return tuple(found)


def _since(ledger: Ledger, cursor: int, until: str | None) -> Iterator[StoryChange]:
    while found := ledger.changes(cursor, AT_ONCE):
        for change in found:
            if until is not None and change.at >= until:
                return
            yield change
        cursor = found[-1].cursor


def _items(ledger: Ledger, watch: Watch, changes: Sequence[StoryChange], at: str) -> Iterator[WatchItem]:
    fates: dict[str, list[StoryChange]] = {}
    for change in changes:
        fates.setdefault(change.event, []).append(change)
    into = {event: fate[-1].into for event, fate in fates.items() if fate[-1].what == "gone"}
    heirs = {event: heir for event in into if (heir := _heir(event, into))}
    standing = {event: fate for event, fate in fates.items() if event not in into}
    standing |= {heir: [] for heir in heirs.values() if heir not in standing}
    told = ledger.told_of(watch.id, {*fates, *standing})
    passing = ledger.passing(standing, **watch.query)

    def item(event: str, what: Tells, how: tuple[Difference, ...] = ()) -> WatchItem:
        return WatchItem(watch=watch.id, event=event, at=at, what=what, how=how)

    for event, fate in standing.items():
        took = [old for old, heir in heirs.items() if heir == event and old in told]
        how = (*(Difference(what=JOINED, before=old, after=event) for old in took), *net(fate))
        if event in told or took:
            # one that was told to be gone is there again
            again = event in told and {change.what for change in fate} == {"new"}
            if again or how:
                yield item(event, "new" if again else "changed", how)
        elif event in passing and not _was_there(ledger, watch, fate, how):
            yield item(event, "new")
        elif event in passing and how:
            yield item(event, "changed", how)
    for event in into:
        if event in told and event not in heirs:
            yield item(event, "gone")


def _heir(event: str, into: Mapping[str, str | None]) -> str | None:
    """The event that one went into in the end, if that stands."""
    seen = {event}
    heir = into[event]
    while heir is not None and heir in into and heir not in seen:
        seen.add(heir)
        heir = into[heir]
    return None if heir in into else heir


def _was_there(ledger: Ledger, watch: Watch, fate: Sequence[StoryChange], how: Sequence[Difference]) -> bool:
    """Whether an event that was not told passed already when the watch was made, as far as its changes tell."""
    if not fate or any(change.what == "new" for change in fate):
        return not fate
    first = ledger.changes_of(fate[0].event)[0]
    if first.what == "new" and first.at >= watch.created:
        return False
    decisive = frozenset[str]().union(*(REACHES.get(name, frozenset()) for name in watch.query))
    return not decisive & {one.what for one in how}
