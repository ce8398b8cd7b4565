"""A report's words, and the names and roles of the gazetteer found among them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from dragoman.resolve.gazetteer import Entry, Gazetteer, Role
from dragoman.resolve.names import normalise
from dragoman.types import Document

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|['’]s\b|[^\W_]+(?:['’ʼ`](?!s\b)[^\W_]+)*")
_GLUE = re.compile(r"[ \t\u00a0\-‐‑–.&/]*")
_LONGEST = 7
SEATED = frozenset({"country", "demonym", "capital", "seat", "outlet", "organization", "armed_group"})
"""Kinds of names that are nobody's, though a reader may take them for a person («Hanoi said»)."""
# Words that make another place of the name behind them.
LONGER = frozenset("new east west north south port san santa fort saint st mount lake el la los las".split())


@dataclass(frozen=True, slots=True)
class Token:
    """A word: offsets into the text, its normal form, its sentence."""

    start: int
    end: int
    text: str
    key: str
    sentence: int

    @property
    def capital(self) -> bool:
        """Begins with a capital letter."""
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Hit:
    """Tokens ``first`` to ``last`` (inclusive) name one of ``entries``, or say a ``role``."""

    first: int
    last: int
    entries: tuple[Entry, ...] = ()
    role: Role | None = None


class Scan:
    """The tokens of ``text``, the gazetteer's names in it, and its roles, each in the order of the text."""

    def __init__(
        self,
        text: str,
        sentences: Sequence[tuple[int, int]],
        gazetteer: Gazetteer,
        people: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.text = text
        self._gazetteer = gazetteer
        self.tokens = self._tokenise(sentences)
        self._starts = [token.start for token in self.tokens]
        ranges = [self.between(start, end) for start, end in people]
        inside = {i for first, stop in ranges for i in range(first, stop)}
        self._people = set(ranges)
        self._surnames = {self.tokens[stop - 1].key for first, stop in ranges if stop - first > 1}
        self.names = [hit for hit in self._names() if not self._is_of_person(hit, inside)]
        other = self._defined_otherwise()
        self.names = [hit for hit in self.names if hit.first < hit.last or self.tokens[hit.first].text not in other]
        self._long = {i: (hit.first, hit.last) for hit in self.names if hit.last > hit.first
                      for i in range(hit.first, hit.last + 1)}  # fmt: skip
        self.roles = self._roles()
        self.name_at = {i: hit for hit in self.names for i in range(hit.first, hit.last + 1)}
        self.role_at = {i: hit for hit in self.roles for i in range(hit.first, hit.last + 1)}
        self._name_firsts = [hit.first for hit in self.names]
        self._role_firsts = [hit.first for hit in self.roles]

    def _tokenise(self, sentences: Sequence[tuple[int, int]]) -> list[Token]:
        starts = [start for start, _ in sentences]
        tokens = []
        for match in _TOKEN.finditer(self.text):
            start, end = match.span()
            number = max(bisect_left(starts, start + 1) - 1, 0)
            tokens.append(Token(start, end, match.group(), normalise(match.group()), number))
        return tokens

    def between(self, start: int, end: int) -> tuple[int, int]:
        """The tokens that begin in ``text[start:end]``, as a half-open range of indices."""
        return bisect_left(self._starts, start), bisect_left(self._starts, end)

    def gap(self, index: int) -> str:
        """What stands between token ``index`` and the one before it."""
        return self.text[self.tokens[index - 1].end : self.tokens[index].start] if index > 0 else ""

    def possessive(self, index: int) -> bool:
        """True if token ``index`` carries a possessive: «Moscow’s», «workers’»."""
        following = index + 1
        if following < len(self.tokens) and self.tokens[following].key == "s" and self.gap(following) == "":
            return self.tokens[following].text[0] in "'’"
        end = self.tokens[index].end
        return self.tokens[index].key.endswith("s") and self.text[end : end + 1] in {"'", "’"}

    def names_in(self, first: int, stop: int) -> list[Hit]:
        """Name hits that lie in the tokens ``first:stop``."""
        low, high = bisect_left(self._name_firsts, first), bisect_left(self._name_firsts, stop)
        return [hit for hit in self.names[low:high] if hit.last < stop]

    def roles_in(self, first: int, stop: int) -> list[Hit]:
        """Role hits that lie in the tokens ``first:stop``."""
        low, high = bisect_left(self._role_firsts, first), bisect_left(self._role_firsts, stop)
        return [hit for hit in self.roles[low:high] if hit.last < stop]

    def _stretch(self, first: int) -> int:
        """How many tokens from ``first`` on are held together by blanks and hyphens only."""
        last = first
        while last + 1 < len(self.tokens) and last - first + 1 < _LONGEST and _GLUE.fullmatch(self.gap(last + 1)):
            if self.tokens[last + 1].sentence != self.tokens[first].sentence:
                break
            last += 1
        return last

    def _names(self) -> list[Hit]:
        hits: list[Hit] = []
        index = 0
        while index < len(self.tokens):
            found = self._find_name(index) if self.tokens[index].capital else None
            if found:
                hits.append(found)
            index = found.last + 1 if found else index + 1
        return hits

    def _find_name(self, first: int) -> Hit | None:
        if not self._gazetteer.begins(self.tokens[first].key):
            return None
        for last in range(self._stretch(first), first - 1, -1):
            if self.tokens[last].text[0] in "'’" or self._goes_on(last):
                continue
            surface = self.text[self.tokens[first].start : self.tokens[last].end]
            entries = self._gazetteer.entries(surface)
            if entries and not self._is_longer_city(first, surface):
                return Hit(first, last, entries)
        return None

    def _goes_on(self, last: int) -> bool:
        """True for a small word that is half of one: «front» in «Democratic front-runner»."""
        behind = self.text[self.tokens[last].end : self.tokens[last].end + 1]
        return behind == "-" and not self.tokens[last].capital

    def _is_longer_city(self, first: int, surface: str) -> bool:
        """True for «London» in «East London» and the like."""
        if not first or not self.tokens[first - 1].capital or self.gap(first).strip("- "):
            return False
        before = self.tokens[first - 1].text
        return before.lower() in LONGER and bool(self._gazetteer.cities(f"{before} {surface}"))

    def _is_of_person(self, hit: Hit, people: set[int]) -> bool:
        """True if the name is a part of a person’s («Jordan», «al-Sabah»): marked as such, or behind a particle."""
        if any(entry.kind == "official" for entry in hit.entries):
            return False
        adjective = any(entry.kind == "demonym" for entry in hit.entries) and hit.last + 1 in people
        if hit.first in people and hit.last in people and not adjective:
            alone = (hit.first, hit.last + 1) in self._people and self.tokens[hit.last].key not in self._surnames
            return not (alone and any(entry.kind in SEATED for entry in hit.entries))
        particle = self.tokens[hit.first - 1].key in {"al", "bin", "bint", "ibn"} if hit.first else False
        return particle and not self.gap(hit.first).strip("- ")

    def _defined_otherwise(self) -> set[str]:
        """Acronyms that the text itself explains («Grand Party of Peru (GPP)»), unless by a name of the same entry."""
        ends = {hit.last: hit for hit in self.names}
        found = set()
        for index, hit in ends.items():
            token = self.tokens[index]
            if hit.first < index or not token.text.isupper() or len(token.text) < 2 or "(" not in self.gap(index):
                continue
            before = ends.get(index - 1)
            words = [t for t in self.tokens[max(index - 8, 0) : index] if t.capital]
            same = before and {entry.id for entry in before.entries} & {entry.id for entry in hit.entries}
            if not same and {letter.casefold() for letter in token.text} <= {t.key[:1] for t in words}:
                found.add(token.text)
        return found

    def _straddles(self, first: int, last: int) -> bool:
        """True if the tokens cut a name of several words in two."""
        begin, end = self._long.get(first, (first, last)), self._long.get(last, (first, last))
        return begin[0] < first <= begin[1] < last or first < end[0] <= last < end[1]

    def _roles(self) -> list[Hit]:
        hits: list[Hit] = []
        index = 0
        while index < len(self.tokens):
            found = self._find_role(index)
            if found:
                hits.append(found)
            index = found.last + 1 if found else index + 1
        return hits

    def _find_role(self, first: int) -> Hit | None:
        if not self._gazetteer.begins(self.tokens[first].key):
            return None
        for last in range(self._stretch(first), first - 1, -1):
            if self.tokens[last].text[0] in "'’" or self._straddles(first, last):
                continue
            surface = self.text[self.tokens[first].start : self.tokens[last].end]
            if role := self._gazetteer.role(normalise(surface)):
                return Hit(first, last, role=role)
        return None


@lru_cache(maxsize=4)  # who and where ask for the same document
def scan_of(document: Document, gazetteer: Gazetteer) -> Scan:
    """The scan of a whole report; what its reader marked as people is not taken for places."""
    people = [(mention.start, mention.end) for mention in document.mentions if mention.kind == "person"]
    return Scan(document.report.text, document.sentences, gazetteer, people)
