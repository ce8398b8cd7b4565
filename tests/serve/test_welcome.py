"""The first visit: an empty ledger, and a first feed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dragoman.serve.app import build
from dragoman.serve.desk import Desk
from dragoman.serve.settings import Settings
from tests.collect.site import site
from tests.serve.conftest import csrf


def test_ways_to_begin(empty_desk: Desk) -> None:
    client = TestClient(build(empty_desk))
    told = client.get("/welcome").text
    assert "dragoman serve --demo" in told
    assert "/welcome/feed" not in told  # only for who may
    client.get("/enter", params={"key": empty_desk.door, "next": "/welcome"})
    assert "/welcome/feed" in client.get("/welcome").text


def test_not_for_everybody(empty_desk: Desk) -> None:
    client = TestClient(build(empty_desk), follow_redirects=False)
    assert client.post("/welcome/feed", data={"address": "https://a.example", **csrf(client)}).status_code == 401


@pytest.mark.parametrize("address", ["", "feed", "file:///etc/passwd", "ftp://a.example/feed", "https://"])
def test_no_address(empty_desk: Desk, address: str) -> None:
    client = TestClient(build(empty_desk), follow_redirects=False)
    client.get("/enter", params={"key": empty_desk.door})
    answer = client.post("/welcome/feed", data={"address": address, **csrf(client)})
    assert answer.status_code == 422
    assert "no address of a feed" in answer.text
    assert not empty_desk.follower.at_work


FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Khan Uul Courier</title><link>https://courier.example</link>
<item><title>Grain for Somalia</title><link>https://courier.example/1</link><guid>1</guid>
<pubDate>Mon, 06 May 2024 10:00:00 GMT</pubDate><description>{text}</description></item></channel></rss>"""


@pytest.fixture
def visited(tmp_path: Path, parrot: None) -> Iterator[Desk]:
    """A desk over a ledger with nothing in it, which may fetch from this machine."""
    desk = Desk(Settings(ledger=f"{tmp_path}/new.db", hosts=("testserver",), allow_hosts=frozenset({"127.0.0.1"})))
    yield desk
    desk.close()


def test_a_first_feed(visited: Desk) -> None:
    client = TestClient(build(visited), follow_redirects=False)
    client.get("/enter", params={"key": visited.door})
    with site() as courier:
        text = "The Kenyan government sent grain to Somalia on Monday, the ministry said in Nairobi. " * 5
        address = courier.put("/feed", FEED.format(text=text), "application/rss+xml")
        answer = client.post("/welcome/feed", data={"address": address, **csrf(client)})
        assert (answer.status_code, answer.headers["location"]) == (303, "/welcome#progress")
        until = time.monotonic() + 60
        while not visited.ledger.reports().count() and time.monotonic() < until:
            time.sleep(0.1)
    assert visited.ledger.reports().count() == 1
    assert "Khan Uul Courier" in client.get("/welcome").text
    part = client.get("/welcome", headers={"HX-Request": "true", "HX-Target": "progress"}).text
    assert part.lstrip().startswith('<div id="progress"')
    visited.follower.stop()
    assert not visited.follower.at_work


def test_another_program_follows(visited: Desk) -> None:
    from dragoman.engine.watch import alone

    with alone(visited.ledger.database):
        visited.follower.add("https://courier.example/feed")
        until = time.monotonic() + 30
        while visited.follower.fault is None and time.monotonic() < until:
            time.sleep(0.05)
    assert "followed by another dragoman" in (visited.follower.fault or "")
    client = TestClient(build(visited))
    assert "followed by another dragoman" in client.get("/welcome").text
