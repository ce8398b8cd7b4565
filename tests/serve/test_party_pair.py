"""The pages of a party and of two."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from dragoman.ledger.ask import Period, Tally
from dragoman.serve.desk import Desk
from dragoman.serve.draw.series import series
from dragoman.serve.pages.party import offices

NOTHING = Tally(events=0, quads=(0, 0, 0, 0), score=None)
quads = st.tuples(*[st.integers(0, 40)] * 4)
tallies = st.builds(lambda q, s: Tally(events=sum(q), quads=q, score=s if sum(q) else None), quads, st.floats(-10, 10))


def busiest(desk: Desk) -> tuple[str, str]:
    """Two countries of which one acts upon the other."""
    for story in desk.ledger.events():
        for actor in story.actors:
            for recipient in story.recipients:
                a, b = actor.country, recipient.country
                if a and b and a != b and desk.ledger.pairs(a, b).periods:
                    return a, b
    raise AssertionError("the sample ledger has no two countries that deal with each other")


def test_a_pair_shows_series_and_both_directions(client: TestClient, desk: Desk) -> None:
    a, b = busiest(desk)
    answer = client.get(f"/pair/{a}/{b}")
    assert answer.status_code == 200
    drawn = re.search(r"<svg class=\"series\".*?</svg>", answer.text, re.DOTALL)
    assert drawn
    story = next(iter(desk.ledger.events(actor=a, recipient=b)))
    assert f"/events/{story.id}" in answer.text
    shown = sum(p.both.events for p in desk.ledger.pairs(a, b).periods)
    rows = re.findall(r'<tr data-start="[^"]+"><th scope="row">[^<]+</th><td class="num">([\d,]+)</td>', answer.text)
    assert sum(int(n) for n in rows) == shown


@pytest.mark.parametrize("query", ["by=week", "by=day&since=2024", "way=there", "way=back&by=week"])
def test_a_pair_by_other_units_and_ways(client: TestClient, desk: Desk, query: str) -> None:
    a, b = busiest(desk)
    assert client.get(f"/pair/{a}/{b}?{query}").status_code == 200


@pytest.mark.parametrize("query", ["by=century", "way=up", "since=yesterday", "since=2024-05&until=2024-01"])
def test_a_pair_says_what_cannot_be_asked(client: TestClient, desk: Desk, query: str) -> None:
    a, b = busiest(desk)
    answer = client.get(f"/pair/{a}/{b}?{query}")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_strangers_have_an_empty_page(client: TestClient) -> None:
    answer = client.get("/pair/TUV/NRU")
    assert answer.status_code == 200
    assert "Nothing is told between these two" in answer.text


def test_a_party_shows_what_it_does_and_with_whom(client: TestClient, desk: Desk) -> None:
    a, b = busiest(desk)
    answer = client.get(f"/party/{a}")
    assert answer.status_code == 200
    assert "What it does" in answer.text
    partners = desk.ledger.partners("recipient", actor=a)
    assert any(one.party.country == b for one in partners)
    assert sum(desk.ledger.counts("type", actor=a).values()) == desk.ledger.events(actor=a).count()


def test_what_a_party_has_to_do_with_can_be_watched(client: TestClient) -> None:
    assert 'href="/watches?party=KEN">Watch this search' in client.get("/party/KEN").text
    assert 'href="/watches?party=Somebody+New">Watch this search' in client.get("/party/name:Somebody-New").text
    assert "Watch this search" not in client.get("/party/QQQ").text


def test_what_two_do_can_be_watched_each_way(client: TestClient, desk: Desk) -> None:
    text = client.get("/pair/KEN/SOM?since=2024-05").text
    assert 'href="/watches?actor=KEN&amp;recipient=SOM&amp;since=2024-05">Watch this search: Kenya to Somalia' in text
    assert 'href="/watches?actor=SOM&amp;recipient=KEN&amp;since=2024-05">Watch this search: Somalia to Kenya' in text
    assert client.get("/pair/KEN/SOM?way=back").text.count("Watch this search") == 1
    assert "Watch this search" in client.get("/pair/TUV/NRU").text  # that has not happened yet
    assert "Watch this search" not in client.get("/pair/KEN/SOM?way=up").text


def test_nobody_has_an_empty_page(client: TestClient) -> None:
    answer = client.get("/party/name:Nobody-Whatever")
    assert answer.status_code == 200
    assert "Nothing is told of" in answer.text


def test_offices_come_from_the_gazetteer() -> None:
    held = offices("Abdelaziz Bouteflika", date(2010, 1, 1))
    assert ("President, Algeria", True) in [(o.name, o.held) for o in held]
    assert not any(o.held for o in offices("Abdelaziz Bouteflika", date(2024, 1, 1)))


@given(st.lists(tallies, min_size=1, max_size=40))
def test_the_drawing_is_sound_and_keeps_in_its_frame(some: list[Tally]) -> None:
    periods = [
        Period(start=f"{2000 + i // 12}-{i % 12 + 1:02d}", there=t, back=NOTHING, both=t) for i, t in enumerate(some)
    ]
    drawn = series(periods, lambda p: p.there, lambda start: f"/x?a=1&b={start}", {periods[0].start}, "A & B")
    if not any(t.events for t in some):
        assert drawn == ""
        return
    root = ElementTree.fromstring(drawn)
    height = float(root.get("viewBox", "").split()[3])
    for shape in root.iter("rect"):
        y, tall = float(shape.get("y", "0")), float(shape.get("height", "0"))
        assert tall >= 0
        assert 0 <= y <= y + tall <= height
