"""The API under schemathesis, briefly and always alike; ``python -m benchmarks.api_fuzz`` goes on for 5,000 cases."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.schemas import OpenApiSchema

from benchmarks.api_fuzz import ACCEPTED
from dragoman.serve.app import build
from dragoman.serve.desk import Desk, Settings
from tests.serve.conftest import bearer

EXAMPLES = 10
"""Cases of an operation, of which there are more than thirty."""
CHECKS = {"checks": {"positive_data_acceptance": {"expected-statuses": ACCEPTED}}}


@pytest.fixture(scope="module")
def described(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenApiSchema]:
    """The API of a desk over a ledger of a few events, asked in this process by who may do everything it offers."""
    place = shutil.copy(filled, tmp_path_factory.mktemp("fuzz") / "ledger.db")
    desk = Desk(Settings(ledger=str(place), hosts=("localhost", "testserver")))
    headers = bearer(desk, "read", "correct", "watch", "read_text", name="Fuzz")
    config = schemathesis.Config.from_dict({**CHECKS, "headers": headers})
    yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", build(desk), config=config, headers=headers)
    desk.close()


def test_the_api_does_as_it_is_described(described: OpenApiSchema) -> None:
    for found in described.get_all_operations():
        assert isinstance(found, Ok)

        @given(case=found.ok().as_strategy())
        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        def tried(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate()

        tried()
