"""Who may come in and what they may do; the theme; what is said where nothing is to be had."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from dragoman.serve.app import build
from dragoman.serve.desk import Desk
from dragoman.serve.settings import Settings
from tests.serve.conftest import NOW, bearer, csrf, secret


def test_unknown_address(client: TestClient) -> None:
    page, problem = client.get("/nowhere"), client.get("/api/v1/nowhere")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert (problem.status_code, problem.headers["content-type"]) == (404, "application/problem+json")


def test_a_fault_is_one_sentence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.serve.pages.signing.page", lambda *_, **__: 1 / 0)
    answer = TestClient(build(desk), raise_server_exceptions=False).get("/sign-in")
    assert answer.status_code == 500
    assert "through a fault of dragoman" in answer.text
    assert "ZeroDivision" not in answer.text
    assert "content-security-policy" in answer.headers


def test_theme(client: TestClient) -> None:
    answer = client.post("/theme", data={"to": "dark", "next": "/quotes?q=a", **csrf(client)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/quotes?q=a")
    assert 'data-theme="dark"' in client.get("/sign-in").text
    client.post("/theme", data={"to": "system", **csrf(client)})
    assert "data-theme=" not in client.get("/sign-in").text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"])
def test_never_sent_elsewhere(client: TestClient, elsewhere: str) -> None:
    answer = client.post("/theme", data={"to": "dark", "next": elsewhere, **csrf(client)})
    assert answer.headers["location"] == "/"


def test_sign_in_and_out(client: TestClient, desk: Desk) -> None:
    answer = client.post("/sign-in", data={"token": secret(desk, "read"), "next": "/quotes", **csrf(client)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/quotes")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "Ada" in client.get("/sign-in").text
    client.post("/sign-out", data=csrf(client))
    assert "Ada" not in client.get("/sign-in").text


def test_wrong_token(client: TestClient) -> None:
    answer = client.post("/sign-in", data={"token": "guess", **csrf(client)})
    assert answer.status_code == 401
    assert "is not known" in answer.text


def test_a_revoked_token_ends_the_session(client: TestClient, desk: Desk) -> None:
    client.post("/sign-in", data={"token": secret(desk, "read"), **csrf(client)})
    desk.ledger.revoke_token("Ada", by="Bea")
    assert "Ada" not in client.get("/sign-in").text


def test_this_machines_user_comes_in_by_the_door(client: TestClient, desk: Desk) -> None:
    assert client.get("/enter", params={"key": "guess"}).status_code == 403
    assert client.get("/enter", params={"key": desk.door, "next": "/welcome"}).headers["location"] == "/welcome"
    assert "Sign out" in client.get("/sign-in").text


def test_no_door_for_others(filled: object, tmp_path: object) -> None:
    desk = Desk(Settings(ledger=f"{tmp_path}/x.db", host="0.0.0.0"))
    assert TestClient(build(desk)).get("/enter", params={"key": desk.door}).status_code == 403
    desk.close()


def closed(desk: Desk) -> TestClient:
    desk.settings = Settings(ledger=desk.settings.ledger, open_reading=False, hosts=("testserver",))
    return TestClient(build(desk), follow_redirects=False)


def test_what_a_token_may(desk: Desk) -> None:
    client = closed(desk)
    none, wrong, right = (
        client.get("/metrics", headers=headers)
        for headers in ({}, bearer(desk, "correct"), bearer(desk, "read", name="Bea"))
    )
    assert (none.status_code, none.headers["www-authenticate"]) == (401, "Bearer")
    assert wrong.status_code == 403
    assert right.status_code == 200
    assert client.get("/metrics", headers=bearer(desk, "admin", name="Cleo")).status_code == 200
    assert client.get("/healthz").status_code == 200


def test_sessions_end(desk: Desk) -> None:
    from datetime import timedelta

    id = desk.sessions.begin("Ada", None, NOW)
    assert desk.sessions.get(id, NOW) is not None
    assert desk.sessions.get(id, NOW + timedelta(days=8)) is None
    assert desk.sessions.get(id, NOW) is None
