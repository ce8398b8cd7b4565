"""How what a watch tells is said: a title, and what is new or another, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dragoman.errors import LedgerError
from dragoman.export.words import flat
from dragoman.ledger import Ledger
from dragoman.serve.days import count, day
from dragoman.serve.pages import words
from dragoman.serve.sentence import capital, plain
from dragoman.serve.tell.matching import JOINED
from dragoman.types import Difference, Story, WatchItem

GONE = "The reports that told it say so no longer, or were read in another way."
NAMES: dict[str, str] = {
    "type": "what it is",
    "mode": "how",
    "modality": "stage",
    "actors": "who",
    "recipients": "to whom",
    "date": "when",
    "place": "where",
    "origins": "independent origins",
    "state_owned": "state-owned outlets",
}
VALUES: dict[str, Callable[[str], str]] = {
    "type": words.type_name,
    "mode": words.mode_name,
    "modality": words.modality_name,
    "date": day,
}
SWITCHES = {
    ("corroborated", "yes"): "Now two independent origins tell it on their own authority.",
    ("corroborated", "no"): "No longer do two independent origins tell it on their own authority.",
    ("wrong", "yes"): "A person has said that nothing of the kind happened.",
    ("wrong", "no"): "It is no longer said that nothing of the kind happened.",
}


@dataclass(frozen=True)
class Told:
    """Something that a watch told, with the event as it is now; None where that is gone."""

    item: WatchItem
    story: Story | None

    @property
    def event(self) -> str:
        """The id of the event; the one that it was joined into since."""
        return self.story.id if self.story else self.item.event

    @property
    def path(self) -> str:
        """The page of the event."""
        return f"/events/{self.event}"

    @property
    def what(self) -> str:
        """The event in a sentence."""
        return words.gist(self.story) if self.story else f"An event that is gone ({self.item.event})"

    @property
    def title(self) -> str:
        """The event in a sentence, and whether it is new."""
        return self.what if self.item.what == "new" or self.story is None else f"Changed: {self.what}"

    @property
    def lines(self) -> list[str]:
        """What is to be said of it, in sentences: of a new one whose word it is, of a changed one in what."""
        if self.story is None or self.item.what == "gone":
            return [GONE]
        if self.item.what == "changed":
            return [said(one) for one in self.item.how]
        return [f"«{flat(self.story.evidence.text)}»", whose_word(self.story)]


def told(ledger: Ledger, items: Iterable[WatchItem]) -> list[Told]:
    """Items with their events."""
    return [Told(item, _story(ledger, item.event)) for item in items]


def said(one: Difference) -> str:
    """A difference in a sentence."""
    if one.what == JOINED:
        return f"It is one with an event that was told before ({one.before})."
    if one.what == "variant":
        value = flat(one.after or one.before or "")
        return f"An account now differs on {value}." if one.after else f"No account differs any more on {value}."
    if (one.what, one.after or "") in SWITCHES:
        return SWITCHES[one.what, one.after or ""]
    name = NAMES.get(one.what, plain(one.what))
    return capital(f"{name}: {_value(one.what, one.after)}, before: {_value(one.what, one.before)}.")


def whose_word(story: Story) -> str:
    """By how many it is told, and how sure it is."""
    sure = f"{words.sure_word(story.confidence)}, {words.sure_number(story.confidence)}"
    by = f"{count(story.reports, 'report')} of {count(story.outlets, 'outlet')}, {count(story.origins, 'origin')}"
    return f"Told by {by}; {'corroborated' if story.corroborated else 'not corroborated'}; {sure}."


def summary(items: Iterable[WatchItem]) -> str:
    """«3 new events, 1 changed»."""
    several = list(items)
    counts = {what: sum(item.what == what for item in several) for what in ("new", "changed", "gone")}
    new = [count(counts["new"], "new event")] if counts["new"] else []
    return ", ".join([*new, *(f"{counts[what]} {what}" for what in ("changed", "gone") if counts[what])]) or "nothing"


def _value(what: str, value: str | None) -> str:
    if value is None:
        return "none"
    return VALUES[what](value) if what in VALUES else flat(value)


def _story(ledger: Ledger, id: str) -> Story | None:
    try:
        return ledger.story(id)
    except LedgerError:
        return None
