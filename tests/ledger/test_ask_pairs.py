"""The series of two parties."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from dragoman.errors import BadQuestion, LedgerError
from dragoman.ledger import Ledger
from dragoman.ledger.ask import Tally, pairs
from tests.ledger import asked
from tests.ledger.samples import arrival, record, tell

NONE = Tally(events=0, quads=(0, 0, 0, 0), score=None)


def tally(events: int, score: float, quad: int = 1) -> Tally:
    """All events of one quad."""
    return Tally(events=events, quads=tuple(events if n == quad else 0 for n in (1, 2, 3, 4)), score=score)  # type: ignore[arg-type]


def test_periods_have_no_gaps_and_both_ways(ledger: Ledger) -> None:
    asked.told(ledger, "one", tell("CONSULT", "KEN", "SOM", "2024-05-06"), score=4.0)
    asked.told(ledger, "two", tell("ACCUSE", "SOM", "KEN", "2024-05-20"), score=-2.0, quad=3)
    asked.told(ledger, "three", tell("AID", "KEN", "SOM", "2024-07-01"), score=7.0)
    asked.told(ledger, "else", tell("AID", "KEN", "ETH", "2024-06-01"))
    found = ledger.pairs("KEN", "Somalia")
    assert (found.a, found.b, found.by, found.vague) == ("KEN", "Somalia", "month", 0)
    assert [period.start for period in found.periods] == ["2024-05", "2024-06", "2024-07"]
    may, june, july = found.periods
    assert (may.there, may.back) == (tally(1, 4.0), tally(1, -2.0, quad=3))
    assert may.both == Tally(events=2, quads=(1, 0, 1, 0), score=1.0)
    assert june.there == june.back == june.both == NONE
    assert (july.there, july.back, july.both) == (tally(1, 7.0), NONE, tally(1, 7.0))
    turned = ledger.pairs("SOM", "KEN").periods
    assert [(p.there, p.back, p.both) for p in turned] == [(p.back, p.there, p.both) for p in found.periods]


def test_units_and_ends(ledger: Ledger) -> None:
    asked.told(ledger, "one", tell("CONSULT", "KEN", "SOM", "2024-12-31"))
    weeks = ledger.pairs("KEN", "SOM", by="week", since="2024-12-20", until="2025-01-10")
    assert [p.start for p in weeks.periods] == ["2024-W51", "2024-W52", "2025-W01", "2025-W02"]
    assert [p.both.events for p in weeks.periods] == [0, 0, 1, 0]
    days = ledger.pairs("KEN", "SOM", by="day", since="2024-12-30", until="2025-01-01")
    assert [(p.start, p.there.events) for p in days.periods] == [
        ("2024-12-30", 0), ("2024-12-31", 1), ("2025-01-01", 0),
    ]  # fmt: skip
    assert [p.start for p in ledger.pairs("KEN", "SOM", since="2025").periods] == []
    with pytest.raises(BadQuestion, match="more than 20,000 days; give a later"):
        ledger.pairs("KEN", "SOM", by="day", since="1066")


def test_what_each_does_in_one_event_is_one_event(ledger: Ledger) -> None:
    text = tell("CONSULT", "KEN", "SOM", "2024-05-06")
    both = (asked.party(text, "Kenya", "KEN"), asked.party(text, "Somalia", "SOM"))
    asked.told(ledger, "one", text, actors=both, recipients=both)
    (period,) = ledger.pairs("KEN", "SOM").periods
    assert [side.events for side in (period.there, period.back, period.both)] == [1, 1, 1]
    (period,) = ledger.pairs("KEN", "KEN").periods
    assert [side.events for side in (period.there, period.back, period.both)] == [1, 1, 1]


def test_where_all_act_on_each_other_it_counts_both_ways(ledger: Ledger) -> None:
    text = tell("CONSULT", "KEN", "SOM", "2024-05-06")
    three = (asked.party(text, "Kenya", "KEN", sectors=("GOV",)), asked.party(text, "Somalia", "SOM", sectors=("REB",)),
             asked.party(text, "Nairobi", "ETH"))  # fmt: skip
    asked.told(ledger, "talks", text, actors=three, recipients=())
    for a, b in (("KEN", "SOM"), ("SOM", "ETH"), ("KEN:GOV", "SOM:REB"), ("Kenya", "ETH"), ("GOV", "REB")):
        (period,) = ledger.pairs(a, b).periods
        assert [side.events for side in (period.there, period.back, period.both)] == [1, 1, 1], (a, b)
        assert ledger.events(actor=a, recipient=b).count() == ledger.events(actor=b, recipient=a).count() == 1, (a, b)
        assert ledger.events(recipient=a).count() == 1
    # nobody acts on himself
    for a, b in (("KEN", "KEN"), ("KEN:GOV", "KEN"), ("Kenya", "GOV"), ("KEN:REB", "SOM"), ("GOV", "GOV")):
        assert ledger.pairs(a, b).periods == () and ledger.events(actor=a, recipient=b).count() == 0, (a, b)
    # an accusation of two is not one of each other
    accused = tell("ACCUSE", "KEN", "SOM", "2024-06-06")
    asked.told(ledger, "accused", accused, actors=three[:2], recipients=())
    assert [p.both.events for p in ledger.pairs("KEN", "SOM").periods] == [1]


def test_two_of_one_country_act_on_each_other(ledger: Ledger) -> None:
    text = tell("ASSAULT", "SOM", "KEN", "2024-05-06")
    army = asked.party(text, "Somalia", "SOM", name="Somali National Army", sectors=("MIL",))
    rebels = asked.party(text, "Kenya", "SOM", name="Al-Shabaab", sectors=("REB",))
    asked.told(ledger, "battle", text, actors=(army, rebels), recipients=())
    for a, b in (("SOM", "SOM"), ("SOM:MIL", "SOM:REB"), ("SOM:MIL", "SOM")):
        assert [p.both.events for p in ledger.pairs(a, b).periods] == [1], (a, b)
    for a, b in (("SOM:MIL", "SOM:MIL"), ("SOM:MIL:REB", "SOM")):
        assert ledger.pairs(a, b).periods == (), (a, b)


def test_an_event_without_a_date_is_on_the_day_of_publication_or_in_no_period(ledger: Ledger) -> None:
    for name, day in (("published", "2024-03-20"), ("unpublished", None)):
        made = record(text := f"{name}.\n" + tell("AID", "KEN", "SOM"), date=day)
        made = replace(made, events=(replace(made.events[0], date=None, type="AID" if day else "ACCUSE"),))
        ledger.add(arrival(text, asked.address(name)), made, now="2026-11-23T08:00:00Z")
    for a, b in (("KEN", "SOM"), ("KEN:GOV", "SOM"), ("Kenya", "Somalia"), ("GOV", "SOM")):
        found = ledger.pairs(a, b)
        assert [(p.start, p.both.events) for p in found.periods] == [("2024-03", 1)], (a, b)
        assert (found.undated, found.vague) == (1, 0)
        assert ledger.pairs(a, b, since="2025").undated == 1
    assert [(s.type, s.date) for s in ledger.events(actor="KEN")] == [("ACCUSE", None), ("AID", None)]
    only = ledger.pairs("KEN", "SOM", modality="actual", min_confidence=0.8, until="2024-01")
    assert (only.periods, only.undated) == ((), 1)


def test_a_vague_date_is_in_no_narrower_period(ledger: Ledger) -> None:
    for n, day in enumerate(("2024", "2024-01", "2024-W01", "2024-01-01")):
        asked.told(ledger, f"n{n}", f"Number {n}. " * 5 + "\n" + tell("AID", day="2024-01-01"), date=day,
                   mode=None, actors=(asked.party("Kenya", "Kenya", "KEN"),),
                   recipients=(asked.party("Somalia", "Somalia", "SOM"),),
                   type=["AID", "ACCUSE", "REQUEST", "REJECT"][n])  # fmt: skip
    for by, (vague, first) in {"month": (1, 3), "week": (2, 2), "day": (3, 1)}.items():
        found = ledger.pairs("KEN", "SOM", by=by)
        assert (found.vague, found.periods[0].both.events) == (vague, first), by


def test_what_is_planned_counts_when_asked_for(ledger: Ledger) -> None:
    asked.told(ledger, "one", tell("CONSULT", "KEN", "SOM", "2024-05-06"), modality="future")
    assert ledger.pairs("KEN", "SOM").periods == ()
    assert len(ledger.pairs("KEN", "SOM", modality="future").periods) == 1
    assert ledger.pairs("KEN", "SOM", modality="future", min_confidence=0.9).periods == ()


def test_parties_may_be_sectors_and_names(ledger: Ledger) -> None:
    asked.told(ledger, "one", tell("CONSULT", "KEN", "SOM", "2024-05-06"))
    text = tell("AID", "KEN", "SOM", "2024-05-20")
    asked.told(ledger, "two", text, actors=(asked.party(text, "Kenya", "KEN", sectors=("MED",)),))
    counts = {
        (a, b): [p.both.events for p in ledger.pairs(a, b).periods]
        for a, b in (("KEN:GOV", "SOM"), ("KEN:MED", "SOM:GOV"), ("kenya", "Somalia"), ("KEN:REB", "SOM"))
    }
    assert counts == {
        ("KEN:GOV", "SOM"): [1],
        ("KEN:MED", "SOM:GOV"): [1],
        ("kenya", "Somalia"): [2],
        ("KEN:REB", "SOM"): [],
    }
    asked.told(ledger, "three", text := tell("ACCUSE", "KEN", "SOM", "2024-05-20"),
               actors=(asked.party(text, "Kenya", None, name="Wanjiru Kamau"),))  # fmt: skip
    assert [p.there.events for p in ledger.pairs("Kamau", "SOM").periods] == [1]


def test_days_that_stand_out_come_with_their_events(ledger: Ledger) -> None:
    begin = date(2024, 1, 10)
    asked.told(ledger, "first", tell("AID", "KEN", "SOM", begin.isoformat()), quad=2)
    day = (begin + timedelta(days=80)).isoformat()
    for n, type in enumerate(("ACCUSE", "THREATEN", "PROTEST", "ASSAULT", "COERCE")):
        asked.told(ledger, type, f"{n} " * 9 + "\n" + tell("ASSAULT", "SOM", "KEN", day), type=type, quad=4)
    found = ledger.pairs("KEN", "SOM")
    (standout,) = found.standouts
    assert (standout.day, standout.what, standout.count, standout.usual) == (day, "events", 5, 0.0)
    assert standout.z == 3.7
    assert {story.type for story in standout.events} == {"ACCUSE", "THREATEN", "PROTEST", "ASSAULT", "COERCE"}
    assert ledger.pairs("KEN", "SOM", standouts=0).standouts == ()
    assert ledger.pairs("KEN", "SOM", until="2024-02").standouts == ()
    # the past is the same, whatever is shown
    assert ledger.pairs("KEN", "SOM", since=day).standouts == found.standouts


def test_wrong_questions(ledger: Ledger) -> None:
    for asking, told in (({"by": "year"}, "'year' is no period; choose of month"), ({"a": "XQZ"}, "XQZ is no code")):
        with pytest.raises(LedgerError, match=told):
            ledger.pairs(**{"a": "KEN", "b": "SOM", **asking})  # type: ignore[arg-type]


def test_units_are_those_of_the_calendar() -> None:
    assert pairs.UNITS == ("month", "week", "day")
