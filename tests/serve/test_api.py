"""The API: pages, streams, single things, and problems for all that goes wrong."""

from __future__ import annotations

import csv
import inspect
import io
from collections.abc import Callable
from typing import Any, get_args

import msgspec
import pytest
from starlette.testclient import TestClient

from dragoman.errors import DragomanError
from dragoman.ledger import Ledger
from dragoman.ledger.ask import events, quotes, reports, sources
from dragoman.ledger.ask.entities import EntityQuestion
from dragoman.serve.api import asked, problems
from dragoman.serve.app import build
from dragoman.serve.desk import Desk, Settings
from dragoman.types import Change, Correction, Story, Watch
from tests.serve.conftest import bearer

V1 = "/api/v1"
LISTS = {
    "events": (asked.EventsAsked, events.EventQuestion), "quotes": (asked.QuotesAsked, quotes.QuoteQuestion),
    "entities": (asked.EntitiesAsked, EntityQuestion), "reports": (asked.ReportsAsked, reports.ReportQuestion),
    "sources": (asked.SourcesAsked, sources.SourceQuestion),
}  # fmt: skip


def plain(value: object) -> object:
    """A value as it comes out of JSON."""
    return msgspec.json.decode(msgspec.json.encode(value))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_asked_as_the_ledger_is(name: str) -> None:
    model, question = LISTS[name]
    there = set(inspect.signature(getattr(Ledger, name)).parameters) - {"self"}
    assert set(model.model_fields) == there | {"format", "count"}
    assert get_args(model.model_fields["sort"].annotation) == question.sorts


def test_pages_lead_through_the_whole_list(client: TestClient, desk: Desk) -> None:
    found, where = [], f"{V1}/events?limit=1&count=true"
    while where:
        answer = client.get(where)
        told = answer.json()
        assert len(told["items"]) == 1
        found += told["items"]
        where = answer.links["next"]["url"] if told["after"] else ""
    assert msgspec.convert(found, list[Story]) == list(desk.ledger.events())
    assert client.get(f"{V1}/events?count=true").json()["count"] == len(found)


def test_a_page_never_holds_more_than_it_may(client: TestClient) -> None:
    assert client.get(f"{V1}/events?limit=900000").status_code == 200


def test_filters_pass_on(client: TestClient, desk: Desk) -> None:
    told = client.get(f"{V1}/events?party=KEN&party=ETH&type=ACCUSE&type=CONSULT&min_confidence=0.1&wrong=any").json()
    assert msgspec.convert(told["items"], tuple[Story, ...]) == tuple(desk.ledger.events(type=["ACCUSE", "CONSULT"]))


@pytest.mark.parametrize("name", LISTS)
def test_streams_hold_what_pages_do(client: TestClient, name: str) -> None:
    items = client.get(f"{V1}/{name}").json()["items"]
    lines = client.get(f"{V1}/{name}?format=jsonl")
    assert lines.headers["content-type"] == "application/x-ndjson"
    assert [msgspec.json.decode(line) for line in lines.text.splitlines()] == items
    table = client.get(f"{V1}/{name}?format=csv")
    assert table.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
    assert len(list(csv.DictReader(io.StringIO(table.text)))) == len(items)
    assert len(client.get(f"{V1}/{name}?format=csv&limit=1").text.splitlines()) == 1 + min(1, len(items))


def test_an_empty_ledger_answers_with_nothing(empty_desk: Desk) -> None:
    client = TestClient(build(empty_desk))
    assert client.get(f"{V1}/events").json() == {"items": [], "after": None, "count": None}
    assert client.get(f"{V1}/events?format=jsonl").text == ""
    assert client.get(f"{V1}/quotes?format=csv").text.startswith("report,date,outlet")
    assert client.get(f"{V1}/pairs?a=KEN&b=SOM").json()["periods"] == []


def test_what_is_unchanged_is_not_sent_again(client: TestClient, desk: Desk) -> None:
    first = client.get(f"{V1}/events")
    tag = first.headers["etag"]
    again = client.get(f"{V1}/events", headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    headers = bearer(desk, "correct")
    change = {"change": {"what": "date", "value": "2024-08-21"}}
    client.post(f"{V1}/events/{first.json()['items'][0]['id']}/corrections", json=change, headers=headers)
    assert client.get(f"{V1}/events", headers={"If-None-Match": tag}).status_code == 200


def test_head_is_get_without_a_body(client: TestClient) -> None:
    answer = client.head(f"{V1}/events")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["etag"] == client.get(f"{V1}/events").headers["etag"]


def test_single_things_are_the_ledgers(client: TestClient, desk: Desk) -> None:
    ledger = desk.ledger
    story = ledger.events(type="CONSULT").first()
    report = ledger.reports(status="read").first()
    assert story and report
    for path, value in {
        f"events/{story.id}": story, f"events/{story.id}/accounts": ledger.accounts(story),
        f"events/{story.id}/why": ledger.why(story), f"events/{story.id}/changes": ledger.changes_of(story.id),
        f"accounts/{story.accounts[0]}/event": {"event": story.id}, f"reports/{report.id}": ledger.report(report.id),
        f"reports/{report.id}/record": ledger.record(report.id), f"reports/{report.id}/copies": ledger.copies(report.id),
        "pairs?a=KEN&b=SOM&by=day": ledger.pairs("KEN", "SOM", by="day"),
        "partners?role=recipient&actor=KEN": ledger.partners("recipient", actor="KEN"), "outlets": ledger.outlets(),
        "sources/copies": {"copies": ledger.copies_by_source()},
        "counts?by=month&party=KEN": {"by": "month", "counts": ledger.counts("month", party="KEN")},
    }.items():  # fmt: skip
        assert client.get(f"{V1}/{path}").json() == plain(value), path
    assert client.get(f"{V1}/events/{story.id}").headers["content-location"] == f"{V1}/events/{story.id}"


def test_a_report_that_could_not_be_read_has_no_record(client: TestClient, desk: Desk) -> None:
    report = desk.ledger.reports(status="unreadable").first()
    assert report
    assert client.get(f"{V1}/reports/{report.id}/record").status_code == 204


def test_the_log_of_changes_is_followed_with_next(client: TestClient, desk: Desk) -> None:
    seen, since = [], 0
    while items := (told := client.get(f"{V1}/changes?since={since}&limit=2").json())["items"]:
        seen += [item["cursor"] for item in items]
        since = told["next"]
    assert seen == [change.cursor for change in desk.ledger.changes()]
    assert client.get(f"{V1}/").json()["last_change"] == seen[-1]


REFUSED = {
    "events?acter=KEN": (422, "misshapen"), "events?limit=0": (422, "misshapen"), "events?text=%00": (422, "misshapen"),
    "events?corroborated=1": (422, "misshapen"), "events?min_confidence=nan": (422, "misshapen"),
    "events?actor=XQZ": (400, "bad-question"), "events?since=2024-02-31": (400, "bad-question"),
    "events?after=NQ": (400, "bad-question"), "events?type=DANCE": (400, "bad-question"),
    "events?format=csv&actor=XQZ": (400, "bad-question"), "events?text=%22%22": (400, "bad-question"),
    "pairs?a=KEN": (422, "misshapen"), "events/e0123456789abcdef": (404, "not-found"), "events/e%00": (404, "not-found"),
    "reports/r0/copies": (404, "not-found"), "corrections/c0": (404, "not-found"), "nowhere": (404, "not-found"),
    "problems/none": (404, "not-found"), "watches": (401, "no-token"),
}  # fmt: skip


@pytest.mark.parametrize("path", REFUSED)
def test_what_cannot_be_answered_is_told_as_a_problem(client: TestClient, path: str) -> None:
    status, kind = REFUSED[path]
    answer = client.get(f"{V1}/{path}")
    told = msgspec.json.decode(answer.content, type=problems.Problem)
    assert answer.headers["content-type"] == problems.MEDIA
    assert (answer.status_code, told.status, told.type) == (status, status, f"{V1}/problems/{kind}")
    assert told.detail
    assert client.get(told.type).json()["status"] == status


def test_a_cursor_of_ones_own_making_is_refused(client: TestClient) -> None:
    from base64 import urlsafe_b64encode

    for row in (
        '["newest", "2024-01-01", 99999999999999999999]',
        '["newest", NaN, 1]',
        '["newest", "\\ud800", 1]',
        "5",
    ):
        after = urlsafe_b64encode(row.encode()).decode().rstrip("=")
        assert client.get(f"{V1}/events?after={after}").status_code == 400


def test_a_method_that_there_is_not(client: TestClient) -> None:
    answer = client.put(f"{V1}/watches")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
    assert answer.json()["type"].endswith("/no-method")


def test_a_token_that_is_not_in_force_is_refused_where_anybody_may_read(client: TestClient) -> None:
    answer = client.get(f"{V1}/events", headers={"Authorization": "Bearer drg_none"})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer error="invalid_token"')


def test_reading_needs_a_token_where_the_desk_is_not_open(desk: Desk) -> None:
    shut = Desk(Settings(ledger=desk.settings.ledger, open_reading=False, hosts=("testserver",)), desk.ledger)
    client = TestClient(build(shut))
    assert client.get(f"{V1}/events").status_code == 401
    assert client.get(f"{V1}/events", headers=bearer(desk, "watch")).status_code == 403
    assert client.get(f"{V1}/events", headers=bearer(desk, "read", name="Ben")).status_code == 200
    assert client.get(f"{V1}/openapi.json").status_code == 200


def test_a_body_that_is_too_large(desk: Desk) -> None:
    small = Desk(Settings(ledger=desk.settings.ledger, max_body=100, hosts=("testserver",)), desk.ledger)
    answer = TestClient(build(small)).post(f"{V1}/read", json={"text": "x" * 200})
    assert (answer.status_code, answer.json()["type"]) == (413, f"{V1}/problems/too-large")


def test_a_fault_of_ours_is_told_without_its_cause(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(desk.ledger, "story", broken)
    answer = TestClient(build(desk), raise_server_exceptions=False).get(f"{V1}/events/e0")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == problems.MEDIA
    assert "secret" not in answer.text


class FakeReader:
    """Reads nothing, and says so."""

    def __init__(self, outcome: object) -> None:
        self.outcome = outcome

    def read(self, text: str, **told: str | None) -> object:
        if isinstance(self.outcome, DragomanError):
            raise self.outcome
        return self.outcome


def test_a_text_is_read(client: TestClient, desk: Desk) -> None:
    from dragoman.errors import NotEnglish

    record = desk.ledger.record(desk.ledger.reports(status="read").first().id)  # type: ignore[union-attr]
    desk._reader = FakeReader(record)  # type: ignore[assignment]
    answer = client.post(f"{V1}/read", json={"text": "Kenya met Somalia.", "date": "2024-05-07"})
    assert answer.json() == plain(record)
    desk._reader = FakeReader(NotEnglish("It is Latin.", language="la"))  # type: ignore[assignment]
    told = client.post(f"{V1}/read", json={"text": "Arma virumque cano"}).json()
    assert (told["status"], told["type"], told["language"]) == (400, f"{V1}/problems/not-english", "la")


@pytest.mark.parametrize(
    ("content", "media", "status", "kind"),
    [
        ("{", "application/json", 400, "malformed"), (b'{"text": "\xff"}', "application/json", 400, "malformed"),
        ("{}", "text/plain", 415, "no-json"), ("{}", "application/json", 422, "misshapen"),
        ('{"text": 5}', "application/json", 422, "misshapen"), ('{"text": ""}', "application/json", 422, "misshapen"),
        ('{"text": "a", "date": ""}', "application/json", 400, "bad-question"),
        ('{"text": "a", "date": "2024-02-31"}', "application/json", 400, "bad-question"),
        ('{"text": "a", "language": "en"}', "application/json", 422, "misshapen"),
        ("[" * 100_000, "application/json", 422, "misshapen"),
    ],
)  # fmt: skip
def test_a_body_that_does_not_fit(client: TestClient, content: str, media: str, status: int, kind: str) -> None:
    answer = client.post(f"{V1}/read", content=content, headers={"Content-Type": media})
    assert (answer.status_code, answer.json()["type"]) == (status, f"{V1}/problems/{kind}")


def test_a_correction_is_made_seen_and_undone(client: TestClient, desk: Desk) -> None:
    headers = bearer(desk, "correct", "read")
    event = desk.ledger.events(type="CONSULT").first()
    assert event
    path = f"{V1}/events/{event.id}/corrections"
    assert client.post(path, json={"change": {"what": "wrong"}}).status_code == 401
    assert client.post(path, json={"change": {"what": "date", "value": "soon"}}, headers=headers).status_code == 400
    assert client.post(path, json={"change": {"what": "colour"}}, headers=headers).status_code == 422
    made = client.post(path, json={"change": {"what": "date", "value": "2024-05-05"}, "why": "x"}, headers=headers)
    assert (made.status_code, made.json()["by"]) == (201, "Ada")
    where = made.headers["location"]
    assert client.get(f"{V1}/events/{event.id}").json()["date"] == "2024-05-05"
    assert (
        client.get(f"{V1}/corrections?event={event.id}").json()["items"] == [made.json()] == [client.get(where).json()]
    )
    assert client.post(f"{where}/undo", headers=headers).json()["undone_by"] == "Ada"
    assert client.get(f"{V1}/events/{event.id}").json() == plain(event)
    assert client.get(f"{V1}/corrections?count=true").json() == {"items": [], "after": None, "count": 0}
    assert client.get(f"{V1}/corrections?undone=true").json()["items"][0]["undone"]


def walked(client: TestClient, where: str, headers: dict[str, str], between: Callable[[], object] = str) -> list[Any]:
    """The items of all pages, by the links that they give."""
    found = []
    while where:
        answer = client.get(where, headers=headers)
        found += answer.json()["items"]
        between()
        where = answer.links["next"]["url"] if answer.json()["after"] else ""
    return found


def test_corrections_decisions_and_watches_come_in_pages(client: TestClient, desk: Desk) -> None:
    headers = bearer(desk, "read", "watch")
    stories = list(desk.ledger.events())
    for n in range(5):
        desk.ledger.correct(stories[0].id, Change(what="date", value=f"2024-05-0{n + 1}"), by="Ada")
        desk.ledger.save_watch(Watch(name=f"{n}", query={}, owner="Ada"))
    desk.ledger.decide(*(story.accounts[0] for story in stories[:2]), same=False, by="Ada")
    made = walked(client, f"{V1}/corrections?limit=2", headers)
    assert msgspec.convert(made, tuple[Correction, ...]) == desk.ledger.corrections()
    watches = walked(client, f"{V1}/watches?limit=2", headers)
    assert [one["name"] for one in watches] == ["0", "1", "2", "3", "4"]
    assert walked(client, f"{V1}/decisions?limit=1", headers) == plain(desk.ledger.decisions())
    page = client.get(f"{V1}/corrections?limit=2&count=true", headers=headers).json()
    assert (len(page["items"]), page["count"]) == (2, 6)
    rest = client.get(f"{V1}/corrections?limit=1&count=true&after={page['after']}", headers=headers).json()
    assert rest["count"] == 4
    for wrong in ("NQ", "W10", "WzEsMl0", "_w"):
        assert client.get(f"{V1}/corrections?after={wrong}", headers=headers).status_code == 400


def test_what_is_taken_away_between_two_pages_hides_nothing(client: TestClient, desk: Desk) -> None:
    headers = bearer(desk, "read", "watch")
    for n in range(7):
        at = f"2024-07-01T08:00:0{n // 3}Z"
        desk.ledger.save_watch(Watch(name=f"{n}", query={}, owner="Ada"), now=at)
    known = {watch.id: watch.name for watch in desk.ledger.watches()}

    def forget() -> None:
        """What was shown last is forgotten."""
        desk.ledger.remove_watch(next(iter(desk.ledger.watches())).id)

    found = walked(client, f"{V1}/watches?limit=1", headers, forget)
    assert {known[one["id"]] for one in found} == set(known.values())


def test_a_watch_is_ones_own(client: TestClient, desk: Desk) -> None:
    ada, ben = bearer(desk, "watch"), bearer(desk, "watch", name="Ben")
    query = {"party": ["KEN"], "corroborated": True, "min_confidence": 0.5}
    made = client.post(
        f"{V1}/watches", json={"name": "Kenya", "query": query, "webhook": "https://a.example"}, headers=ada
    )
    told = made.json()
    assert (made.status_code, told["query"], told["owner"]) == (201, query, "Ada")
    assert told["secret"]
    where = made.headers["location"]
    assert client.get(where, headers=ada).json() == told | {"secret": None}
    assert client.get(f"{where}/told", headers=ada).json() == []
    assert client.get(where, headers=ben).status_code == 404
    assert client.get(f"{V1}/watches", headers=ben).json()["items"] == []
    assert client.delete(where, headers=ben).status_code == 404
    assert client.delete(where, headers=ada).status_code == 204
    assert client.get(where, headers=ada).status_code == 404


@pytest.mark.parametrize(
    ("webhook", "status"),
    [
        ("http://127.0.0.1/told", 400), ("http://[::1]:80/", 400), ("https://10.1.2.3", 400), ("http://localhost:9/", 400),
        ("http://[::ffff:127.0.0.1]/", 400), ("http://api.LOCALHOST./x", 400), ("https://a.example:99999/", 400),
        ("https:///told", 400), ("ftp://a.example", 422), ("https://8.8.8.8/told", 201), ("http://hooks.example/t", 201),
    ],
)  # fmt: skip
def test_a_webhook_is_checked_at_once(client: TestClient, desk: Desk, webhook: str, status: int) -> None:
    sent = {"name": "x", "query": {}, "webhook": webhook}
    answer = client.post(f"{V1}/watches", json=sent, headers=bearer(desk, "watch"))
    assert answer.status_code == status
    assert len(desk.ledger.watches()) == (status == 201)


def test_a_webhook_of_an_allowed_host_may_be_private(desk: Desk) -> None:
    allowed = frozenset({"127.0.0.1"})
    here = Desk(Settings(ledger=desk.settings.ledger, hosts=("testserver",), allow_hosts=allowed), desk.ledger)
    sent = {"name": "x", "query": {}, "webhook": "http://127.0.0.1/told"}
    answer = TestClient(build(here)).post(f"{V1}/watches", json=sent, headers=bearer(desk, "watch"))
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("query", "status", "where"),
    [
        ({"corroborated": "true"}, 422, "body.query.corroborated"),
        ({"acter": "KEN"}, 422, "body.query.acter"),
        ({"limit": 5}, 422, "body.query.limit"),
        ({"type": ["DANCE"]}, 400, None),
    ],
)
def test_a_watch_for_what_cannot_be_asked(
    client: TestClient, desk: Desk, query: dict[str, object], status: int, where: str | None
) -> None:
    answer = client.post(f"{V1}/watches", json={"name": "x", "query": query}, headers=bearer(desk, "watch"))
    assert answer.status_code == status
    assert where is None or answer.json()["errors"][0]["where"] == where
