"""What tests of several rooms share."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from hypothesis import settings

from tests.engine.readers import Parrot

# a busy machine is no fault of the code
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture
def parrot(monkeypatch: pytest.MonkeyPatch) -> None:
    """``dragoman.pipeline`` with the parrot for a reader."""
    module = ModuleType("dragoman.pipeline")
    module.Reader = Parrot  # type: ignore[attr-defined]
    module.read = Parrot().read  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "dragoman.pipeline", module)
