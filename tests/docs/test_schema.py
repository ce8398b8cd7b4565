"""The JSON Schema is current, and records keep it."""

from __future__ import annotations

import json
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from dragoman import types
from tests.sample import record

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCHEMA = json.loads((DOCS / "record.schema.json").read_text(encoding="utf-8"))
CHECK = jsonschema.Draft202012Validator(SCHEMA)


def test_schema_is_current() -> None:
    made = runpy.run_path(str(DOCS / "make_schema.py"))["text"]()
    assert made == (DOCS / "record.schema.json").read_text(encoding="utf-8"), "run: python docs/make_schema.py"


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_a_record_keeps_it() -> None:
    CHECK.validate(json.loads(record().to_json()))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", "GOSSIP"),
        ("mode", "walk"),
        ("confidence", 1.5),
        ("date", "tomorrow"),
        ("contexts", ["weather"]),
        ("extra", 1),
    ],
)
def test_what_is_no_record_breaks_it(field: str, value: object) -> None:
    plain = json.loads(record().to_json())
    plain["events"][0][field] = value
    assert not CHECK.is_valid(plain)


def public() -> Iterator[tuple[str, str]]:
    for name, definition in SCHEMA["$defs"].items():
        for field in definition["properties"]:
            yield name, field


@pytest.mark.parametrize(("kind", "field"), list(public()))
def test_every_field_is_told_in_the_docs(kind: str, field: str) -> None:
    text = (DOCS / "record.md").read_text(encoding="utf-8")
    section = text.split(f"## {kind}\n", 1)[1].split("\n## ", 1)[0]
    assert f"| `{field}` |" in section


def test_the_docs_tell_no_field_that_is_not_there() -> None:
    kinds: dict[str, Any] = {name: getattr(types, name) for name in SCHEMA["$defs"]}
    for part in (DOCS / "record.md").read_text(encoding="utf-8").split("\n## ")[1:]:
        name, _, body = part.partition("\n")
        if name in kinds:
            told = {line.split("`")[1] for line in body.splitlines() if line.startswith("| `")}
            assert told == {field.name for field in msgspec.structs.fields(kinds[name])}
