"""What a noun phrase says of itself: «the deputies of the Taliban Prime Minister», «Russian Foreign Minister Lavrov».

The phrase is cut at its first post-modifier. In what comes before, the last role noun decides the sector and the
name nearest before it the country; what comes after («of Kenya», «in Helmand») decides where that says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dragoman.resolve.gazetteer import Entry, Gazetteer, Role
from dragoman.resolve.home import INTERNATIONAL, Home
from dragoman.resolve.names import normalise, singular
from dragoman.resolve.scan import Hit, Scan
from dragoman.resolve.terms import standing

DETERMINERS = frozenset({"the", "a", "an", "this", "that", "these", "those", "some"})
NUMBERS = frozenset("two three four five six seven eight nine ten dozen hundred thousand million many several".split())
PARTICLES = frozenset(
    "al el bin ben ibn abu de da do dos das del della di du la le van von der den ter ten y e ul ur bint".split()
)
# Below so many votes a country is hardly named in a report.
HARDLY = 2.0
BODY_KINDS = frozenset({"organization", "armed_group", "seat", "outlet"})
BODY_WORDS = frozenset("organization organisation bloc alliance forum group".split())
MARKERS = frozenset(
    "of in from for at who which that whose where when with on to against by under near including during after before"
    " over across within outside inside among behind into about as is was are were has had have".split()
)
OWNERS = frozenset("of in from for at by under within inside outside on near across".split())
MEMBERS = frozenset({"of", "from", "for", "at", "by", "under", "with", "in"})
POSSESSIVES = frozenset({"his", "her", "its", "their", "my", "our", "your"})
PAST = frozenset({"former", "ex", "ousted", "deposed", "toppled", "exiled", "retired", "onetime", "erstwhile"})
# Forms of state that a country may be called by («the kingdom»), as the gazetteer says them.
FORMS = frozenset({"kingdom", "sultanate", "emirate"})
LANDS = FORMS | {"country", "nation", "republic", "state", "homeland"}
# «Saudi-led coalition», «anti-Russian protesters»: the country is another party.
_AGAINST = frozenset({"anti", "pro", "ex"})
_BACKED = frozenset("backed led based born sponsored supported controlled occupied run owned funded linked".split())
_KEPT = frozenset({"led", "based", "born", "controlled", "run", "owned", "occupied"})
KIN = frozenset(
    "family relative wife husband son daughter brother sister mother father parent widow cousin uncle aunt".split()
)
# «our neighbours», «Kenya’s allies»: whoever has them, they are others.
PEERS = frozenset("neighbour neighbor ally adversary counterpart".split())
# «foreign forces», «an international coalition»
_OTHERS = frozenset({"foreign", "international", "multinational"})
_MATTERS = frozenset("affairs policy relations service office exchange trade aid airport court".split())
_TOGETHER = frozenset({"our", "its", "their"})
OFFICIAL_SECTORS = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY"})
_BEARS = frozenset(
    "country demonym capital seat region region_demonym organization armed_group outlet supranational".split()
)


@dataclass(slots=True)
class Phrase:
    """What was found. Indices are token positions; ``owner`` is a possessive whose owner has to be found elsewhere."""

    first: int
    stop: int
    head_stop: int
    country: str | None = None
    foreign: bool = False
    sectors: tuple[str, ...] = ()
    weak: bool = True
    role: Hit | None = None
    entry: Entry | None = None
    person: tuple[int, int] | None = None
    owner: tuple[int, int] | None = None
    land: str | None = None
    former: bool = False
    definite: bool = False


class Structure:
    """Reads noun phrases of one report. ``cities`` maps token positions to the country of the city named there."""

    def __init__(
        self, scan: Scan, home: Home, gazetteer: Gazetteer, date: str | None, cities: dict[int, str], people: set[int]
    ) -> None:
        self._gazetteer = gazetteer
        self._scan = scan
        self._home = home
        self._date = date
        self._cities = cities
        self._people = people

    def read(self, first: int, stop: int, depth: int = 0) -> Phrase:
        """The phrase of the tokens ``first:stop``."""
        tokens = self._scan.tokens
        definite = False
        while first < stop - 1 and tokens[first].text.lower() in DETERMINERS:
            definite = definite or tokens[first].text.lower() not in {"a", "an", "some"}
            first += 1
        head_stop = self._head_stop(first, stop)
        phrase = Phrase(first, stop, head_stop, definite=definite)
        names = [hit for hit in self._scan.names_in(first, head_stop) if not self._inside_role(hit)]
        names = names or self._cut_short(first, head_stop)
        roles = self._head_roles(first, head_stop, names)
        self._read_name(phrase, names, roles)
        self._read_country(phrase, names)
        if self._is_abroad(phrase):
            phrase.country, phrase.owner, phrase.foreign = None, None, True
        self._read_sectors(phrase, names, roles)
        if depth < 3 and head_stop < stop:
            self._read_rest(phrase, depth)
        if phrase.country is None and phrase.land is None and definite and names_land(phrase, self._scan):
            phrase.land = tokens[head_stop - 1].key
        phrase.former = any(tokens[i].key in PAST for i in range(first, roles[0].first if roles else head_stop))
        return phrase

    def is_person(self, index: int) -> bool:
        """True if token ``index`` is part of the name of somebody."""
        hit = self._scan.name_at.get(index)
        return index in self._people or (hit is not None and any(entry.kind == "official" for entry in hit.entries))

    def city(self, first: int, stop: int) -> str | None:
        """The country of a city named in the tokens ``first:stop``."""
        return next((self._cities[index] for index in range(first, stop) if index in self._cities), None)

    def _head_stop(self, first: int, stop: int) -> int:
        """Where the head of the phrase ends: before a post-modifier, a comma, a bracket."""
        covered = {
            index
            for hit in (*self._scan.names_in(first, stop), *self._scan.roles_in(first, stop))
            for index in range(hit.first + 1, hit.last + 1)
        }
        for index in range(first + 1, stop):
            if index in covered:
                continue
            gap = self._scan.gap(index)
            if any(mark in gap for mark in ",;:()[]–—") or " - " in gap:
                if gap.strip() == ")" and not any("(" in self._scan.gap(i) for i in range(first + 1, index)):
                    continue  # «(Vice President) Ana Quispe»
                return index
            key = self._scan.tokens[index].text.lower()
            if key in MARKERS:
                return index
            if key == "and" and self._scan.roles_in(first, index):
                return index
        return stop

    def _head_roles(self, first: int, stop: int, names: list[Hit]) -> list[Hit]:
        """The roles of the head that are not part of a name."""
        kept = []
        for hit in self._scan.roles_in(first, stop):
            if any(self._swallows(name, hit) for name in names):
                continue
            ends_name = hit.first - 1 in self._people and hit.last in self._people and hit.last + 1 not in self._people
            if not ends_name:
                kept.append(self._of_a_name(hit, first))
        return kept

    def _of_a_name(self, hit: Hit, first: int) -> Hit:
        """«Group» at the end of a proper name says something else than «group»."""
        tokens = self._scan.tokens
        proper = first < hit.first == hit.last and tokens[hit.first].capital and tokens[hit.first - 1].capital
        role = self._gazetteer.role(f"name {singular(tokens[hit.first].key)}") if proper else None
        return replace(hit, role=role) if role else hit

    def _cut_short(self, first: int, stop: int) -> list[Hit]:
        """The name that the whole head is, where the text goes on to a longer one: «TASS» in «TASS news agency»."""
        longer = self._scan.name_at.get(first)
        if longer is None or longer.last < stop:
            return []
        tokens = self._scan.tokens
        entries = self._gazetteer.entries(self._scan.text[tokens[first].start : tokens[stop - 1].end])
        return [Hit(first, stop - 1, entries)] if entries else []

    def _inside_role(self, name: Hit) -> bool:
        """True for «Security Council» in «National Security Council»: a body named inside a longer role."""
        role = self._scan.role_at.get(name.first)
        longer = role is not None and role.first <= name.first and name.last <= role.last
        if role is None or not longer or role.last - role.first <= name.last - name.first:
            return False
        return all(entry.kind in BODY_KINDS for entry in name.entries)

    def _swallows(self, name: Hit, role: Hit) -> bool:
        """True if the role is only a part of the name, or the name is the likelier reading of the same words."""
        if name.last < role.first or role.last < name.first or self.pick(name) is None:
            return False
        long, short = name.last - name.first, role.last - role.first
        if long != short:
            return long > short
        return any(
            entry.country is not None and self._home.votes[entry.country] > 0 and entry.country == self._home.country
            for entry in name.entries
        )

    def pick(self, hit: Hit) -> Entry | None:
        """The namesake meant; a body of a common name («Labour Party») gives way where its country is hardly named."""
        entry = self._home.pick(hit.entries)
        if entry is not None and entry.kind == "region" and self._home.votes[entry.country or ""] < HARDLY:
            return self._nearer(entry, hit)
        if entry is None or entry.kind not in {"seat", "organization", "outlet"} or entry.country in INTERNATIONAL:
            return entry
        strange = self._home.country not in {None, entry.country} and self._home.named[entry.country or ""] < HARDLY
        common = any(index in self._scan.role_at for index in range(hit.first, hit.last + 1))
        seat = any(other.kind == "seat" for other in hit.entries)
        word = self._scan.tokens[hit.first] if hit.first == hit.last and not seat else None
        loose = word is not None and word.key != normalise(entry.name)  # «Labour», «PTI»
        common = common and entry.kind != "outlet"
        return None if strange and (common or loose) and not self._says_country(entry, hit) else entry

    def _says_country(self, entry: Entry, hit: Hit) -> bool:
        """True for «Royal Thai Police»: the name of a body tells its country."""
        words = (self._scan.tokens[index].text for index in range(hit.first, hit.last + 1))
        return any(other.country == entry.country for word in words for other in self._gazetteer.entries(word)
                   if other.kind in {"demonym", "country"})  # fmt: skip

    def _nearer(self, region: Entry, hit: Hit) -> Entry:
        """A city of the home country in place of a region of one that the report hardly names."""
        tokens = self._scan.tokens
        cities = self._gazetteer.cities(self._scan.text[tokens[hit.first].start : tokens[hit.last].end])
        home = self._home.country
        at_home = home != region.country and any(city.country == home for city in cities)
        return replace(region, country=home, data={}) if at_home else region

    def _read_name(self, phrase: Phrase, names: list[Hit], roles: list[Hit]) -> None:
        """A name that ends the head: a known one, or that of a person."""
        last_role = roles[-1].last if roles else -1
        tail = phrase.head_stop
        run = tail
        while run > phrase.first and run - 1 > last_role and self._part_of_name(run - 1, tail):
            run -= 1
        known = [hit for hit in names if hit.first > last_role]
        if known and known[-1].last == tail - 1:
            phrase.entry = self.pick(known[-1])
            if phrase.entry and phrase.entry.kind == "official":
                phrase.person = (known[-1].first, tail)
            return
        start = max([run, *(hit.last + 1 for hit in known if hit.last < tail)])
        while start < tail and not self._scan.tokens[start].capital:
            start += 1
        if start < tail:
            phrase.person = (start, tail)

    def _part_of_name(self, index: int, tail: int) -> bool:
        token = self._scan.tokens[index]
        return token.capital or (index + 1 < tail and token.key in PARTICLES)

    def _bearer(self, hit: Hit) -> tuple[str | None, bool] | None:
        """The country that a name hit stands for, and whether it stands for several («African»)."""
        entry = self.pick(hit)
        if entry is None or entry.kind not in _BEARS:
            return None
        before = self._scan.tokens[hit.first - 1].key if hit.first else ""
        after = self._scan.tokens[hit.last + 1].key if hit.last + 1 < len(self._scan.tokens) else ""
        if before in _AGAINST and "-" in self._scan.gap(hit.first):
            return None
        if after in _BACKED - _KEPT and "-" in self._scan.gap(hit.last + 1):
            return None
        if entry.kind == "supranational":
            return None, True
        return standing(entry, self._date, self._home.country)[0], False

    def _read_country(self, phrase: Phrase, names: list[Hit]) -> None:
        """The country that the head names: the nearest name before its role or name."""
        bearers = [(hit.last, found) for hit in names if (found := self._bearer(hit))]
        cities = [(i, (c, False)) for i, c in self._cities.items() if phrase.first <= i < phrase.head_stop]
        taken = {index for hit in names for index in range(hit.first, hit.last + 1)}
        bearers += [(i, found) for i, found in cities if i not in taken]
        if bearers:
            _, (phrase.country, phrase.foreign) = max(bearers)
            if phrase.country in INTERNATIONAL and len(bearers) > 1:  # «Russia’s UN envoy»
                phrase.country = min(bearers)[1][0] or phrase.country
            return
        tokens = self._scan.tokens
        for index in range(phrase.first, phrase.head_stop):
            if tokens[index].key in POSSESSIVES:
                phrase.owner = (index, index + 1)
            elif tokens[index].key in LANDS and self._scan.possessive(index):
                phrase.land = tokens[index].key
            elif (
                tokens[index].key in BODY_WORDS
                and self._scan.possessive(index)
                and index
                and tokens[index - 1].key == "the"
            ):
                phrase.owner = (index - 1, index + 1)
            elif self._scan.possessive(index) and tokens[index].capital:
                phrase.owner = (self._name_start(index, phrase.first), index + 1)
        if phrase.owner is None and phrase.land is None:
            self._attributive_owner(phrase)

    def _is_abroad(self, phrase: Phrase) -> bool:
        """True for those of other states: «foreign forces», and the neighbours of a state, who are not its own."""
        tokens = self._scan.tokens
        said = (i for i in range(phrase.first, phrase.head_stop - 1) if i not in self._scan.role_at)
        if phrase.country is None and any(
            tokens[i].text in _OTHERS and tokens[i + 1].key not in _MATTERS for i in said
        ):
            return True
        if singular(tokens[phrase.head_stop - 1].key) not in PEERS:
            return False
        whose = max(
            (i for i in range(phrase.first, phrase.head_stop - 1)
             if self._scan.possessive(i) or tokens[i].key in _TOGETHER), default=None
        )  # fmt: skip
        if whose is None or tokens[whose].key in _TOGETHER:
            return whose is not None and phrase.country is None
        hit = next((hit for hit in self._scan.names_in(phrase.first, whose + 1) if hit.last == whose), None)
        entry = self.pick(hit) if hit else None
        return entry is not None and entry.kind == "country" and entry.country == phrase.country

    def _attributive_owner(self, phrase: Phrase) -> None:
        """«the Maduro regime»: a name before the role that the gazetteer does not know."""
        role = next((h for h in reversed(self._scan.roles_in(phrase.first, phrase.head_stop))), None)
        if role and not self._scan.tokens[role.first].capital and role.first > phrase.first:
            index = role.first - 1
            if self._scan.tokens[index].capital and index > 0 and index not in self._scan.role_at:
                phrase.owner = (self._name_start(index, phrase.first), index + 1)

    def _name_start(self, index: int, first: int) -> int:
        while index > first and self._scan.tokens[index - 1].capital and self._scan.gap(index).strip() in {"", "-"}:
            if index - 1 in self._scan.role_at:
                break
            index -= 1
        return index

    def _read_sectors(self, phrase: Phrase, names: list[Hit], roles: list[Hit]) -> None:
        """Sectors from the roles of the head, else from the names in it."""
        strong = [hit for hit in roles if hit.role and not hit.role.weak]
        phrase.role = roles[-1] if roles else None
        if phrase.entry is not None and phrase.person is None and not roles:
            phrase.sectors, phrase.weak = self._name_sectors(phrase.entry, self._plural(phrase.head_stop - 1))
        elif roles and not _weak(roles[-1].role):
            phrase.sectors, phrase.weak = roles[-1].role.sectors if roles[-1].role else (), False
        elif lent := self._lent(names, strong, roles):
            phrase.sectors, phrase.weak = lent, False
        else:
            said = [hit.role.sectors for hit in reversed(roles) if hit.role and hit.role.sectors]
            phrase.sectors = said[0] if said else ()

    def _lent(self, names: list[Hit], strong: list[Hit], roles: list[Hit]) -> tuple[str, ...]:
        """What a weak head role takes over from the words before it: «police officials», «Taliban commander»."""
        if strong:
            return strong[-1].role.sectors if strong[-1].role else ()
        for hit in reversed(names):
            if roles and hit.first > roles[-1].last:
                continue
            entry = self.pick(hit)
            if entry and entry.kind in BODY_KINDS:
                return standing(entry, self._date, self._home.country)[1]
        earlier = [hit.role.sectors for hit in roles[:-1] if hit.role and hit.role.sectors]
        return earlier[-1] if earlier else ()

    def _plural(self, index: int) -> bool:
        """True for «Kenyans», «Frenchmen», and for «Chinese» after a number."""
        key = self._scan.tokens[index].key
        number = index > 0 and self._scan.tokens[index - 1].text.lower() in NUMBERS
        return number or (singular(key) != key and len(key) > 3)

    def _name_sectors(self, entry: Entry, plural: bool) -> tuple[tuple[str, ...], bool]:
        if entry.kind in {"demonym", "region_demonym"}:
            return (("CVL",) if plural or entry.kind == "region_demonym" else ("GOV",)), True
        if entry.kind == "supranational":
            return (), True
        return standing(entry, self._date, self._home.country)[1], entry.kind == "region"

    def _read_rest(self, phrase: Phrase, depth: int) -> None:
        """What the post-modifiers add: a country («of Kenya»), a sector («president of the Senate»), an owner."""
        index = phrase.head_stop
        while index < phrase.stop:
            gap, marker = self._scan.gap(index), self._scan.tokens[index].text.lower()
            if "(" in gap or "[" in gap:
                end = self._bracket_end(index, phrase.stop)
                if phrase.weak and not phrase.sectors:
                    inner = self.read(index, end, depth + 1)
                    phrase.sectors, phrase.weak = inner.sectors, inner.weak
                index = end
                if index < phrase.stop and "," not in self._scan.gap(index) and self._goes_on(phrase, index, depth):
                    return
            elif marker in OWNERS and index + 1 < phrase.stop:
                self._take(phrase, self.read(index + 1, phrase.stop, depth + 1), marker, comma=False)
                return
            elif "," in gap and marker not in MARKERS:
                self._take(phrase, self.read(index, phrase.stop, depth + 1), marker, comma=True)
                return
            else:
                return

    def _goes_on(self, phrase: Phrase, index: int, depth: int) -> bool:
        """After brackets within the head: «the Jhongli District (JD) police officer»."""
        if self._scan.tokens[index].text.lower() in MARKERS:
            return False
        inner = self.read(index, phrase.stop, depth + 1)
        if inner.role is None and inner.person is None:
            return False
        phrase.role, phrase.person = inner.role or phrase.role, inner.person
        if inner.sectors and not (inner.weak and phrase.sectors):
            phrase.sectors, phrase.weak = inner.sectors, inner.weak
        phrase.country = phrase.country or inner.country
        return True

    def _bracket_end(self, index: int, stop: int) -> int:
        end = index + 1
        while end < stop and not set(self._scan.gap(end)) & set(")]"):
            end += 1
        return end

    def _take(self, phrase: Phrase, inner: Phrase, marker: str, comma: bool) -> None:
        if comma and phrase.person is None and phrase.role is not None and inner.role is None:
            phrase.person = inner.person
        if marker in MEMBERS and phrase.person is None and phrase.role is not None and inner.person is not None:
            phrase.person = self._behind_office(*inner.person)
        if phrase.country is None and not phrase.foreign:
            phrase.country, phrase.foreign = inner.country, inner.foreign
            if phrase.owner is None and phrase.person is None:
                phrase.owner = inner.owner or (inner.person if marker in MEMBERS and not comma else None)
            phrase.land = phrase.land or inner.land
        body = inner.role is not None or (inner.entry is not None and inner.entry.kind in BODY_KINDS)
        quoted = marker in MEMBERS or comma
        open_ = phrase.weak and "CVL" not in phrase.sectors and not (comma and phrase.sectors)
        if open_ and quoted and body and inner.sectors and not (inner.weak and phrase.sectors):
            phrase.sectors, phrase.weak = inner.sectors, inner.weak

    def _behind_office(self, first: int, stop: int) -> tuple[int, int] | None:
        """The person in what stands behind «minister of»: «Education Ana Quispe»."""
        start = next((index for index in range(first, stop) if index in self._people), stop)
        return (start, stop) if first < start < stop else None


def names_land(phrase: Phrase, scan: Scan) -> bool:
    """True for «the kingdom» and the like as the head itself."""
    last = phrase.head_stop - 1
    return phrase.first == last and phrase.owner is None and scan.tokens[last].key in FORMS


def _weak(role: Role | None) -> bool:
    return role is None or role.weak
