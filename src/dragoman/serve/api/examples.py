"""Examples in the OpenAPI description: values of the types that they are examples of, on an invented affair."""

from __future__ import annotations

import msgspec

from dragoman import __version__
from dragoman.ledger import KeptReport, ReportVersion
from dragoman.ledger.ask import NamedEntity, OutletLine, Partner, Period, Quote, ReportLine, Series, SourceLine, Tally
from dragoman.serve.api import kinds, problems
from dragoman.types import (
    Account,
    Attribution,
    Change,
    Correction,
    DateMention,
    Decision,
    Difference,
    Entity,
    Event,
    Link,
    Maker,
    Outlet,
    Party,
    Place,
    Record,
    Report,
    Span,
    Step,
    Story,
    StoryChange,
)

TEXT_OF = (
    "Kenya and Somalia held talks in Nairobi on May 6, 2024. "
    '"The border is calm," Anadolu quoted the ministry as saying.'
)
_E, _O, _R, _A, _B = (f"{letter}0a1b2c3d4e5f607" for letter in ("e1", "e2", "r1", "a1", "a2"))
_WATCH = "w0123456789abcdef0123456789abcdef"
_ADDRESS, _FEED = "https://courier.example/talks", "https://courier.example/feed"
_AT = "2024-05-07T08:00:00Z"


def _span(words: str) -> Span:
    start = TEXT_OF.index(words)
    return Span.of(TEXT_OF, start, start + len(words))


def _entity(words: str, name: str, country: str, *sectors: str) -> Entity:
    span = _span(words)
    return Entity(text=words, start=span.start, end=span.end, name=name, country=country, sectors=sectors)


_KENYA, _SOMALIA = _entity("Kenya", "Kenya", "KEN"), _entity("Somalia", "Somalia", "SOM")
_NAIROBI = Place(text="Nairobi", start=_span("Nairobi").start, end=_span("Nairobi").end, name="Nairobi", country="KEN",
                 latitude=-1.28, longitude=36.82, geonameid=184745)  # fmt: skip
_DAY = _span("May 6, 2024")
_EVIDENCE = _span(TEXT_OF.partition(' "')[0])
_CONTENT = _span("The border is calm")
_COURIER = Outlet(name="Khan Uul Courier", country="MNG", ownership="private")
_PARTIES = (Party(name="Kenya", country="KEN"),), (Party(name="Somalia", country="SOM"),)
_EVENT = Event(
    type="CONSULT", mode="meet", contexts=("diplomatic",), quad=1, score=2.5, cameo="046", modality="actual",
    actors=(_KENYA,), recipients=(_SOMALIA,), date="2024-05-06", date_text=_DAY, place=_NAIROBI,
    trigger=_span("held talks"), evidence=_EVIDENCE, according_to=(), confidence=0.87,
)  # fmt: skip
STORY = Story(
    id=_E, type="CONSULT", mode="meet", contexts=("diplomatic",), quad=1, score=2.5, cameo="046", modality="actual",
    actors=_PARTIES[0], recipients=_PARTIES[1], date="2024-05-06", place=_NAIROBI, evidence=_EVIDENCE,
    accounts=(_A, _B),
    history=(Step(modality="actual", at="2024-05-07", accounts=(_A, _B)),), variants=(), reports=2, copies=0, origins=2,
    outlets=2, countries=("MNG",), state_owned=0, first_report="2024-05-07", last_report="2024-05-08",
    corroborated=True, confidence=0.96,
)  # fmt: skip
ACCOUNT = Account(id=_A, report=_R, origin=_R, outlet=_COURIER, published="2024-05-07", seen=_AT, event=_EVENT)
LINK = Link(a=_A, b=_B, score=0.93, reason="Both tell of talks of Kenya and Somalia in Nairobi on 6 May 2024.")
COPY_LINK = Link(a=_R, b="r20a1b2c3d4e5f607", score=0.98, reason="Nearly all of it stands there word for word.")
EVENT_OF = kinds.EventOf(event=_E)
QUOTE = Quote(
    report=_R, source="the ministry", speaker=Party(name="ministry", country="KEN", sectors=("GOV",)), via=("Anadolu",),
    cue="saying", content=_CONTENT.text, kind="direct", start=_CONTENT.start, end=_CONTENT.end, outlet=_COURIER,
    date="2024-05-07", title="Talks in Nairobi", address=_ADDRESS, confidence=0.91,
)  # fmt: skip
ENTITY = NamedEntity(name="Kenya", country="KEN", sectors=(), reports=41, mentions=97)
REPORT = ReportLine(
    id=_R, title="Talks in Nairobi", outlet=_COURIER, agency="Anadolu", published="2024-05-07", address=_ADDRESS,
    origin=_ADDRESS, source=_FEED, language="en", status="read", reason=None, first_seen=_AT, gone=None, versions=1,
    copy_of=None, events=1,
)  # fmt: skip
SOURCE = SourceLine(
    place=_FEED, kind="feed", title="Khan Uul Courier", status="ok", reports=412, last_report=_AT, failures=0,
    last_tried=_AT, last_ok=_AT, last_error=None, next_due="2024-05-07T08:15:00Z", added="2024-01-01T00:00:00Z",
    removed=None,
)  # fmt: skip
KEPT_REPORT = KeptReport(
    id=_R, address=_ADDRESS, origin=_ADDRESS, source=_FEED, outlet=_COURIER, title="Talks in Nairobi", agency="Anadolu",
    published="2024-05-07", language="en", status="read", first_seen=_AT, last_seen=_AT, gone=None, copy_of=None,
    copies=(),
    versions=(ReportVersion(
        n=1, latest=True, seen=_AT, status="read", reason=None, title="Talks in Nairobi", published="2024-05-07",
        language="en", agency="Anadolu", url=_ADDRESS, reader=f"dragoman {__version__}", model="reader 2",
    ),),
)  # fmt: skip
RECORD = Record(
    report=Report(text=TEXT_OF, title="Talks in Nairobi", outlet="Khan Uul Courier", url=_ADDRESS, date="2024-05-07"),
    attributions=(Attribution(
        source=_span("the ministry"), cue=_span("saying"), content=_CONTENT, kind="direct", via=(_span("Anadolu"),),
        speaker=_entity("the ministry", "ministry", "KEN", "GOV"), confidence=0.91,
    ),),
    events=(_EVENT,), entities=(_KENYA, _SOMALIA), places=(_NAIROBI,),
    dates=(DateMention(text=_DAY.text, start=_DAY.start, end=_DAY.end, value="2024-05-06"),),
    made_by=Maker(reader=f"dragoman {__version__}", model="reader 2"),
)  # fmt: skip
_SOME, _NONE = Tally(events=1, quads=(1, 0, 0, 0), score=2.5), Tally(events=0, quads=(0, 0, 0, 0), score=None)
SERIES = Series(
    a="KEN", b="SOM", by="month", periods=(Period(start="2024-05", there=_SOME, back=_NONE, both=_SOME),), standouts=(),
    vague=0, undated=0,
)  # fmt: skip
PARTNER = Partner(party=_PARTIES[1][0], events=12, score=1.4)
OUTLET = OutletLine(outlet=_COURIER, reports=412, copies=97, last_report=_AT)
COUNTS = kinds.Counts(by="country", counts={"KEN": 12, "SOM": 7})
COPIES = kinds.Copies(copies={_FEED: 97})
CHANGE = StoryChange(
    cursor=318, event=_E, at=_AT, what="changed", how=(Difference(what="origins", before="1", after="2"),)
)
CHANGES = kinds.Changes(items=(CHANGE,), next=318)
TEXT = {"text": TEXT_OF, "date": "2024-05-07", "outlet": "Khan Uul Courier"}
NEW_CORRECTION = {"change": {"what": "date", "value": "2024-05-05"}, "why": "The communiqué is of 5 May."}
CORRECTION = Correction(
    id="c10a1b2c3d4e5f607", event=_E, change=Change(what="date", value="2024-05-05"), anchors=(_A, _B), by="Ada",
    at=_AT, why="The communiqué is of 5 May.",
)  # fmt: skip
DECISION = Decision(a=_A, b=_B, same=True, by="Ada", at=_AT, why="One communiqué.")
UNDONE = msgspec.structs.replace(CORRECTION, undone="2024-05-08T09:00:00Z", undone_by="Ben")
NEW_WATCH = {"name": "Talks of Kenya", "query": {"party": ["KEN"], "type": ["CONSULT"]}, "digest": "daily"}
WATCH = kinds.KeptWatch(
    id=_WATCH, name="Talks of Kenya", query={"party": ["KEN"], "type": ["CONSULT"]}, owner="Ada", created=_AT,
    digest="daily", feeds={form: f"http://127.0.0.1:8321/feeds/{_WATCH}.{form}" for form in ("atom", "json")},
)  # fmt: skip
TOLD = kinds.Told(n=7, event=_E, at=_AT, what="new", how=())
INDEX = kinds.Index(
    dragoman=__version__, last_change=318, you=kinds.Who(name="Ada", scopes=("correct", "read")),
    addresses={"events": f"{problems.ROOT}/events"},
)  # fmt: skip
PROBLEM = problems.Problem(
    type=problems.address("bad-question"), title=problems.KINDS["bad-question"].title, status=400,
    detail="'2024-02-31' is no date; write a day as 2024-11-26, a month as 2024-11, or a year.",
    instance=f"{problems.ROOT}/events",
)  # fmt: skip
PROBLEM_KIND = problems.kinds()[0]
