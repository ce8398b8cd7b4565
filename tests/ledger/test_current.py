"""Which text of a report is the latest: what several sources give of one address, in whatever order they come in."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dragoman.errors import FetchError
from dragoman.ledger import Arrival, Ledger, SourceState, digest, upkeep
from tests.ledger.samples import record, tell

ADDRESS = "https://courier.example/talks"
FEEDS = ("https://a.example/feed", "https://b.example/feed", "https://c.example/feed")
SHORT = "The lakes are full."
WHOLE = SHORT + "\n" + tell()
LONGER = WHOLE + "\n" + tell("ACCUSE", "ETH", "SOM")
NOW = "2024-05-07T08:00:00Z"


def give(
    ledger: Ledger, feed: str | None, text: str | None, *, outlet: str | None = None, published: str | None = None,
    raw: str | None = None,
) -> Any:  # fmt: skip
    """Add what a feed gives of the address; None where the page cannot be read."""
    came = Arrival(
        origin=ADDRESS, address=ADDRESS, digest=digest(raw or text), source=feed, outlet=outlet, published=published
    )
    made = record(text, date=None) if text is not None else FetchError("There is no report on the page.")
    return ledger.add(came, made, now=NOW)


def follow(ledger: Ledger) -> None:
    """Put the feeds on the list."""
    for feed in FEEDS:
        ledger.save_source(SourceState(place=feed), now=NOW)


def state(ledger: Ledger) -> dict[str, Any]:
    """All that follows from the reports, without what tells the order of arrival."""
    (line,) = ledger.reports()
    kept = ledger.record(line.id)
    stories = sorted(ledger.events(), key=lambda story: story.id)
    return {
        "text": kept.report.text if kept else None,
        "versions": {(v.title, v.status, v.latest and kept is not None) for v in ledger.report(line.id).versions},
        "line": msgspec.structs.replace(line, source=None),
        "stories": [(s.id, s.type, s.accounts, s.first_report, ledger.accounts(s)) for s in stories],
    }


GIVEN: list[list[dict[str, Any]]] = [
    [{"feed": FEEDS[0], "text": SHORT}, {"feed": FEEDS[1], "text": WHOLE}, {"feed": FEEDS[2], "text": LONGER}],
    [{"feed": FEEDS[0], "text": WHOLE}, {"feed": FEEDS[1], "text": WHOLE.replace("lakes", "ponds")}, {"feed": None, "text": SHORT}],
    [{"feed": FEEDS[0], "text": WHOLE, "outlet": "Courier"}, {"feed": FEEDS[1], "text": WHOLE, "outlet": "A Courier"},
     {"feed": FEEDS[2], "text": SHORT, "outlet": "TASS"}],
    [{"feed": FEEDS[0], "text": WHOLE, "published": "2024-05-07"}, {"feed": FEEDS[1], "text": WHOLE, "published": "2024-05-06T20:00:00Z"},
     {"feed": FEEDS[2], "text": WHOLE}],
    [{"feed": FEEDS[0], "text": WHOLE, "outlet": "Courier"}, {"feed": FEEDS[1], "text": None, "raw": "z", "outlet": "TASS"}],
    [{"feed": FEEDS[0], "text": None, "raw": "x"}, {"feed": FEEDS[1], "text": SHORT}, {"feed": FEEDS[2], "text": None, "raw": "y"}],
]  # fmt: skip


@pytest.mark.parametrize("given", GIVEN)
def test_feeds_may_come_in_any_order(given: list[dict[str, Any]], empty: Path, plain: None, tmp_path: Path) -> None:
    found = []
    for n, order in enumerate(itertools.permutations(given)):
        shutil.copy(empty, path := tmp_path / f"{n}.db")
        with Ledger(path) as ledger:
            follow(ledger)
            for one in order * 2:  # and again, as feeds are read again
                give(ledger, **one)
            found.append(state(ledger))
            assert list(upkeep.check(ledger.database)) == []
    assert all(one == found[0] for one in found)
    assert found[0]["text"] == max((one["text"] or "" for one in given), key=lambda t: (len(t), t == found[0]["text"]))


def test_what_a_feed_gives_takes_the_place_of_what_it_gave(ledger: Ledger) -> None:
    follow(ledger)
    give(ledger, FEEDS[0], WHOLE)
    longer = give(ledger, FEEDS[1], LONGER)
    assert (longer.outcome, longer.version) == ("version", 2) and ledger.events().count() == 2
    shorter = give(ledger, FEEDS[0], SHORT)
    assert (shorter.outcome, shorter.new, shorter.stories) == ("version", True, ())  # the longer one stands
    assert state(ledger)["text"] == LONGER
    # the page is corrected and shorter now: that counts, as nobody gives the long text any more
    again = give(ledger, FEEDS[1], WHOLE)
    assert (again.version, again.new) == (1, False)
    assert state(ledger)["text"] == WHOLE and ledger.events().count() == 1
    assert give(ledger, FEEDS[1], SHORT).outcome == "reread"
    assert state(ledger)["text"] == SHORT and ledger.events().count() == 0
    assert [v.latest for v in ledger.report(longer.report).versions] == [False, False, True]
    assert list(upkeep.check(ledger.database)) == []


def test_what_each_feed_gave_need_not_be_read_again(ledger: Ledger) -> None:
    follow(ledger)
    report = give(ledger, FEEDS[0], WHOLE, raw="page").report
    give(ledger, FEEDS[1], WHOLE, raw="item")
    give(ledger, FEEDS[2], SHORT, raw="summary")
    for feed, raw in zip(FEEDS, ("page", "item", "summary"), strict=True):
        assert ledger.known(ADDRESS, digest(raw), source=feed) == report
        assert ledger.known(ADDRESS, digest(raw)) is None
    assert ledger.known(ADDRESS, digest("summary"), source=FEEDS[0]) is None
    # it cannot be read today: what it gave stands, and the page is known for what it is
    give(ledger, FEEDS[0], None, raw="pay wall")
    assert ledger.known(ADDRESS, digest("pay wall"), source=FEEDS[0]) == report
    assert ledger.known(ADDRESS, digest("page"), source=FEEDS[0]) == report


def test_a_record_that_may_be_the_latest_again_is_not_dropped(ledger: Ledger) -> None:
    follow(ledger)
    give(ledger, FEEDS[0], WHOLE)
    give(ledger, FEEDS[1], LONGER)
    upkeep.compact(ledger.database, drop_superseded=True)
    give(ledger, FEEDS[1], SHORT)
    assert state(ledger)["text"] == WHOLE and ledger.events().count() == 1
