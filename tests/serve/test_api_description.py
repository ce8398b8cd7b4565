"""The OpenAPI description: complete, and its examples true."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

from dragoman.serve.app import build
from dragoman.serve.desk import Desk, Settings


@pytest.fixture
def told(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    return found


def operations(told: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, one) for path, methods in told["paths"].items() for method, one in methods.items()]


def checked(told: dict[str, Any], schema: dict[str, Any], example: Any) -> None:
    jsonschema.Draft202012Validator({**schema, "components": told["components"]}).validate(example)


def test_every_operation_is_told_whole(told: dict[str, Any]) -> None:
    names = [one["operationId"] for _, _, one in operations(told)]
    assert len(set(names)) == len(names) == 33
    for path, method, one in operations(told):
        assert one["summary"], path
        assert one["description"], path
        assert one["security"], path
        assert {"401", "403", "405", "429", "500", "503"} <= set(one["responses"]), (path, method)
        for parameter in one.get("parameters", []):
            assert "anyOf" not in parameter["schema"], (path, parameter["name"])


def test_examples_are_of_their_kind(told: dict[str, Any]) -> None:
    seen = 0
    for _, _, one in operations(told):
        bodies = [one.get("requestBody", {}), *one["responses"].values()]
        for media in (media for body in bodies for media in body.get("content", {}).values()):
            checked(told, media["schema"], media["example"])
            seen += 1
    for parameter in (p for _, _, one in operations(told) for p in one.get("parameters", []) if "example" in p):
        checked(told, parameter["schema"], parameter["example"])
    for answer in told["components"]["responses"].values():
        assert answer["description"]
    assert seen > 35


def test_links_lead_to_operations(told: dict[str, Any]) -> None:
    known = {one["operationId"] for _, _, one in operations(told)}
    links = [link for _, _, one in operations(told) for answer in one["responses"].values()
             for link in answer.get("links", {}).values()]  # fmt: skip
    assert len(links) > 10
    assert {link["operationId"] for link in links} <= known


def test_who_may_do_what(desk: Desk, told: dict[str, Any]) -> None:
    assert told["paths"]["/events"]["get"]["security"] == [{}, {"token": ["read"]}]
    assert told["paths"]["/watches"]["get"]["security"] == [{"token": ["watch"]}]
    assert told["paths"]["/events/{id}/corrections"]["post"]["security"] == [{"token": ["correct"]}]
    shut = Desk(Settings(ledger=desk.settings.ledger, open_reading=False, hosts=("testserver",)), desk.ledger)
    told = TestClient(build(shut)).get("/api/v1/openapi.json").json()
    assert told["paths"]["/events"]["get"]["security"] == [{"token": ["read"]}]


def test_people_have_it_as_a_page(client: TestClient, told: dict[str, Any]) -> None:
    page = client.get("/api/v1/docs")
    assert page.headers["content-type"].startswith("text/html")
    for path, method, one in operations(told):
        assert f'id="{one["operationId"]}"' in page.text
        assert f'<span class="method">{method.upper()}</span> <code>/api/v1{path}</code>' in page.text
