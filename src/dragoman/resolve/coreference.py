"""Who is meant again: later short names, acronyms, descriptions and pronouns within one report."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.resolve.gazetteer import Gazetteer, shipped
from dragoman.resolve.names import normalise, singular
from dragoman.resolve.scan import Hit, Scan, scan_of
from dragoman.types import Document, Mention

HE = frozenset({"he", "him", "his", "himself"})
SHE = frozenset({"she", "her", "hers", "herself"})
THEY = frozenset({"they", "them", "their", "theirs", "themselves"})
IT = frozenset({"it", "its", "itself"})
SPEAKER = frozenset({"i", "me", "my", "mine", "we", "us", "our", "ours", "myself", "ourselves"})
RELATIVE = frozenset({"who", "whom", "which"})
PRONOUNS = HE | SHE | THEY | IT | SPEAKER | RELATIVE
_OBJECTS = frozenset({"him", "them", "her", "himself", "themselves", "herself"})
_MALE = frozenset(
    "mr sir king prince sultan emir sheikh lord father brother son husband congressman chairman businessman policeman"
    " pope bishop archbishop imam lama spokesman man boy actor".split()
)
_FEMALE = frozenset(
    "mrs ms miss queen princess lady baroness mother sister daughter wife congresswoman chairwoman businesswoman"
    " policewoman nun spokeswoman woman girl actress".split()
)
# Role nouns that stand for bodies, and so for «it».
BODIES = frozenset(
    "government ministry court company party union army police parliament congress senate assembly cabinet committee"
    " commission council agency department bank university church group organization organisation junta regime"
    " administration office board association federation firm newspaper authority embassy militia network coalition"
    " movement foundation institute bureau team tribunal".split()
)
BODY_ENTRIES = frozenset({"outlet", "organization", "armed_group"})
REACH = 5
SAME, SENTENCE, SUBJECT, FREQUENCY, OBJECT = 0.4, 1.1, 1.0, 0.5, 1.6
KIND_SCORE = {"person": 1.0, "organization": 0.5, "location": -0.7}
_QUOTES = re.compile(r"“[^”]*(?:”|$)|«[^»]*(?:»|$)|\"[^\"]*(?:\"|$)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that a pronoun may stand for: tokens ``first:stop``."""

    first: int
    stop: int
    kind: str
    plural: bool
    gender: str | None
    key: str


class Coreference:
    """Antecedents within one scanned report."""

    def __init__(self, document: Document, scan: Scan) -> None:
        self._scan = scan
        self._groups = name_groups(document.mentions, scan)
        self._said = document.attributions
        self._quoted = [match.span() for match in _QUOTES.finditer(document.report.text)]
        self._candidates = sorted(
            [*self._named(document.mentions), *self._described()], key=lambda c: (c.first, -c.stop)
        )
        self._pronouns = [
            Candidate(i, i + 1, "pronoun", token.key in THEY, None, f"pronoun {token.key}")
            for i, token in enumerate(scan.tokens)
            if token.key in {"he", "him", "she", "they", "them"}
        ]
        self._counts = Counter(candidate.key for candidate in self._candidates)
        self._subjects: dict[int, int] = {}
        for candidate in self._candidates:
            if not self._is_source(candidate.first):
                self._subjects.setdefault(scan.tokens[candidate.first].sentence, candidate.first)

    @property
    def groups(self) -> dict[int, int]:
        """For each mention of a name the first mention of the same name, both by index."""
        return self._groups

    def _named(self, mentions: Sequence[Mention]) -> list[Candidate]:
        found = []
        for number, mention in enumerate(mentions):
            if mention.kind not in {"person", "organization", "norp", "location"}:
                continue
            first, stop = self._scan.between(mention.start, mention.end)
            if first == stop:
                continue
            plural = mention.kind == "norp" and self._scan.tokens[stop - 1].key.endswith("s")
            if mention.kind == "norp" and not plural:
                continue
            kind = self._kind(mention, first, stop)
            gender = self._gender(first, stop) if kind == "person" else None
            found.append(Candidate(first, stop, kind, plural, gender, f"name {self._groups[number]}"))
        return found

    def _is_source(self, first: int) -> bool:
        """Whether a name stands after «according to»: it opens the sentence, and is not its subject."""
        before = [token.key for token in self._scan.tokens[max(0, first - 3) : first] if token.key != "the"]
        return before[-2:] == ["according", "to"]

    def _kind(self, mention: Mention, first: int, stop: int) -> str:
        """The kind of a mention; a name that the gazetteer has as a body's is that body's («Anadolu»)."""
        hit = self._scan.name_at.get(first)
        whole = hit is not None and hit.last == stop - 1 and {e.kind for e in hit.entries} <= BODY_ENTRIES
        return "organization" if whole else mention.kind

    def _described(self) -> list[Candidate]:
        found = []
        for hit in self._scan.roles:
            token = self._scan.tokens[hit.last]
            if token.capital or hit.role is None or self._modifies(hit):
                continue
            plural = singular(token.key) != token.key or token.key in {"people", "police", "men", "women", "children"}
            kind = "body" if singular(token.key) in BODIES else "role"
            gender = "m" if token.key in _MALE else "f" if token.key in _FEMALE else None
            found.append(Candidate(hit.first, hit.last + 1, kind, plural, gender, f"role {hit.role.name}"))
        return found

    def _modifies(self, hit: Hit) -> bool:
        """True if the role stands before another word of the same phrase: a title, or «police» in «police car»."""
        following = hit.last + 1
        if following >= len(self._scan.tokens) or self._scan.gap(following).strip():
            return False
        return self._scan.tokens[following].capital or following in self._scan.role_at

    def _gender(self, first: int, stop: int) -> str | None:
        for index in range(max(first - 2, 0), stop):
            key = self._scan.tokens[index].key
            if key in _MALE:
                return "m"
            if key in _FEMALE:
                return "f"
        return None

    def is_quoted(self, position: int) -> bool:
        """True if the character ``position`` lies inside quotation marks."""
        return any(start <= position < end for start, end in self._quoted)

    def antecedent(self, index: int) -> Candidate | None:
        """What the pronoun at token ``index`` stands for, None where nothing fits."""
        word = self._scan.tokens[index].key
        if word in SPEAKER:
            return self._speaker(index)
        if word in RELATIVE:
            return max((c for c in self._candidates if c.stop <= index), key=lambda c: (c.stop, -c.first), default=None)
        fitting = [c for c in self._candidates if c.stop <= index and self._fits(c, word)]
        sentence = self._scan.tokens[index].sentence
        near = [c for c in fitting if sentence - self._scan.tokens[c.first].sentence <= REACH]
        return max(near or fitting, key=lambda c: self._score(c, index, word), default=None)

    def _fits(self, candidate: Candidate, word: str) -> bool:
        if word in HE:
            return candidate.kind in {"person", "role"} and not candidate.plural and candidate.gender != "f"
        if word in SHE:
            return candidate.kind in {"person", "role"} and not candidate.plural and candidate.gender != "m"
        if word in THEY:
            return candidate.plural or candidate.kind in {"organization", "norp"}
        return candidate.kind in {"organization", "body", "location"} and not candidate.plural

    def _score(self, candidate: Candidate, index: int, word: str) -> float:
        tokens = self._scan.tokens
        distance = tokens[index].sentence - tokens[candidate.first].sentence
        subject = self._subjects.get(tokens[candidate.first].sentence) == candidate.first
        score = -SENTENCE * distance + SUBJECT * subject + FREQUENCY * math.log(self._counts[candidate.key])
        score += KIND_SCORE.get(candidate.kind, 0.0)
        if word in _OBJECTS and distance == 0 and subject:
            score -= OBJECT
        if self._scan.possessive(candidate.stop - 1):
            score -= SAME
        return score + candidate.first / (len(tokens) * 100)

    def _speaker(self, index: int) -> Candidate | None:
        """The one who says «I» or «we»: whose words they are, else the nearest who stands outside the quotation."""
        tokens = self._scan.tokens
        if source := self._source(tokens[index].start):
            return Candidate(*source, "speaker", False, None, "speaker")
        here = tokens[index].sentence

        def cost(candidate: Candidate) -> float:
            distance = tokens[candidate.first].sentence - here
            far = abs(distance) * (1.0 if distance < 0 else 1.3)
            return far + abs(candidate.first - index) / 200 + (0.8 if candidate.kind in {"location", "norp"} else 0.0)

        outside = [
            c for c in (*self._candidates, *self._pronouns)
            if abs(tokens[c.first].sentence - here) <= 2 and not self.is_quoted(tokens[c.first].start)
        ]  # fmt: skip
        return min(outside, key=cost, default=None)

    def _source(self, position: int) -> tuple[int, int] | None:
        """The tokens that name the speaker of the innermost reported words around a character."""
        around = [
            (end - start, a.source)
            for a in self._said
            for start, end in a.contents
            if a.source and start <= position < end and not start <= a.source[0] < end
        ]
        first, stop = self._scan.between(*min(around)[1]) if around else (0, 0)
        return (first, stop) if first < stop else None


def name_groups(mentions: Sequence[Mention], scan: Scan) -> dict[int, int]:
    """Links each name to the first mention of the same one: equal, shorter, or its acronym."""
    first_of: dict[int, int] = {}
    seen: list[tuple[int, str, tuple[str, ...]]] = []
    for number, mention in enumerate(mentions):
        start, stop = scan.between(mention.start, mention.end)
        keys = tuple(t.key for t in scan.tokens[start:stop] if t.key and t.key != "s")
        match = next((n for n, kind, other in reversed(seen) if _same(mention.kind, keys, kind, other)), None)
        first_of[number] = number if match is None else first_of[match]
        seen.append((number, mention.kind, keys))
    return first_of


def _same(kind: str, keys: tuple[str, ...], other_kind: str, other: tuple[str, ...]) -> bool:
    if not keys or not other or {kind, other_kind} & {"date", "role"}:
        return False
    if keys == other:
        return True
    if kind != other_kind:
        return False
    short, long = sorted((keys, other), key=len)
    if kind == "person":
        return set(short) <= set(long) and (len(short) > 1 or short[0] in {long[0], long[-1]})
    if kind == "organization":
        initials = "".join(word[0] for word in long if word not in {"of", "the", "and", "for"})
        return (len(short) == 1 and short[0] == initials) or (short == long[: len(short)] and len(short[0]) > 3)
    return False


def coreference(document: Document, gazetteer: Gazetteer | None = None) -> tuple[tuple[int, ...], ...]:
    """The chains of mentions that stand for the same, as indices into ``document.mentions``; none of one alone."""
    scan = scan_of(document, gazetteer or shipped())
    linker = Coreference(document, scan)
    chain_of = dict(linker.groups)
    spans = [scan.between(mention.start, mention.end) for mention in document.mentions]
    for number, mention in enumerate(document.mentions):
        first, stop = spans[number]
        if mention.kind != "role" or first == stop:
            continue
        if stop - first == 1 and scan.tokens[first].key in PRONOUNS:
            found = linker.antecedent(first)
            target = _mention_at(spans, found, number) if found else None
        else:
            target = _same_words(document, number)
        if target is not None:
            chain_of[number] = chain_of[target]
    chains: dict[int, list[int]] = {}
    for number, head in sorted(chain_of.items()):
        chains.setdefault(chain_of.get(head, head), []).append(number)
    return tuple(tuple(chain) for chain in chains.values() if len(chain) > 1)


def _mention_at(spans: Sequence[tuple[int, int]], found: Candidate, but: int) -> int | None:
    met = (n for n, (first, stop) in enumerate(spans) if n != but and first < found.stop and found.first < stop)
    return next(met, None)


def _same_words(document: Document, number: int) -> int | None:
    """An earlier description in the same words."""
    text = document.report.text
    here = document.mentions[number]
    key = normalise(text[here.start : here.end])
    for earlier in range(number - 1, -1, -1):
        mention = document.mentions[earlier]
        if mention.kind == "role" and normalise(text[mention.start : mention.end]) == key and len(key) > 3:
            return earlier
    return None
