"""Several: phrases that stand for more than one country («the two ministers», «Iranian and Tajik officials»)."""

from __future__ import annotations

import re

from dragoman.resolve.home import INTERNATIONAL, Home
from dragoman.resolve.names import singular
from dragoman.resolve.phrase import Structure
from dragoman.resolve.scan import Hit, Scan

TWO = frozenset({"two", "both"})
# Who of two can be of two states; «the two men» may be anybody.
SIDES = frozenset(
    "side country nation state government party leader president minister chief official diplomat delegation neighbour"
    " neighbor capital army king counterpart ambassador envoy negotiator foreign prime defence defense navy".split()
)
MAYBE_SEVERAL = re.compile(r"\b(?:and|two|both)\b|,", re.IGNORECASE)
"""Without these no phrase stands for several."""
STATES = frozenset({"country", "demonym", "capital"})
BACK = 6
"""Sentences before, in which the two are looked for."""


class Several:
    """Finds the countries of phrases that stand for several."""

    def __init__(self, scan: Scan, structure: Structure, home: Home) -> None:
        self._scan = scan
        self._structure = structure
        self._home = home

    def countries(self, first: int, stop: int) -> tuple[str, ...]:
        """The countries of the tokens ``first:stop``, none where they do not stand for several."""
        return self._joined(first, stop) or self._two(first, stop)

    def _joined(self, first: int, stop: int) -> tuple[str, ...]:
        """Those named one beside the other: «ambassadors of Hungary, Poland and the Czech Republic»."""
        runs: list[list[str]] = [[]]
        last = None
        for hit in self._scan.names_in(first, stop):
            country = self._state(hit)
            if country is None:
                continue
            if last is not None and not self._beside(last, hit.first):
                runs.append([])
            runs[-1].append(country)
            last = hit.last + 1
        return next((tuple(dict.fromkeys(run)) for run in runs if len(set(run)) > 1), ())

    def _beside(self, start: int, stop: int) -> bool:
        """Whether nothing but «, », «and» and «the» stands between two names."""
        words = [token.key for token in self._scan.tokens[start:stop]]
        gaps = {self._scan.gap(index).strip() for index in range(start, stop + 1)}
        return gaps <= {"", ","} and set(words) <= {"and", "the"} and ("and" in words or "," in gaps)

    def _two(self, first: int, stop: int) -> tuple[str, ...]:
        """The two of whom the sentences before speak most."""
        keys = [token.key for token in self._scan.tokens[first:stop]]
        at = next((i for i, key in enumerate(keys) if key in TWO), None)
        if at is None or {"and", "or"} & set(keys) or not all(singular(key) in SIDES for key in keys[at + 1 :]):
            return ()
        here = self._scan.tokens[first].sentence
        near = [hit for hit in self._scan.names_in(0, first) if here - self._scan.tokens[hit.first].sentence <= BACK]
        found = {country for hit in near if (country := self._state(hit))}
        best = sorted(found, key=lambda code: (-self._home.votes[code], code))[:2]
        return tuple(best) if len(best) == 2 else ()

    def _state(self, hit: Hit) -> str | None:
        entry = self._structure.pick(hit)
        stands = entry is not None and entry.kind in STATES and entry.country not in INTERNATIONAL
        return entry.country if entry and stands else None
