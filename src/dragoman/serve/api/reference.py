"""The OpenAPI description as a page for people, drawn here: no script, nothing from another host."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

Plain = Mapping[str, Any]


class Given(NamedTuple):
    """A parameter or field: its name, what it holds, whether it must be there, and what it is for."""

    name: str
    kind: str
    required: bool
    about: str


class Operation(NamedTuple):
    """What can be done at an address. ``scope`` is what a token must allow, ``open`` whether it goes without one."""

    name: str
    method: str
    path: str
    about: str
    scope: str
    open: bool
    given: tuple[Given, ...]
    sent: str | None
    answers: tuple[tuple[str, str], ...]


class Group(NamedTuple):
    """Operations of one kind."""

    name: str
    about: str
    operations: tuple[Operation, ...]


def groups(told: Plain) -> tuple[Group, ...]:
    """What the description tells, by kind."""
    found = [(one["tags"][0], _operation(path, method, one)) for path, methods in told["paths"].items()
             for method, one in methods.items()]  # fmt: skip
    return tuple(
        Group(tag["name"], tag["description"], tuple(one for name, one in found if name == tag["name"]))
        for tag in told["tags"]
    )


def _operation(path: str, method: str, one: Plain) -> Operation:
    body = one.get("requestBody", {}).get("content", {}).get("application/json")
    return Operation(
        name=one["operationId"], method=method.upper(), path=path, about=one["description"],
        scope=one["security"][-1]["token"][0], open={} in one["security"],
        given=tuple(_given(parameter) for parameter in one.get("parameters", [])),
        sent=_shown(body["example"]) if body else None,
        answers=tuple(_answers(one["responses"])),
    )  # fmt: skip


def _given(parameter: Plain) -> Given:
    about = parameter.get("description", "")
    return Given(parameter["name"], _kind(parameter["schema"]), parameter.get("required", False), about)


def _kind(schema: Plain) -> str:
    if schema.get("type") == "array":
        return f"{_kind(schema['items'])}, any number of them"
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    default = schema.get("default")
    return str(schema.get("type", "")) + (f", {json.dumps(default)} if left out" if default is not None else "")


def _answers(responses: Plain) -> Iterator[tuple[str, str]]:
    """An example of each form in which it is answered when all goes well."""
    for status, answer in responses.items():
        for media, content in answer.get("content", {}).items() if status.startswith("2") else ():
            example = content["example"]
            yield f"{status} {media}", example if isinstance(example, str) else _shown(example)


def _shown(example: Any) -> str:
    return json.dumps(example, ensure_ascii=False, indent=2)
