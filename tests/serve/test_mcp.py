"""The ledger for assistants: its tools, their answers, and who may ask over HTTP."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import anyio
import jsonschema
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dragoman.serve.desk import Desk

pytest.importorskip("mcp", reason="The extra «mcp» is not installed.")
from mcp import Client, StdioServerParameters

from dragoman.serve.mcp import build
from dragoman.serve.mcp.server import Bearer
from dragoman.serve.mcp.tools import ANSWERS


def asked(desk: Desk, name: str, **given: Any) -> Any:
    """What a tool answers."""

    async def ask() -> Any:
        async with Client(build(desk.ledger)) as client:
            return await client.call_tool(name, given)

    return anyio.run(ask)


def told(desk: Desk, name: str, **given: Any) -> dict[str, Any]:
    """The structured answer of a tool."""
    answer = asked(desk, name, **given)
    assert not answer.is_error, answer.content
    found: dict[str, Any] = answer.structured_content
    return found


def test_every_tool_says_what_it_is_for_and_what_it_answers(desk: Desk) -> None:
    async def listed() -> Any:
        async with Client(build(desk.ledger)) as client:
            return (await client.list_tools()).tools, client.instructions

    tools, instructions = anyio.run(listed)
    assert {tool.name for tool in tools} == set(ANSWERS)
    assert "never" in instructions
    for tool in tools:
        assert len(tool.description or "") > 60, tool.name
        assert tool.annotations.read_only_hint
        assert tool.output_schema["type"] == "object"
        jsonschema.Draft202012Validator.check_schema(tool.output_schema)


def test_events_and_one_of_them(desk: Desk) -> None:
    found = told(desk, "search_events", party=["KEN"], type=["CONSULT"])
    (event,) = found["items"]
    assert event["sentence"].startswith("Kenya")
    assert event["origins"] == 2
    whole = told(desk, "get_event", id=event["id"])
    assert whole["story"]["id"] == event["id"]
    assert {one["outlet"]["name"] for one in whole["tellers"]} == {"Khan Uul Courier", "Xinhua", "Ulaan Herald"}
    assert len({one["origin"] for one in whole["tellers"]}) == 2
    assert whole["why_one"]


def test_pages_of_events(desk: Desk) -> None:
    first = told(desk, "search_events", limit=1)
    second = told(desk, "search_events", limit=1, after=first["after"])
    assert first["items"][0]["id"] != second["items"][0]["id"]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("search_quotes", {"text": "camels"}),
        ("find_names", {}),
        ("search_reports", {"originals": True}),
        ("list_sources", {}),
    ],
)
def test_lists(desk: Desk, name: str, given: dict[str, Any]) -> None:
    assert told(desk, name, **given)["items"]


def test_a_report_a_pair_and_counts(desk: Desk) -> None:
    report = told(desk, "search_reports")["items"][-1]["id"]
    assert told(desk, "get_report", id=report)["record"]["report"]["text"]
    series = told(desk, "compare_pair", a="KEN", b="SOM")
    assert series["periods"]
    assert told(desk, "count_events", by="month", party=["KEN"])["counts"]["2024-05"] == 1


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("get_event", {"id": "e0"}, "There is no event e0"),
        ("search_events", {"since": "soon"}, "soon"),
        ("search_events", {"sort": "relevance"}, "relevance"),
        ("search_events", {"limit": 5000}, "limit"),
    ],
)
def test_what_cannot_be_answered_is_said(desk: Desk, name: str, given: dict[str, Any], sentence: str) -> None:
    answer = asked(desk, name, **given)
    assert answer.is_error
    assert sentence in answer.content[0].text
    assert "Traceback" not in answer.content[0].text


def test_over_standard_input_and_output(desk: Desk, filled: Path) -> None:
    server = StdioServerParameters(command=sys.executable, args=["-m", "dragoman", "mcp", "--ledger", str(filled)])

    async def ask() -> Any:
        async with Client(server) as client:
            return await client.call_tool("search_events", {"limit": 2})

    answer = anyio.run(ask)
    assert len(answer.structured_content["items"]) == 2
    assert json.loads(answer.content[0].text) == answer.structured_content


def test_over_http_whoever_is_elsewhere_needs_a_token(desk: Desk) -> None:
    async def within(_: Any) -> PlainTextResponse:
        return PlainTextResponse("within")

    client = TestClient(Bearer(Starlette(routes=[Route("/mcp", within)]), desk.ledger))
    reads, watches = (desk.ledger.add_token(name, {name})[1] for name in ("read", "watch"))
    for secret, status in ((None, 401), ("drg_x", 401), (watches, 401), (reads, 200)):
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        assert client.get("/mcp", headers=headers).status_code == status
