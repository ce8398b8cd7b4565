"""A made-up world for ``benchmarks.ledger``: things happen, and reports tell of them, by a seeded generator.

What it is like. Some 200 outlets report day by day; a report has 300 words, tells three events of its day or the two
before, and quotes twice. An event is told by three to four reports on average, a few by dozens. One report in seven is
a copy of another with a sentence added. Of 60 countries a few act often and most seldom. Few words are drawn often and many
seldom, so that two reports share 3 to 4 in 100 of their words, as unlike reports do.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from dragoman import ontology
from dragoman.types import Attribution, Entity, Event, Maker, Outlet, Place, Record, Report, Span

COUNTRIES = (
    "USA RUS CHN UKR ISR GBR FRA IRN DEU IND TUR PAK SYR AFG IRQ EGY SAU KOR PRK JPN YEM LBN QAT POL ITA ESP BRA MEX VEN COL "
    "NGA ZAF KEN ETH SOM SDN SSD UGA COD RWA MLI NER BFA DZA MAR TUN LBY GRC SRB HUN ROU MDA GEO ARM AZE KAZ UZB MMR THA VNM"
).split()
TYPES = "CONSULT ACCUSE ASSAULT SUPPORT AGREE REQUEST AID COERCE REJECT PROTEST THREATEN SANCTION COOPERATE MOBILIZE".split()
SECTORS = "GOV GOV GOV MIL REB CVL".split()
COMMON = "government border minister forces talks agreement".split()
"""Words that many reports have: the first of them two sentences in five."""
SYLLABLES = "ba ke lo mi nu ra se ti vo wa zu pha dri gel kor mun".split()
OUTLETS = [
    Outlet(name=f"Courier {n}", country=COUNTRIES[n % 60], ownership="state" if n % 5 == 0 else "private")
    for n in range(200)
]
BEFORE = 3
"""Days of which a report tells: its own and those before."""
COPIED = 1 / 7


class Told(NamedTuple):
    """A report as it comes in: which outlet has it, its day, the number of the report that it copies, and its record."""

    outlet: int
    day: date
    copy_of: int | None
    record: Record


class Thing(NamedTuple):
    """Something that happens: what reports agree on, and words of which each takes some."""

    event: Event
    words: tuple[str, ...]


class World:
    """Days, one after the other; everything is drawn from ``seed``. 274 reports a day are 100,000 a year."""

    def __init__(self, seed: int, first: date = date(2024, 1, 1), reports_a_day: int = 274) -> None:
        self.dice = random.Random(seed)
        self.day = first
        self.reports_a_day = reports_a_day
        made = {"".join(self.dice.choices(SYLLABLES, k=self.dice.randint(2, 4))) for _ in range(40_000)}
        self.words = sorted(made)[:30_000]
        self.dice.shuffle(self.words)
        self._often = _summed(1 / (n + 300) for n in range(len(self.words)))
        self._mighty = _summed(1 / (n + 3) for n in range(len(COUNTRIES)))
        self._common = _summed(1 / (n + 1) for n in range(len(COMMON)))
        self._kinds = _summed(1 / (n + 2) for n in range(len(TYPES)))
        self._things: list[list[Thing]] = []
        self._recent: list[tuple[int, Record]] = []
        self.told = 0

    def days(self, reports: int) -> Iterator[list[Told]]:
        """So many reports, day by day; the last day has not ended."""
        while reports > 0:
            self._things = [*self._things[1 - BEFORE :], list(self._happen())]
            yield [self._report() for _ in range(min(self.reports_a_day, reports))]
            reports -= self.reports_a_day
            if reports > 0:
                self.day += timedelta(days=1)

    def _happen(self) -> Iterator[Thing]:
        """What happens in a day; that of the same kind between the same two is one thing."""
        seen = set()
        for _ in range(self.reports_a_day):
            event = self.event(self.day)
            if _kind(event) not in seen:
                seen.add(_kind(event))
                yield Thing(event, tuple(self.drawn(8)))

    def event(self, day: date) -> Event:
        """Something done by one country to another, as yet without words."""
        type = self.dice.choices(TYPES, cum_weights=self._kinds)[0]
        actor, recipient = self.dice.choices(COUNTRIES, cum_weights=self._mighty, k=2)
        where = self.dice.choice((actor, recipient))
        return Event(
            type=type, mode=None, contexts=("diplomatic",), quad=ontology.quad(type), score=ontology.score(type),
            cameo=ontology.cameo_code(type, None), modality="actual" if self.dice.random() < 0.9 else "future",
            actors=(self._party(actor),), recipients=(self._party(recipient),), date=day.isoformat(), date_text=None,
            place=Place(text="", start=0, end=0, name=self.words[hash_of(where)], country=where, latitude=1.0, longitude=1.0),
            trigger=Span(text="", start=0, end=0), evidence=Span(text="", start=0, end=0), according_to=(),
            confidence=round(self.dice.betavariate(6, 2), 3),
        )  # fmt: skip

    def _party(self, country: str) -> Entity:
        return Entity(text=country.title(), start=0, end=0, name=None, country=country,
                      sectors=(self.dice.choice(SECTORS),))  # fmt: skip

    def drawn(self, count: int) -> list[str]:
        """Words of the language."""
        return self.dice.choices(self.words, cum_weights=self._often, k=count)

    def _report(self) -> Told:
        self.told += 1
        outlet = self.dice.randrange(len(OUTLETS))
        if self._recent and self.dice.random() < COPIED:
            number, record = self.dice.choice(self._recent)
            return Told(outlet, self.day, number, self.copied(record))
        # what happened first on a day is told most
        pools = [self.dice.choice(self._things) for _ in range(3)]
        things = [pool[int(len(pool) * self.dice.random() ** 2)] for pool in pools]
        record = self.record(list(dict.fromkeys(things)), self.day)
        self._recent = [*self._recent[-40:], (self.told, record)]
        return Told(outlet, self.day, None, record)

    def record(self, things: list[Thing], day: date) -> Record:
        """A report of things, with two quotations."""
        lines: list[str] = []
        events, said, start = [], [], 0
        for thing in things:
            kept = self.dice.sample(thing.words, 5)
            actor, recipient = thing.event.actors[0].text, thing.event.recipients[0].text
            rest = [*kept[2:], *self.drawn(5), *self.dice.choices(COMMON, cum_weights=self._common)]
            lines.append(f"{actor} {' '.join(kept[:2])} {recipient} {' '.join(rest)}.")
            events.append(_placed(thing.event, lines[-1], start))
            start += len(lines[-1]) + 1
        for _ in range(2):
            lines.append(f"{events[0].actors[0].text} said that {' '.join(self.drawn(14))}.")
            said.append(_quoted(events[0], lines[-1], start))
            start += len(lines[-1]) + 1
        lines += [f"{' '.join(self.drawn(25))}." for _ in range(9)]
        text = "\n".join(lines)
        entities = tuple(party for event in events for party in (*event.actors, *event.recipients))
        return Record(
            report=Report(text=text, title=lines[0][:60], date=day.isoformat()), attributions=tuple(said),
            events=tuple(events), entities=entities, places=(), dates=(), made_by=Maker(reader="benchmark", model="none"),
        )  # fmt: skip

    def copied(self, record: Record) -> Record:
        """The same report with a sentence added."""
        text = f"{record.report.text}\n{' '.join(self.drawn(20))}."
        return replace(record, report=replace(record.report, text=text, date=self.day.isoformat()))

    def go_on(self, day: date, told: list[Event]) -> None:
        """Go on with a day on which these events, among others, were told."""
        self.day = day
        self._things = [[Thing(event, tuple(event.evidence.text.rstrip(".").split()[4:12])) for event in told]]

    def late(self) -> Record:
        """A report of the day that has not ended: it tells of what others tell too, or of what nobody has told yet."""
        known = [thing for pool in self._things for thing in pool]
        things = [
            self.dice.choice(known) if known and self.dice.random() < 0.5 else self._fresh(known) for _ in range(3)
        ]
        self._things[-1] += [thing for thing in things if thing not in known]
        return self.record(list(dict.fromkeys(things)), self.day)

    def _fresh(self, known: list[Thing]) -> Thing:
        """Something of a kind that is not known yet."""
        kinds = {_kind(thing.event) for thing in known}
        event = self.event(self.day)
        while _kind(event) in kinds:
            event = self.event(self.day)
        return Thing(event, tuple(self.drawn(8)))


def hash_of(country: str) -> int:
    """A number for a country: the same word is its capital in every world."""
    return COUNTRIES.index(country) * 7 + 5


def _kind(event: Event) -> tuple[str, str | None, str | None]:
    return event.type, event.actors[0].country, event.recipients[0].country


def _summed(weights: Iterator[float]) -> list[float]:
    total, sums = 0.0, []
    for weight in weights:
        total += weight
        sums.append(total)
    return sums


def _placed(event: Event, sentence: str, start: int) -> Event:
    """An event in the words of a sentence, which names the actor first and the recipient fourth."""
    words = sentence.split()
    at = start + len(" ".join(words[:3])) + 1
    actor, recipient = event.actors[0], event.recipients[0]
    return replace(
        event,
        actors=(replace(actor, start=start, end=start + len(actor.text), name=actor.text),),
        recipients=(replace(recipient, start=at, end=at + len(recipient.text), name=recipient.text),),
        trigger=Span(text=words[1], start=start + len(words[0]) + 1, end=start + len(words[0]) + 1 + len(words[1])),
        evidence=Span(text=sentence, start=start, end=start + len(sentence)),
    )


def _quoted(event: Event, sentence: str, start: int) -> Attribution:
    name, _, content = sentence.partition(" said that ")
    at = start + len(sentence) - len(content)
    return Attribution(
        source=Span(text=name, start=start, end=start + len(name)), cue=None, kind="indirect",
        content=Span(text=content, start=at, end=at + len(content)), speaker=event.actors[0], confidence=0.8,
    )  # fmt: skip
