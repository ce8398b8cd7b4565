"""What a line of search means: «Russia -> Taliban, meetings, last November» as filters, each with its words.

By rules only. Times are read by the grammar of dates that reads reports, parties and places by the gazetteer, kinds of
acts by the words of ``heard.yaml``; what is left are words to look for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from dragoman.ledger.ask.terms import country_code
from dragoman.ontology import ontology
from dragoman.resolve.gazetteer import Entry, shipped
from dragoman.resolve.names import normalise
from dragoman.serve.lexicon import idle, lexicon, plain, single
from dragoman.serve.times import times

LONGEST = 6
"""Most words of a name or of a kind of act."""
ARROWS = {"->": 1, "=>": 1, "→": 1, "<->": 0, "↔": 0, "–>": 1}
_TOKEN = re.compile(r'"[^"]*"|<->|↔|->|=>|→|–>|[,;]|(?:(?!<->|->|=>|–>)[^\s,;"→↔])+')
_NAMED = re.compile(
    r"(?P<name>actor|recipient|party|type|mode|quad|modality|place|outlet|since|until|text):(?P<value>.+)"
)
_SIDES = ("party", "actor", "recipient", "speaker")


class Part(NamedTuple):
    """Characters ``start:end`` of the line, and the filter that they mean; several values, any of which will do,
    have semicolons between them.
    """

    start: int
    end: int
    name: str
    value: str


class Heard(NamedTuple):
    """What was understood, in the order of the line. ``pair``: two parties, whichever of them acts."""

    parts: tuple[Part, ...]
    pair: tuple[str, str] | None = None

    def pairs(self) -> list[tuple[str, str]]:
        """The filters by name and value; words to look for are one text."""
        text = " ".join(part.value for part in self.parts if part.name == "text")
        found = [(part.name, part.value) for part in self.parts if part.name != "text"]
        return [*found, ("text", text)] if text else found


class _Token(NamedTuple):
    start: int
    end: int
    text: str


def hear(line: str, today: date, known: Callable[[str], bool]) -> Heard:
    """What a line asks for on that day; ``known`` tells whether somebody of that name is in the ledger."""
    told = [Part(*found) for found in times(line, today)]
    tokens = [
        _Token(*m.span(), m.group())
        for m in _TOKEN.finditer(line)
        if not any(part.start < m.end() and m.start() < part.end for part in told)
    ]
    return _sided(line, _fitting(line, sorted([*told, *_parts(tokens, line, known)])))


def without(line: str, part: Part) -> str:
    """The line less the words of a part, and less the commas that then stand alone."""
    rest = re.sub(r"\s+", " ", f"{line[: part.start]} {line[part.end :]}")
    return re.sub(
        r"(?:^[\s,;]+|[\s,;]+$)", "", re.sub(r"\s*([,;])(?:\s*[,;])+", r"\1", re.sub(r"\s+([,;])", r"\1", rest))
    )


def _parts(tokens: Sequence[_Token], line: str, known: Callable[[str], bool]) -> Iterator[Part]:
    """What the tokens mean, from left to right, the longest first."""
    at = 0
    lead: tuple[int, str] | None = None  # where a word like «in» stands, and what it makes of what follows
    while at < len(tokens):
        token = tokens[at]
        if token.text in ARROWS or token.text in ",;":
            lead, at = None, at + 1
            continue
        if named := _NAMED.fullmatch(token.text):
            yield Part(token.start, token.end, named["name"], named["value"])
            lead, at = None, at + 1
            continue
        for size, words, some in _runs(tokens, at, line):
            if words.lower() in idle() and (words.islower() or _amid(tokens, at, line)):
                continue  # «and» is no Andorra
            if part := _part(words, some, lead, known):
                yield part
                lead, at = None, at + size
                break
            if role := lexicon()["before"].get(plain(words)):
                lead, at = (token.start, role), at + size
                break
        else:
            if plain(token.text) not in lexicon()["idle"]:
                start = lead[0] if lead and lead[1] == "text" else token.start
                yield Part(start, token.end, "text", token.text)
            lead, at = None, at + 1


def _amid(tokens: Sequence[_Token], at: int, line: str) -> bool:
    """Whether a word in capitals is one among words: «Kenya AND Somalia», «WHAT CAN RUSSIA DO», not «CAN -> USA»."""
    beside = [tokens[n].text for n in (at - 1, at + 1) if 0 <= n < len(tokens)]
    among = len(beside) == 2 and not any(text in (*ARROWS, ",", ";") for text in beside)
    return among and (tokens[at].text == "AND" or line.isupper())


def _runs(tokens: Sequence[_Token], at: int, line: str) -> Iterator[tuple[int, str, list[_Token]]]:
    """The words from a token on, the most first, as far as no comma or arrow stands between."""
    end = at
    while end < len(tokens) and end - at < LONGEST and tokens[end].text not in (*ARROWS, ",", ";"):
        # words that a time stood between are not beside each other
        if end > at and line[tokens[end - 1].end : tokens[end].start].strip():
            break
        end += 1
    for stop in range(end, at, -1):
        yield stop - at, line[tokens[at].start : tokens[stop - 1].end], list(tokens[at:stop])


def _part(words: str, some: list[_Token], lead: tuple[int, str] | None, known: Callable[[str], bool]) -> Part | None:
    """What the words mean, if they mean anything by themselves."""
    role, start = (lead[1], lead[0]) if lead else ("", some[0].start)
    if words.startswith('"'):
        return Part(start if role == "text" else some[0].start, some[-1].end, "text", words)
    if role == "place" and (where := _place(words)):
        return Part(start, some[-1].end, "place", where)
    if found := _meant(words):
        return Part(some[0].start, some[-1].end, *found)
    if role == "outlet" and (outlet := _outlet(words)):
        return Part(start, some[-1].end, "outlet", outlet)
    if who := _party(words, alone=not role) or (known(words) and words[:1].isupper() and words):
        name = role if role in ("actor", "recipient", "speaker") else "party"
        return Part(start if lead else some[0].start, some[-1].end, name, who)
    if not role and (capital := _capital(words)):
        return Part(some[0].start, some[-1].end, "place", capital)
    return None


def _meant(words: str) -> tuple[str, str] | None:
    """The filter and value that the words stand for by ``heard.yaml``."""
    told = plain(words)
    kinds: dict[str, tuple[str, str]] = lexicon()["kinds"]
    return kinds.get(told) or kinds.get(single(told))


def _party(words: str, *, alone: bool) -> str | None:
    """Whom the words name, as the ledger is asked. ``alone``: nothing before says that it is a party."""
    if code := _code(words):
        return code
    if re.fullmatch(r"[A-Z]{3}(:[A-Z]{3})+", words):
        return words
    entries = shipped().entries(words)
    if alone and any(entry.kind == "capital" for entry in entries):
        return None
    for entry in entries:
        if entry.kind == "demonym" and entry.country:
            return entry.country
        if entry.kind == "seat" and entry.country:
            return ":".join((entry.country, *entry.sectors[:1]))
        if entry.kind in ("organization", "armed_group", "official"):
            return "; ".join([entry.name, *_governed(entry)])
        if entry.kind == "capital" and entry.country:
            return entry.country
    if " " not in words and (words[:1].isupper() or len(words) > 5) and shipped().surname(words):
        return words[:1].upper() + words[1:]
    return _office(words)


def _governed(entry: Entry) -> list[str]:
    """The governments that a group is by now: «Taliban» is also the government of Afghanistan."""
    terms = entry.data.get("government") or []
    return [f"{term['country']}:GOV" for term in terms if term["to"] is None]


def _office(words: str) -> str | None:
    """«Russian government» as «RUS:GOV»."""
    first, _, last = words.partition(" ")
    role = shipped().role(normalise(last)) if last else None
    if role is None or not role.sectors:
        return None
    bearer = next((entry for entry in shipped().entries(first) if entry.kind in ("demonym", "country")), None)
    return f"{bearer.country}:{role.sectors[0]}" if bearer and bearer.country else None


def _place(words: str) -> str | None:
    """The place that the words name, behind «in»."""
    return _code(words) or (words[:1].upper() + words[1:] if _is_city(words) else None)


def _code(words: str) -> str | None:
    """The code of a country. Words in small letters are none («can», «per»), though they be letters of one."""
    return None if len(words) == 3 and words.islower() else country_code(words)


def _is_city(words: str) -> bool:
    return bool(shipped().cities(words)) or any(entry.kind == "capital" for entry in shipped().entries(words))


def _capital(words: str) -> str | None:
    """A capital that stands alone is a place."""
    found = any(entry.kind == "capital" for entry in shipped().entries(words))
    return words[:1].upper() + words[1:] if found else None


def _outlet(words: str) -> str | None:
    found = next((entry for entry in shipped().entries(words) if entry.kind == "outlet"), None)
    return found.name if found else None


def _fitting(line: str, parts: list[Part]) -> list[Part]:
    """A mode that none of the types has that are asked for is words: «accused of shelling» is no shelling."""
    types = {part.value for part in parts if part.name == "type"}
    modes = {mode.name for kind in ontology().types if kind.name in types for mode in kind.modes}
    return [
        part._replace(name="text", value=line[part.start : part.end])
        if types and part.name == "mode" and part.value not in modes
        else part
        for part in parts
    ]


def _sided(line: str, parts: list[Part]) -> Heard:
    """Who acts and who is acted upon: by an arrow, by who else does, or by two parties standing together."""
    arrow = next((m for m in _TOKEN.finditer(line) if m.group() in ARROWS), None)
    if arrow:
        parts = _beside(line, parts, arrow.start(), arrow.end())
    if arrow and ARROWS[arrow.group()]:
        parts = [_by_arrow(part, arrow.start()) for part in parts]
    open_ = [part for part in parts if part.name == "party"]
    sides = {part.name for part in parts} & {"actor", "recipient"}
    if len(open_) == 1 and len(sides) == 1:
        other = "actor" if sides == {"recipient"} else "recipient"
        parts = [part._replace(name=other) if part.name == "party" else part for part in parts]
    if len(open_) == 2 and not sides:
        return Heard(tuple(parts), (open_[0].value, open_[1].value))
    return Heard(tuple(_together(parts)))


def _together(parts: list[Part]) -> list[Part]:
    """Of acts that are done together both may be told to act: whoever is acted upon need only take part."""
    types, sides = {part.value for part in parts if part.name == "type"}, {part.name for part in parts}
    if not types or not types <= lexicon()["mutual"].keys() or "actor" not in sides:
        return parts
    return [part._replace(name="party") if part.name == "recipient" else part for part in parts]


def _beside(line: str, parts: list[Part], start: int, end: int) -> list[Part]:
    """Words right beside an arrow, where nobody is known there, name somebody: «Viktor Malinin -> Nasiri»."""
    found = list(parts)
    for left in (True, False):
        near = [part for part in found if (part.end <= start if left else part.start >= end)]
        between = [line[part.end : start] if left else line[end : part.start] for part in near]
        near = [part for part, words in zip(near, between, strict=True) if not re.search("[,;]", words)]
        some = [part for part in near if part.name in ("text", "place", *_SIDES)]
        if some and all(part.name == "text" for part in some):
            first, last = some[0].start, some[-1].end
            found = [part for part in found if part not in some] + [Part(first, last, "party", line[first:last])]
    return sorted(found)


def _by_arrow(part: Part, at: int) -> Part:
    side = "actor" if part.end <= at else "recipient"
    if part.name == "party":
        return part._replace(name=side)
    code = country_code(part.value) if part.name == "place" else None
    if part.name == "place" and not code:
        # «Moscow -> Kabul»: a capital that stands for its country
        code = next((e.country for e in shipped().entries(part.value) if e.kind == "capital"), None)
        near = code is not None
        return part._replace(name=side, value=code or "") if near else part
    return part
