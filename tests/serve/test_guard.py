"""From where, how much, and what a browser may do with the answer."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from dragoman.errors import LedgerError
from dragoman.serve.app import build
from dragoman.serve.desk import Desk
from dragoman.serve.guard import deadline
from tests.serve.conftest import bearer, csrf


def with_settings(desk: Desk, **changed: Any) -> TestClient:
    desk.settings = replace(desk.settings, **changed)
    return TestClient(build(desk), follow_redirects=False)


# --- from where ---


@pytest.mark.parametrize("host", ["127.0.0.1:8321", "localhost", "[::1]:8321", "testserver"])
def test_known_names(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8321", ""])
def test_unknown_names(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 421


def test_behind_a_proxy(desk: Desk) -> None:
    client = with_settings(desk, base_url="https://desk.example.org")
    assert client.get("/healthz", headers={"Host": "desk.example.org"}).status_code == 200
    assert client.get("/metrics", headers={"Host": "desk.example.org"}).status_code == 401


def test_from_other_pages(client: TestClient) -> None:
    fields = csrf(client)
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post("/theme", data=fields, headers=headers).status_code == 403
    assert client.post("/theme", data=fields, headers={"Origin": "http://testserver"}).status_code == 303


# --- forms ---


def test_a_form_needs_its_token(client: TestClient, desk: Desk) -> None:
    fields = csrf(client)
    assert client.post("/theme", data={"to": "dark"}).status_code == 403
    assert client.post("/theme", data={"to": "dark", "csrf": "0" * 64}).status_code == 403
    assert client.post("/theme", data={"to": "dark"}, headers={"X-CSRF-Token": fields["csrf"]}).status_code == 303
    other = TestClient(client.app, follow_redirects=False)
    assert other.post("/theme", data=fields).status_code == 403  # another browser's
    client.get("/enter", params={"key": desk.door})
    assert client.post("/theme", data=fields).status_code == 403  # of before signing in


def test_a_bearer_is_no_browser(client: TestClient, desk: Desk) -> None:
    assert client.post("/theme", data={"to": "dark"}, headers=bearer(desk, "read")).status_code == 303


# --- how much ---


def test_body(desk: Desk) -> None:
    client = with_settings(desk, max_body=1_000)
    told = client.post("/api/v1/read", content=b"x" * 1_001)
    assert (told.status_code, told.headers["content-type"]) == (413, "application/problem+json")

    def endless() -> Iterator[bytes]:
        for _ in range(20):
            yield b"token=" + b"x" * 100

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.post("/sign-in", content=endless(), headers=form)
    assert answer.status_code == 413
    assert "larger than 1,000 bytes" in answer.text


def test_rate(desk: Desk) -> None:
    client = with_settings(desk, rate=10)
    answers = [client.get("/sign-in") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 6
    assert client.get("/healthz").status_code == 200


def test_rate_comes_back() -> None:
    from dragoman.serve.guard.limits import Rate

    now = [0.0]
    rate = Rate(None, 60, clock=lambda: now[0])  # type: ignore[arg-type]
    assert [rate._take("a") for _ in range(31)] == [0.0] * 30 + [1.0]
    assert rate._take("b") == 0.0
    now[0] = 1.0
    assert rate._take("a") == 0.0
    assert rate._take("a") == 1.0


def test_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    broken: list[Exception] = []

    def slow(*_: Any, **__: Any) -> None:
        try:
            with desk.ledger.reading() as connection:
                connection.exec_driver_sql(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
                ).scalar()
        except Exception as error:
            broken.append(error)
            raise

    monkeypatch.setattr("dragoman.serve.pages.signing.page", slow)
    begin = time.monotonic()
    answer = with_settings(desk, max_seconds=0.3).get("/sign-in")
    assert answer.status_code == 503
    assert "ask for less" in answer.text
    assert time.monotonic() - begin < 5
    assert isinstance(broken[0], LedgerError)


def test_a_deadline_can_be_lifted(desk: Desk) -> None:
    asked = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300000) SELECT count(*) FROM n"
    with deadline.within(0.0) as left:
        with pytest.raises(LedgerError), desk.ledger.reading() as connection:
            connection.exec_driver_sql(asked)
        left.lift()
        with desk.ledger.reading() as connection:
            assert connection.exec_driver_sql(asked).scalar() == 300_000


# --- the answer ---


def test_headers(client: TestClient) -> None:
    for path in ("/sign-in", "/nowhere", "/healthz", "/api/v1/nowhere", "/static/style.css"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert len(headers["x-request-id"]) == 16
    assert client.get("/sign-in").headers["cache-control"] == "no-store"


def test_health(client: TestClient, desk: Desk) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").status_code == 200
    desk.closing = True
    assert client.get("/readyz").status_code == 503


def test_figures(client: TestClient) -> None:
    client.get("/sign-in")
    client.get("/made/up/address")
    told = client.get("/metrics").text
    assert 'dragoman_requests_total{method="GET",route="/sign-in",status="200"} 1.0' in told
    assert "made/up" not in told
    assert "dragoman_ledger_reports 6.0" in told


def test_figures_tell_pages_and_api_apart(client: TestClient, desk: Desk) -> None:
    event = desk.ledger.events().first()
    assert event
    for root in ("", "/api/v1"):
        for ask in (client.get, client.head):
            assert ask(f"{root}/events/{event.id}").status_code == 200
    told = client.get("/metrics").text
    for method in ("GET", "HEAD"):
        for route in ("/events/{id}", "/api/v1/events/{id}"):
            assert f'dragoman_requests_total{{method="{method}",route="{route}",status="200"}} 1.0' in told
            assert f'dragoman_request_seconds_count{{method="{method}",route="{route}"}} 1.0' in told


class Lines:
    """Keeps what is logged."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []

    def info(self, event: str, **fields: Any) -> None:
        self.told.append({"event": event, **fields})

    error = info


def test_log(desk: Desk) -> None:
    lines = Lines()
    client = TestClient(build(desk, lines), follow_redirects=False)
    client.get("/sign-in?next=/secret", headers=bearer(desk, "read"))
    client.get("/static/style.css")
    assert [(line["path"], line["status"], line["caller"]) for line in lines.told] == [("/sign-in", 200, "Ada")]
    assert "secret" not in json.dumps(lines.told)
