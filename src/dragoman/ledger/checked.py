"""Whether a change can be made to an event, and what it says in the ledger's own terms."""

from __future__ import annotations

import re
from collections.abc import Callable

from dragoman.errors import BadQuestion
from dragoman.ledger import parties
from dragoman.ledger.ask import terms
from dragoman.ontology import ontology
from dragoman.resolve.dates.calendar import first_day
from dragoman.types import Change, Party, Place, Story

Value = tuple[Party | str, ...] | Place | str | None


def change(story: Story, asked: Change) -> Change:
    """The change as it is kept. Raises ``BadQuestion`` with a sentence where it cannot be of that event."""
    return Change(what=asked.what, value=_CHECKS[asked.what](story, asked.value))


def _wrong(_: Story, value: Value) -> None:
    if value is not None:
        raise BadQuestion("That an event is wrong takes no value; say why in the reason.")


def _type(_: Story, value: Value) -> str:
    (found,) = terms.types(_word(value, "type")) or ("",)
    return found


def _mode(story: Story, value: Value) -> str | None:
    if value in (None, ""):
        return None
    known = [mode.name for mode in ontology().type(story.type).modes]
    word = _word(value, "mode").lower()
    if word not in known:
        raise BadQuestion(
            f"{word!r} is no mode of {story.type}; choose of {', '.join(known) or 'none: it has no modes'}."
        )
    return word


def _modality(_: Story, value: Value) -> str:
    return terms.one_of(_word(value, "modality"), "modality", terms.MODALITIES)


def _actors(_: Story, value: Value) -> tuple[Party | str, ...]:
    found = _parties(value)
    if not found:
        raise BadQuestion("An event needs an actor; name at least one, or say that the event is wrong.")
    return found


def _recipients(_: Story, value: Value) -> tuple[Party | str, ...]:
    return _parties(value)


def _parties(value: Value) -> tuple[Party | str, ...]:
    if isinstance(value, Place):
        raise BadQuestion("A place is no party; give names, as «Sergei Lavrov (RUS GOV)».")
    given = [value] if isinstance(value, str) else value or ()
    found = tuple(_party(one) for one in given if one)
    return tuple(dict.fromkeys(found))


def _party(one: Party | str) -> Party:
    if isinstance(one, str):
        return parties.party(one)
    if not one.name.strip():
        raise BadQuestion("A party needs a name; give one, as «Sergei Lavrov (RUS GOV)».")
    codes = ":".join([one.country or "", *one.sectors])
    meant = terms.who(codes) if codes.strip(":") else terms.Who()
    return Party(name=one.name.strip(), country=meant.country, sectors=meant.sectors)


def _date(_: Story, value: Value) -> str | None:
    if value in (None, ""):
        return None
    word = _word(value, "date")
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?|-W\d\d)?", word) or first_day(word) is None:
        raise BadQuestion(f"{word!r} is no date; write a day as 2024-11-26, a month as 2024-11, or a year.")
    return word


def _place(_: Story, value: Value) -> Place | None:
    if isinstance(value, Place):
        return value
    return parties.place(_word(value, "place")) if value else None


def _join(story: Story, value: Value) -> str:
    other = _word(value, "event")
    if other == story.id or other in story.accounts:
        raise BadQuestion(f"{other} is that event itself; name another that tells the same.")
    return other


def _split(story: Story, value: Value) -> tuple[Party | str, ...]:
    given = value.split() if isinstance(value, str) else value
    named = dict.fromkeys(map(str, given)) if isinstance(given, (tuple, list)) else {}
    apart = tuple(id for id in story.accounts if id in named)
    if len(apart) < len(named) or not apart:
        raise BadQuestion(f"Name the accounts of {story.id} that tell of another event; `dragoman show` lists them.")
    if len(apart) == len(story.accounts):
        raise BadQuestion("All accounts would be split off; leave at least one with the event.")
    return apart


def _word(value: Value, what: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadQuestion(f"A {what} must be given, as a word.")
    return value.strip()


_CHECKS: dict[str, Callable[[Story, Value], Value]] = {
    "wrong": _wrong, "type": _type, "mode": _mode, "modality": _modality, "actors": _actors,
    "recipients": _recipients, "date": _date, "place": _place, "join": _join, "split": _split,
}  # fmt: skip
