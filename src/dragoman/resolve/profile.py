"""What a report says about somebody whom no list knows: titles, appositions and the like, wherever the name stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.resolve.coreference import BODIES, PRONOUNS
from dragoman.resolve.phrase import MARKERS, PARTICLES, POSSESSIVES, Phrase, Structure
from dragoman.resolve.scan import Scan

_LEFT = frozenset(
    "the former ex then current new acting interim late newly outgoing incoming s of and for mr ms mrs dr a an his her"
    " its their our veteran senior prominent local top deputy".split()
)
_COPULA = frozenset({"is", "was", "became", "becomes", "remains"})
_SKIP = frozenset("who is was has been served serves serving as currently also formerly".split())
_VERBS = frozenset("told said met led made took gave held found won wrote spoke says tells being".split())
_BREAKS = frozenset('.;:()[]"“”—–?!')
_JOINERS = frozenset({"of", "for", "and", "by", "with", "in", "to", "from", "at", "on", "against"})
HONORIFICS = frozenset({"mr", "ms", "mrs", "dr", "prof", "sir", "hon", "the", ""})
FARTHEST = 14


@dataclass(frozen=True, slots=True)
class Note:
    """One description of a name; ``token`` is where the name stands."""

    token: int
    phrase: Phrase


class Profiles:
    """Finds the descriptions of names in one report."""

    def __init__(self, scan: Scan, structure: Structure) -> None:
        self._scan = scan
        self._structure = structure
        self._at: dict[str, list[int]] = {}
        for index, token in enumerate(scan.tokens):
            if token.capital:
                self._at.setdefault(token.key, []).append(index)

    def occurrences(self, keys: tuple[str, ...]) -> list[tuple[int, int]]:
        """Where the name of the words ``keys`` stands, in full or by its last word, as token ranges."""
        if not keys:
            return []
        places = self._at.get(keys[-1], []) or self._at.get(keys[0], [])
        return [self._run(index) for index in places]

    def _run(self, index: int) -> tuple[int, int]:
        """The run of capitalised words around a token, without roles and known names at its front."""
        first, stop = index, index + 1
        while first > 0 and self._joins(first - 1, first):
            first -= 1
        tokens = self._scan.tokens
        while stop < len(tokens) and tokens[stop].capital and not self._scan.gap(stop).strip(" -"):
            stop += 1
        return first, stop

    def _joins(self, index: int, following: int) -> bool:
        token = self._scan.tokens[index]
        if self._scan.gap(following).strip(" -") or not (token.capital or token.key in PARTICLES):
            return False
        return index not in self._scan.role_at and index not in self._scan.name_at and token.key not in HONORIFICS

    def notes(self, keys: tuple[str, ...]) -> Iterator[Note]:
        """All descriptions of the name, in the order of the text; titles before appositions."""
        for first, stop in self.occurrences(keys):
            for phrase in (self._title(first), self._before(first), self._behind(stop), self._expansion(first)):
                if phrase is not None:
                    yield Note(first, phrase)

    def leftmost(self, stop: int) -> int:
        """How far a title reaches to the left of token ``stop``."""
        scan, index = self._scan, stop
        while index > 0 and stop - index < FARTHEST:
            gap = scan.gap(index) if index < stop else scan.gap(index).replace(",", "").replace("(", "")
            if _BREAKS & set(gap.replace(".", "") if scan.tokens[index - 1].text.endswith(".") else gap) or "," in gap:
                break
            token = scan.tokens[index - 1]
            if token.sentence != scan.tokens[index].sentence:
                break
            inside = index - 1 in scan.role_at or index - 1 in scan.name_at
            bridge = token.key in {"to", "in", "at"} and index - 2 in scan.role_at and index in scan.name_at
            if token.key == "and" and index > 1 and self._structure.is_person(index - 2):
                break
            if not (bridge or inside or token.capital or token.key in _LEFT or token.key == ""):
                break
            index -= 1
        while index < stop and scan.tokens[index].key in {"of", "and", "for", "s"}:
            index += 1
        return index

    def _title(self, first: int) -> Phrase | None:
        """«Russian Foreign Minister» before the name."""
        if first == 0 or self._scan.gap(first).strip(" -\u00a0.") or self._scan.tokens[first - 1].key in _JOINERS:
            return None
        stop = first
        while stop > 1 and self._scan.tokens[stop - 1].key in HONORIFICS:
            stop -= 1
        if self._scan.tokens[stop - 1].key in _JOINERS:
            return None
        start = self.leftmost(stop)
        phrase = self._useful(start, stop)
        if phrase is None or phrase.person is not None:
            return None
        return None if phrase.role is None and self._is_adverbial(start, stop) else phrase

    def _is_adverbial(self, start: int, stop: int) -> bool:
        """True for a place that is no title: «While in Chad Berg said»."""
        tokens = self._scan.tokens
        return start > 0 and tokens[start - 1].key in _JOINERS - {"and", "by"} and tokens[stop - 1].key != "s"

    def _before(self, first: int) -> Phrase | None:
        """«The country’s foreign minister, NAME, ...»."""
        if first == 0 or self._scan.gap(first).strip() not in {",", "),", ")"}:
            return None
        stop = first
        if ")" in self._scan.gap(first):  # «chief of the National Defence Force (NDF), NAME»
            stop -= 1
            while stop > 0 and first - stop < 5 and "(" not in self._scan.gap(stop):
                stop -= 1
            if stop == 0 or "(" not in self._scan.gap(stop):
                return None
        phrase = self._useful(self.leftmost(stop), stop)
        if phrase is None or phrase.role is None or phrase.role.role is None or phrase.person is not None:
            return None
        return None if phrase.role.role.name in BODIES else phrase  # «With a degree of Lima’s university, Berg ...»

    def _useful(self, first: int, stop: int) -> Phrase | None:
        if first >= stop:
            return None
        phrase = self._structure.read(first, stop)
        return phrase if phrase.role or phrase.country or phrase.sectors else None

    def _behind(self, stop: int) -> Phrase | None:
        """«NAME, the mayor of PLACE,», «NAME is a lawyer», «NAME (PARTY)»."""
        tokens = self._scan.tokens
        if stop < len(tokens) and tokens[stop].key == "s":
            return None
        if self._is_seat(stop):
            return Phrase(stop, stop + 1, stop + 1, country="USA")
        if stop >= len(tokens) or tokens[stop].sentence != tokens[stop - 1].sentence:
            return None
        gap = self._scan.gap(stop).strip()
        if gap not in {",", "(", "–", "—", "-", ", (", ""} or (gap == "" and tokens[stop].key not in _COPULA):
            return None
        index = stop
        while index < len(tokens) and (tokens[index].key in _SKIP or tokens[index].key.isdigit()):
            index += 1
        end = self._clause_end(index)
        if index >= end or not self._describes(index, gap == ""):
            return None
        phrase = self._structure.read(index, end)
        listed = phrase.person is not None or (phrase.role and tokens[phrase.role.first].capital and gap == "")
        plain = phrase.role is not None or gap == "("
        return phrase if plain and not listed and (phrase.role or phrase.sectors or phrase.country) else None

    def _is_seat(self, index: int) -> bool:
        """True for the party and state of a member of the Congress of the United States: «(D-N.J.)», «, R-Texas,»."""
        tokens = self._scan.tokens
        if index + 1 >= len(tokens) or tokens[index].text not in {"D", "R", "I"} or self._scan.gap(index + 1) != "-":
            return False
        return self._scan.gap(index).strip() in {"(", ","} and tokens[index + 1].capital

    def _describes(self, index: int, copula: bool) -> bool:
        """False where a verb or a preposition stands: «Berg, accused by Chad», «Berg was told the court’s reasons»."""
        token = self._scan.tokens[index]
        if index in self._scan.role_at or index in self._scan.name_at or token.capital or not token.key:
            return True
        if token.key in MARKERS | PRONOUNS - POSSESSIVES:
            return token.key == "of"
        return not (token.key.endswith("ed") or token.key in _VERBS) if not copula else not token.key.endswith("ed")

    def _clause_end(self, index: int) -> int:
        tokens = self._scan.tokens
        end = index
        while end < len(tokens) and end - index < FARTHEST and tokens[end].sentence == tokens[index].sentence:
            if end > index and set(self._scan.gap(end)) & set(',;:()—–"“”'):
                break
            end += 1
        return end

    def _expansion(self, first: int) -> Phrase | None:
        """«National Electoral Council (CNE)»: what stands before an acronym in brackets."""
        if first == 0 or self._scan.gap(first).strip() != "(" or not self._scan.tokens[first].text.isupper():
            return None
        return self._useful(self._leftmost_plain(first), first)

    def _leftmost_plain(self, stop: int) -> int:
        index = stop
        while index > 0 and stop - index < 9:
            token = self._scan.tokens[index - 1]
            small = token.key in {"of", "for", "and", "de", "the", "s", ""}
            if (index < stop and self._scan.gap(index).strip(" -'’")) or not (token.capital or small):
                break
            index -= 1
        return index
