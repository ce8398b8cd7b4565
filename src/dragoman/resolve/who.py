"""Who: the country and sectors of actors, recipients and speakers.

In this order: the structure of the wording (title, demonym, apposition, possessive, seat), the gazetteer (office
holders within their terms), what the report says of the same name or description elsewhere, and for domestic role
nouns («police», «a court») the country at which the report is at home.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from dragoman.resolve.coreference import HE, PRONOUNS, SHE, Coreference
from dragoman.resolve.gazetteer import Entry, Gazetteer
from dragoman.resolve.home import INTERNATIONAL, find_home
from dragoman.resolve.names import is_abbreviation, normalise
from dragoman.resolve.phrase import HARDLY, KIN, OFFICIAL_SECTORS, PARTICLES, Phrase, Structure
from dragoman.resolve.profile import HONORIFICS, Profiles
from dragoman.resolve.scan import scan_of
from dragoman.resolve.several import MAYBE_SEVERAL, Several
from dragoman.resolve.terms import in_office, since, standing
from dragoman.resolve.unsaid import Unsaid
from dragoman.resolve.where import Where
from dragoman.types import Document, Entity

DEEPEST = 4
# Organisations among states have no sector of their own.
AMONG_STATES = frozenset({"IGO", "UNO", "EUR"})
# Companies and societies of many countries: who works there is of one.
BEYOND_STATES = frozenset({"MNC", "NGO"})
OF_STATES = frozenset({"GOV", "LEG", "JUD", "BUS", "SOC"})
PLACE_KINDS = frozenset({"demonym", "country", "region"})
UNKNOWN_ORGANISATION: tuple[str, ...] = ("BUS",)
UNKNOWN_PERSON: tuple[str, ...] = ("CVL",)
ROLE_KINDS = frozenset({"country", "capital", "seat", "region", "organization", "armed_group", "outlet"})
# Verbs and nouns that make somebody a guest where he comes to.
ARRIVING = frozenset("arrived arrives landed lands flew flies visited visits travelled traveled paid".split())
VISITING = frozenset("visit visits visited visiting talks trip tour".split())
CLAUSE = 12
SMALL_IN_NAMES = PARTICLES | {"of", "the", "and", "for", "s"}
# Words in a name that do not tell whose it is.
NO_NAME = frozenset({"", "s", "mr", "ms", "mrs", "dr", "jr", "jnr", "sr", "snr"})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of somebody. ``sure``: the country is said, not guessed from the report's home."""

    name: str | None = None
    country: str | None = None
    sectors: tuple[str, ...] = ()
    sure: bool = False


class Who:
    """Resolves actors, recipients and speakers. Safe to share between threads."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._where = Where(gazetteer)

    def resolve(self, document: Document, spans: Sequence[tuple[int, int]]) -> tuple[Entity, ...]:
        """An entity for each span (offsets into the report's text), in order."""
        reading = _Reading(document, self._gazetteer, self._where)
        return tuple(reading.entity(start, end) for start, end in spans)

    def several(
        self, document: Document, spans: Sequence[tuple[int, int]]
    ) -> dict[tuple[int, int], tuple[Entity, ...]]:
        """An entity for each country, of those of ``spans`` that stand for more than one."""
        likely = [span for span in dict.fromkeys(spans) if MAYBE_SEVERAL.search(document.report.text, *span)]
        reading = _Reading(document, self._gazetteer, self._where) if likely else None
        return {span: found for span in likely if reading and (found := reading.several(*span))}


class _Reading:
    """One report being resolved."""

    def __init__(self, document: Document, gazetteer: Gazetteer, where: Where) -> None:
        report = document.report
        self._text = report.text
        self._gazetteer = gazetteer
        self._date = report.date or report.dateline_day
        self._scan = scan_of(document, gazetteer)
        self._home = find_home(document, self._scan, gazetteer)
        self._kinds = self._mention_kinds(document)
        cities = self._cities(document, where)
        people = {index for index, kind in self._kinds.items() if kind == "person"}
        self._structure = Structure(self._scan, self._home, gazetteer, self._date, cities, people)
        self._profiles = Profiles(self._scan, self._structure)
        self._unsaid = Unsaid(self._scan, self._structure, self._home, self._profiles, gazetteer)
        self._several = Several(self._scan, self._structure, self._home)
        self._coreference = Coreference(document, self._scan)
        self._names = self._full_names(document)
        self._known: dict[tuple[str, ...], Known] = {}

    def _mention_kinds(self, document: Document) -> dict[int, str]:
        kinds: dict[int, str] = {}
        for mention in document.mentions:
            for index in range(*self._scan.between(mention.start, mention.end)):
                kinds.setdefault(index, mention.kind)
        return kinds

    def _cities(self, document: Document, where: Where) -> dict[int, str]:
        """The country of each token that is part of the name of a city."""
        taken = {index for hit in self._scan.names for index in range(hit.first, hit.last + 1)}
        spans = []
        for mention in document.mentions:
            first, stop = self._scan.between(mention.start, mention.end)
            if mention.kind == "location" and not taken & set(range(first, stop)):
                spans.append((mention.start, mention.end))
        places = where.resolve_in(document, spans, self._scan, self._home)
        found: dict[int, str] = {}
        for (start, end), place in zip(spans, places, strict=True):
            if place.country:
                found |= dict.fromkeys(range(*self._scan.between(start, end)), place.country)
        return found

    def _full_names(self, document: Document) -> dict[tuple[str, ...], tuple[str, ...]]:
        """For each name the longest form in its chain, as keys."""
        groups = self._coreference.groups
        longest: dict[int, tuple[str, ...]] = {}
        forms: dict[int, tuple[str, ...]] = {}
        for number, mention in enumerate(document.mentions):
            if mention.kind not in {"person", "organization"}:
                continue
            first, stop = self._scan.between(mention.start, mention.end)
            while mention.kind == "person" and first < stop - 1 and self._is_title(first):
                first += 1
            forms[number] = self._keys(first, stop)
            if any(self._is_small(index) for index in range(first, stop)):
                continue
            head = groups[number]
            if len(forms[number]) > len(longest.get(head, ())):
                longest[head] = forms[number]
        return {keys: longest.get(groups[number], keys) for number, keys in forms.items() if keys}

    def _is_small(self, index: int) -> bool:
        """True for a word that is no part of a name."""
        token = self._scan.tokens[index]
        return not token.capital and token.key not in SMALL_IN_NAMES and self._scan.gap(index) != "-"

    def _is_title(self, index: int) -> bool:
        """True for a word before a name that is not part of it: «President», «Mr», «Saudi»."""
        hit = self._scan.name_at.get(index)
        place = hit is not None and any(entry.kind in PLACE_KINDS for entry in hit.entries)
        return place or index in self._scan.role_at or self._scan.tokens[index].key in HONORIFICS

    def _keys(self, first: int, stop: int) -> tuple[str, ...]:
        keys = tuple(token.key for token in self._scan.tokens[first:stop] if token.key not in NO_NAME)
        return keys[:1] + tuple(key for key in keys[1:-1] if len(key) > 1) + keys[1:][-1:]  # «Ana M. Quispe»

    # -- one span ---------------------------------------------------------------------------------------------------

    def entity(self, start: int, end: int) -> Entity:
        """The entity of one span."""
        first, stop = self._scan.between(start, end)
        known = self.known(first, stop) if first < stop else Known()
        if known.country in AMONG_STATES and set(known.sectors) <= OF_STATES:
            known = replace(known, sectors=())
        return Entity(
            text=self._text[start:end], start=start, end=end, name=known.name, country=known.country,
            sectors=known.sectors,
        )  # fmt: skip

    def several(self, start: int, end: int) -> tuple[Entity, ...]:
        """The entities of a span that stands for several countries, by the names of these; none of another."""
        one = self.entity(start, end)
        return tuple(
            msgspec.structs.replace(one, name=entry.name, country=country)
            for country in self._several.countries(*self._scan.between(start, end))
            if (entry := self._gazetteer.country(country))
        )

    def known(self, first: int, stop: int, depth: int = 0) -> Known:
        """What is known of the tokens ``first:stop``."""
        if stop - first == 1 and self._is_pronoun(first):
            return self._pronoun(first, depth)
        phrase = self._structure.read(first, stop)
        if phrase.person is not None:
            return self._of_name(phrase, depth)
        if phrase.role is not None and depth < DEEPEST and (named := self._apposed(first)):
            return self.known(*named, depth + 1)
        known = Known(self._name_of(phrase), phrase.country, phrase.sectors, phrase.country is not None)
        if phrase.country is None and not phrase.foreign:
            known = self._completed(known, phrase, depth)
        return self._turned(known, phrase)

    def _is_pronoun(self, index: int) -> bool:
        """Whether a word is a pronoun: «us», but neither «US» nor «U.S.»."""
        token = self._scan.tokens[index]
        return token.key in PRONOUNS and not (len(token.text) > 1 and is_abbreviation(token.text))

    def _apposed(self, first: int) -> tuple[int, int] | None:
        """The name before a description that explains it: «Ana Quispe, the mayor»."""
        if not first or self._scan.gap(first).strip() != "," or self._kinds.get(first - 1) != "person":
            return None
        if self._scan.tokens[first].text.lower() not in {"the", "his", "her", "their"}:
            return None
        start = first - 1
        while start > 0 and self._kinds.get(start - 1) == "person" and not self._scan.gap(start).strip(" -."):
            start -= 1
        return start, first

    def _pronoun(self, index: int, depth: int) -> Known:
        found = self._coreference.antecedent(index) if depth < DEEPEST else None
        if found is None:
            return Known(country=self._home.country)
        known = self.known(found.first, found.stop, depth + 1)
        one = self._scan.tokens[index].key in HE | SHE
        return replace(known, country=self._home.country) if one and known.country is None else known

    def _name_of(self, phrase: Phrase) -> str | None:
        entry = phrase.entry
        if entry is None or (phrase.role is not None and entry.kind in {"demonym", "region_demonym"}):
            return None
        return entry.name if entry.kind in ROLE_KINDS | {"demonym", "official"} else None

    def _completed(self, known: Known, phrase: Phrase, depth: int) -> Known:
        """The country of a phrase that names none: its owner’s, the country spoken of, or the home country."""
        if phrase.entry is not None and phrase.entry.kind in ROLE_KINDS and phrase.entry.country is None:
            return known
        if phrase.owner is not None and depth < DEEPEST:
            owner = self._owner(*phrase.owner, depth)
            if phrase.role is None and not known.sectors:
                known = replace(known, sectors=owner.sectors)
            if owner.country:
                known = replace(known, country=owner.country, sure=owner.sure)
                return replace(known, sectors=self._kin(known.sectors, owner.sectors, phrase))
        if country := self._unsaid.land(phrase):
            return replace(known, country=country, sure=True)
        if depth < DEEPEST and (named := self._unsaid.titled(phrase)):
            bearer = self.known(*named, depth + 1)
            if bearer.sure:
                return replace(known, name=known.name or bearer.name, country=bearer.country, sure=True)
        return replace(known, country=self._unsaid.country(phrase))

    def _owner(self, first: int, stop: int, depth: int) -> Known:
        """Whose somebody is; of two («the Diaz-Ruiz cabinet») the second where the pair is unknown."""
        owner = self.known(first, stop, depth + 1)
        pair = stop - first == 2 and self._scan.gap(stop - 1) in {"-", "–"}
        return self.known(stop - 1, stop, depth + 1) if pair and not owner.sure else owner

    def _kin(self, own: tuple[str, ...], owner: tuple[str, ...], phrase: Phrase) -> tuple[str, ...]:
        """The family of those in power are elite."""
        if phrase.role and phrase.role.role and phrase.role.role.name in KIN and OFFICIAL_SECTORS & set(owner):
            return ("ELI",)
        return own

    def _turned(self, known: Known, phrase: Phrase) -> Known:
        """Former officials are elite."""
        if phrase.former and OFFICIAL_SECTORS & set(known.sectors):
            return replace(known, sectors=("ELI",))
        return known

    # -- names ------------------------------------------------------------------------------------------------------

    def _of_name(self, phrase: Phrase, depth: int) -> Known:
        """A name that no list but perhaps that of office holders knows, with the words around it in the span."""
        assert phrase.person is not None
        first, stop = phrase.person
        keys = self._keys(first, stop)
        known = self._named(keys, first, stop, depth)
        own = self._turned(Known(None, phrase.country, phrase.sectors), phrase)
        if phrase.role is not None and own.sectors:
            known = replace(known, sectors=own.sectors)
        if phrase.country is not None and not self._is_beyond(phrase):
            known = replace(known, country=phrase.country, sure=True)
        elif phrase.foreign:
            known = replace(known, country=None)
        return known

    def _is_beyond(self, phrase: Phrase) -> bool:
        """True where the body named beside somebody does not make him its own: «WikiLeaks founder», «UN ambassador»."""
        sent = phrase.role is not None and phrase.role.role is not None and phrase.role.role.name.endswith("ambassador")
        return phrase.country in BEYOND_STATES or (sent and phrase.country in AMONG_STATES)

    def _named(self, keys: tuple[str, ...], first: int, stop: int, depth: int) -> Known:
        full = self._names.get(keys, keys)
        if full not in self._known:
            self._known[full] = Known(country=self._home.country)  # while it is being found
            self._known[full] = self._find(full, first, stop, depth)
        return self._known[full]

    def _find(self, keys: tuple[str, ...], first: int, stop: int, depth: int) -> Known:
        kind = self._kinds.get(stop - 1)
        if kind == "location" and (city := self._structure.city(first, stop)):
            return Known(self._words(first, stop), city, ("GOV",), True)
        said = self._said(keys, depth)
        official = self._official(keys, "GOV" in said.sectors) if kind != "location" else None
        if official and kind == "organization" and self._home.votes[official.country or ""] < HARDLY:
            official = None
        name = official.name if official else self._display(keys, first, stop)
        country, sure = said.country, said.sure
        if official and (len(keys) > 1 or not sure or country in INTERNATIONAL):
            country, sure = official.country, True
        elif not country and (abroad := self._guest_from(keys)):
            country, sure = abroad, True
        sectors = said.sectors
        if official and not sectors:
            sectors = standing(official, self._date)[1]
        if not sectors and kind in {None, "person"}:
            sectors = UNKNOWN_PERSON
        elif not sectors and kind == "organization":
            sectors = UNKNOWN_ORGANISATION
        return Known(name, country if country or sure else self._home.country, sectors, sure)

    def _said(self, keys: tuple[str, ...], depth: int) -> Known:
        """What titles and appositions anywhere in the report say of a name."""
        country: str | None = None
        owned: str | None = None
        office: str | None = None
        sectors: tuple[str, ...] = ()
        weak: tuple[str, ...] = ()
        for note in self._profiles.notes(keys):
            phrase = note.phrase
            if country is None:
                kin = phrase.role is not None and phrase.role.role is not None and phrase.role.role.name in KIN
                country = None if kin or self._is_beyond(phrase) else phrase.country
                if country is None and phrase.owner is not None and depth < DEEPEST:
                    owner = self.known(*phrase.owner, depth + 1)
                    owned = owned or (owner.country if owner.sure else None)
            office = office or self._unsaid.office(phrase)
            turned = self._turned(Known(sectors=phrase.sectors), phrase).sectors
            if phrase.role is None and phrase.entry is not None and phrase.entry.kind in PLACE_KINDS:
                continue
            if not sectors and not phrase.weak:
                sectors = turned
            elif not weak:
                weak = turned
        return Known(None, country or owned or office, sectors or weak, country is not None)

    def _guest_from(self, keys: tuple[str, ...]) -> str | None:
        """The other country most named, for somebody who «arrived in» the home country or came «on a visit to» it."""
        others = {c: v for c, v in self._home.named.items() if c != self._home.country}
        if not others or not any(self._arrives(stop) for _, stop in self._profiles.occurrences(keys)):
            return None
        return max(others, key=lambda c: others[c])

    def _arrives(self, index: int) -> bool:
        """Whether the verb at token ``index`` brings its subject to the home country, on a visit."""
        tokens = self._scan.tokens
        if index >= len(tokens) or tokens[index].key not in ARRIVING or self._scan.gap(index).strip():
            return False
        stop = index
        while stop < len(tokens) and tokens[stop].sentence == tokens[index].sentence and stop - index < CLAUSE:
            stop += 1
        entries = [self._structure.pick(hit) for hit in self._scan.names_in(index, stop)[:1]]
        here = any(e is not None and e.country == self._home.country for e in entries)
        return here and any(t.key in VISITING for t in tokens[index:stop])

    def _official(self, keys: tuple[str, ...], titled: bool) -> Entry | None:
        """An office holder of that name: full, or by surname where the report names the country or the title."""
        full = [e for e in self._gazetteer.entries(" ".join(keys).title()) if e.kind == "official"]
        if not full and len(keys) > 1:  # «Quispe Mamani» for «Ana Quispe Mamani»
            ending = " " + " ".join(keys)
            full = [e for e in self._gazetteer.surname(keys[-1]) if normalise(e.name).endswith(ending)]
        if not full and len(keys) == 1:
            bearers = self._gazetteer.surname(keys[0])
            full = [e for e in bearers if e.country and self._home.votes[e.country] > 0]
            if not full and titled:
                holding = [e for e in bearers if in_office(e, self._date)]
                full = holding if len(holding) == 1 else []
            serving = [e for e in full if in_office(e, self._date)] if self._date else full
            full = serving or full
        if not full:
            return None
        return max(full, key=lambda e: (in_office(e, self._date), self._home.votes[e.country or ""], since(e), -e.id))

    def _display(self, keys: tuple[str, ...], first: int, stop: int) -> str:
        """The fullest wording of a name in the report."""
        for start, end in self._profiles.occurrences(keys):
            if self._keys(start, end)[-len(keys) :] == keys:
                return self._words(max(start, end - len(keys)), end)
        return self._words(first, stop)

    def _words(self, first: int, stop: int) -> str:
        tokens = self._scan.tokens
        return self._text[tokens[first].start : tokens[stop - 1].end]
