"""Corrections take effect at once, outlive a new reading, and leave nothing behind once they are undone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.errors import BadQuestion, LedgerError
from dragoman.ledger import Ledger, upkeep
from dragoman.types import Change, Party, Place, Record, Span, Story
from tests.ledger.samples import arrival, record, tell

NOW = "2026-11-23T10:00:00Z"


def add(ledger: Ledger, name: str, text: str, read: Record | None = None) -> str:
    """Add a report of one event; the id of that event."""
    return ledger.add(arrival(text, f"https://{name}.example/a"), read or record(text)).stories[0]


@pytest.fixture
def event(ledger: Ledger) -> str:
    """An event that two reports tell."""
    add(ledger, "one", "One.\n" + tell())
    return add(ledger, "two", "Two.\n" + tell())


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        (Change(what="type", value="accuse"), "type", "ACCUSE"),
        (Change(what="mode", value="visit"), "mode", "visit"),
        (Change(what="modality", value="negated"), "modality", "negated"),
        (Change(what="date", value="2024-05"), "date", "2024-05"),
        (Change(what="date"), "date", None),
        (Change(what="actors", value=("UGA:GOV",)), "actors", (Party(name="Uganda", country="UGA", sectors=("GOV",)),)),
        (Change(what="actors", value=("Amani Odhiambo (KEN MED)",)), "actors",
         (Party(name="Amani Odhiambo", country="KEN", sectors=("MED",)),)),
        (Change(what="recipients"), "recipients", ()),
        (Change(what="place"), "place", None),
        (Change(what="wrong"), "wrong", True),
    ],
)  # fmt: skip
def test_a_correction_takes_effect_at_once(ledger: Ledger, event: str, change: Change, field: str, value: Any) -> None:
    before = ledger.story(event)
    made = ledger.correct(event, change, by="Ada", why="I was there")
    after = ledger.story(event)
    assert getattr(after, field) == value and after.corrections == (made.id,)
    assert (made.by, made.why, made.event, len(made.anchors)) == ("Ada", "I was there", event, 2)
    assert ledger.corrections(event) == (made,)
    assert list(upkeep.check(ledger.database)) == []
    taken_back = ledger.undo_correction(made.id, by="Grace")
    assert (taken_back.undone_by, ledger.story(event)) == ("Grace", before)
    assert ledger.corrections(event) == () and ledger.corrections(event, undone=True) == (taken_back,)
    with pytest.raises(LedgerError, match="in force"):
        ledger.undo_correction(made.id, by="Grace")


def test_what_follows_from_a_type_is_worked_out(ledger: Ledger, event: str) -> None:
    ledger.correct(event, Change(what="mode", value="visit"), by="Ada")
    ledger.correct(event, Change(what="type", value="ASSAULT"), by="Ada")
    told = ledger.story(event)
    assert (told.quad, told.mode, told.cameo and told.cameo[:2]) == (4, None, "18") and told.score < 0
    ledger.correct(event, Change(what="mode", value="aerial"), by="Ada")
    assert ledger.story(event).mode == "aerial"


def test_a_place_is_looked_up(ledger: Ledger, event: str) -> None:
    ledger.correct(event, Change(what="place", value="Kampala, UGA"), by="Ada")
    place = ledger.story(event).place
    assert isinstance(place, Place) and (place.name, place.country) == ("Kampala", "UGA") and place.latitude
    assert ledger.events(place="Kampala").count() == 1


def test_a_wrong_event_is_left_out(ledger: Ledger, event: str) -> None:
    made = ledger.correct(event, Change(what="wrong"), by="Ada")
    assert [ledger.events(**asked).count() for asked in ({}, {"actor": "KEN"}, {"actor": "KEN", "recipient": "SOM"})] == [
        0, 0, 0,
    ]  # fmt: skip
    assert ledger.pairs("KEN", "SOM").periods == ()
    assert [e.id for e in ledger.events(wrong=True)] == [event] == [e.id for e in ledger.events(wrong=None)]
    # another report of it is of the same wrong event
    assert add(ledger, "three", "Three.\n" + tell()) == event and ledger.story(event).wrong
    ledger.undo_correction(made.id, by="Ada")
    assert ledger.events(actor="KEN").count() == 1 and ledger.story(event).reports == 3


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (Change(what="type", value="TALK"), "is no type"),
        (Change(what="type"), "must be given"),
        (Change(what="mode", value="aerial"), "is no mode of CONSULT"),
        (Change(what="modality", value="maybe"), "is no modality"),
        (Change(what="date", value="yesterday"), "is no date"),
        (Change(what="date", value="2024-13"), "is no date"),
        (Change(what="actors"), "needs an actor"),
        (Change(what="actors", value=("XQZ",)), "is no code"),
        (Change(what="recipients", value=(Party(name=" "),)), "needs a name"),
        (Change(what="place", value="Kabul, Nowhere"), "is no country"),
        (Change(what="wrong", value="yes"), "takes no value"),
        (Change(what="split"), "Name the accounts"),
        (Change(what="split", value=("a0",)), "Name the accounts"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(ledger: Ledger, event: str, change: Change, sentence: str) -> None:
    with pytest.raises(BadQuestion, match=sentence):
        ledger.correct(event, change, by="Ada")
    assert ledger.corrections() == () and ledger.story(event).corrections == ()


def test_more_that_cannot_be(ledger: Ledger, event: str) -> None:
    with pytest.raises(BadQuestion, match="that event itself"):
        ledger.correct(event, Change(what="join", value=event), by="Ada")
    with pytest.raises(BadQuestion, match="at least one"):
        ledger.correct(event, Change(what="split", value=ledger.story(event).accounts), by="Ada")
    with pytest.raises(BadQuestion, match="name of whoever"):
        ledger.correct(event, Change(what="wrong"), by=" ")
    with pytest.raises(LedgerError, match="There is no event"):
        ledger.correct("e0", Change(what="wrong"), by="Ada")


def read_anew(text: str) -> Record:
    """The record of a newer model, to which the same words are an accusation, told by a shorter clause."""
    old = record(text, model="second")
    (event,) = old.events
    clause = Span.of(text, event.evidence.start, event.evidence.end - 4)
    return msgspec.structs.replace(old, events=(msgspec.structs.replace(event, type="ACCUSE", evidence=clause),))


def test_a_correction_outlives_a_new_reading(ledger: Ledger) -> None:
    text = "One.\n" + tell()
    event = add(ledger, "one", text)
    ledger.correct(event, Change(what="date", value="2024-05-01"), by="Ada")
    (old,) = ledger.story(event).accounts
    again = add(ledger, "one", text, read_anew(text))
    told = ledger.story(again)
    assert told.accounts != (old,) and (told.type, told.date) == ("ACCUSE", "2024-05-01")
    assert [c.by for c in ledger.corrections(again)] == ["Ada"]
    # a reading that misses it does not make it forgotten, nor a text to which something was put before
    ledger.add(arrival(text, "https://one.example/a"), record("One.", model="blind"))
    text = "A word before.\n" + text
    assert ledger.story(add(ledger, "one", text, read_anew(text))).date == "2024-05-01"
    assert list(upkeep.check(ledger.database)) == []


def test_another_act_in_the_same_report_is_not_taken_for_it(ledger: Ledger) -> None:
    text = tell() + "\n" + tell("ACCUSE", "ETH", "UGA")
    first, second = ledger.add(arrival(text, "https://a.example/a"), record(text)).stories
    told = {ledger.story(id).type: id for id in (first, second)}
    ledger.correct(told["CONSULT"], Change(what="wrong"), by="Ada")
    both = record(text, model="second")
    ledger.add(arrival(text, "https://a.example/a"), msgspec.structs.replace(both, events=both.events[1:]))
    assert [e.type for e in ledger.events(wrong=None)] == ["ACCUSE"]


def test_events_are_joined_whole_and_parted_whole(ledger: Ledger, event: str) -> None:
    add(ledger, "three", "Three.\n" + tell(day="2024-06-06"))
    june = add(ledger, "four", "Four.\n" + tell(day="2024-06-07"))
    before = {id: ledger.story(id) for id in (event, june)}
    joined = ledger.correct(event, Change(what="join", value=june), by="Ada")
    whole = ledger.story(june)
    assert whole == ledger.story(event) and whole.reports == 4 and whole.corrections == (joined.id,)
    apart = before[june].accounts
    parted = ledger.correct(event, Change(what="split", value=apart), by="Grace")
    assert sorted(s.accounts for s in ledger.events()) == sorted(s.accounts for s in before.values())
    assert {c.id for c in ledger.corrections(event)} == {joined.id, parted.id}
    assert ledger.decisions() == () and list(upkeep.check(ledger.database)) == []
    ledger.undo_correction(parted.id, by="Ada")
    assert ledger.events().count() == 1
    ledger.undo_correction(joined.id, by="Ada")
    assert {s.accounts for s in ledger.events()} == {s.accounts for s in before.values()}
    assert list(upkeep.check(ledger.database)) == []


def test_a_split_off_account_takes_no_correction_along(ledger: Ledger, event: str) -> None:
    add(ledger, "three", "Three.\n" + tell())
    ledger.correct(event, Change(what="date", value="2024-05-02"), by="Ada")
    one, *rest = ledger.story(event).accounts
    ledger.correct(event, Change(what="split", value=(one,)), by="Ada")
    days = {story.accounts: story.date for story in ledger.events()}
    assert days == {(one,): "2024-05-06", tuple(rest): "2024-05-02"}


def test_what_is_decided_on_two_accounts_is_among_the_corrections(ledger: Ledger, event: str) -> None:
    a, b = ledger.story(event).accounts
    ledger.decide(a, b, same=False, by="Ada", why="two days")
    (made,) = ledger.corrections(event)
    assert (made.change.what, made.anchors, made.by) == ("split", (a, b), "Ada")
    ledger.undo_correction(made.id, by="Grace")
    assert ledger.corrections() == () and ledger.decisions() == () and ledger.events().count() == 1


def test_the_log_of_changes(ledger: Ledger) -> None:
    event = add(ledger, "one", "One.\n" + tell())
    start = ledger.last_change()
    add(ledger, "two", "Two.\n" + tell())
    made = ledger.correct(event, Change(what="date", value="2024-05-01"), by="Ada", now=NOW)
    told = ledger.changes(since=start)
    assert [(c.event, c.what) for c in told] == [(event, "changed")] * 2
    assert {d.what: (d.before, d.after) for d in told[0].how} == {"origins": ("1", "2"), "corroborated": ("no", "yes")}
    assert [(d.what, d.before, d.after) for d in told[1].how] == [("date", "2024-05-06", "2024-05-01")]
    assert (told[1].at, ledger.changes(since=told[1].cursor)) == (NOW, ())
    june = add(ledger, "three", "Three.\n" + tell(day="2024-06-06"))
    ledger.correct(event, Change(what="join", value=june), by="Ada")
    assert {(c.event, c.what, c.into) for c in ledger.changes(since=told[1].cursor)} >= {
        (june, "new", None), (june, "gone", event),
    }  # fmt: skip
    assert ledger.changes_of(event)[0].what == "new" and made.event == event


REPORTS = [("a", "A.\n" + tell()), ("b", "B.\n" + tell()), ("c", "C.\n" + tell(day="2024-06-06")),
           ("d", "D.\n" + tell("AID", "UGA", "ETH"))]  # fmt: skip
VALUES: list[tuple[str, Any]] = [
    ("wrong", None), ("type", "ACCUSE"), ("type", "AID"), ("modality", "future"), ("date", "2024-05-01"), ("date", None),
    ("place", None), ("actors", ("Uganda",)), ("recipients", ()), ("join", None), ("split", None),
]  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from(VALUES), st.integers(0, 9), st.booleans()), max_size=7)


@pytest.fixture(scope="module")
def told(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A ledger with a few reports, to be copied."""
    path = tmp_path_factory.mktemp("told") / "ledger.db"
    shutil.copy(empty, path)
    with pytest.MonkeyPatch.context() as patch:
        patched(patch)
        with Ledger(path) as ledger:
            for name, text in REPORTS:
                ledger.add(arrival(text, f"https://{name}.example/a"), record(text), now=NOW)
    yield path


def patched(patch: pytest.MonkeyPatch) -> None:
    """Reconciling by plain rules, as the fixture ``plain`` has it."""
    from tests.ledger import reconciling

    patch.setattr("dragoman.ledger.copies.copies", reconciling.copies)
    for room in ("links", "stories", "upkeep"):
        patch.setattr(f"dragoman.ledger.{room}.events", reconciling.events)


def as_it_is(ledger: Ledger) -> set[Story]:
    """All events, but for the ids of events and corrections, which differ between ledgers."""
    bare = (
        msgspec.structs.replace(s, id="", corrections=tuple("c" for _ in s.corrections))
        for s in ledger.events(wrong=None)
    )
    return set(bare)


def do(ledger: Ledger, what: str, value: Any, n: int) -> Any:
    """Make a correction of one of the events; None where it cannot be."""
    stories = sorted(ledger.events(wrong=None), key=lambda s: s.accounts)
    story = stories[n % len(stories)]
    if what == "join":
        value = stories[(n + 1) % len(stories)].id
    if what == "split":
        value = story.accounts[:1]
    try:
        return ledger.correct(story.id, Change(what=what, value=value), by="Ada", now=NOW)  # type: ignore[arg-type]
    except BadQuestion:
        return None


@given(steps=STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_undone_has_never_been(
    steps: list[tuple[tuple[str, Any], int, bool]], told: Path, plain: None, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    shutil.copy(told, first)
    shutil.copy(told, second)
    with Ledger(first) as ledger, Ledger(second) as never:
        made = [(do(ledger, what, value, n), undone) for (what, value), n, undone in steps]
        for correction, undone in made:
            if correction and undone:
                ledger.undo_correction(correction.id, by="Grace", now=NOW)
        kept = [correction for correction, undone in made if correction and not undone]
        with never.database.writing() as connection:
            replay(connection, kept)
        assert as_it_is(ledger) == as_it_is(never)
        assert list(upkeep.check(ledger.database)) == []


def replay(connection: Any, kept: list[Any]) -> None:
    """Make only the corrections that were kept, each resting on the accounts that it rested on."""
    from dragoman.ledger import anchors, corrections, decisions

    for correction in kept:
        anchors.keep(connection, correction.anchors)
        pk = corrections._insert(connection, correction)
        if correction.change.what in ("join", "split"):
            decisions.keep(connection, corrections._decided(correction), pk, by="Ada", at=NOW, why="")
        corrections._rebuild(connection, correction.anchors, NOW)
