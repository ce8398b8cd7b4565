"""Events stand once, keep their ids, and come out the same in whatever order the reports arrive."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest

from dragoman.errors import LedgerError
from dragoman.ledger import Ledger, upkeep
from tests.ledger.samples import arrival, record, tell


def add(ledger: Ledger, text: str, name: str, **about: str) -> tuple[str, ...]:
    """Add a report; the events that changed."""
    outlet = about.pop("outlet", None)
    address = f"https://{name}.example/a"
    return ledger.add(arrival(text, address, outlet=outlet), record(text, **about)).stories  # type: ignore[arg-type]


def partition(ledger: Ledger) -> dict[tuple[str, ...], int]:
    """The accounts of each event, and by how many origins it is told."""
    with ledger.reading() as connection:
        ids = connection.exec_driver_sql("SELECT id FROM story").scalars().all()
    return {told.accounts: told.origins for told in map(ledger.story, ids)}


def test_an_event_stands_once_however_many_tell_it(ledger: Ledger) -> None:
    (first,) = add(ledger, "One.\n" + tell(day="2024-05-06"), "one", outlet="TASS")
    (second,) = add(ledger, "Two.\n" + tell(day="2024-05-07"), "two", outlet="BBC News")
    assert first == second
    told = ledger.story(first)
    assert (told.reports, told.origins, told.copies, told.corroborated, told.state_owned) == (2, 2, 0, True, 1)
    assert [a.event.date for a in sorted(ledger.accounts(first), key=lambda a: a.event.date or "")] == [
        "2024-05-06",
        "2024-05-07",
    ]
    (link,) = ledger.why(first)
    assert link.reason == "same parties, same month"
    add(ledger, "Three.\n" + tell(day="2024-07-06"), "three")
    assert len(partition(ledger)) == 2


def test_copies_are_one_voice(ledger: Ledger) -> None:
    wire = "The same words.\n" + tell()
    (story,) = add(ledger, wire, "b", date="2024-05-08")
    copy = ledger.add(arrival(wire + "\nMore.", "https://a.example/a"), record(wire + "\nMore.", date="2024-05-07"))
    told = ledger.story(story)
    assert (told.reports, told.copies, told.origins, told.corroborated) == (2, 1, 1, False)
    # the earlier one is the origin, though it came in later
    origin = ledger.report(copy.report)
    assert (origin.copy_of, len(origin.copies)) == (None, 1)
    assert ledger.report(origin.copies[0]).copy_of == copy.report
    assert [link.reason for link in ledger.copies(copy.report)] == ["begins alike"]
    assert {a.origin for a in ledger.accounts(story)} == {copy.report}
    # it is rewritten, and is no copy any more
    add(ledger, "Other words.\n" + tell(), "a", date="2024-05-07")
    assert ledger.story(story).origins == 2
    assert ledger.report(copy.report).copies == () and ledger.copies(copy.report) == ()


REPORTS = [
    ("a", "Wire.\n" + tell(day="2024-05-06") + "\n" + tell("ACCUSE", "ETH", "SOM")),
    ("b", "Wire.\n" + tell(day="2024-05-06")),
    ("c", "Own.\n" + tell(day="2024-05-09") + "\n" + tell("ACCUSE", "ETH", "SOM", "2024-05-30")),
    ("d", "Else.\n" + tell("AID", "UGA", "ETH")),
]


def test_the_order_of_arrival_does_not_matter(empty: Path, plain: None, tmp_path: Path) -> None:
    found = []
    for n, order in enumerate(itertools.permutations(REPORTS)):
        path = tmp_path / f"{n}.db"
        shutil.copy(empty, path)
        with Ledger(path) as ledger:
            for name, text in order:
                add(ledger, text, name)
            found.append(partition(ledger))
            assert list(upkeep.check(ledger.database)) == []
    assert found[0] == found[-1] and all(other == found[0] for other in found)
    assert sorted(map(len, found[0])) == [1, 2, 3]


def test_a_newer_model_keeps_the_events_that_are_the_same(ledger: Ledger) -> None:
    text = "One.\n" + tell() + "\n" + tell("ACCUSE", "ETH", "SOM")
    before = ledger.add(arrival(text, "https://a.example/a"), record(text))
    read = record(text, model="second")
    again = ledger.add(arrival(text, "https://a.example/a"), read)
    assert (again.outcome, again.version, set(again.stories)) == ("reread", 1, set(before.stories))
    assert ledger.record(before.report) == read


def test_events_that_are_joined_leave_their_id_behind(ledger: Ledger) -> None:
    (may,) = add(ledger, "One.\n" + tell(day="2024-05-06"), "one")
    (june,) = add(ledger, "Two.\n" + tell(day="2024-06-06"), "two")
    (joined,) = ledger.decide(may, june, same=True, by="an analyst", why="the dates are one day told in two calendars")
    assert joined in (may, june)
    assert ledger.story(may) == ledger.story(june) and ledger.story(may).reports == 2
    (decision,) = ledger.decisions()
    assert (decision.by, decision.same) == ("an analyst", True)
    assert ledger.decisions([decision.b]) == (decision,) and ledger.decisions(["a0"]) == ()
    # undone: two events again, under the ids they had
    assert set(ledger.undo(decision.a, decision.b, by="another")) == {may, june}
    assert (ledger.story(may).date, ledger.story(june).date) == ("2024-05-06", "2024-06-06")
    assert ledger.decisions() == ()
    with pytest.raises(LedgerError, match="in force"):
        ledger.undo(decision.a, decision.b, by="another")


def test_a_decision_outlives_a_new_reading(ledger: Ledger) -> None:
    add(ledger, "One.\n" + tell(), "one")
    (story,) = add(ledger, "Two.\n" + tell(), "two")
    a, b = ledger.story(story).accounts
    parted = ledger.decide(b, a, same=False, by="an analyst")
    assert len(parted) == 2 and story in parted
    add(ledger, "Two.\n" + tell(), "two", model="second")
    # even a reading that misses the event does not make it forgotten
    add(ledger, "Two.\n" + tell(), "two", model="third")
    ledger.add(arrival("Two.\n" + tell(), "https://two.example/a"), record("Two.", model="blind"))
    add(ledger, "Two.\n" + tell(), "two", model="fourth")
    assert sorted(partition(ledger)) == [(a,), (b,)]
    # a later decision takes the place of the first
    ledger.decide(a, b, same=True, by="a chief")
    assert [d.same for d in ledger.decisions()] == [True]
    assert list(partition(ledger)) == [(a, b)]
    with pytest.raises(LedgerError, match="one account"):
        ledger.decide(a, a, same=True, by="nobody")
    with pytest.raises(LedgerError, match="There is no account or event"):
        ledger.decide(a, "a0", same=True, by="nobody")


def test_an_event_that_nobody_tells_any_more_goes(ledger: Ledger) -> None:
    (story,) = add(ledger, "One.\n" + tell(), "one")
    add(ledger, "One.\nNothing happened.", "one")
    with pytest.raises(LedgerError, match="There is no event"):
        ledger.story(story)
    assert partition(ledger) == {}


def test_one_sentence_may_tell_of_an_event_twice(ledger: Ledger) -> None:
    stories = add(ledger, tell() + "\n" + tell(), "one")
    assert len(set(stories)) == 2 and len(partition(ledger)) == 2


def test_the_columns_of_an_event_can_be_searched(ledger: Ledger) -> None:
    (story,) = add(ledger, "One.\n" + tell(day="2024-05"), "one")
    with ledger.reading() as connection:
        row = connection.exec_driver_sql("SELECT * FROM story").mappings().one()
        pair = connection.exec_driver_sql("SELECT * FROM story_pair").mappings().one()
        parties = connection.exec_driver_sql("SELECT role, country, name_key FROM story_party ORDER BY role").all()
    assert (row["date"], row["day"], row["last_day"]) == ("2024-05", "2024-05-01", "2024-05-31")
    assert (row["id"], row["place_key"], row["place_country"], row["type"]) == (story, "nairobi", "KEN", "CONSULT")
    assert (pair["actor"], pair["recipient"], pair["quad"]) == ("KEN", "SOM", 1)
    assert [tuple(p) for p in parties] == [("actor", "KEN", "kenya"), ("recipient", "SOM", "somalia")]
