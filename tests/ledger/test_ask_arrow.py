"""Answers as Arrow tables and data frames."""

from __future__ import annotations

import sys

import pytest

from dragoman.errors import DragomanError
from dragoman.ledger import Ledger
from tests.ledger import asked

pa = pytest.importorskip("pyarrow")


@pytest.fixture
def place(tmp_path: object) -> str:
    return f"{tmp_path}/ledger.db"


def test_columns_are_typed_and_the_same_when_empty(ledger: Ledger) -> None:
    answers = (ledger.events, ledger.quotes, ledger.entities, ledger.reports, ledger.sources)
    empty = [ask().to_arrow().schema for ask in answers]
    asked.fill(ledger)
    assert [ask().to_arrow().schema for ask in answers] == empty
    events = ledger.events().to_arrow()
    assert events.num_rows == 3
    assert events.schema.field("score").type == pa.float64()
    assert events.schema.field("contexts").type == pa.list_(pa.string())
    assert events.schema.field("place").type.field("geonameid").type == pa.int64()
    assert events.column("actors").to_pylist()[0] == [{"name": "Somalia", "country": "SOM", "sectors": ["GOV"]}]
    assert ledger.quotes().to_arrow().column("speaker").to_pylist()[0]["name"] == "Wanjiru Kamau"


def test_frames(ledger: Ledger) -> None:
    pytest.importorskip("pandas")
    asked.fill(ledger)
    frame = ledger.reports().to_pandas()
    assert list(frame["status"]).count("unreadable") == 1
    assert frame["events"].sum() == 5


@pytest.mark.parametrize(("missing", "told"), [("pyarrow", r"dragoman\[parquet\]"), ("pandas", "pip install pandas")])
def test_a_missing_library_is_told(ledger: Ledger, monkeypatch: pytest.MonkeyPatch, missing: str, told: str) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(DragomanError, match=told):
        ledger.events().to_pandas()
