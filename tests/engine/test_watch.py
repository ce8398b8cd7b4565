"""Sources are followed: everything new is kept once, whatever happens meanwhile."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dragoman.collect.feed import DEAD_AFTER
from dragoman.engine.watch import Plan, Watch
from dragoman.engine.watch.run import POLLS
from dragoman.errors import BusyLedger, DragomanError, InputError, ModelError
from dragoman.ledger import Ledger, upkeep
from dragoman.types import Record
from tests.engine.watching import BEGIN, World, feed, item
from tests.ledger.conftest import plain  # noqa: F401
from tests.ledger.samples import tell

pytestmark = pytest.mark.usefixtures("plain")

COURIER, HERALD = "https://courier.example/rss", "https://herald.example/rss"
REPORTS = "SELECT address, versions FROM report ORDER BY address"


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty ledger, to be copied: making one takes longer than most tests."""
    path = tmp_path_factory.mktemp("watch") / "empty.db"
    Ledger(path).close()
    return path


@pytest.fixture
def world(tmp_path: Path, empty: Path) -> World:
    """A courier with three reports, and an empty ledger."""
    shutil.copy(empty, tmp_path / "ledger.db")
    return World(tmp_path / "ledger.db", {COURIER: feed(item("a"), item("b", hour=7), item("c"))})


def opml(path: Path, *addresses: str) -> str:
    """A list of feeds."""
    outlines = "".join(f'<outline xmlUrl="{address}" text="Feed {n}"/>' for n, address in enumerate(addresses))
    path.write_text(f'<opml version="2.0"><body>{outlines}</body></opml>')
    return str(path)


def statuses(world: World) -> dict[str, str]:
    """How the sources fare, as the ledger has it."""
    return {str(place): str(status) for place, status in world.rows("SELECT place, status FROM source")}


def test_every_report_is_read_once(world: World) -> None:
    assert world.follow(f"feed:{COURIER}") == {"new": 3}
    assert world.now == BEGIN  # one round waits for nothing
    assert world.follow(f"feed:{COURIER}", everything=True) == {}
    world.web[COURIER] = feed(item("d"), item("c"), item("b"))
    assert world.follow(f"feed:{COURIER}", everything=True) == {"new": 1}
    assert len(world.reader.read_texts) == 4
    assert world.rows(REPORTS) == [(f"https://courier.example/{name}", 1) for name in "abcd"]
    ((outlet, published, guid),) = world.rows(
        "SELECT o.name, published, guid FROM report JOIN outlet o ON o.pk = outlet WHERE guid = 'a'"
    )
    assert (outlet, published, guid) == ("Khan Uul Courier", "2024-05-07T06:00:00Z", "a")


def test_what_is_not_due_is_left_alone(world: World) -> None:
    world.follow(COURIER)
    world.asked.clear()
    assert world.follow(COURIER) == {} and world.asked == []
    world.now += timedelta(hours=1)
    world.follow(COURIER)
    assert world.asked == [COURIER]


def test_a_watch_asks_again_and_finds_what_is_new_changed_and_gone(world: World) -> None:
    later = feed(item("c"), item("a", tell("ACCUSE")))
    world.at.append((world.now + timedelta(hours=2), lambda: world.web.update({COURIER: later})))
    assert world.follow(f"feed:{COURIER}", hours=4) == {"new": 3, "version": 1, "gone": 1}
    assert world.rows(REPORTS) == [
        ("https://courier.example/a", 2),
        ("https://courier.example/b", 1),
        ("https://courier.example/c", 1),
    ]
    assert world.rows("SELECT address FROM report WHERE gone IS NOT NULL") == [("https://courier.example/b",)]
    assert 5 <= world.asked.count(COURIER) <= 9
    assert world.told.ends[0][0] == "stopped"


def test_copies_are_told(world: World) -> None:
    world.web[HERALD] = feed(item("a", host="herald.example", hour=7), title="Herald")
    assert world.follow(COURIER, HERALD) == {"new": 3, "copy": 1}


@pytest.mark.parametrize("moment", range(1, 12))
def test_a_run_that_breaks_off_anywhere_loses_and_doubles_nothing(
    moment: int, world: World, empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever write to the ledger is the last before the end."""

    class Killed(BaseException):
        pass

    world.web[HERALD] = feed(item("a", host="herald.example", hour=7), item("z", tell("AID"), host="herald.example"))
    writes = 0
    write = Watch._write

    def until(self: Watch, what: Any, *values: Any, **more: Any) -> Any:
        nonlocal writes
        writes += 1
        if writes == moment:
            raise Killed
        if writes > moment:
            raise SystemExit  # nothing is written after the end
        return write(self, what, *values, **more)

    with monkeypatch.context() as patch, pytest.raises((Killed, SystemExit)):
        patch.setattr(Watch, "_write", until)
        world.follow(COURIER, HERALD)
    assert sum(world.follow(COURIER, HERALD).values()) <= 5

    shutil.copy(empty, tmp_path / "calm.db")
    calm = World(tmp_path / "calm.db", world.web)
    calm.follow(COURIER, HERALD)
    for query in (
        REPORTS,
        "SELECT r.id, o.id FROM report r JOIN report o ON o.pk = r.original ORDER BY 1",
        "SELECT n, digest, arrived, status, published FROM version ORDER BY digest, arrived",
        "SELECT id, data FROM account ORDER BY id",
        "SELECT id, data FROM story ORDER BY id",
        "SELECT place, status FROM source ORDER BY place",
    ):
        assert world.rows(query) == calm.rows(query), query
    with Ledger(world.path) as ledger:
        assert list(upkeep.check(ledger.database)) == []


def test_a_stop_keeps_what_is_under_way_and_the_next_run_goes_on(world: World) -> None:
    with Ledger(world.path) as ledger:
        watch = world.watch(COURIER, ledger=ledger, hours=1)
        read = world.reader.read
        world.reader.read = lambda text: (watch.stop(), read(text))[1]  # type: ignore[method-assign, func-returns-value]
        assert watch.run() == {"new": 1}
    world.reader.read = read  # type: ignore[method-assign]
    assert world.follow(COURIER) == {"same": 1, "new": 2}
    assert len(world.reader.read_texts) == 3
    assert [row[0] for row in world.rows("SELECT status FROM run ORDER BY pk")] == ["stopped", "done"]


def test_a_dead_feed_is_asked_ever_less_often_and_stops_no_other(world: World) -> None:
    world.web[HERALD] = 500
    counts = world.follow(f"feed:{HERALD}", f"feed:{COURIER}", hours=24 * 14)
    asked = world.asked.count(HERALD)
    assert DEAD_AFTER <= asked <= 12 and world.asked.count(COURIER) > 300
    assert counts["new"] == 3 and counts["failed"] == asked
    assert statuses(world) == {HERALD: "dead", COURIER: "ok"}
    assert "500" in world.rows(f"SELECT last_error FROM source WHERE place = '{HERALD}'")[0][0]
    world.web[HERALD] = feed(item("z", host="herald.example"))
    world.follow(f"feed:{HERALD}", f"feed:{COURIER}", hours=24 * 8)
    assert statuses(world)[HERALD] == "ok"


def test_nothing_reached(world: World) -> None:
    with Ledger(world.path) as ledger:
        watch = world.watch(HERALD, "https://nowhere.example/", ledger=ledger)
        watch.run()
        assert not watch.reached
        watch = world.watch(COURIER, HERALD, ledger=ledger, everything=True)
        watch.run()
        assert watch.reached
        watch = world.watch(HERALD, ledger=ledger)  # not due
        watch.run()
        assert watch.reached


def test_what_cannot_be_read_is_kept_with_the_reason_and_not_read_again(world: World) -> None:
    french = "Dans le marché, on parle de tout. " * 12
    world.web[COURIER] = feed(item("a", french), item("b"), "<item><guid>x</guid><title>No text</title></item>")
    assert world.follow(COURIER) == {"unreadable": 1, "new": 1, "failed": 1}
    reasons = world.rows("SELECT outcome, reason FROM run_item WHERE reason IS NOT NULL ORDER BY outcome")
    assert [outcome for outcome, _ in reasons] == ["failed", "unreadable"] and "French" in reasons[1][1]
    assert world.rows("SELECT status, language FROM version WHERE status = 'unreadable'") == [("unreadable", "fr")]
    assert len(world.reader.read_texts) == 2


def test_a_missing_model_ends_the_run_and_nothing_is_held_against_the_reports(world: World) -> None:
    def broken(text: str) -> Any:
        raise ModelError("The model is missing.")

    world.reader.read = broken  # type: ignore[assignment]
    with pytest.raises(ModelError):
        world.follow(COURIER)
    assert world.rows("SELECT count(*) FROM report") == [(0,)]
    assert world.rows("SELECT status FROM run") == [("failed",)]
    del world.reader.read
    assert world.follow(COURIER) == {"new": 3}


def test_a_full_folder_does_not_keep_the_feeds_waiting(world: World, tmp_path: Path) -> None:
    for n in range(20):
        (tmp_path / f"{n:02d}.txt").write_text(f"Number {n}.\n{tell()}")
    assert world.follow(str(tmp_path), COURIER) == {"new": 23}
    origins = [seen.origin for seen in world.told.items]
    last = max(n for n, origin in enumerate(origins) if origin.startswith("https://courier.example/"))
    assert last < 8


def test_more_sources_than_are_asked_at_one_time(world: World) -> None:
    places = [f"https://f{n}.example/rss" for n in range(3 * POLLS)]
    world.web |= {place: feed(item(f"n{n}", host=f"f{n}.example")) for n, place in enumerate(places)}
    assert sum(world.follow(*places).values()) == 3 * POLLS


def test_a_list_that_changes_is_read_again(world: World, tmp_path: Path) -> None:
    path = tmp_path / "feeds.opml"
    opml(path, COURIER)
    world.web[HERALD] = feed(item("z", tell("AID"), host="herald.example"))
    world.at = [
        (world.now + timedelta(hours=1), lambda: opml(path, COURIER, HERALD)),
        (world.now + timedelta(hours=2), lambda: path.write_text("half a li")),
        (world.now + timedelta(hours=3), lambda: opml(path, HERALD)),
    ]  # fmt: skip
    assert world.follow(str(path), hours=6) == {"new": 4}
    assert len(world.told.warnings) == 1 and "feeds.opml" in world.told.warnings[0]
    asked = world.asked.index(HERALD), max(n for n, url in enumerate(world.asked) if url == COURIER)
    assert world.asked[asked[1] + 1 :].count(HERALD) >= 4 > asked[0]
    assert dict(world.rows("SELECT place, title FROM source")) == {COURIER: "Feed 0", HERALD: "Feed 0"}


def test_without_places_the_ledger_says_what_is_followed(world: World, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Number 7.\n" + tell("AID"))
    with pytest.raises(DragomanError, match="nothing to follow"):
        world.follow()
    assert world.follow(opml(tmp_path / "feeds.opml", COURIER), str(tmp_path / "in")) == {"new": 4}
    (tmp_path / "in" / "b.txt").write_text("Number 8.\n" + tell("ASSAULT"))
    world.web[COURIER] = feed(item("d", hour=9))
    assert world.follow(everything=True) == {"new": 2}
    assert world.rows("SELECT o.name FROM report JOIN outlet o ON o.pk = outlet WHERE guid = 'd'") == [("Feed 0",)]


def test_a_file_is_read_again_when_it_changes_and_has_been_left_alone(world: World, tmp_path: Path) -> None:
    path = tmp_path / "in" / "all.jsonl"
    path.parent.mkdir()
    path.write_text(json.dumps({"text": "Number 1.\n" + tell()}) + "\n")
    os.utime(path, (world.now.timestamp(),) * 2)
    settle = timedelta(seconds=3)
    assert world.follow(str(path.parent), settle=settle) == {}
    world.now += timedelta(minutes=2)
    assert world.follow(str(path.parent), settle=settle) == {"new": 1}
    world.now += timedelta(minutes=2)
    assert world.follow(str(path.parent), settle=settle) == {}
    with path.open("a") as lines:
        lines.write(json.dumps({"text": "Number 2.\n" + tell("AID"), "url": "n/a"}) + "\n")
    os.utime(path, (world.now.timestamp(),) * 2)
    world.now += timedelta(minutes=2)
    assert world.follow(str(path.parent), settle=settle) == {"same": 1, "new": 1}
    assert world.rows("SELECT address FROM report") == [(None,), (None,)]


def test_a_page_is_asked_less_often_while_it_stays_the_same(world: World) -> None:
    page = "https://courier.example/page"
    world.web[page] = f"<html><body><p>{tell()}</p></body></html>"
    assert world.follow(page, hours=24) == {"new": 1}
    assert world.asked.count(page) == 6
    world.web[page] = f"<html><body><p>{tell('AID')}</p></body></html>"
    assert world.follow(page, hours=24) == {"version": 1}
    world.web[page] = 404
    counts = world.follow(page, hours=48)
    assert counts["gone"] == 1
    assert world.rows("SELECT count(*) FROM report WHERE gone IS NOT NULL") == [(1,)]


def test_an_address_that_is_a_feed_is_followed_as_one(world: World) -> None:
    assert world.follow(COURIER) == {"new": 3}
    assert world.rows("SELECT kind, title FROM source") == [("feed", "Khan Uul Courier")]
    world.now += timedelta(hours=1)
    world.asked.clear()
    world.follow(COURIER)
    assert world.asked == [COURIER]


def test_what_is_known_is_read_again_when_that_is_wanted(world: World) -> None:
    world.follow(COURIER)
    assert world.follow(COURIER, reread=True, everything=True) == {"same": 3}
    assert len(world.reader.read_texts) == 6


def test_a_busy_ledger_is_waited_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    add, tries = Ledger.add, Counter[str]()

    def busy(self: Ledger, *values: Any, **more: Any) -> Any:
        tries["add"] += 1
        if tries["add"] in (1, 3):
            raise BusyLedger("It is held.")
        return add(self, *values, **more)

    monkeypatch.setattr(Ledger, "add", busy)
    assert world.follow(COURIER) == {"new": 3}
    assert world.told.warnings == ["It is held."] * 2


def test_a_report_that_the_ledger_cannot_keep_stops_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    add = Ledger.add

    def adding(self: Ledger, arrival: Any, outcome: Any, **more: Any) -> Any:
        if arrival.guid == "a" and isinstance(outcome, Record):
            raise ZeroDivisionError("oh")
        return add(self, arrival, outcome, **more)

    monkeypatch.setattr(Ledger, "add", adding)
    assert world.follow(COURIER) == {"unreadable": 1, "new": 2}
    assert "ZeroDivisionError" in world.rows("SELECT reason FROM version WHERE status = 'unreadable'")[0][0]


def test_a_source_that_breaks_stops_no_other(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(tell())
    monkeypatch.setattr("dragoman.engine.watch.sources.Local._items", lambda *_: iter(lambda: 1 / 0, 0))
    assert world.follow(str(tmp_path), COURIER) == {"failed": 1, "new": 3}
    monkeypatch.setattr("dragoman.engine.watch.sources.Local._poll", lambda *_: 1 / 0)
    assert world.follow(str(tmp_path), everything=True) == {"failed": 1}
    assert statuses(world)[str(tmp_path)] == "failing"


@pytest.mark.parametrize("place", ["-", "", "nowhere.txt", "feeds.opml"])
def test_a_place_that_is_nothing_is_told(place: str, world: World) -> None:
    with pytest.raises(InputError, match=r"cannot be followed|no file or folder"):
        world.follow(place)


def test_a_list_of_addresses(world: World, tmp_path: Path) -> None:
    path = tmp_path / "addresses.txt"
    path.write_text(f"# ours\n{COURIER}\n\nhttps://courier.example/a\n")
    assert set(Plan([str(path)], http=world.http).followed(())) == {COURIER, "https://courier.example/a"}
