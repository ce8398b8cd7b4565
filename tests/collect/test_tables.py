"""Reports in tables and in other people's JSON: CSV, TSV, Parquet, with a mapping of columns."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.collect import Failure, Raw, collect, columns_of
from dragoman.collect import table as table_module
from dragoman.errors import EmptyInput, InputError, TooLarge

COLUMNS = {"text": "body", "title": "headline"}


def read(path: Path, columns: dict[str, str] | None = None) -> list[Raw | Failure]:
    return list(collect([str(path)], columns=columns))


def error_of(found: list[Raw | Failure]) -> str:
    (failure,) = found
    assert isinstance(failure, Failure) and isinstance(failure.error, InputError)
    message = str(failure.error)
    assert "\n" not in message and message.endswith(".")
    return message


def test_columns_are_written_as_pairs() -> None:
    assert columns_of("text=body, title = headline,") == COLUMNS and columns_of("") == {}
    for wrong in ("body", "text=", "words=body"):
        with pytest.raises(InputError, match="text=body,title=headline"):
            columns_of(wrong)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("a.csv", 'headline,body,date\nOne,"First, and\nlong.",2024-11-26\nTwo,Second.,\n'),
        ("a.csv", 'headline;body;date\nOne;"First, and\nlong.";2024-11-26\nTwo;Second.;\n'),
        ("a.tsv", 'headline\tbody\tdate\nOne\t"First, and\nlong."\t2024-11-26\nTwo\tSecond.\n\n'),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_gives_a_report_a_row(tmp_path: Path, name: str, written: str, encoding: str) -> None:
    path = tmp_path / name
    path.write_bytes(written.replace("Second", "Sécond").encode(encoding))
    assert read(path, COLUMNS) == [
        Raw(origin=f"{path}#1", data="First, and\nlong.", media="json", title="One", date="2024-11-26"),
        Raw(origin=f"{path}#2", data="Sécond.", media="json", title="Two"),
    ]


def test_a_row_without_text_fails_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,title\nOne.,T\n,Empty\nThree.,\n")
    assert [isinstance(item, Raw) for item in read(path)] == [True, False, True]


def test_a_table_without_the_column_says_which_it_has(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("headline,body\nOne,First.\n")
    message = error_of(read(path))
    assert "`text`" in message and "headline, body" in message and "text=body" in message
    assert "`lead`" in error_of(read(path, {"text": "body", "title": "lead"}))


def test_tables_that_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text("")
    (empty,) = read(path)
    assert isinstance(empty, Failure) and isinstance(empty.error, EmptyInput)
    monkeypatch.setattr(table_module, "MAX_BYTES", 1000)
    path.write_text("text\n" + "a" * 5000)
    found = read(path)
    assert isinstance(found[-1], Failure) and isinstance(found[-1].error, TooLarge)


def test_json_is_read_by_the_same_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"body": "One.", "headline": "T", "text": 5}) + "\n" + json.dumps({"text": "Two."}))
    found = read(path, COLUMNS)
    assert found[0] == Raw(origin=f"{path}:1", data="One.", media="json", title="T")
    assert isinstance(found[1], Failure) and "`body`" in str(found[1].error)
    array = tmp_path / "a.json"
    array.write_text(json.dumps([{"body": "One."}]))
    assert isinstance(read(array, COLUMNS)[0], Raw)


def test_parquet(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    path = tmp_path / "a.parquet"
    columns = {
        "body": ["One.", None, "Three."],
        "headline": ["T", None, None],
        "date": [date(2024, 11, 26), None, None],
    }
    parquet.write_table(pyarrow.table({**columns, "other": [1, 2, 3]}), path)
    found = read(path, COLUMNS)
    assert found[0] == Raw(origin=f"{path}#1", data="One.", media="json", title="T", date="2024-11-26")
    assert [isinstance(item, Raw) for item in found] == [True, False, True]
    assert "`text`" in error_of(read(path))
    path.write_bytes(path.read_bytes()[:-20])
    assert "not a Parquet file" in error_of(read(path, COLUMNS))


def test_a_folder_holds_tables_too(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text\nOne.\nTwo.\n")
    (tmp_path / "b.txt").write_text("Three.")
    assert [item.data for item in read(tmp_path) if isinstance(item, Raw)] == ["One.", "Two.", b"Three."]


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader_of_tables(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("tables") / "a.csv"
    path.write_bytes(b"text,title\n" + data)
    for item in read(path):
        assert isinstance(item, Raw) or isinstance(item.error, InputError)
