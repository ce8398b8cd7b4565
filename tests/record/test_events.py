"""From what was read to the events of a record."""

from __future__ import annotations

from typing import Any

import pytest

from dragoman.prepare import sentences
from dragoman.record.calibration import Calibration
from dragoman.record.events import Resolved, events
from dragoman.types import Attribution, Document, Entity, Event, ReadEvent, Reading, Report, Span, Surety

TEXT = (
    "Envoy Sapt said Ruritania had expelled two Grauen diplomats. "
    "Ruritania expelled the diplomats on Monday. Ruritania will send food to Grauen."
)


def at(what: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(what, start + 1)
    return start, start + len(what)


def entity(pair: tuple[int, int], name: str | None, country: str | None, *sectors: str) -> Entity:
    return Entity(text=TEXT[slice(*pair)], start=pair[0], end=pair[1], name=name, country=country, sectors=sectors)


ENTITIES = {
    at("Ruritania", n): entity(at("Ruritania", n), "Ruritania", "ROU", "GOV") for n in range(3)
} | {
    at("two Grauen diplomats"): entity(at("two Grauen diplomats"), None, "HUN", "GOV"),
    at("the diplomats"): entity(at("the diplomats"), None, "HUN", "GOV"),
    at("Grauen", 1): entity(at("Grauen", 1), "Grauen", "HUN", "GOV"),
}  # fmt: skip


def act(trigger: tuple[int, int], **given: Any) -> ReadEvent:
    plain: dict[str, Any] = {
        "type": "SANCTION", "mode": "expel", "contexts": ("diplomatic",), "modality": "actual", "trigger": trigger,
        "evidence": trigger, "actors": (at("Ruritania"),), "recipients": (at("two Grauen diplomats"),), "places": (), "dates": (),
        "surety": Surety(trigger=0.8),
    }  # fmt: skip
    return ReadEvent(**{**plain, **given})


def found(*read: ReadEvent, said: tuple[Attribution, ...] = ()) -> tuple[Event, ...]:
    document = Document(report=Report(text=TEXT, date="2024-11-26"), sentences=sentences(TEXT))
    reading = Reading(mentions=(), attributions=(), events=read)
    return events(Resolved(document, ENTITIES, {}, (), said), reading, Calibration())


def test_an_event_told_twice_is_one_and_the_surer_account_stands() -> None:
    again = act(
        at("expelled", 1), actors=(at("Ruritania", 1),), recipients=(at("the diplomats"),), surety=Surety(trigger=0.9)
    )
    (event,) = found(act(at("expelled")), again)
    assert event.trigger.start == at("expelled", 1)[0]


def test_an_account_is_filled_up_from_another() -> None:
    bare = act(
        at("expelled", 1),
        type="ACCUSE",
        mode=None,
        actors=(at("Ruritania", 1),),
        recipients=(),
        surety=Surety(trigger=0.9),
    )
    (event,) = found(bare, act(at("expelled"), type="ACCUSE", mode=None))
    assert event.trigger.start == at("expelled", 1)[0]
    assert [r.text for r in event.recipients] == ["two Grauen diplomats"]


def test_other_parties_make_another_event() -> None:
    other = act(at("expelled", 1), actors=(at("Grauen", 1),), recipients=(at("Ruritania", 1),))
    assert len(found(act(at("expelled")), other)) == 2


def test_a_promise_is_agree_and_actual() -> None:
    aid = act(
        at("send"),
        type="AID",
        mode=None,
        modality="future",
        actors=(at("Ruritania", 2),),
        recipients=(at("Grauen", 1),),
    )
    (event,) = found(aid)
    assert (event.type, event.mode, event.modality, event.quad) == ("AGREE", None, "actual", 1)


def test_without_an_actor_or_a_required_recipient_there_is_no_event() -> None:
    assert found(act(at("expelled"), actors=())) == ()
    assert found(act(at("expelled"), recipients=())) == ()


def test_according_to_names_the_chain_of_whose_words_tell_it() -> None:
    content = (at("Ruritania")[0], at("two Grauen diplomats")[1])
    said = Attribution(
        source=Span.of(TEXT, *at("Envoy Sapt")),
        cue=Span.of(TEXT, *at("said")),
        content=Span.of(TEXT, *content),
        kind="indirect",
    )
    (event,) = found(act(at("expelled")), said=(said,))
    assert [s.text for s in event.according_to] == ["Envoy Sapt"]
    (told,) = found(act(at("expelled", 1)), said=(said,))
    assert told.according_to == ()


def test_codes_go_with_type_and_mode() -> None:
    (event,) = found(act(at("expelled")))
    assert (event.quad, event.score) == (4, -5.5)
    assert event.cameo is not None and event.cameo.startswith("16")


@pytest.mark.parametrize(
    ("words", "modality"),
    [("denied that Ruritania had expelled two Grauen diplomats", "negated"),
     ("denied accusations that Ruritania had expelled two Grauen diplomats", "negated"),
     ("said that Ruritania had expelled two Grauen diplomats", "actual")],
)  # fmt: skip
def test_what_is_denied_is_negated(words: str, modality: str) -> None:
    text = f"Envoy Sapt {words}."

    def there(what: str) -> tuple[int, int]:
        return text.index(what), text.index(what) + len(what)

    def span(what: str) -> Span:
        return Span.of(text, *there(what))

    def named(what: str, country: str) -> Entity:
        start, end = there(what)
        return Entity(text=what, start=start, end=end, name=what, country=country, sectors=("GOV",))

    read = act(there("expelled"), actors=(there("Ruritania"),), recipients=(there("two Grauen diplomats"),))
    said = Attribution(
        source=span("Envoy Sapt"), cue=span(words.split()[0]), content=span("Ruritania had expelled two Grauen diplomats"),
        kind="indirect", via=(), speaker=None, confidence=0.9,
    )  # fmt: skip
    who = {
        there("Ruritania"): named("Ruritania", "ROU"),
        there("two Grauen diplomats"): named("two Grauen diplomats", "HUN"),
    }
    document = Document(report=Report(text=text, date="2024-11-26"), sentences=sentences(text))
    reading = Reading(mentions=(), attributions=(), events=(read,))
    (event,) = events(Resolved(document, who, {}, (), (said,)), reading, Calibration())
    assert event.modality == modality


def test_the_actors_own_government_is_no_recipient_beside_another() -> None:
    (event,) = found(
        act(at("expelled"), actors=(at("two Grauen diplomats"),), recipients=(at("Ruritania"), at("the diplomats")))
    )
    assert [r.text for r in event.recipients] == ["Ruritania"]
    (event,) = found(act(at("expelled"), actors=(at("two Grauen diplomats"),), recipients=(at("the diplomats"),)))
    assert [r.text for r in event.recipients] == ["the diplomats"]


def test_a_minister_of_the_actors_own_state_is_no_mere_state() -> None:
    text = "Nairobi blamed Jane Wako. Later Nairobi blamed Kenya."

    def there(what: str, nth: int = 0) -> tuple[int, int]:
        start = text.index(what, text.index(what) + 1 if nth else 0)
        return start, start + len(what)

    def read(recipient: tuple[int, int], nth: int) -> ReadEvent:
        return act(
            there("blamed", nth), type="ACCUSE", mode=None, actors=(there("Nairobi", nth),), recipients=(recipient,)
        )

    who = {
        span: Entity(text=text[slice(*span)], start=span[0], end=span[1], name=name, country="KEN", sectors=("GOV",))
        for span, name in (
            (there("Nairobi"), "Nairobi"), (there("Nairobi", 1), "Nairobi"),
            (there("Jane Wako"), "Jane Wako"), (there("Kenya"), "Kenya"),
        )
    }  # fmt: skip
    document = Document(report=Report(text=text, date="2024-11-26"), sentences=sentences(text))
    made = (read(there("Jane Wako"), 0), read(there("Kenya"), 1))
    reading = Reading(mentions=(), attributions=(), events=made)
    (event,) = events(Resolved(document, who, {}, (), ()), reading, Calibration())
    assert [r.text for r in event.recipients] == ["Jane Wako"]


@pytest.mark.parametrize(
    ("words", "count"),
    [("who asked not to be named", 0), ("who requested anonymity", 0), ("who asked Ruritania for help", 1)],
)
def test_a_wish_not_to_be_named_is_no_event(words: str, count: int) -> None:
    text = f"An envoy of Grauen, {words}, spoke of it. Ruritania was silent."
    start = text.index(words) + 4
    envoy, state = (0, len("An envoy of Grauen")), (text.rindex("Ruritania"), text.rindex("Ruritania") + 9)
    read = act((start, text.index(" ", start)), type="REQUEST", mode=None, actors=(envoy,), recipients=(state,))
    who = {
        span: Entity(text=text[slice(*span)], start=span[0], end=span[1], name=None, country=country, sectors=("GOV",))
        for span, country in ((envoy, "HUN"), (state, "ROU"))
    }
    document = Document(report=Report(text=text, date="2024-11-26"), sentences=sentences(text))
    reading = Reading(mentions=(), attributions=(), events=(read,))
    assert len(events(Resolved(document, who, {}, (), ()), reading, Calibration())) == count
