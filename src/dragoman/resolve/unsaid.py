"""Unsaid: the country of somebody whom the words themselves give none («the police», «the kingdom», «gunmen»)."""

from __future__ import annotations

from dragoman.resolve.coreference import BODY_ENTRIES
from dragoman.resolve.gazetteer import Gazetteer
from dragoman.resolve.home import INTERNATIONAL, Home
from dragoman.resolve.names import singular
from dragoman.resolve.phrase import BODY_WORDS, FORMS, Phrase, Structure
from dragoman.resolve.profile import Profiles
from dragoman.resolve.scan import Scan

SPOKEN_OF = frozenset({"country", "demonym", "capital"})
SPEAKING = SPOKEN_OF | {"region", "seat", "official"}
# A report in which no country has this part of all votes is about several.
ABOUT_ONE = 0.45
# Sectors of people who are of no state: unknown gunmen, refugees.
STATELESS = frozenset({"UAF", "REF"})
STRANGERS = frozenset({"bomber", "terrorist", "foreigner"})
# «most countries», «governments»: several states, and nobody says which.
STATES = frozenset({"country", "nation", "government", "economy"})


ONE_A_COUNTRY = frozenset({"government", "president", "prime minister", "parliament"})
# These words are of no outlet or company, and are said of the same one however far it stands.
BLOCS = frozenset({"bloc", "alliance"})
NEAR = 3
# How much an outlet has to name its own country, for bare offices to be of it.
OWN = 2.0
OFFICES = frozenset({"GOV", "LEG"})


class Unsaid:
    """Finds countries by what a report speaks of before, beside and in all."""

    def __init__(self, scan: Scan, structure: Structure, home: Home, profiles: Profiles, gazetteer: Gazetteer) -> None:
        self._scan = scan
        self._structure = structure
        self._home = home
        self._profiles = profiles
        self._gazetteer = gazetteer

    def land(self, phrase: Phrase) -> str | None:
        """The country that «the country’s» or «the kingdom» in a phrase stands for."""
        if phrase.land is not None:
            return self._of_form(phrase.first, phrase.land) if phrase.land in FORMS else self._spoken_of(phrase.first)
        return None

    def country(self, phrase: Phrase) -> str | None:
        """The country of a phrase that names neither one nor an owner."""
        if phrase.definite and not self._is_one_a_country(phrase) and (country := self._earlier(phrase)):
            return country
        if self._is_nobodys(phrase):
            return None
        if body := self._body(phrase):
            return body
        return (
            self._scene(phrase.first)
            or self.office(phrase)
            or self.beside(phrase.first, phrase.stop)
            or self._home.country
        )

    def beside(self, first: int, stop: int) -> str | None:
        """In a report about many countries, the only one that the sentence names beside the tokens ``first:stop``."""
        if self._home.share >= ABOUT_ONE:
            return None
        here = self._scan.tokens[first].sentence
        start, end = first, stop
        while start > 0 and self._scan.tokens[start - 1].sentence == here:
            start -= 1
        while end < len(self._scan.tokens) and self._scan.tokens[end].sentence == here:
            end += 1
        hits = [*self._scan.names_in(start, first), *self._scan.names_in(stop, end)]
        entries = [entry for hit in hits if (entry := self._structure.pick(hit)) and entry.kind in SPEAKING]
        countries = {entry.country for entry in entries if entry.country} - INTERNATIONAL
        return countries.pop() if len(countries) == 1 else None

    def office(self, phrase: Phrase) -> str | None:
        """The outlet’s own country for an office written like a name («the Foreign Ministry»), where it is named."""
        outlet, role = self._home.outlet, phrase.role
        if role is None or outlet is None or self._home.named[outlet] < OWN or not OFFICES & set(phrase.sectors[:1]):
            return None
        first = self._scan.tokens[role.first]
        opens = role.first == 0 or self._scan.tokens[role.first - 1].sentence != first.sentence
        goes_on = role.first < role.last or any(t.key == "of" for t in self._scan.tokens[role.last + 1 : role.last + 2])
        return outlet if self._scan.tokens[role.last].capital and (goes_on or not opens) else None

    def _is_one_a_country(self, phrase: Phrase) -> bool:
        """True for «the government»: the home country’s needs no word, though another’s was spoken of."""
        return phrase.role is not None and phrase.role.role is not None and phrase.role.role.name in ONE_A_COUNTRY

    def _body(self, phrase: Phrase) -> str | None:
        """The code of the organisation named shortly before, for «the organisation», «the bloc»."""
        index = phrase.first
        if not phrase.definite or phrase.head_stop - index != 1 or self._scan.tokens[index].key not in BODY_WORDS:
            return None
        bloc = self._scan.tokens[index].key in BLOCS
        for hit in reversed(self._scan.names_in(0, index)):
            if not bloc and self._scan.tokens[index].sentence - self._scan.tokens[hit.first].sentence > NEAR:
                return None
            entry = self._structure.pick(hit)
            if entry and (entry.country in INTERNATIONAL or (entry.kind in BODY_ENTRIES and not bloc)):
                return entry.country
        return None

    def _is_nobodys(self, phrase: Phrase) -> bool:
        """True for people of no state that is known, and for states that are not named."""
        if phrase.role is None or phrase.role.role is None:
            return False
        word = self._scan.tokens[phrase.role.last].key
        if singular(word) in STATES:
            return singular(word) != word and not (phrase.definite and word == "governments")
        strange = bool(STATELESS & set(phrase.sectors)) or phrase.role.role.name in STRANGERS
        return strange and not (phrase.definite and singular(word) == word)

    def _of_form(self, index: int, form: str) -> str | None:
        """The kingdom (sultanate, ...) last spoken of; else the one most named; else the home country."""
        for hit in reversed(self._scan.names_in(0, index)):
            entry = self._structure.pick(hit)
            if entry and entry.kind in SPOKEN_OF and self._has_form(entry.country, form):
                return entry.country
        named = [code for code in self._home.votes if self._has_form(code, form)]
        return max(named, key=lambda code: self._home.votes[code], default=self._home.country)

    def _has_form(self, code: str | None, form: str) -> bool:
        entry = self._gazetteer.country(code) if code else None
        return entry is not None and entry.data.get("form") == form

    def _spoken_of(self, index: int) -> str | None:
        """The country of «the country»: of those in the sentence before it that named first."""
        best: tuple[int, str] | None = None
        for hit in reversed(self._scan.names_in(0, index)):
            sentence = self._scan.tokens[hit.first].sentence
            if best and sentence != best[0]:
                break
            entry = self._structure.pick(hit)
            if entry and entry.kind in SPOKEN_OF and entry.country not in INTERNATIONAL:
                best = (sentence, entry.country) if entry.country else best
        return best[1] if best else self._home.country

    def titled(self, phrase: Phrase) -> tuple[int, int] | None:
        """The name behind the last use of a definite phrase’s title («President Berg ... the president»), as tokens.

        None where that title stood last without a name.
        """
        if not phrase.definite or phrase.role is None or phrase.role.last != phrase.head_stop - 1:
            return None
        key = self._scan.tokens[phrase.role.last].key
        if singular(key) != key:
            return None
        earlier = reversed(self._scan.roles_in(0, phrase.first))
        hit = next((hit for hit in earlier if self._scan.tokens[hit.last].key == key), None)
        if hit is None or not self._structure.is_person(hit.last + 1) or self._scan.gap(hit.last + 1).strip():
            return None
        stop = hit.last + 2
        while stop < phrase.first and self._structure.is_person(stop) and not self._scan.gap(stop).strip(" -."):
            stop += 1
        return hit.last + 1, stop

    def _earlier(self, phrase: Phrase) -> str | None:
        """The country that an earlier description with the same role noun named: «Chinese firms ... the firms»."""
        if phrase.role is None:
            return None
        key = self._scan.tokens[phrase.role.last].key
        for hit in reversed(self._scan.roles_in(0, phrase.first)):
            if singular(self._scan.tokens[hit.last].key) == singular(key):
                earlier = self._structure.read(self._profiles.leftmost(hit.last + 1), hit.last + 1)
                if earlier.country is not None or earlier.foreign:
                    return earlier.country
        return None

    def _scene(self, index: int) -> str | None:
        """The country where the sentence plays: «In COUNTRY, ...», «a visit to COUNTRY, where ...»."""
        sentence = self._scan.tokens[index].sentence
        start = index
        while start > 0 and self._scan.tokens[start - 1].sentence == sentence:
            start -= 1
        opens = self._scan.tokens[start].text in {"In", "Across", "Inside"}
        for hit in reversed(self._scan.names_in(start, index)):
            where = self._scan.tokens[hit.last + 1].key == "where" and hit.last + 1 < index
            entry = self._structure.pick(hit) if where or (opens and hit.first - start <= 2) else None
            if entry and entry.kind in {"country", "capital", "region"}:
                return entry.country
        return None
