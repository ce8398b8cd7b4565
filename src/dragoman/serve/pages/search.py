"""Search over everything: a line is understood by rules, shown as chips, and asked of events, quotes and the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from dragoman.errors import DragomanError
from dragoman.serve.desk import Desk, TheDesk, page
from dragoman.serve.hearing import Heard, Part, hear, without
from dragoman.serve.pages import words
from dragoman.serve.pages.asked import FIELDS, QUOTES, REPORTS, Asked, Chip, said
from dragoman.serve.pages.kept import kept
from dragoman.types import Party, Story

router = APIRouter()
FEW, MANY = {"events": 8, "quotes": 3, "reports": 5, "names": 8}, 30
"""How many of each are shown together, and how many by themselves."""
LONGEST = 500
"""Most characters of a line."""
WHO = ("party", "actor", "recipient", "speaker")


class Section(NamedTuple):
    """Answers of one kind; ``more``: the address of the rest, ``first`` that of the beginning, where there are such."""

    kind: str
    items: tuple[Any, ...]
    more: str | None = None
    first: str | None = None


@router.get("/search")
def search(
    request: Request,
    desk: TheDesk,
    q: Annotated[str, Query()] = "",
    only: Annotated[str, Query(alias="in")] = "",
    after: Annotated[str | None, Query()] = None,
) -> Response:
    """What the line finds, of every kind or only of one (``in``: events, quotes, reports, names)."""
    line = " ".join(q[:LONGEST].split())
    heard = hear(line, desk.now().date(), lambda name: _known(desk, name))
    only = only if only in FEW else ""
    fault, sections = "", tuple[Section, ...]()
    try:
        sections = tuple(_sections(desk, heard, line, only, after)) if line else ()
    except DragomanError as wrong:
        fault = str(wrong)
    return page(
        request, "search.html", status=422 if fault else 200, fragment="list", line=line, only=only, fault=fault,
        chips=chips(line, heard), sections=sections, kinds=tuple(FEW), parties=parties(heard), pair=heard.pair,
        near=near(desk, line, heard) if line and not fault and not _any(sections, "events") else (),
        filters=_events(heard).query(), watched=() if fault else watched(heard),
        link=lambda **changed: _link(line, **changed),
    )  # fmt: skip


def chips(line: str, heard: Heard) -> tuple[Chip, ...]:
    """What was understood, each with the line less its words; both ends of one time are one."""
    found = []
    for start, end in _places(heard):
        some = [part for part in heard.parts if (part.start, part.end) == (start, end)]
        ends = list(dict.fromkeys(part.value for part in some))
        told = " to ".join(said(part.name, part.value) for part in some[: len(ends)])
        label = FIELDS[some[0].name].label if len(some) == 1 else "when"
        found.append(Chip(label, told, _link(without(line, Part(start, end, "", "")))))
    return tuple(found)


def near(desk: Desk, line: str, heard: Heard) -> tuple[Chip, ...]:
    """Where no event is found: which part of the line stands in the way, each with the line less it."""
    found = []
    for chip, place in zip(chips(line, heard), _places(heard), strict=True):
        less = Heard(tuple(part for part in heard.parts if (part.start, part.end) != place))
        if less.parts and _found_events(desk, less, 1, None)[0]:
            found.append(chip)
    return tuple(found)


def parties(heard: Heard) -> tuple[tuple[str, str], ...]:
    """The parties that were understood: what each is called, and its key."""
    found = dict.fromkeys(part.value.split(";")[0] for part in heard.parts if part.name in WHO)
    return tuple((said("party", value), key(value)) for value in found)


def key(value: str) -> str:
    """The key of a party, as addresses have it: a code as it is, a name as «name:Sergei-Lavrov»."""
    country = value.partition(":")[0]
    return value if country.isupper() and len(country) == 3 else words.party_key(Party(name=value))


def watched(heard: Heard) -> tuple[tuple[str, str], ...]:
    """The searches for events that may be watched, as query strings, each with what it is called beside others.

    What two do with each other is two searches: one filter cannot ask for the one or the other to act.
    """
    wanted = _events(heard)
    if not heard.pair:
        return (("", wanted.query()),) if wanted.filled() else ()
    return tuple(
        (f"{said('actor', actor)} to {said('party', other)}", _acting(wanted, actor, other).query())
        for actor, other in (heard.pair, heard.pair[::-1])
    )


def _acting(wanted: Asked, actor: str, other: str) -> Asked:
    """The same search, but that the one acts and the other takes part."""
    rest = [(name, value) for name, value in wanted.given if name != "party"]
    return Asked.of([("actor", actor), ("party", other), *rest])


def _places(heard: Heard) -> list[tuple[int, int]]:
    """Where the words of the parts are; both ends of a time are in one place."""
    return list(dict.fromkeys((part.start, part.end) for part in heard.parts))


def _any(sections: Sequence[Section], kind: str) -> bool:
    return any(section.items for section in sections if section.kind == kind)


def _link(line: str, *, only: str = "", after: str | None = None) -> str:
    pairs = {"q": line, "in": only, "after": after or ""}
    return "/search?" + urlencode({name: value for name, value in pairs.items() if value})


def _events(heard: Heard) -> Asked:
    """The filters of events. Who speaks is taken for one who takes part."""
    return Asked.of(("party" if name == "speaker" else name, value) for name, value in heard.pairs())


def _sections(desk: Desk, heard: Heard, line: str, only: str, after: str | None) -> Iterator[Section]:
    asked = {"events": _found_events, "quotes": _found_quotes, "reports": _found_reports, "names": _found_names}
    first = "quotes" if any(part.name == "speaker" for part in heard.parts) else "events"
    for kind in sorted(asked, key=lambda kind: kind != first):
        if only in ("", kind):
            size = MANY if only else FEW[kind]
            items, following = asked[kind](desk, heard, size, after if only else None)
            more = _link(line, only=kind, after=following if only else None) if following else None
            yield Section(kind, items, more, _link(line, only=kind) if after and only else None)


def _found_events(desk: Desk, heard: Heard, size: int, after: str | None) -> tuple[tuple[Any, ...], str | None]:
    wanted = _events(heard)
    if heard.pair:
        return _both_ways(desk, heard.pair, wanted, size)
    found = desk.ledger.events(**wanted.filters()).page(size, after)
    return found.items, found.after


def _both_ways(desk: Desk, pair: tuple[str, str], wanted: Asked, size: int) -> tuple[tuple[Story, ...], str | None]:
    """The newest events in which one acts and the other takes part. All of them are on the page of the two."""
    found = {}
    for actor, other in (pair, pair[::-1]):
        for story in desk.ledger.events(**_acting(wanted, actor, other).filters()).page(size).items:
            found[story.id] = story
    newest = sorted(found.values(), key=lambda story: story.date or story.first_report or "", reverse=True)
    return tuple(newest[:size]), None


def _found_quotes(desk: Desk, heard: Heard, size: int, after: str | None) -> tuple[tuple[Any, ...], str | None]:
    pairs = [("speaker" if name in WHO else name, value) for name, value in heard.pairs()]
    speakers = [pair for pair in heard.pairs() if pair[0] in ("speaker", "actor")]
    if speakers:
        pairs = [("speaker", value) for _, value in speakers] + [pair for pair in pairs if pair[0] != "speaker"]
    wanted = Asked.of(pairs, QUOTES)
    if not wanted.filled():
        return (), None
    found = desk.ledger.quotes(**wanted.filters()).page(size, after)
    return found.items, found.after


def _found_reports(desk: Desk, heard: Heard, size: int, after: str | None) -> tuple[tuple[Any, ...], str | None]:
    wanted = Asked.of((("mentions" if name in WHO else name, value) for name, value in heard.pairs()), REPORTS)
    if not wanted.filled():
        return (), None
    found = desk.ledger.reports(**wanted.filters()).page(size, after)
    return found.items, found.after


def _found_names(desk: Desk, heard: Heard, size: int, after: str | None) -> tuple[tuple[Any, ...], str | None]:
    who = [one for name, value in heard.pairs() if name in WHO for one in value.split("; ")]
    text = dict(heard.pairs()).get("text", "")
    who = who or ([text] if text and '"' not in text and len(text.split()) < 4 else [])
    if not who:
        return (), None
    found = desk.ledger.entities(who=who).page(size, after)
    return found.items, found.after


def _known(desk: Desk, name: str) -> bool:
    """Whether somebody of that name is in the ledger; asked only of what is written like a name."""
    if not name[:1].isupper() or len(name) < 4:
        return False
    return kept(desk, ("known", name), lambda: bool(desk.ledger.entities(who=f"{name}")))
