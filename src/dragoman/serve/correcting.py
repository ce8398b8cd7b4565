"""Corrections, said in words; and what somebody filled into the form, made into changes with what is wrong in each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import msgspec
from pydantic import BaseModel

from dragoman.errors import BadQuestion, LedgerError
from dragoman.export.words import flat
from dragoman.ledger import Ledger, checked
from dragoman.ledger.parties import written
from dragoman.ontology import ontology
from dragoman.serve.days import count, when
from dragoman.serve.pages import words
from dragoman.serve.sentence import listed
from dragoman.types import Change, Correction, Party, Place, Story

_EVENT = re.compile(r"\b[ea][0-9a-f]{16}\b")


class Told(NamedTuple):
    """A correction as it is shown: what it says, of which event (none, if nothing tells of that any more)."""

    made: Correction
    says: str
    event: Story | None


def told(ledger: Ledger, corrections: Iterable[Correction]) -> list[Told]:
    """Corrections in words, each with its event."""
    return [Told(made, says(made.change), _event(ledger, made)) for made in corrections]


def says(change: Change) -> str:
    """What a change says, to follow the name of who makes it: «says that it was on 26 November 2024»."""
    value = change.value
    if change.what in ("actors", "recipients"):
        names = listed([_named(one) for one in value] if isinstance(value, tuple) else [], 20) or "nobody"
        return f"names {names} as {'who acts' if change.what == 'actors' else 'who is acted upon'}"
    if change.what == "place":
        return (
            f"says that it was in {words.place_name(value)}"
            if isinstance(value, Place)
            else "says that no place is told"
        )
    if change.what == "split":
        apart = count(len(value), "account") if isinstance(value, tuple) else "accounts"
        return f"says that {apart} tell of another event"
    word = value if isinstance(value, str) else None
    return {
        "wrong": "says that nothing of the kind happened",
        "join": "says that another event is the same as this",
        "type": f"says that it is: {words.type_name(word) if word else ''}",
        "mode": f"says that its form is: {words.mode_name(word)}" if word else "says that no form of it is told",
        "modality": f"says that it is to be told as {words.modality_name(word or '')}",
        "date": f"says that it was {when(word)}" if word else "says that no date is told",
    }[change.what]


def _named(one: Party | str) -> str:
    return written(one) if isinstance(one, Party) else one


def _event(ledger: Ledger, made: Correction) -> Story | None:
    for id in (made.event, *made.anchors[:1]):
        try:
            return ledger.story(ledger.event_of(id) if id.startswith("a") else id)
        except LedgerError:
            continue
    return None


class Fields(BaseModel):
    """The fields of the form as text; ``was_...`` is what stood there when the form was drawn."""

    act: str = ""
    modality: str = ""
    date: str = ""
    place: str = ""
    actors: str = ""
    recipients: str = ""
    was_act: str = ""
    was_modality: str = ""
    was_date: str = ""
    was_place: str = ""
    was_actors: str = ""
    was_recipients: str = ""
    why: str = ""

    @classmethod
    def of(cls, story: Story) -> Fields:
        """The form as it stands for an event."""
        now = {
            "act": f"{story.type}:{story.mode}" if story.mode else story.type,
            "modality": story.modality,
            "date": story.date or "",
            "place": _place(story.place),
            "actors": "\n".join(map(written, story.actors)),
            "recipients": "\n".join(map(written, story.recipients)),
        }
        return cls(**now, **{f"was_{name}": value for name, value in now.items()})

    def changed(self, name: str) -> bool:
        """Whether somebody has put something else into a field."""
        return _lines(getattr(self, name)) != _lines(getattr(self, f"was_{name}"))

    def changes(self, story: Story) -> tuple[list[Change], dict[str, str]]:
        """The changes that were filled in; and for each field that cannot be so, a sentence that says why."""
        found: list[Change] = []
        faults: dict[str, str] = {}
        if self.changed("act"):
            type, _, mode = self.act.partition(":")
            story = self._take(story, "act", Change(what="type", value=type), found, faults)
            self._take(story, "act", Change(what="mode", value=mode or None), found, faults)
        for name in ("modality", "date"):
            if self.changed(name):
                value = getattr(self, name).strip() or None
                self._take(
                    story, name, Change(what="date" if name == "date" else "modality", value=value), found, faults
                )
        if self.changed("place"):
            self._take(story, "place", Change(what="place", value=self.place.strip() or None), found, faults)
        if self.changed("actors"):
            self._take(story, "actors", Change(what="actors", value=_lines(self.actors)), found, faults)
        if self.changed("recipients"):
            self._take(story, "recipients", Change(what="recipients", value=_lines(self.recipients)), found, faults)
        return found, faults

    def _take(self, story: Story, field: str, asked: Change, found: list[Change], faults: dict[str, str]) -> Story:
        """Note the change, if it is one and can be; the event with the type and mode that it gives it."""
        try:
            change = checked.change(story, asked)
        except BadQuestion as fault:
            faults.setdefault(field, str(fault))
            return story
        if getattr(story, change.what) == change.value:
            return story
        found.append(change)
        if change.what != "type":
            return story
        # a mode of the old type that the new one has not goes by itself
        kind = ontology().type(str(change.value))
        return msgspec.structs.replace(story, type=kind.name, mode=story.mode if kind.mode(story.mode) else None)


def acts() -> list[tuple[str, list[tuple[str, str]]]]:
    """What an event may be, to choose from, by quad: the code of a type, or of type and mode, and its name."""
    found = []
    for n, quad in enumerate(ontology().quads, start=1):
        choices = []
        for kind in (kind for kind in ontology().types if kind.quad == n):
            name = words.type_name(kind.name)
            choices.append((kind.name, name))
            choices += [(f"{kind.name}:{m.name}", f"{name}: {words.mode_name(m.name, kind.name)}") for m in kind.modes]
        found.append((quad, choices))
    return found


def named_event(text: str) -> str:
    """The id of an event (or account) in what somebody pasted: the id, or the address of its page."""
    found = _EVENT.search(text)
    if found is None:
        raise BadQuestion("Name the other event by the address of its page, or by its id (e0123456789abcdef).")
    return found[0]


def _place(place: Place | None) -> str:
    if place is None:
        return ""
    name = flat(place.name or place.text)
    return f"{name}, {place.country}" if place.country and words.country_name(place.country) != name else name


def _lines(text: str) -> tuple[str, ...]:
    """What stands on each line, blanks evened out."""
    return tuple(line for line in (" ".join(line.split()) for line in text.splitlines()) if line)
