"""Watches: what is told of them and when, their feeds, and what their webhooks are sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import httpx2
import pytest
import sqlalchemy as sa
from msgspec.structs import replace
from starlette.testclient import TestClient

from dragoman.errors import LedgerError
from dragoman.ledger import Ledger, schema
from dragoman.serve.desk import Desk
from dragoman.serve.tell.json_feed import VERSION
from dragoman.serve.tell.letters import signature, trial
from dragoman.serve.tell.matching import look, net
from dragoman.serve.tell.sending import AGAIN, Sender
from dragoman.serve.tell.teller import Teller
from dragoman.types import Change, Difference, StoryChange, Watch, Webhook
from tests.ledger import asked
from tests.ledger.samples import tell
from tests.serve.conftest import NOW, bearer
from tests.serve.press import signed

ATOM = "{http://www.w3.org/2005/Atom}"
HOOK = Webhook(url="https://hooks.example/told", secret="s3cret")


def kept(desk: Desk, *, created: str = "2024-07-01T09:00:00Z", **told: object) -> Watch:
    """A new watch for what Kenya takes part in."""
    watch = Watch(name="Kenya", query={"party": ["KEN"]}, owner="Ada", cursor=desk.ledger.last_change())
    return desk.ledger.save_watch(replace(watch, **told), now=created)


def comes(desk: Desk, name: str = "seizure", day: str = "2024-07-02", whom: str = "ETH") -> str:
    """A report of another event with Kenya; the event's id."""
    return asked.add(desk.ledger, name, tell("ASSAULT", "KEN", whom, day), date=day).stories[0]


def teller(
    desk: Desk, answer: Callable[[httpx2.Request], httpx2.Response] | None = None, *, at: str = "93.184.215.14"
) -> Teller:
    """One that sends to ``answer``, a receiver at that address."""
    transport = httpx2.MockTransport(answer or (lambda request: httpx2.Response(204)))
    return Teller(desk, Sender(desk.ledger, resolver=lambda host, port: [at], inner=transport))


def test_an_event_is_told_once(desk: Desk) -> None:
    watch = kept(desk)
    event = comes(desk)
    assert teller(desk).round() == 1
    assert teller(desk).round() == 0
    (item,) = desk.ledger.told(watch.id)
    assert (item.event, item.what) == (event, "new")
    assert desk.ledger.watch(watch.id).cursor == desk.ledger.last_change()


def test_what_does_not_pass_is_not_told(desk: Desk) -> None:
    watch = kept(desk, query={"party": ["KEN"], "type": ["AID"]})
    comes(desk)
    teller(desk).round()
    assert desk.ledger.told(watch.id) == ()


def test_changes_are_told_as_changes(desk: Desk) -> None:
    watch = kept(desk)
    event = comes(desk)
    teller(desk).round()
    asked.add(
        desk.ledger,
        "again",
        "Wind blew.\n" + tell("ASSAULT", "KEN", "ETH", "2024-07-02"),
        outlet="Ulaan Herald",
        date="2024-07-02",
    )
    desk.ledger.correct(event, Change(what="wrong"), by="Ada")
    teller(desk).round()
    changed, new = desk.ledger.told(watch.id)
    assert (new.what, changed.what, changed.event) == ("new", "changed", event)
    assert "wrong" in {one.what for one in changed.how}


def test_what_stood_before_the_watch_is_no_news(desk: Desk) -> None:
    watch = kept(desk, created="2030-01-01T00:00:00Z")
    talks = desk.ledger.events(type="CONSULT").first()
    assert talks is not None
    asked.add(
        desk.ledger,
        "fourth",
        "Hail fell.\n" + tell("CONSULT", "KEN", "SOM", "2024-05-06"),
        outlet="Daily Post",
        date="2024-05-10",
    )
    teller(desk).round()
    (item,) = desk.ledger.told(watch.id)
    assert (item.event, item.what) == (talks.id, "changed")
    assert "origins" in {one.what for one in item.how}


def test_what_comes_to_pass_is_new(desk: Desk) -> None:
    watch = kept(desk, created="2030-01-01T00:00:00Z", query={"type": ["AID"]})
    event = desk.ledger.events(type="ACCUSE").first()
    assert event is not None
    desk.ledger.correct(event.id, Change(what="type", value="AID"), by="Ada")
    teller(desk).round()
    (item,) = desk.ledger.told(watch.id)
    assert (item.event, item.what) == (event.id, "new")


def test_an_event_joined_into_another_is_told_as_one(desk: Desk) -> None:
    watch = kept(desk)
    first, second = comes(desk), comes(desk, "other-seizure", "2024-05-01", "UGA")
    teller(desk).round()
    desk.ledger.correct(first, Change(what="join", value=second), by="Ada")
    left = desk.ledger.story(first).id
    teller(desk).round()
    item = desk.ledger.told(watch.id, 1)[0]
    assert (item.event, item.what) == (left, "changed")
    assert item.how[0].before == ({first, second} - {left}).pop()


def test_a_daily_watch_waits_for_the_end_of_the_day(desk: Desk) -> None:
    watch = kept(desk, digest="daily")
    asked.add(desk.ledger, "seizure", tell("ASSAULT", "KEN", "ETH", "2024-07-02"), date="2024-07-02")
    day = datetime.fromisoformat(desk.ledger.changes(watch.cursor)[0].at)
    assert look(desk.ledger, watch, day) == ((), watch.cursor)
    items, cursor = look(desk.ledger, watch, day + timedelta(days=1))
    assert len(items) == 1
    assert cursor == desk.ledger.last_change()


def test_two_desks_tell_it_once(desk: Desk) -> None:
    watch = kept(desk)
    comes(desk)
    items, cursor = look(desk.ledger, watch, NOW)
    assert len(desk.ledger.note_told(watch.id, items, cursor=cursor, since=watch.cursor)) == 1
    assert desk.ledger.note_told(watch.id, items, cursor=cursor, since=watch.cursor) == ()


def test_what_came_and_went_is_no_change() -> None:
    def change(*how: Difference) -> StoryChange:
        return StoryChange(cursor=1, event="e1", at="2024-07-02T00:00:00Z", what="changed", how=how)

    there, back = (Difference(what="origins", before=a, after=b) for a, b in (("1", "2"), ("2", "1")))
    assert net([change(there), change(back)]) == ()
    assert net([change(there), change(Difference(what="origins", before="2", after="3"))])[0].after == "3"
    more, less = Difference(what="variant", after="toll: 3"), Difference(what="variant", before="toll: 3")
    assert net([change(more), change(less)]) == ()


# --- feeds ---


def test_atom_is_as_the_rfc_wants_it(client: TestClient, desk: Desk) -> None:
    watch = kept(desk)
    event = comes(desk)
    teller(desk).round()
    answer = client.get(f"/feeds/{watch.id}.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    for one in (feed, *feed.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert (one.findtext(ATOM + name) or "").strip(), name
        assert (one.findtext(f"{ATOM}id") or "").startswith("urn:uuid:")
        assert datetime.fromisoformat(one.findtext(f"{ATOM}updated") or "").tzinfo is not None
    (entry,) = feed.iter(f"{ATOM}entry")
    assert f"/events/{event}" in entry.find(f"{ATOM}link").attrib["href"]  # type: ignore[union-attr]
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    assert {link.attrib["rel"] for link in feed.findall(f"{ATOM}link")} == {"self", "alternate"}
    again = client.get(f"/feeds/{watch.id}.atom", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_json_feed_is_as_its_spec_wants_it(client: TestClient, desk: Desk) -> None:
    watch = kept(desk)
    comes(desk)
    teller(desk).round()
    answer = client.get(f"/feeds/{watch.id}.json")
    assert answer.headers["content-type"] == "application/feed+json"
    feed = answer.json()
    assert feed["version"] == VERSION
    assert feed["title"] == "Kenya"
    assert feed["feed_url"].endswith(f"/feeds/{watch.id}.json")
    (item,) = feed["items"]
    assert item["id"].startswith("urn:uuid:")
    assert item["content_text"]
    assert datetime.fromisoformat(item["date_published"]).tzinfo is UTC


def test_a_daily_feed_has_an_entry_a_day(client: TestClient, desk: Desk) -> None:
    watch = kept(desk, digest="daily")
    comes(desk), comes(desk, "other", "2024-06-02")
    items, cursor = look(desk.ledger, watch, datetime.now(UTC) + timedelta(days=1))
    desk.ledger.note_told(watch.id, items, cursor=cursor)
    (entry,) = client.get(f"/feeds/{watch.id}.json").json()["items"]
    assert "2 new events" in entry["title"]
    assert entry["content_text"].count("/events/") == 2


def test_a_feed_of_an_event_that_is_gone(client: TestClient, desk: Desk) -> None:
    watch = kept(desk)
    comes(desk)
    items, cursor = look(desk.ledger, watch, NOW)
    gone = replace(items[0], event="e0000000000000000", what="gone")
    desk.ledger.note_told(watch.id, [gone], cursor=cursor)
    (entry,) = client.get(f"/feeds/{watch.id}.json").json()["items"]
    assert "gone" in entry["title"]


def test_no_feed_of_what_is_no_watch(client: TestClient) -> None:
    assert client.get("/feeds/w00.atom").status_code == 404


# --- webhooks ---


def test_a_webhook_is_sent_what_is_new_and_signed(desk: Desk) -> None:
    watch = kept(desk, webhook=HOOK)
    event = comes(desk)
    heard: list[httpx2.Request] = []
    teller(desk, lambda request: heard.append(request) or httpx2.Response(200)).round()
    (request,) = heard
    body = request.read()
    stamp = request.headers["x-dragoman-timestamp"]
    assert request.headers["x-dragoman-signature"] == f"sha256={signed('s3cret', stamp, body)}"
    assert request.headers["host"] == "hooks.example"
    told = json.loads(body)
    assert told["watch"] == watch.id
    (item,) = told["items"]
    assert (item["what"], item["event"], item["story"]["id"], item["n"] > 0) == ("new", event, event, True)
    (letter,) = desk.ledger.deliveries(watch.id)
    assert (letter.status, letter.tries) == ("done", 1)
    assert signature("s3cret", int(stamp), body.decode()) == signed("s3cret", stamp, body)


def test_what_fails_is_tried_again_ever_later_and_then_given_up(desk: Desk) -> None:
    watch = kept(desk, webhook=HOOK)
    comes(desk)
    busy = teller(desk, lambda request: httpx2.Response(503))
    busy.round()
    now = NOW
    for wait in AGAIN:
        (letter,) = desk.ledger.deliveries(watch.id)
        assert letter.status == "waiting"
        assert "503" in (letter.error or "")
        assert datetime.fromisoformat(letter.due) == now + wait
        now += wait
        assert busy._sender.send(now - timedelta(seconds=1)) == 0
        busy._sender.send(now)
    (letter,) = desk.ledger.deliveries(watch.id)
    assert (letter.status, letter.tries) == ("failed", len(AGAIN) + 1)


def test_letters_stay_in_order(desk: Desk) -> None:
    watch = kept(desk, webhook=HOOK)
    answers = iter([500, 200, 200])
    heard: list[int] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        heard.append(int(request.headers["x-dragoman-delivery"]))
        return httpx2.Response(next(answers))

    comes(desk)
    teller(desk, answer).round()
    comes(desk, "other", "2024-06-02")
    items, cursor = look(desk.ledger, desk.ledger.watch(watch.id), NOW)
    desk.ledger.note_told(watch.id, items, cursor=cursor)
    teller(desk, answer)._sender.send(NOW)
    waits = desk.ledger.note_delivery(trial(watch, "2024-07-03T12:00:30Z"))
    teller(desk, answer)._sender.send(NOW + timedelta(hours=1))
    first = min(letter.id for letter in desk.ledger.deliveries(watch.id))
    assert heard == [first, first, waits.id]


def test_what_follows_one_that_failed_waits_with_it(desk: Desk) -> None:
    watch = kept(desk, webhook=HOOK)
    for _ in range(3):
        desk.ledger.note_delivery(trial(watch, "2024-07-03T11:00:00Z"))
    heard: list[httpx2.Request] = []
    teller(desk, lambda request: heard.append(request) or httpx2.Response(500))._sender.send(NOW)
    assert len(heard) == 1
    assert len({letter.due for letter in desk.ledger.deliveries(watch.id)}) == 1
    assert [letter.tries for letter in desk.ledger.deliveries(watch.id)] == [0, 0, 1]


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1"])
def test_nothing_is_sent_to_a_private_address(desk: Desk, address: str) -> None:
    watch = kept(desk, webhook=HOOK)
    comes(desk)
    heard: list[httpx2.Request] = []
    teller(desk, lambda request: heard.append(request) or httpx2.Response(200), at=address).round()
    (letter,) = desk.ledger.deliveries(watch.id)
    assert heard == []
    assert letter.status == "failed"
    assert "private address" in (letter.error or "")


@pytest.mark.parametrize(("status", "state"), [(302, "waiting"), (410, "failed"), (204, "done")])
def test_what_answers_mean(desk: Desk, status: int, state: str) -> None:
    watch = kept(desk, webhook=HOOK)
    comes(desk)
    teller(desk, lambda request: httpx2.Response(status, headers={"Location": "https://elsewhere.example"})).round()
    assert desk.ledger.deliveries(watch.id)[0].status == state


def test_a_watch_that_cannot_be_asked_keeps_no_other_from_being_told(desk: Desk) -> None:
    old = kept(desk)
    with desk.ledger.database.writing() as connection:  # as an ontology may have had it once
        connection.execute(sa.update(schema.watch).values(query='{"type": ["NONSENSE"]}'))
    watch = kept(desk)
    comes(desk)
    assert teller(desk).round() == 1
    assert len(desk.ledger.told(watch.id)) == 1
    assert not desk.ledger.told(old.id)


# --- pages ---


def test_a_search_is_kept_shown_and_forgotten(client: TestClient, desk: Desk) -> None:
    ada = bearer(desk, "read", "watch")
    assert "Watch this search" in client.get("/?party=KEN&type=CONSULT").text
    form = client.get("/watches?party=KEN&type=CONSULT", headers=ada).text
    assert "Kenya" in form
    made = client.post(
        "/watches", data={"name": "Kenya", "query": "?party=KEN&type=CONSULT&corroborated=true"}, headers=ada
    )
    assert made.status_code == 303
    page = made.headers["location"]
    shown = client.get(page, headers=ada).text
    assert ".atom" in shown
    assert "by independent origins" in shown
    (watch,) = desk.ledger.watches("Ada")
    assert watch.query == {"party": ["KEN"], "type": ["CONSULT"], "corroborated": True}
    assert watch.cursor == desk.ledger.last_change()
    client.post(page, data={"name": "Talks", "digest": "daily"}, headers=ada)
    assert (desk.ledger.watch(watch.id).name, desk.ledger.watch(watch.id).digest) == ("Talks", "daily")
    assert client.post(f"{page}/forget", headers=ada).status_code == 303
    assert desk.ledger.watches() == ()


def test_the_secret_of_a_webhook_is_shown_once(client: TestClient, desk: Desk) -> None:
    ada = bearer(desk, "read", "watch")
    made = client.post("/watches", data={"name": "Kenya", "query": "party=KEN", "webhook": HOOK.url}, headers=ada)
    (watch,) = desk.ledger.watches()
    assert watch.webhook is not None
    assert made.status_code == 201
    assert watch.webhook.secret in made.text
    assert watch.webhook.secret not in client.get(f"/watches/{watch.id}", headers=ada).text
    client.post(f"/watches/{watch.id}/try", headers=ada)
    assert len(desk.ledger.deliveries(watch.id)) == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"name": "", "query": "party=KEN"}, "Say in a few words"),
        ({"name": "x", "query": "type=NONSENSE"}, "NONSENSE"),
        ({"name": "x", "query": "party=KEN", "webhook": "ftp://a.example"}, "no address"),
        ({"name": "x", "query": "party=KEN", "webhook": "http://127.0.0.1/told"}, "private address"),
    ],
)
def test_what_cannot_be_kept_is_said(client: TestClient, desk: Desk, sent: dict[str, str], sentence: str) -> None:
    answer = client.post("/watches", data=sent, headers=bearer(desk, "read", "watch"))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert desk.ledger.watches() == ()


def test_a_watch_is_shown_to_its_owner_alone(client: TestClient, desk: Desk) -> None:
    watch = kept(desk)
    ben = bearer(desk, "read", "watch", name="Ben")
    assert client.get(f"/watches/{watch.id}", headers=ben).status_code == 404
    assert client.post(f"/watches/{watch.id}/forget", headers=ben).status_code == 404
    assert "Kenya" not in client.get("/watches", headers=ben).text.partition("<main")[2]
    assert "Sign in to keep watches" in client.get("/watches").text
    assert client.get(f"/watches/{watch.id}").status_code == 401


def test_the_page_shows_what_was_told_and_sent(client: TestClient, desk: Desk) -> None:
    watch = kept(desk, webhook=HOOK)
    event = comes(desk)
    teller(desk).round()
    shown = client.get(f"/watches/{watch.id}", headers=bearer(desk, "read", "watch")).text
    assert f"/events/{event}" in shown
    assert "taken" in shown
    assert (
        f"/events/{event}"
        in client.get(
            "/watches", headers=bearer(desk, "watch", "read", name="Cy") | bearer(desk, "admin", name="Eve")
        ).text
    )


def test_an_unknown_watch_is_an_error(desk: Desk) -> None:
    with pytest.raises(LedgerError):
        Ledger.watch(desk.ledger, "w0")
