"""A record made by hand of ``examples/report.txt``: what a perfect reader would find in it."""

from __future__ import annotations

from pathlib import Path

from dragoman.types import (
    Attribution,
    DateMention,
    Entity,
    Event,
    Kind,
    Maker,
    Place,
    Record,
    Removed,
    Report,
    Segment,
    Span,
)  # fmt: skip

WHOLE = (Path(__file__).resolve().parents[1] / "examples" / "report.txt").read_text(encoding="utf-8")
TEXT, TRAILER = WHOLE.split("\n\nThe post ")
TUR, MNG = ("TUR", ("GOV",)), ("MNG", ("GOV",))


def span(words: str, nth: int = 0) -> Span:
    """The ``nth`` place where ``words`` stand in the report."""
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Span.of(TEXT, start, start + len(words))


def who(words: str, code: tuple[str | None, tuple[str, ...]], name: str | None = None, nth: int = 0) -> Entity:
    """An entity so worded."""
    at = span(words, nth)
    return Entity(text=at.text, start=at.start, end=at.end, name=name, country=code[0], sectors=code[1])


ARIKAN = who("Levent Arikan", TUR, "Levent Arikan")
DORJ = who("Mongolian Transport Minister Batsaikhan Dorj", MNG, "Batsaikhan Dorj")
UNION = who("The opposition Steppe Union", ("MNG", ("OPP",)), "Steppe Union")
CITY = span("Ulaanbaatar", 1)
PLACE = Place(text="Ulaanbaatar", start=CITY.start, end=CITY.end, name="Ulan Bator", country="MNG", latitude=47.90771,
              longitude=106.88324, geonameid=2028462)  # fmt: skip


def said(source: Span, cue: str, content: str, kind: Kind, speaker: Entity | None, via: tuple[Span, ...] = (),
         insertions: tuple[Span, ...] = (), confidence: float = 0.9) -> Attribution:  # fmt: skip
    """An attribution."""
    return Attribution(source=source, cue=span(cue), content=span(content), kind=kind, via=via, speaker=speaker,
                       insertions=insertions, confidence=confidence)  # fmt: skip


def event(kind: tuple[str, str | None], code: tuple[int, float, str], actors: tuple[Entity, ...],
          recipients: tuple[Entity, ...], trigger: str, evidence: str, date: str | None = None,
          date_text: Span | None = None, place: Place | None = None, contexts: tuple[str, ...] = (),
          according_to: tuple[Span, ...] = (), confidence: float = 0.8) -> Event:  # fmt: skip
    """An event; ``kind`` is type and mode, ``code`` is quad, score and CAMEO."""
    around = span(evidence)
    start = around.start + around.text.index(trigger)
    return Event(type=kind[0], mode=kind[1], contexts=contexts, quad=code[0], score=code[1], cameo=code[2],
                 modality="actual", actors=actors, recipients=recipients, date=date, date_text=date_text, place=place,
                 trigger=Span.of(TEXT, start, start + len(trigger)), evidence=around, according_to=according_to,
                 confidence=confidence)  # fmt: skip


def record() -> Record:
    """The record."""
    agency, wednesday = span("The Anadolu Agency"), span("Wednesday")
    anadolu = span("Anadolu", 1)
    he = who("He", MNG, "Batsaikhan Dorj")
    railway = "Ankara wants to open a freight railway to Mongolia"
    attributions = (
        said(span("Turkish state media"), "say", railway, "indirect", who("Turkish state media", ("TUR", ("JRN",)))),
        said(span("Arikan", 1), "said",
             "“We want the first train to leave before winter, and Türkiye will pay for its share of the track.”",
             "direct", ARIKAN, (agency,), confidence=0.97),
        said(span("Dorj", 1), "asked", "Ankara to train Mongolian railway engineers", "indirect", DORJ, (anadolu,)),
        said(span("He", 0), "added",
             "“We are ready to sign as soon as our neighbours [Russia and China] give their consent.”",
             "direct", he, (anadolu,), (span("[Russia and China]"),), 0.93),
        said(span("The opposition Steppe Union"), "condemned",
             "the talks as “a bargain made behind closed doors”", "mixed", UNION, confidence=0.74),
        said(span("The opposition Steppe Union"), "called on", "the government to publish the draft", "indirect", UNION,
             confidence=0.71),
    )  # fmt: skip
    met = "On Wednesday, Arikan met Mongolian Transport Minister Batsaikhan Dorj in Ulaanbaatar"
    asked = "Dorj asked Ankara to train Mongolian railway engineers"
    arikan = who("Arikan", TUR, "Levent Arikan", 2)
    mongolia = (who("Mongolia", MNG, "Mongolia"),)
    events = (
        event(("AGREE", None), (1, 2.5, "0311"), (who("Ankara", TUR, "Türkiye"),), mongolia,
              "wants to open", railway, "2024-03-14", span("Thursday, March 14"), contexts=("economic",),
              according_to=(span("Turkish state media"),), confidence=0.62),
        event(("CONSULT", "visit"), (1, 4.0, "042"), (arikan,), (DORJ,), "met", met, "2024-03-13", wednesday, PLACE,
              ("diplomatic",), confidence=0.94),
        event(("AID", None), (2, 10.0, "073"), (arikan,), (who("herders", ("MNG", ("AGR",))),), "handed over",
              "handed over two mobile hospitals for herders cut off by snow", "2024-03-13", wednesday, PLACE,
              ("human_security", "health"), confidence=0.83),
        event(("REQUEST", "assist"), (3, 0.5, "101"), (who("Dorj", MNG, "Batsaikhan Dorj", 1),),
              (who("Ankara", TUR, "Türkiye", 1),), "asked", asked, None, None, None, ("economic",), (anadolu,), 0.88),
        event(("AGREE", None), (1, 2.5, "030"), (he,), (who("Ankara", TUR, "Türkiye", 1),), "ready to sign",
              "“We are ready to sign as soon as our neighbours [Russia and China] give their consent.”",
              according_to=(anadolu, span("He")), confidence=0.55),
        event(("ACCUSE", "disapprove"), (3, -2.0, "111"), (UNION,), (who("the government", MNG, "Mongolia"),),
              "condemned", "The opposition Steppe Union condemned the talks as “a bargain made behind closed doors”",
              contexts=("political_institutions",), confidence=0.79),
        event(("REQUEST", "change"), (3, -1.0, "1042"), (UNION,), (who("the government", MNG, "Mongolia"),),
              "called on", "called on the government to publish the draft", contexts=("executive",), confidence=0.72),
    )  # fmt: skip
    thursday = span("Thursday, March 14")
    return Record(
        report=Report(
            text=TEXT, title="Ankara wants a freight railway to Mongolia, says deputy minister",
            outlet="Khan Uul Courier", removed=(Removed(what="trailer", text="The post " + TRAILER.strip()),),
            segments=(Segment(start=0, end=len(TEXT), source_start=0, source_end=len(TEXT)),),
        ),
        attributions=attributions,
        events=events,
        entities=tuple(sorted({ARIKAN, DORJ, UNION, he, arikan, *mongolia}, key=lambda e: e.start)),
        places=(PLACE,),
        dates=(
            DateMention(text=thursday.text, start=thursday.start, end=thursday.end, value="2024-03-14"),
            DateMention(text="Wednesday", start=wednesday.start, end=wednesday.end, value="2024-03-13"),
        ),
        made_by=Maker(reader="dragoman 0.1.0", model="by hand"),
    )  # fmt: skip
