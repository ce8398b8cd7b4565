"""What is asked of a ledger is answered: filters, orders, pages, and what each kind of answer holds."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from dragoman.errors import BadQuestion, LedgerError
from dragoman.ledger import Added, Ledger
from dragoman.ledger.ask import Page, Results
from dragoman.types import Outlet, Party, Story
from tests.ledger import asked
from tests.ledger.samples import tell

Filled = tuple[Ledger, dict[str, Added]]


@pytest.fixture
def filled(ledger: Ledger) -> Filled:
    return ledger, asked.fill(ledger)


EVENTS: list[tuple[dict[str, Any], str]] = [
    ({}, "ASSAULT ACCUSE CONSULT"),
    ({"actor": "KEN"}, "CONSULT"),
    ({"actor": "Kenya"}, "CONSULT"),
    ({"actor": "ken"}, "CONSULT"),
    ({"actor": ["KEN", "ETH"]}, "ACCUSE CONSULT"),
    ({"recipient": "KEN"}, "ACCUSE"),
    ({"actor": "KEN", "recipient": "SOM"}, "CONSULT"),
    ({"actor": "KEN", "recipient": "ETH"}, ""),
    ({"actor": "KEN:GOV", "recipient": "SOM:GOV"}, "CONSULT"),
    ({"actor": "KEN:MIL"}, ""),
    ({"actor": "KEN:MIL", "recipient": "SOM"}, ""),
    ({"recipient": ":GOV", "type": "ACCUSE"}, "ACCUSE"),
    ({"actor": "GOV"}, "ASSAULT ACCUSE CONSULT"),
    ({"actor": "Nobody at All"}, ""),
    ({"type": "consult,accuse"}, "ACCUSE CONSULT"),
    ({"type": ["CONSULT", "AID"]}, "CONSULT"),
    ({"party": "KEN"}, "ACCUSE CONSULT"),
    ({"party": "ETH", "actor": "SOM"}, "ASSAULT"),
    ({"party": ["SOM", "FRA"]}, "ASSAULT CONSULT"),
    ({"mode": "visit"}, ""),
    ({"quad": 1}, "ASSAULT ACCUSE CONSULT"),
    ({"quad": [2, 3]}, ""),
    ({"quad": "material-conflict"}, ""),
    ({"modality": "actual"}, "ACCUSE CONSULT"),
    ({"modality": ("future", "negated")}, "ASSAULT"),
    ({"since": "2024-06"}, "ASSAULT ACCUSE"),
    ({"since": "2024-06-11"}, "ASSAULT"),
    ({"until": "2024-06"}, "ACCUSE CONSULT"),
    ({"since": "2024-05-06", "until": "2024-05-06"}, "CONSULT"),
    ({"since": "2024", "until": "2024"}, "ASSAULT ACCUSE CONSULT"),
    ({"place": "KEN"}, "ASSAULT ACCUSE CONSULT"),
    ({"place": "nairobi", "type": "CONSULT"}, "CONSULT"),
    ({"place": "Mogadishu"}, ""),
    ({"corroborated": True}, "CONSULT"),
    ({"corroborated": False}, "ASSAULT ACCUSE"),
    ({"min_confidence": 0.9}, ""),
    ({"min_confidence": 0.8}, "ASSAULT ACCUSE CONSULT"),
    ({"outlet": "xinhua"}, "CONSULT"),
    ({"outlet": ["Xinhua News Agency", "Khan Uul Courier"]}, "ASSAULT ACCUSE CONSULT"),
    ({"outlet": "Nobody"}, ""),
    ({"text": "talks"}, "CONSULT"),
    ({"text": "talks or shelled", "modality": "future"}, "ASSAULT"),
    ({"text": "talks", "sort": "relevance", "actor": "KEN"}, "CONSULT"),
    ({"sort": "oldest"}, "CONSULT ACCUSE ASSAULT"),
    ({"sort": "reports", "limit": 1}, "CONSULT"),
]


@pytest.mark.parametrize(("filters", "types"), EVENTS, ids=lambda value: str(value))
def test_filters_of_events(filled: Filled, filters: dict[str, Any], types: str) -> None:
    found = filled[0].events(**filters)
    assert [story.type for story in found] == types.split()
    assert found.count() == len(found) == len(types.split())
    assert bool(found) == bool(types)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"actor": "XQZ"}, "XQZ is no code of a country"),
    ({"actor": "RUS:ABC"}, "ABC in RUS:ABC is no sector; choose of COP, GOV"),
    ({"actor": ""}, "Nobody is named"),
    ({"type": "TALK"}, "'TALK' is no type; choose of AGREE"),
    ({"type": "AID", "mode": "visit"}, "AID has no modes"),
    ({"type": "CONSULT", "mode": "riot"}, "'riot' is no mode of CONSULT; choose of visit"),
    ({"quad": 5}, "'5' is no quad"),
    ({"modality": "done"}, "'done' is no modality; choose of actual"),
    ({"since": "2024-13-01"}, "'2024-13-01' is no date; write a day as 2024-11-26"),
    ({"until": "yesterday"}, "'yesterday' is no date"),
    ({"since": "2024-06", "until": "2024-05"}, "since comes before until"),
    ({"place": "XQZ"}, "XQZ is no code of a country"),
    ({"place": " "}, "No place is named"),
    ({"min_confidence": 60}, "60 is no probability"),
    ({"text": "-"}, "no word to look for"),
    ({"sort": "best"}, "'best' is no order of events; choose of newest"),
    ({"sort": "relevance"}, "searched for a text"),
    ({"limit": -1}, "-1 is no limit"),
    ({"after": "xyz"}, "no place to go on from"),
]


@pytest.mark.parametrize(("filters", "told"), WRONG, ids=lambda value: str(value))
def test_what_cannot_be_asked_is_told_at_once(filled: Filled, filters: dict[str, Any], told: str) -> None:
    with pytest.raises(LedgerError, match=told):
        filled[0].events(**filters)


def test_an_empty_ledger_answers_with_nothing(ledger: Ledger) -> None:
    for results in (ledger.events(), ledger.quotes(), ledger.entities(), ledger.reports(), ledger.sources()):
        assert list(results) == []
        assert results.first() is None
        assert results.page() == Page((), None)
        assert len(results) == 0
    assert ledger.pairs("KEN", "SOM").periods == ()


def test_an_event_with_two_parties_of_a_country_is_there_once(ledger: Ledger) -> None:
    text = "Kenya held talks with Somalia in Nairobi on 2024-05-06."
    kenya, somalia = asked.party(text, "Kenya", "KEN", sectors=("GOV",)), asked.party(text, "Somalia", "SOM")
    nairobi = asked.party(text, "Nairobi", "KEN", sectors=("MIL",))
    asked.told(ledger, "two", text, actors=(kenya, nairobi), recipients=(somalia, nairobi))
    for filters in ({"actor": "KEN"}, {"recipient": "KEN"}, {"actor": "KEN", "recipient": "KEN"},
                    {"actor": "KEN:MIL"}, {"actor": ["KEN", "SOM"]}):  # fmt: skip
        assert ledger.events(**filters).count() == 1, filters  # type: ignore[arg-type]


def test_an_event_is_found_on_any_day_that_its_date_spans(ledger: Ledger) -> None:
    asked.told(ledger, "month", tell(), date="2024-05")
    asked.told(ledger, "week", tell("AID"), date="2024-W01")
    asked.told(ledger, "year", tell("ACCUSE"), date="2023")
    found = {
        day: {s.type for s in ledger.events(since=day, until=day, actor=actor)}
        for day in ("2024-05-31", "2024-06-01", "2024-01-07", "2023-07-01")
        for actor in ("KEN", None)
    }
    assert found == {"2024-05-31": {"CONSULT"}, "2024-06-01": set(), "2024-01-07": {"AID"}, "2023-07-01": {"ACCUSE"}}


def test_a_name_finds_those_who_bear_it(ledger: Ledger) -> None:
    text = "Kenya held talks with Somalia in Nairobi on 2024-05-06."
    kamau = asked.party(text, "Kenya", "KEN", name="Wanjiru Kamau", sectors=("GOV",))
    asked.told(ledger, "kamau", text, actors=(kamau,))
    for name in ("Kamau", "wanjiru kamau", "Wanjiru", "Kamau:GOV"):
        assert ledger.events(actor=name).count() == 1, name
        assert ledger.entities(who=name).count() == 1, name
    for name in ("Kama", "Kamau Wanjiru", "Kamau:MIL", "%"):
        assert ledger.events(actor=name).count() == 0, name


@pytest.mark.parametrize("sort", ["newest", "oldest", "confidence", "reports", "origins", "updated", "relevance"])
@pytest.mark.parametrize("size", [1, 2, 7])
def test_pages_go_through_all_once(ledger: Ledger, sort: str, size: int) -> None:
    for n in range(5):
        asked.told(ledger, f"a{n}", tell("AID", day=f"2024-0{n + 1}-02"), confidence=0.5 + n / 10)
        asked.told(ledger, f"b{n}", tell("ACCUSE", day=f"2024-0{n + 1}-02"))
    asking = {"sort": sort, "text": "sent or accused"}
    whole = [story.id for story in ledger.events(**asking)]  # type: ignore[arg-type]
    assert len(set(whole)) == 10
    pages: list[str] = []
    after: str | None = None
    while True:
        page = ledger.events(**asking).page(size, after)  # type: ignore[arg-type]
        assert len(page.items) <= size
        pages += [story.id for story in page.items]
        if page.after:
            rest = ledger.events(**asking, after=page.after)  # type: ignore[arg-type]
            assert [story.id for story in rest] == whole[len(pages) :]
            assert rest.count() == len(whole) - len(pages)
        after = page.after
        if after is None:
            break
    assert pages == whole


def test_a_place_to_go_on_from_belongs_to_an_order(filled: Filled) -> None:
    page = filled[0].events().page(1)
    with pytest.raises(BadQuestion, match="asked in the same order"):
        filled[0].events(sort="oldest", after=page.after)
    with pytest.raises(BadQuestion, match="no size of a page"):
        filled[0].events().page(0)


def test_orders(ledger: Ledger) -> None:
    for n in range(4):
        asked.told(ledger, f"a{n}", tell("AID", day=f"2024-0{n + 1}-02"), confidence=[0.5, 0.9, 0.7, 0.6][n])
    days = [story.date or "" for story in ledger.events()]
    assert days == sorted(days, reverse=True)
    assert [s.confidence for s in ledger.events(sort="confidence")] == [0.9, 0.7, 0.6, 0.5]


def test_going_through_sees_one_state(ledger: Ledger) -> None:
    asked.fill(ledger)
    answer = ledger.events()
    stories = iter(answer)
    next(stories)
    asked.told(ledger, "late", tell("AID", day="2024-05-02"))
    assert len([*stories]) == 2
    assert answer.count() == 4


def test_quotes(filled: Filled) -> None:
    ledger, added = filled
    quote = ledger.quotes(originals=True).first()
    assert quote is not None
    assert quote.speaker == Party(name="Wanjiru Kamau", country="KEN")
    assert (quote.source, quote.content, quote.kind, quote.date) == (
        "Kamau", "The camels are thirsty.", "direct", "2024-05-07",
    )  # fmt: skip
    assert quote.report == added["talks"].report
    assert quote.outlet == Outlet(name="Khan Uul Courier")
    record = ledger.record(quote.report)
    assert record is not None
    assert record.report.text[quote.start : quote.end] == quote.content


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({}, 2),
        ({"originals": True}, 1),
        ({"speaker": "Kamau"}, 2),
        ({"speaker": "KEN"}, 2),
        ({"speaker": "KEN:GOV"}, 0),
        ({"speaker": ["SOM", "Wanjiru Kamau"]}, 2),
        ({"text": "thirsty camel"}, 2),
        ({"text": "goats"}, 0),
        ({"text": "camels", "sort": "relevance"}, 2),
        ({"kind": "direct"}, 2),
        ({"kind": "indirect,mixed"}, 0),
        ({"via": "TASS"}, 0),
        ({"outlet": "Xinhua"}, 1),
        ({"since": "2024-05-08"}, 1),
        ({"until": "2024-05-07"}, 1),
        ({"min_confidence": 1.0, "sort": "confidence"}, 2),
    ],
)
def test_filters_of_quotes(filled: Filled, filters: dict[str, Any], count: int) -> None:
    found = filled[0].quotes(**filters)
    assert len([*found]) == found.count() == count


def test_entities_are_counted_by_report(filled: Filled) -> None:
    ledger = filled[0]
    found = {entity.name: (entity.reports, entity.mentions) for entity in ledger.entities()}
    assert found == {"Kenya": (4, 4), "Somalia": (4, 4), "Ethiopia": (2, 2)}
    assert [e.name for e in ledger.entities(who="ETH")] == ["Ethiopia"]
    assert [e.name for e in ledger.entities(sort="name")] == ["Ethiopia", "Kenya", "Somalia"]
    assert {e.name: e.reports for e in ledger.entities(since="2024-06")} == {"Kenya": 1, "Ethiopia": 2, "Somalia": 1}
    assert {e.name: e.reports for e in ledger.entities(outlet="Xinhua")} == {"Kenya": 1, "Somalia": 1}
    first = ledger.entities().page(2)
    assert [e.name for e in ledger.entities(after=first.after)] == ["Ethiopia"]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({}, "pay attack accused other copy talks"),
        ({"sort": "oldest"}, "talks copy other accused attack pay"),
        ({"originals": True}, "pay attack accused other talks"),
        ({"status": "unreadable"}, "pay"),
        ({"outlet": "Ulaan Herald"}, "other"),
        ({"mentions": "Ethiopia"}, "attack accused"),
        ({"mentions": "ETH:GOV", "until": "2024-06-11"}, "accused"),
        ({"since": "2024-07-02"}, "pay"),
        ({"text": '"border post" quiet', "sort": "relevance", "limit": 1}, "talks"),
        ({"text": "rain"}, "other"),
        ({"source": asked.FEED, "limit": 2}, "pay attack"),
        ({"source": "https://other.example"}, ""),
    ],
)
def test_filters_of_reports(filled: Filled, filters: dict[str, Any], names: str) -> None:
    ledger, added = filled
    name_of = {one.report: name for name, one in added.items()}
    found = ledger.reports(**filters)
    assert [name_of[report.id] for report in found] == names.split()


def test_reports(filled: Filled) -> None:
    ledger, added = filled
    copies = [*ledger.reports(copy_of=added["talks"].report)]
    assert [report.id for report in copies] == [added["copy"].report]
    assert copies[0].copy_of == added["talks"].report
    assert (copies[0].events, copies[0].published, copies[0].versions) == (1, "2024-05-08", 1)
    assert copies[0].outlet is not None and copies[0].outlet.ownership == "state"
    unread = ledger.reports(status="unreadable").first()
    assert unread is not None and unread.reason == "There is no text."


def test_sources(filled: Filled) -> None:
    ledger = filled[0]
    courier, dead = ledger.sources()
    assert (courier.place, courier.reports, courier.last_report) == (asked.FEED, 6, "2024-07-02T08:00:00Z")
    assert (dead.status, dead.failures, dead.last_error, dead.reports) == ("dead", 9, "404", 0)
    assert [s.place for s in ledger.sources(status="dead,failing")] == [dead.place]
    assert [s.place for s in ledger.sources(words="COURIER")] == [asked.FEED]
    assert [s.place for s in ledger.sources(sort="failures", limit=1)] == [dead.place]
    ledger.remove_source(dead.place)
    assert ledger.sources().count() == 1
    assert ledger.sources(removed=True).count() == 2
    with pytest.raises(BadQuestion, match="'lost' is no status; choose of new, ok"):
        ledger.sources(status="lost")


def test_an_account_leads_to_its_event(filled: Filled) -> None:
    ledger = filled[0]
    story = ledger.events(type="ACCUSE").first()
    assert story is not None
    assert ledger.event_of(story.accounts[0]) == story.id
    with pytest.raises(LedgerError, match="no account a0 in this ledger"):
        ledger.event_of("a0")


def test_nothing_is_asked_before_it_is_looked_at(filled: Filled) -> None:
    def refuse() -> Any:
        raise AssertionError("asked too early")

    question = filled[0].events(actor="KEN")._question
    lazy: Results[Story] = Results(refuse, question, limit=None)
    with pytest.raises(AssertionError, match="asked too early"):
        lazy.first()


def test_newest_first_is_by_day(filled: Filled) -> None:
    days = [story.date or "" for story in filled[0].events(actor=["KEN", "ETH", "SOM"])]
    assert all(one >= other for one, other in pairwise(days))
