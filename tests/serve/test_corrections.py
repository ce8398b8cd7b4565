"""Correcting on the desk: the form, what it makes, who may, and taking it back."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from dragoman.serve.correcting import Fields, named_event, says
from dragoman.serve.desk import Desk
from dragoman.types import Change, Story
from tests.serve.conftest import csrf, secret


@pytest.fixture
def event(desk: Desk) -> Story:
    """An event that more than one report tells."""
    return next(story for story in desk.ledger.events() if len(story.accounts) > 1)


@pytest.fixture
def ada(client: TestClient, desk: Desk) -> TestClient:
    """A browser in which Ada is signed in, who may correct."""
    client.post("/sign-in", data={"token": secret(desk, "read", "correct"), **csrf(client)})
    return client


def filled(client: TestClient, story: Story, **put: str) -> dict[str, str]:
    """The form of an event, with other values put in."""
    return {**Fields.of(story).model_dump(), **put, **csrf(client)}


def test_only_with_a_token_that_may(client: TestClient, desk: Desk, event: Story) -> None:
    assert "Sign in" in client.get(f"/events/{event.id}").text
    assert client.get(f"/events/{event.id}/correct").status_code == 401
    assert client.post(f"/events/{event.id}/wrong", data=csrf(client)).status_code == 401
    client.post("/sign-in", data={"token": secret(desk, "read"), **csrf(client)})
    assert client.post(f"/events/{event.id}/wrong", data=csrf(client)).status_code == 403
    assert desk.ledger.corrections() == ()


def test_a_form_from_elsewhere_is_not_taken(ada: TestClient, desk: Desk, event: Story) -> None:
    assert ada.post(f"/events/{event.id}/wrong", data={"why": "no"}).status_code == 403
    assert desk.ledger.corrections() == ()


def test_what_is_filled_in_is_true_at_once(ada: TestClient, desk: Desk, event: Story) -> None:
    put = {
        "date": "2024-05",
        "act": "CONSULT:visit",
        "actors": "Amani Odhiambo (KEN GOV)\r\n\r\nUganda ",
        "why": "I saw it",
    }
    answer = ada.post(f"/events/{event.id}/correct", data=filled(ada, event, **put))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/events/{event.id}#corrections")
    now = desk.ledger.story(event.id)
    assert (now.type, now.mode, now.date) == ("CONSULT", "visit", "2024-05")
    assert [party.name for party in now.actors] == ["Amani Odhiambo", "Uganda"]
    assert (now.recipients, now.place, now.modality) == (event.recipients, event.place, event.modality)
    made = desk.ledger.corrections(event.id)
    assert {c.by for c in made} == {"Ada"} and {c.why for c in made} == {"I saw it"}
    told = ada.get(f"/events/{event.id}").text
    assert "Corrected by hand" in told and "«I saw it»" in told and "Amani Odhiambo" in told


def test_nothing_is_changed_where_something_is_wrong(ada: TestClient, desk: Desk, event: Story) -> None:
    answer = ada.post(f"/events/{event.id}/correct", data=filled(ada, event, date="soon", place="Kampala, UGA"))
    assert answer.status_code == 422
    assert "is no date" in answer.text and 'value="Kampala, UGA"' in answer.text
    same = ada.post(f"/events/{event.id}/correct", data=filled(ada, event))
    assert same.status_code == 422 and "Nothing was changed" in same.text
    assert desk.ledger.corrections() == ()


def test_wrong_and_taken_back(ada: TestClient, desk: Desk, event: Story) -> None:
    ada.post(f"/events/{event.id}/wrong", data={"why": "<b>invented</b>", **csrf(ada)})
    told = ada.get(f"/events/{event.id}").text
    assert "Said to be wrong" in told and "&lt;b&gt;invented" in told and "<b>invented" not in told
    (made,) = desk.ledger.corrections()
    listed = ada.get("/corrections").text
    assert "nothing of the kind happened" in listed and f"/corrections/{made.id}/undo" in listed
    answer = ada.post(f"/corrections/{made.id}/undo", data={"next": f"/events/{event.id}", **csrf(ada)})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/events/{event.id}")
    assert desk.ledger.story(event.id) == event
    assert "Nothing has been corrected" in ada.get("/corrections").text
    assert "taken back" in ada.get("/corrections?show=all&by=Ada").text
    assert ada.post(f"/corrections/{made.id}/undo", data=csrf(ada)).status_code == 404


def test_split_and_join(ada: TestClient, desk: Desk, event: Story) -> None:
    assert ada.post(f"/events/{event.id}/split", data=csrf(ada)).status_code == 422
    ada.post(f"/events/{event.id}/split", data={"account": event.accounts[0], **csrf(ada)})
    other = desk.ledger.event_of(event.accounts[0])
    parts = {desk.ledger.event_of(account) for account in event.accounts}
    assert len(parts) == 2
    (one,) = parts - {other}
    form = ada.get(f"/events/{one}/correct").text
    assert f'value="{other}"' in form  # it is offered to be joined with
    answer = ada.post(f"/events/{one}/join", data={"pasted": f"http://desk/events/{other}", **csrf(ada)})
    assert answer.status_code == 303
    assert desk.ledger.story(one).accounts == event.accounts
    bad = ada.post(f"/events/{one}/join", data={"pasted": "that one", **csrf(ada)})
    assert bad.status_code == 422 and "by the address of its page" in bad.text


def test_the_form_comes_as_a_part_to_htmx(ada: TestClient, event: Story) -> None:
    part = ada.get(f"/events/{event.id}/correct", headers={"HX-Request": "true", "HX-Target": "correcting"}).text
    assert "<html" not in part and "What happened" in part


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(what="wrong"), "nothing of the kind"),
        (Change(what="date", value="2024-11-26"), "26 November 2024"),
        (Change(what="date"), "no date"),
        (Change(what="place"), "no place"),
        (Change(what="recipients", value=()), "nobody"),
        (Change(what="mode"), "no form"),
        (Change(what="split", value=("a1", "a2")), "2 accounts"),
        (Change(what="join", value="e1"), "another event"),
    ],
)
def test_corrections_in_words(change: Change, words: str) -> None:
    assert words in says(change)


def test_an_event_is_found_in_what_is_pasted() -> None:
    assert named_event("see https://desk.example/events/e0123456789abcdef#top") == "e0123456789abcdef"
