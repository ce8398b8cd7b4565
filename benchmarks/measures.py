"""How records are compared with annotations: the figures of README.md in this folder, each a pure function.

Every count is (right, said, annotated); F1 is micro-averaged over reports.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dragoman.types import Event, Record
from training.sources import Doc, Frame, Pair

Key = tuple[str, frozenset[str | None], frozenset[str | None]]


@dataclass
class Count:
    """Right, said and annotated items."""

    right: int = 0
    said: int = 0
    gold: int = 0

    def add(self, right: int, said: int, gold: int) -> None:
        """Counts some more."""
        self.right, self.said, self.gold = self.right + right, self.said + said, self.gold + gold

    @property
    def precision(self) -> float:
        """Right of those said."""
        return self.right / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        """Right of those annotated."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.said + self.gold
        return 2 * self.right / both if both else 0.0

    def __str__(self) -> str:
        return f"F1 {self.f1:.3f} (P {self.precision:.3f}, R {self.recall:.3f}; {self.right}/{self.said}/{self.gold})"


@dataclass
class Figures:
    """The figures of a set of reports."""

    events: Count = field(default_factory=Count)
    types: Count = field(default_factory=Count)
    attributions: Count = field(default_factory=Count)
    via: Count = field(default_factory=Count)
    dates: Count = field(default_factory=Count)
    countries: Count = field(default_factory=Count)
    modality: Count = field(default_factory=Count)
    event_dates: Count = field(default_factory=Count)
    empty_reports: int = 0
    false_events: int = 0

    @property
    def false_events_a_report(self) -> float:
        """Events said of reports that have none, a report."""
        return self.false_events / self.empty_reports if self.empty_reports else 0.0


def event_key(event: Event) -> Key:
    """(type, actor countries, recipient countries)."""
    return event.type, frozenset(a.country for a in event.actors), frozenset(r.country for r in event.recipients)


def event_keys(record: Record) -> set[Key]:
    """What each event of a record comes to."""
    return {event_key(e) for e in record.events}


def gold_keys(doc: Doc) -> set[Key]:
    """The same of an annotation."""
    assert doc.raw is not None
    return {
        (e["type"], frozenset(a["country"] for a in e["actors"]), frozenset(r["country"] for r in e["recipients"]))
        for e in doc.raw["events"]
    }


def words(text: str, pair: Pair) -> set[int]:
    """Start offsets of the words in a span."""
    return {pair[0] + m.start() for m in re.finditer(r"\w+", text[pair[0] : pair[1]])}


def alike(text: str, a: Pair, b: Pair) -> bool:
    """Whether two spans share half or more of the words of each."""
    x, y = words(text, a), words(text, b)
    return bool(x and y) and 2 * len(x & y) >= max(len(x), len(y))


def _chain_alike(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    def bag(t: str) -> set[str]:
        return set(re.findall(r"\w+", t.casefold())) - {"the", "a", "an"}

    return len(ours) == len(theirs) and all(
        bag(o) and bag(t) and 2 * len(bag(o) & bag(t)) >= min(len(bag(o)), len(bag(t)))
        for o, t in zip(ours, theirs, strict=True)
    )


def compare(record: Record, doc: Doc, figures: Figures) -> None:
    """Adds one report to the figures. The annotation must be of ``record.report.text``."""
    assert doc.raw is not None
    ours, theirs = event_keys(record), gold_keys(doc)
    figures.events.add(len(ours & theirs), len(ours), len(theirs))
    a, b = {k[0] for k in ours}, {k[0] for k in theirs}
    figures.types.add(len(a & b), len(a), len(b))
    if not doc.raw["events"]:
        figures.empty_reports += 1
        figures.false_events += len(record.events)
    _attributions(record, doc, figures)
    mine, gold = {d.value for d in record.dates}, {d["value"] for d in doc.raw["dates"]}
    figures.dates.add(len(mine & gold), len(mine), len(gold))
    _parties(record, doc, figures)


def _attributions(record: Record, doc: Doc, figures: Figures) -> None:
    text = record.report.text
    gold = [f for f in doc.speech or () if f.roles["source"]]
    left = list(gold)
    matched: list[tuple[int, Frame]] = []
    for i, a in enumerate(record.attributions):
        for f in left:
            if alike(text, (a.content.start, a.content.end), f.roles["content"][0]) and alike(
                text, (a.source.start, a.source.end), f.roles["source"][0]
            ):
                matched.append((i, f))
                left.remove(f)
                break
    figures.attributions.add(len(matched), len(record.attributions), len(gold))
    right = sum(
        bool(f.labels["via"]) and _chain_alike([v.text for v in record.attributions[i].via], f.labels["via"])
        for i, f in matched
    )
    figures.via.add(right, sum(bool(a.via) for a in record.attributions), sum(bool(f.labels["via"]) for f in gold))


def _parties(record: Record, doc: Doc, figures: Figures) -> None:
    """Countries of annotated parties that the record found, and modality and date of events with the same trigger."""
    ours = {(p.start, p.end): p for e in record.events for p in (*e.actors, *e.recipients)}
    for f in doc.events or ():
        for role, key in (("actor", "actors"), ("recipient", "recipients")):
            if len(f.roles[role]) != len(f.labels[key]):
                continue
            for pair, party in zip(f.roles[role], f.labels[key], strict=True):
                found = [p for q, p in ours.items() if q[0] < pair[1] and pair[0] < q[1]]
                if found:
                    best = max(found, key=lambda p: min(p.end, pair[1]) - max(p.start, pair[0]))
                    figures.countries.add(int(best.country == party["country"]), 1, 1)
        same = [e for e in record.events if e.trigger.start < f.anchor[1] and f.anchor[0] < e.trigger.end]
        if same:
            figures.modality.add(int(same[0].modality == f.labels["modality"]), 1, 1)
            figures.event_dates.add(int(same[0].date == f.labels["date"]), 1, 1)


def event_hits(doc: Doc, record: Record) -> list[tuple[float, float]]:
    """(score, whether it holds) of each event said."""
    gold = gold_keys(doc)
    return [(e.confidence, float(event_key(e) in gold)) for e in record.events]


def attribution_hits(doc: Doc, record: Record) -> list[tuple[float, float]]:
    """(score, whether source and content are right) of each attribution said."""
    text = record.report.text
    gold = [f for f in doc.speech or () if f.roles["source"]]
    return [
        (
            a.confidence,
            float(
                any(
                    alike(text, (a.content.start, a.content.end), f.roles["content"][0])
                    and alike(text, (a.source.start, a.source.end), f.roles["source"][0])
                    for f in gold
                )
            ),
        )
        for a in record.attributions
    ]
