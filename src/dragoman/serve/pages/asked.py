"""What a page is asked for: filters from its query string, back to one, and chips that take one away.

The names are those of ``Ledger.events`` and its siblings, and of the command line. A form may send empty fields, which
ask for nothing; several values of one filter come as several parameters, or as one with a comma (codes) or semicolon
(names) between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from fastapi import Request

from dragoman.errors import BadQuestion
from dragoman.ledger.ask import terms
from dragoman.ontology import ontology
from dragoman.serve.days import day
from dragoman.serve.pages import words
from dragoman.serve.sentence import sector_name

PLACE = "after"
"""Where a list goes on: it says nothing of what is asked for, and goes when that changes."""
_YES, _NO = ("true", "1", "yes", "on"), ("false", "0", "no", "off")


class Field(NamedTuple):
    """A filter: what it is called, what parts several values of it, how one is said, and what the ledger is given."""

    label: str
    between: str = ""
    say: Callable[[str], str] = str
    read: Callable[[str], Any] = str


class Chip(NamedTuple):
    """A filter that is on: its name, its words, and the query string without it."""

    name: str
    words: str
    without: str


def party(asked: str) -> str:
    """How «RUS:GOV» is said: «Russia, government»; a name stays as it is."""
    first, *sectors = (part.strip() for part in asked.split(":"))
    country = words.country_name(first.upper()) if len(first) == 3 and terms.country_code(first) else first
    return ", ".join([country, *(sector_name(part.upper()) for part in sectors if part)] if country else sectors)


def place(asked: str) -> str:
    """How «AFG» is said: «Afghanistan»; a name stays as it is."""
    return words.country_name(asked.upper()) if len(asked) == 3 and terms.country_code(asked) else asked


def _quad(asked: str) -> str:
    return ontology().quads[int(asked) - 1] if asked in ("1", "2", "3", "4") else asked


def _yes(asked: str) -> bool:
    if asked.lower() not in (*_YES, *_NO):
        raise BadQuestion(f"{asked!r} is neither true nor false; write one of these.")
    return asked.lower() in _YES


def _number(asked: str) -> float:
    try:
        return float(asked)
    except ValueError:
        raise BadQuestion(f"{asked!r} is no probability; give a number between 0 and 1, as 0.6.") from None


FIELDS = {
    "party": Field("takes part", ";", party),
    "actor": Field("acts", ";", party),
    "recipient": Field("acted upon", ";", party),
    "speaker": Field("speaks", ";", party),
    "mentions": Field("named", ";", party),
    "type": Field("what", ",", lambda code: words.type_name(code.upper())),
    "mode": Field("how", ","),
    "quad": Field("kind", ",", _quad),
    "kind": Field("words", ","),
    "modality": Field("stage", ",", words.modality_name),
    "since": Field("from", say=day),
    "until": Field("up to", say=day),
    "place": Field("where", say=place),
    "corroborated": Field("told", say=lambda v: "by independent origins" if _yes(v) else "by one origin", read=_yes),
    "min_confidence": Field("at least", say=lambda value: words.sure_number(_number(value)) + " sure", read=_number),
    "via": Field("through"),
    "outlet": Field("told by", ";"),
    "originals": Field("copies", say=lambda value: "left out" if _yes(value) else "also", read=_yes),
    "source": Field("source"),
    "report": Field("report"),
    "copy_of": Field("copies of"),
    "status": Field("status", ","),
    "words": Field("named"),
    "removed": Field("also", say=lambda value: "taken off the list" if _yes(value) else "no other", read=_yes),
    "text": Field("words", say=lambda text: f"«{text}»"),
    "sort": Field("order"),
}
"""Every filter that some page has."""

EVENTS = (
    "party", "actor", "recipient", "type", "mode", "quad", "modality", "since", "until", "place", "corroborated",
    "min_confidence", "outlet", "text", "sort",
)  # fmt: skip
QUOTES = (
    "speaker", "via", "kind", "since", "until", "outlet", "report", "text", "min_confidence", "originals", "sort",
)  # fmt: skip
REPORTS = ("outlet", "source", "mentions", "since", "until", "status", "copy_of", "originals", "text", "sort")
SOURCES = ("status", "words", "removed", "sort")


@dataclass(frozen=True)
class Asked:
    """The filters that are on, by name and value, in the order that the page has; ``after``: where to go on."""

    given: tuple[tuple[str, str], ...] = ()
    after: str | None = None

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]], names: tuple[str, ...] = EVENTS) -> Asked:
        """The filters among those pairs; other names and empty values are passed over."""
        sent = list(pairs)
        found = [(name, value) for name in names for key, some in sent if key == name for value in _values(name, some)]
        after = next((value for name, value in sent if name == PLACE and value), None)
        return cls(tuple(dict.fromkeys(found)), after)

    @classmethod
    def of_query(cls, query: str, names: tuple[str, ...] = EVENTS) -> Asked:
        """The filters of a query string, with its «?» or without."""
        return cls.of(parse_qsl(query.removeprefix("?")), names)

    def filters(self) -> dict[str, Any]:
        """The filters as the ledger takes them: ``ledger.events(**asked.filters())``.

        Raises ``BadQuestion`` where a value cannot be what is asked for; the ledger raises it for the rest.
        """
        found: dict[str, Any] = {}
        for name, value in self.given:
            field = FIELDS[name]
            if field.between:
                found.setdefault(name, []).append(field.read(value))
            else:
                found[name] = field.read(value)
        return found

    def get(self, name: str) -> str:
        """The value of a filter, as a form shows it: several with what parts them; empty where it is off."""
        between = FIELDS[name].between
        return f"{between} ".join(self.all(name)) if between else next(iter(self.all(name)), "")

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a filter."""
        return tuple(value for given, value in self.given if given == name)

    def has(self, name: str, value: str) -> bool:
        """Whether a filter is on with that value."""
        return (name, value) in self.given

    def filled(self) -> bool:
        """Whether any filter is on; an order is none."""
        return any(name != "sort" for name, _ in self.given)

    def but(self, **changed: str | None) -> Asked:
        """The same with other values of those filters; None takes one away. From the beginning of the list."""
        kept = [pair for pair in self.given if pair[0] not in changed]
        added = [(name, value) for name, value in changed.items() if value]
        return Asked.of([*kept, *added], tuple(FIELDS))

    def toggled(self, name: str, value: str) -> Asked:
        """The same with one value more, or less where it is on."""
        if self.has(name, value):
            return Asked(tuple(pair for pair in self.given if pair != (name, value)))
        return Asked((*self.given, (name, value)))

    def query(self, after: str | None = None) -> str:
        """The query string with its «?», or nothing where nothing is asked for; ``after``: the place to go on from."""
        pairs = [*self.given, *([(PLACE, after)] if after else [])]
        return "?" + urlencode(pairs) if pairs else ""

    def chips(self) -> tuple[Chip, ...]:
        """The filters that are on, each with the way to be without it; one day, month or year is one chip."""
        found = []
        once = self.get("since") if self.get("since") == self.get("until") else ""
        for name, value in self.given:
            if name == "sort" or (once and name == "until"):
                continue
            if once and name == "since":
                found.append(Chip("when", said("since", once), self.but(since=None, until=None).query()))
                continue
            found.append(Chip(FIELDS[name].label, said(name, value), self.toggled(name, value).query()))
        return tuple(found)


def asked(request: Request, names: tuple[str, ...] = EVENTS) -> Asked:
    """What the query string of a request asks for, among the filters of those names."""
    return Asked.of(request.query_params.multi_items(), names)


def _values(name: str, sent: str) -> Iterator[str]:
    between = FIELDS[name].between
    parts = sent.split(between) if between else [sent]
    tidy = str.upper if name == "type" else str.lower if between == "," else str
    yield from (tidy(part.strip()) for part in parts if part.strip())


def said(name: str, value: str) -> str:
    """A filter's value (or several) in words; what cannot be said so is shown as it was sent."""
    try:
        return " or ".join(FIELDS[name].say(one) for one in _values(name, value))
    except (BadQuestion, ValueError):
        return value
