"""An event as people have corrected it: pure functions over what reconciling gives."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from dragoman import ontology
from dragoman.types import Change, Story

BETWEEN = ("join", "split")
"""Changes that say which accounts are of one event; the others say what is true of it."""


class Standing(NamedTuple):
    """A correction in force: its id, what it changes, and the rows of the accounts that it rests on now, in order."""

    id: str
    change: Change
    accounts: tuple[int, ...]


def assigned(standing: Sequence[Standing], clusters: Sequence[Collection[int]]) -> dict[int, list[Standing]]:
    """By the number of the cluster, the corrections of the event that it is, in the order given.

    A correction goes with the event that most of its accounts are in now; of equals with that of the account that it
    names first. One that joins or splits is of every event that has an account of it.
    """
    home = {account: n for n, cluster in enumerate(clusters) for account in cluster}
    found: dict[int, list[Standing]] = {}
    for correction in standing:
        homes = [home[account] for account in correction.accounts if account in home]
        foremost = sorted(set(homes), key=lambda n: (-homes.count(n), homes.index(n)))
        for n in foremost if correction.change.what in BETWEEN else foremost[:1]:
            found.setdefault(n, []).append(correction)
    return found


def corrected(story: Story, corrections: Sequence[Standing]) -> Story:
    """``story`` with ``corrections`` made, a later one in place of an earlier; what follows from them is worked out."""
    if not corrections:
        return story
    changes: dict[str, Any] = {"corrections": tuple(c.id for c in corrections)}
    for correction in corrections:
        what, value = correction.change.what, correction.change.value
        if what == "wrong":
            changes["wrong"] = True
        elif what not in BETWEEN:
            changes[what] = value
    return _sound(msgspec.structs.replace(story, **changes), changes)


def _sound(story: Story, changes: Mapping[str, Any]) -> Story:
    """The mode is one of the type, and quad, score and code are those of type, mode and contexts."""
    if not {"type", "mode"} & set(changes):
        return story
    kind = ontology.ontology().type(story.type)
    mode = story.mode if kind.mode(story.mode) else None
    return msgspec.structs.replace(
        story, mode=mode, quad=kind.quad, score=ontology.score(story.type, mode),
        cameo=ontology.cameo_code(story.type, mode, story.contexts),
    )  # fmt: skip
