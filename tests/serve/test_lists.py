"""Today, search, quotes and sources."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from dragoman.ledger import SourceState
from dragoman.serve.app import build
from dragoman.serve.desk import Desk
from dragoman.serve.pages.asked import Asked
from tests.ledger.asked import FEED

PAGES = ["/", "/search", "/search?q=Kenya", "/quotes", "/sources"]
PART = {"HX-Request": "true", "HX-Target": "list"}


def test_today_has_the_newest_and_what_is_ahead(client: TestClient) -> None:
    text = client.get("/").text
    listed, _, beside = text.partition('id="filters"')
    newest = listed.partition("Newest first")[2]
    assert newest.index("accused") < newest.index("6 May 2024")
    assert "Best corroborated" in listed
    assert "corroborated" in listed
    assert "August" not in listed
    assert "Ahead" in beside
    assert "20 Aug 2024" in beside
    assert "Kenya: 3 events" in beside


def test_an_empty_ledger_leads_to_the_welcome(empty_desk: Desk) -> None:
    client = TestClient(build(empty_desk), follow_redirects=False)
    assert client.get("/").headers["location"] == "/welcome"
    assert client.get("/?type=AID").status_code == 200
    assert "No quotes yet" in client.get("/quotes").text
    assert "No feeds are followed" in client.get("/sources").text
    assert "Nothing is found" in client.get("/search?q=grain").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("party=ETH", 2), ("actor=KEN&type=consult,aid", 1), ("place=KEN", 3), ("since=2024-06&until=2024-06", 1),
        ("corroborated=true", 1), ("outlet=Xinhua", 1), ("modality=future", 1), ("text=talks", 1), ("place=FRA", 0),
    ],
)  # fmt: skip
def test_filters(client: TestClient, query: str, found: int) -> None:
    text = client.get(f"/?{query}").text
    future = query in ("party=ETH", "place=KEN", "modality=future")
    assert f"{found} event{'' if found == 1 else 's'} with these filters" in text
    assert text.partition('id="filters"')[0].count("data-item") == found - future
    assert ("No event passes" in text) is (found - future == 0)


def test_a_filter_that_cannot_be_is_told(client: TestClient) -> None:
    for path in (
        "/?since=yesterday",
        "/?min_confidence=2",
        "/quotes?kind=loud",
        "/sources?status=odd",
        "/quotes?text=-",
    ):
        answer = client.get(path)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text


def test_lists_go_on(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.serve.pages.today.SIZE", 1)
    text = client.get("/").text
    more = text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    following = client.get(more).text
    assert "From the beginning" in following
    assert "6 May 2024" in following.partition('id="filters"')[0]


def test_a_part_is_drawn_by_itself(client: TestClient) -> None:
    for path in PAGES:
        part = client.get(path, headers=PART).text
        assert part.strip().startswith(("<section", "<div"))
        assert "<html" not in part


def test_a_line_of_search_is_shown_as_chips(client: TestClient) -> None:
    text = client.get("/search", params={"q": "Kenya and Somalia, talks, in May"}).text
    for chip in ("Kenya", "Somalia", "talks", "May 2024"):
        assert f"</span> {chip} <span" in text
    assert 'href="/pair/KEN/SOM"' in text
    assert text.count('class="event-row') == 1


def test_a_search_without_events_tells_what_stands_in_the_way(client: TestClient) -> None:
    text = client.get("/search", params={"q": "Kenya, riot"}).text
    assert "There are some without" in text
    assert 'href="/search?q=Kenya">riot' in text


def test_a_search_can_be_watched(client: TestClient, desk: Desk) -> None:
    def ways(line: str) -> list[str]:
        text = client.get("/search", params={"q": line}).text
        return [unescape(found) for found in re.findall(r'href="/watches([^"]*)">Watch this search', text)]

    assert ways("talks since 2024") == ["?type=CONSULT&since=2024"]
    assert ways("Kenya and Somalia, talks") == [
        "?party=SOM&actor=KEN&type=CONSULT", "?party=KEN&actor=SOM&type=CONSULT",
    ]  # fmt: skip
    assert ways("") == []
    both = [Asked.of_query(way).filters() for way in ways("Kenya and Somalia")]
    found = {story.id for filters in both for story in desk.ledger.events(**filters)}
    shown = client.get("/search", params={"q": "Kenya and Somalia", "in": "events"}).text
    assert found == set(re.findall(r'href="/events/(e[0-9a-f]+)"', shown))


@pytest.mark.parametrize("kind", ["events", "quotes", "reports", "names"])
def test_a_search_of_one_kind(client: TestClient, kind: str) -> None:
    text = client.get("/search", params={"q": "Kenya", "in": kind}).text
    assert f'id="s-{kind}"' in text or "Nothing is found" in text
    assert text.count('aria-labelledby="s-') <= 1


def test_quotes_are_found_by_speaker_and_words(client: TestClient) -> None:
    assert "camels" in client.get("/quotes?text=camels&speaker=Kamau").text
    assert client.get("/quotes?text=camels").text.count('class="quote"') == 1
    assert client.get("/quotes?text=camels&originals=false").text.count('class="quote"') == 2


def test_sources_tell_how_they_fare(client: TestClient) -> None:
    text = client.get("/sources").text
    assert "9 failures in a row" in text
    assert "404" in text
    assert "Xinhua" in text
    assert "state-owned" in text
    assert "Courier" not in client.get("/sources?status=dead").text.partition('id="outlets"')[0].partition("<tbody>")[2]


def test_sources_tell_when_they_are_asked_next(client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(due: str | None) -> str:
        desk.ledger.save_source(SourceState(place=FEED, status="ok", next_due=due))
        row = client.get("/sources?status=ok").text.partition("<tbody>")[2].partition("</tr>")[0]
        return row.rpartition('<td class="nowrap">')[2].partition("<")[0]

    assert told("2024-06-30T12:00:00Z") == "due"
    assert told("2024-07-03T15:00:00Z") == "in 3 hours"
    assert told(None) == "–"
    assert "This desk follows none of them now" in client.get("/sources").text
    monkeypatch.setattr(type(desk.follower), "at_work", property(lambda _: True))
    assert "This desk follows none of them now" not in client.get("/sources").text


def test_what_is_typed_is_never_markup(client: TestClient) -> None:
    for path in ("/search?q=", "/?text=", "/quotes?speaker=", "/sources?words="):
        assert "<script>x" not in client.get(path + "<script>x</script>").text
