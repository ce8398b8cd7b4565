"""What a line of search means."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.serve.hearing import hear, without
from dragoman.serve.times import times

TODAY = date(2026, 11, 23)
LINES = [
    ("Russia -> China, sanctions, last November", "actor=RUS recipient=CHN type=SANCTION since=2025-11 until=2025-11"),
    ("Russia -> Taliban, meetings", "actor=RUS party=Taliban; AFG:GOV type=CONSULT"),
    ("Russian government against Ukraine", "actor=RUS:GOV recipient=UKR"),
    ("Moscow -> Kabul, aid, past 30 days", "actor=RUS recipient=AFG type=AID since=2026-10-24"),
    ("US sanctions against Iran", "actor=USA type=SANCTION recipient=IRN"),
    ("who accused Kenya of shelling in Mogadishu", "type=ACCUSE party=KEN place=Mogadishu text=shelling"),
    ("quotes by Shoigu about grain", "speaker=Shoigu text=grain"),
    ("according to TASS visit Kabul", "outlet=TASS mode=visit place=Kabul"),
    ("corroborated attacks in Sudan 2025", "corroborated=true type=ASSAULT place=SDN since=2025 until=2025"),
    ("Viktor Malinin -> Nasiri", "actor=Viktor Malinin recipient=Nasiri"),
    (
        'protests "fuel prices" between March and May 2025',
        'type=PROTEST since=2025-03 until=2025-05 text="fuel prices"',
    ),
    ("planned drone strikes", "modality=future mode=drone"),
    ("can and per", "text=per"),
    ("what can Russia do in Kenya", "party=RUS place=KEN"),
    ("WHAT CAN RUSSIA DO, AID", "party=RUS type=AID"),
    ("Russia AND Ukraine, talks", "party=RUS party=UKR type=CONSULT"),
    ("CAN -> USA", "actor=CAN recipient=USA"),
    ("USA AND CAN", "party=USA party=CAN"),
    ("AND, talks", "party=AND type=CONSULT"),
    ("FRA -> AND", "actor=FRA recipient=AND"),
    ("type:AID recipient:AFG", "type=AID recipient=AFG"),
    ("", ""),
]


@pytest.mark.parametrize(("line", "meant"), LINES)
def test_a_line_is_understood(line: str, meant: str) -> None:
    assert " ".join(f"{name}={value}" for name, value in hear(line, TODAY, lambda _: False).pairs()) == meant


def test_two_parties_together_are_a_pair() -> None:
    assert hear("meetings between Kenya and Somalia", TODAY, lambda _: False).pair == ("KEN", "SOM")
    assert hear("Kenya <-> Somalia", TODAY, lambda _: False).pair == ("KEN", "SOM")
    assert hear("Kenya -> Somalia", TODAY, lambda _: False).pair is None


def test_somebody_in_the_ledger_is_known_by_name() -> None:
    heard = hear("Jasur Tillayev, visits", TODAY, lambda name: name == "Jasur Tillayev")
    assert heard.pairs() == [("party", "Jasur Tillayev"), ("mode", "visit")]


@pytest.mark.parametrize(
    ("line", "since", "until"),
    [
        ("November", "2026-11", "2026-11"),
        ("in March", "2026-03", "2026-03"),
        ("December", "2025-12", "2025-12"),
        ("since 2024", "2024", None),
        ("until 2025-03", None, "2025-03"),
        ("yesterday", "2026-11-22", "2026-11-22"),
        ("last week", "2026-W47", "2026-W47"),
        ("from 2024-01 to 2024-03", "2024-01", "2024-03"),
        ("26 November 2024", "2024-11-26", "2024-11-26"),
        ("last 2 weeks", "2026-11-09", None),
    ],
)
def test_times(line: str, since: str | None, until: str | None) -> None:
    found = {name: value for _, _, name, value in times(line, TODAY)}
    assert (found.get("since"), found.get("until")) == (since, until)


def test_a_part_is_taken_away_with_its_comma() -> None:
    line = "Russia -> China, sanctions, last November"
    parts = {line[part.start : part.end]: part for part in hear(line, TODAY, lambda _: False).parts}
    assert without(line, parts["sanctions"]) == "Russia -> China, last November"
    assert without(line, parts["last November"]) == "Russia -> China, sanctions"
    assert without(line, parts["Russia"]) == "-> China, sanctions, last November"


@given(st.text(alphabet="RUSSIA kenya->,\"'()-:; 2024 last in", max_size=60))
def test_any_line_has_some_meaning(line: str) -> None:
    heard = hear(line, TODAY, lambda _: False)
    for part in heard.parts:
        assert line[part.start : part.end].strip()
        assert len(without(line, part)) < len(line) + 1
