"""The pages of an event and of a report."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from dragoman.serve.desk import Desk
from tests.ledger import asked
from tests.ledger.samples import tell
from tests.serve.conftest import bearer

HOSTILE = "Rain <script>alert(1)</script> fell & more.\n" + tell("AID", "UGA", "ETH", "2024-05-20")


def story(desk: Desk, **filters: object) -> str:
    found = desk.ledger.events(**filters).first()  # type: ignore[arg-type]
    assert found is not None
    return found.id


def talks(desk: Desk) -> str:
    return story(desk, actor="KEN", recipient="SOM", type="CONSULT")


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_event(client: TestClient, desk: Desk) -> None:
    answer = client.get(f"/events/{talks(desk)}")
    assert answer.status_code == 200
    said = text_of(answer.text)
    assert "Kenya met Somalia in Nairobi" in said
    assert "Corroborated: 2 independent origins tell it" in said
    assert "3 reports of 3 outlets" in said and "1 only repeats another" in said
    assert "Khan Uul Courier" in said and "Ulaan Herald" in said
    assert '<mark class="evidence trigger quad-1">held talks with</mark>' in answer.text
    assert answer.text.count('<svg class="chain') == 2
    assert "Why this is one event" in said


def test_nothing_inline(client: TestClient, desk: Desk) -> None:
    report = next(iter(desk.ledger.reports())).id
    for path in (f"/events/{talks(desk)}", f"/reports/{report}"):
        assert not re.search(r"\sstyle=|\son\w+=|<script(?![^>]*src=)", client.get(path).text)


def test_copies_are_folded_under_their_origin(client: TestClient, desk: Desk) -> None:
    page = client.get(f"/events/{talks(desk)}").text
    assert "1 report repeats it" in text_of(page)
    folded = page.partition('class="copies"')[2].partition("</details>")[0]
    assert "Khan Uul Courier" in folded and "shares 100 % of its words" in folded


def test_an_account_leads_to_its_event(client: TestClient, desk: Desk) -> None:
    id = talks(desk)
    account = desk.ledger.story(id).accounts[0]
    answer = client.get(f"/events/{account}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/events/{id}#{account}")


@pytest.mark.parametrize("path", ["/events/e0", "/events/a0", "/reports/r0", "/reports/x?version=1"])
def test_unknown(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "There is no" in text_of(answer.text)


def test_planned(client: TestClient, desk: Desk) -> None:
    page = client.get(f"/events/{story(desk, type='ASSAULT')}")
    assert "Somalia to attack Ethiopia" in text_of(page.text)
    assert "Not corroborated: it rests on one origin" in text_of(page.text)


def test_report(client: TestClient, desk: Desk) -> None:
    id = desk.ledger.accounts(talks(desk))[0].report
    answer = client.get(f"/reports/{id}")
    assert answer.status_code == 200
    assert 'id="at-e1"' in answer.text and 'href="#at-e1"' in answer.text
    assert f'href="/events/{talks(desk)}"' in answer.text
    assert "Kenya held talks with" in text_of(answer.text).replace(" 1 ", " ")


def test_copy_says_what_it_repeats(client: TestClient, desk: Desk) -> None:
    copy = next(line for line in desk.ledger.reports() if line.copy_of)
    page = client.get(f"/reports/{copy.id}")
    assert f'It repeats <a href="/reports/{copy.copy_of}">' in page.text


def test_unreadable_report(client: TestClient, desk: Desk) -> None:
    id = next(iter(desk.ledger.reports(status="unreadable"))).id
    said = text_of(client.get(f"/reports/{id}").text)
    assert "This report could not be read There is no text." in said


def test_versions(client: TestClient, desk: Desk) -> None:
    added = asked.add(desk.ledger, "talks", "Nothing of the kind.\n" + tell("AID", "UGA", "ETH", "2024-05-20"))
    latest, first = (client.get(f"/reports/{added.report}{query}").text for query in ("", "?version=1"))
    assert "Nothing of the kind" in latest
    assert "This is version 1" in text_of(first) and "camels" in first
    assert client.get(f"/reports/{added.report}?version=9").status_code == 404


def test_no_markup_of_a_report_is_drawn(client: TestClient, desk: Desk) -> None:
    added = asked.add(desk.ledger, "hostile", HOSTILE, title="<b>Title</b>")
    page = client.get(f"/reports/{added.report}").text
    assert "<script>alert" not in page and "&lt;script&gt;" in page
    assert "<b>Title" not in page


def test_text_needs_its_scope(client: TestClient, desk: Desk) -> None:
    id = talks(desk)
    report = desk.ledger.accounts(id)[0].report
    reader = bearer(desk, "read")
    page = client.get(f"/reports/{report}", headers=reader).text
    assert "The text is not shown" in page and "camels" not in page.partition("<aside")[0]
    assert "held talks with" in page
    assert "held talks with" in client.get(f"/events/{id}", headers=reader).text


def test_settled(client: TestClient, desk: Desk) -> None:
    id = talks(desk)
    a, b = desk.ledger.story(id).accounts[:2]
    desk.ledger.decide(a, b, same=True, by="Ada", why="I was there")
    assert "Ada holds" in text_of(client.get(f"/events/{id}").text)
