"""Finds date expressions by their form; what they stand for is decided in ``resolver``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from dragoman.resolve.dates.forms import DIGIT, Kind, any_of, forms, vocabulary


@dataclass(frozen=True, slots=True)
class Expression:
    """A date expression, as far as its own words go: offsets, and the fields that they fill.

    ``modifier`` is a lower-case word such as «last», «this», «that» (the name, of a feast); ``year_modifier`` the same
    for the year («July last year»). ``steps`` counts units («two weeks ago»: 2) or days (deictic words).
    """

    start: int
    end: int
    kind: Kind
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    modifier: str = ""
    year_modifier: str = ""
    unit: str = ""
    steps: int = 0
    edge: str = ""


class Grammar:
    """The forms, compiled once; ``find`` yields expressions in the order of the text, without overlap."""

    def __init__(self) -> None:
        words = vocabulary()
        self.months: dict[str, int] = {**words["months"], **words["month_abbreviations"]}
        self.weekdays: dict[str, int] = {**words["weekdays"], **words["weekday_abbreviations"]}
        self._numbers: dict[str, int] = words["numbers"]
        self._deictic: dict[str, int] = words["deictic"]
        self._full = frozenset([*words["months"], *words["weekdays"]])
        self._doubtful = frozenset(words["doubtful_months"])
        self._first_names = frozenset(words["first_name_months"])
        self._leads = re.compile(rf"(?:\b(?:{any_of(words['month_leads'])})|[(\[–—-])\s*$", re.I)
        self._numbered = re.compile(rf"(?:\b(?:{any_of(words['numbered'])})\.?|[$£€₹¥#])\s*$", re.I)
        self._counted = re.compile(rf"\s?-?(?:{any_of(words['counted'])})(?!\w)", re.I)
        self._named = re.compile(rf"\b(?:{any_of(words['not_before_weekday'])})\s+$", re.I)
        table: dict[str, list[tuple[Kind, re.Pattern[str]]]] = {}
        for kind, firsts, source in forms(words):
            pattern = re.compile(source, re.I)
            for first in firsts:
                table.setdefault(first, []).append((kind, pattern))
        self._table = table

    def find(self, text: str) -> Iterator[Expression]:
        """The date expressions of ``text``."""
        at = 0
        for token in _TOKEN.finditer(text):
            start = token.start()
            if start < at:
                continue
            word = token.group()
            key = DIGIT if word[0] in _DIGITS else word.lower()
            best: Expression | None = None
            for kind, pattern in self._table.get(key, ()):
                match = pattern.match(text, start)
                if match and (best is None or match.end() > best.end):
                    best = self._expression(kind, match, text) or best
            if best is not None:
                yield best
                at = best.end

    def _expression(self, kind: Kind, match: re.Match[str], text: str) -> Expression | None:
        got = {k: v for k, v in match.groupdict().items() if v}
        found = Expression(
            *match.span(),
            kind,
            year=int(got["y"]) if "y" in got else None,
            month=self.months[_name(got["m"])] if "m" in got else None,
            day=int(got["d"]) if "d" in got else None,
            weekday=self.weekdays[_name(got["w"])] if "w" in got else None,
            modifier=_plain(got.get("mod") or got.get("feast") or ""),
            year_modifier=_plain(got.get("ymod", "")),
            unit=_plain(got.get("unit", "")),
            steps=self._deictic[_plain(got["deictic"])] if "deictic" in got else self._number(got.get("n", "")),
            edge=_plain(got.get("edge", "")),
        )
        if "mm" in got:
            return _numeric(found, int(got["mm"]), year_first=match.start("y") == match.start())
        return found if self._plausible(found, got, text) else None

    def _number(self, word: str) -> int:
        if word.isdigit():
            return int(word)
        return sum(self._numbers.get(w, 0) for w in re.split(r"[-\s]+", word.lower()))

    def _plausible(self, e: Expression, got: dict[str, str], text: str) -> bool:
        for name in (got.get("m"), got.get("w")):
            if name and not name[0].isupper() and (name in self._doubtful or name not in self._full):
                return False
        if e.day is not None and not 1 <= e.day <= 31:
            return False
        before = text[max(0, e.start - 16) : e.start]
        if e.kind == "month" and e.year is None and not (e.edge or e.modifier or e.year_modifier):
            return self._bare_month(_name(got["m"]), before, text[e.end : e.end + 20])
        if e.kind == "year" and not e.edge and "lead" not in got:
            return self._bare_year(e, before, text)
        if e.kind in {"deictic", "unit"} and not self._plain_word(e, before, text):
            return False
        if e.kind == "weekday":
            return not self._named.search(before) and (_name(got["w"]) in self._full or bool(e.modifier))
        if e.kind == "feast" and e.year is None and e.modifier == "christmas":
            return _AT.search(before) is not None
        return True

    @staticmethod
    def _plain_word(e: Expression, before: str, text: str) -> bool:
        """Not «USA Today», «TODAY NICARAGUA», «in the last year»."""
        word = text[e.start : e.end]
        if e.kind == "unit":
            return not (e.modifier in {"last", "next"} and not e.edge and _THE.search(before))
        if word[0].islower():
            return True
        headline = word.isupper() and re.match(r"\s+[A-Z]{2}", text[e.end : e.end + 6])
        return not headline and not re.search(r"\w[ \t]$", before)

    def _bare_month(self, name: str, before: str, after: str) -> bool:
        if name in self._full and name not in self._doubtful:
            return True
        if name not in self._full or after.startswith(("'s", "’s")):
            return _STRONG.search(before) is not None
        named = name in self._first_names and re.match(r"\s+[A-Z][a-z]+\b", after)
        return self._leads.search(before) is not None and not named

    def _bare_year(self, e: Expression, before: str, text: str) -> bool:
        if self._counted.match(text, e.end) or self._numbered.search(before):
            return False
        if e.year is not None and 1800 <= e.year <= 2060 and e.year % 100:
            return True
        counted = e.year != 2000 and re.match(r"\s+[a-z]+s\b", text[e.end : e.end + 24])
        return e.year is not None and e.year <= 2100 and _YEAR_LEAD.search(before) is not None and not counted


@cache
def grammar() -> Grammar:
    """The grammar, compiled once."""
    return Grammar()


_DIGITS = frozenset("0123456789")
_TOKEN = re.compile(r"(?<![^\W_])(?:[A-Za-z]+|[0-9]{1,4}(?![0-9]))")
_AT = re.compile(r"\b(?:on|at|before|after|since|until|by|this|last)\s+$", re.I)
_THE = re.compile(r"\b(?:the|over|our|his|her|their|its|every|in\s+the\s+past\s+or)\s+$", re.I)
_STRONG = re.compile(r"\b(?:in|since|until|during|last|this|next|early|late|mid)[\s-]+$", re.I)
_YEAR_LEAD = re.compile(
    r"\b(?:in|since|from|until|till|by|of|year|between|early|late|before|after|to)\s+$|^\s*$|[(–-]$", re.I
)


def _plain(words: str) -> str:
    return " ".join(words.lower().split())


def _name(word: str) -> str:
    return word.lower().rstrip(".")


def _numeric(e: Expression, month: int, *, year_first: bool) -> Expression | None:
    """«27.08.2022», «2024-11-26»: of two figures the day comes first, unless only the second can be it."""
    day = e.day or 0
    if month > 12 >= day and not year_first:
        day, month = month, day
    return replace(e, day=day, month=month) if 1 <= month <= 12 and 1 <= day <= 31 else None
