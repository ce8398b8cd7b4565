"""Sources, and the runs in which they were followed."""

from __future__ import annotations

import json

from dragoman.errors import FetchError
from dragoman.ledger import Ledger, RunItem, SourceState
from tests.ledger.samples import arrival, record, tell

FEED = "https://courier.example/feed"


def test_the_state_of_a_source_is_kept(ledger: Ledger) -> None:
    ledger.save_source(SourceState(place=FEED, title="Courier\0"))
    later = SourceState(place=FEED, title="Courier", status="failing", failures=2, next_due="2024-05-08T08:00:00Z",
                        last_error="The server is away.", state='{"etag": "x"}')  # fmt: skip
    ledger.save_source(later)
    ledger.save_source(SourceState(place="https://b.example/feed"))
    assert [s.place for s in ledger.source_states()] == ["https://b.example/feed", FEED]
    assert ledger.source_states()[1] == later
    assert ledger.remove_source(FEED) and not ledger.remove_source(FEED)
    assert [s.place for s in ledger.source_states()] == ["https://b.example/feed"]
    ledger.save_source(later)
    assert later in ledger.source_states()


def test_a_run_notes_what_became_of_each_item(ledger: Ledger) -> None:
    ledger.save_source(SourceState(place=FEED))
    run = ledger.start_run("collect", now="2024-05-07T08:00:00Z")
    text = "Wire.\n" + tell()
    first = ledger.add(arrival(text, "https://a.example/a", source=FEED), record(text, date="2024-05-06"), run=run)
    ledger.add(arrival(text + "!", "https://b.example/b", source=FEED), record(text), run=run)
    ledger.add(arrival(text, "https://a.example/a", source=FEED), record(text, date="2024-05-06"), run=run)
    ledger.add(arrival("", "https://c.example/c", source=FEED), FetchError("It is empty."), run=run)
    ledger.note(run, RunItem(origin="https://d.example/d", outcome="failed", source=FEED, reason="No answer."))
    ledger.end_run(run, "done", {"new": 2}, now="2024-05-07T08:01:00Z")
    with ledger.reading() as connection:
        items = connection.exec_driver_sql(
            "SELECT n, outcome, i.reason, r.id FROM run_item i LEFT JOIN report r ON r.pk = i.report ORDER BY n"
        ).all()
        row = connection.exec_driver_sql("SELECT * FROM run").mappings().one()
    assert [item[1] for item in items] == ["new", "copy", "same", "unreadable", "failed"]
    assert items[0][3] == items[2][3] == first.report and items[4][3] is None
    assert [item[2] for item in items][2:] == [None, "It is empty.", "No answer."]
    assert (row["status"], json.loads(row["counts"]), row["ended"][-6:]) == ("done", {"new": 2}, "01:00Z")
