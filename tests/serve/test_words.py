"""How things are said."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from dragoman.ontology import ontology
from dragoman.serve import days, sentence
from dragoman.serve.pages import words
from dragoman.types import Modality, Party, Place, Span, Story

NOW = datetime(2024, 11, 26, 12, 0, tzinfo=UTC)
RUSSIA, AFGHANISTAN = Party(name="Russia", country="RUS"), Party(name="Afghanistan", country="AFG")
KABUL = Place(text="Kabul", start=0, end=5, name="Kabul", country="AFG")
TALKS = Story(
    id="e1", type="CONSULT", mode=None, contexts=(), quad=1, score=2.5, cameo="040", modality="actual",
    actors=(RUSSIA,), recipients=(AFGHANISTAN,), date="2024-11-26", place=KABUL,
    evidence=Span(text="", start=0, end=0), accounts=(), history=(), variants=(), reports=1, copies=0, origins=1,
    outlets=1, countries=(), state_owned=0, first_report=None, last_report=None, corroborated=False, confidence=0.9,
)  # fmt: skip


def told(**changed: object) -> str:
    return words.gist(msgspec.structs.replace(TALKS, **changed))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2024-11-26", "26 November 2024"), ("2024-11-26T10:00:00Z", "26 November 2024"), ("2024-11", "November 2024"),
        ("2024", "2024"), ("2024-W48", "week of 25 November 2024"), (None, "undated"), ("", "undated"),
        ("soon", "soon"), ("2024-13-01", "2024-13-01"), ("2024-02-31", "2024-02-31"), ("2024-W99", "2024-W99"),
    ],
)  # fmt: skip
def test_day(value: str | None, said: str) -> None:
    assert days.day(value) == said


def test_when() -> None:
    assert days.when("2024-11-26") == "on 26 November 2024"
    assert days.when("2024-W48") == "in the week of 25 November 2024"
    assert days.when(None) == ""
    assert days.short_day("2024-11-26") == "26 Nov 2024"
    assert days.moment("2024-11-26T10:05:00+02:00") == "26 November 2024, 08:05 UTC"
    assert days.moment("2024-11") == "November 2024"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2024-11-26T11:59:30Z", "just now"), ("2024-11-26T11:20:00Z", "40 minutes ago"),
        ("2024-11-26T10:59:00Z", "1 hour ago"), ("2024-11-26T15:00:00Z", "in 3 hours"), ("2024-11-26", "today"),
        ("2024-11-25", "yesterday"), ("2024-11-27", "tomorrow"), ("2024-11-20", "6 days ago"),
        ("2024-09-01", "2 months ago"), ("2021-01-01", "3 years ago"), ("2024-12-03", "in 7 days"), (None, "never"),
        ("whenever", "whenever"),
    ],
)  # fmt: skip
def test_ago(value: str | None, said: str) -> None:
    assert days.ago(value, NOW) == said


def test_numbers() -> None:
    assert (words.number(12345), days.count(1, "report"), days.count(1200, "report")) == (
        "12,345",
        "1 report",
        "1,200 reports",
    )
    assert (words.score(2.5), words.score(-7), words.score(None)) == ("+2.5", "−7", "–")
    assert [words.percent(value) for value in (0, 0.001, 0.5, 0.999, 1)] == ["0%", "1%", "50%", "99%", "100%"]
    assert words.surety(0.93) == "almost sure, 0.93"
    assert words.sure_number(1.0) == "0.99"
    assert words.sure_word(0.0) == "doubtful"


def test_every_type_and_mode_has_words() -> None:
    said = sentence.said()
    assert set(said.types) == {kind.name for kind in ontology().types}
    for kind in ontology().types:
        assert set(said.types[kind.name].modes) == {mode.name for mode in kind.modes}
        for mode in (None, *(mode.name for mode in kind.modes)):
            act = sentence.act(kind.name, mode)
            assert all(form.count("{}") + form.count("{people}") == 1 for form in act.does)
            assert not any("{" in form for form in (*act.alone, *(act.together or ())))
    assert len({words.type_name(kind.name) for kind in ontology().types}) == 16
    assert words.type_name("GREET") == "greet"
    assert words.mode_name("visit") == "visit"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "Russia met Afghanistan in Kabul on 26 November 2024"),
        ({"actors": (RUSSIA, AFGHANISTAN), "recipients": ()}, "Russia and Afghanistan met in Kabul on 26 November 2024"),
        ({"modality": "future"}, "Russia to meet Afghanistan in Kabul on 26 November 2024"),
        ({"modality": "hypothetical", "place": None, "date": None}, "Russia may meet Afghanistan"),
        ({"modality": "negated", "date": "2024-11"}, "Russia did not meet Afghanistan in Kabul in November 2024"),
        ({"type": "COERCE", "mode": "arrest", "place": None, "date": None}, "Russia arrested nationals of Afghanistan"),
        ({"recipients": (), "place": None, "date": None}, "Russia held talks"),
        ({"actors": (), "place": None, "date": None}, "Somebody met Afghanistan"),
        ({"type": "GREET", "place": None, "date": None}, "Russia greet: Afghanistan"),
    ],
)  # fmt: skip
def test_sentence(changed: dict[str, object], said: str) -> None:
    assert told(**changed) == said


def test_sentence_tells_countries_and_sectors() -> None:
    envoy = Party(name="Oleg Vetrov", country="RUS", sectors=("GOV",))
    ministry = Party(name="Russian Foreign Ministry", country="RUS")
    states = Party(name="United States", country="USA")
    plain: dict[str, object] = {"place": None, "date": None}
    assert told(actors=(envoy,), recipients=(states,), **plain) == "Russia’s Oleg Vetrov met the United States"
    assert told(actors=(ministry,), **plain) == "The Russian Foreign Ministry met Afghanistan"
    army, rebels = (Party(name="Sudan", country="SDN", sectors=(s,)) for s in ("MIL", "REB"))
    assert (
        told(actors=(army,), recipients=(rebels,), type="ASSAULT", **plain)
        == "Sudan (armed forces) attacked Sudan (armed opposition)"
    )


def test_listed() -> None:
    assert [sentence.listed(list("abcde"[:n])) for n in range(6)] == [
        "", "a", "a and b", "a, b and c", "a, b, c and 1 other", "a, b, c and 2 others",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["Sergei Lavrov", "Abdul-Karim Hassan", "Al-Shabaab"])
def test_party_key_leads_back(name: str) -> None:
    assert words.asked_of(words.party_key(Party(name=name))) == name


def test_party_keys() -> None:
    assert words.party_key(RUSSIA) == "RUS"
    assert words.party_key(Party(name="Moscow", country="RUS")) == "RUS"
    assert words.party_key(Party(name="two officials", country="RUS", sectors=("GOV", "MIL"))) == "RUS:GOV"
    assert words.party_path(Party(name="somebody")) == ""
    assert words.party_path(Party(name="A/B")) == "/party/name:A%2FB"


def test_about() -> None:
    assert words.party_about(RUSSIA) == ""
    assert words.party_about(Party(name="Oleg Vetrov", country="RUS", sectors=("GOV",))) == "Russia, government"
    assert words.place_name(KABUL) == "Kabul, Afghanistan"
    assert (words.country_name("UNO"), words.country_name("XYZ"), words.country_name(None)) == (
        "United Nations",
        "XYZ",
        "",
    )
    assert words.context_name("lgbt") == "LGBT"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//x", "http://[", None, "", "http:///x"]
)
def test_only_web_addresses_are_linked(address: str | None) -> None:
    assert words.safe_address(address) == ""
    assert words.site(address) == ""


def test_reason_in_words() -> None:
    assert (
        words.reason("One event: both tell of CONSULT; Lavrov (RUS) is in both; on the same day, 2024-11-26.")
        == "Both tell of talks; Lavrov (Russia) is in both; on the same day, 26 November 2024."
    )


@pytest.mark.parametrize("modality", ["actual", "historical", "future", "hypothetical", "negated"])
def test_modalities(modality: Modality) -> None:
    assert words.modality_name(modality) != modality
