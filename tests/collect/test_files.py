"""Reports in files, folders and on standard input."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.collect import Failure, Raw, collect
from dragoman.collect import base as base_module
from dragoman.collect import file as file_module
from dragoman.collect.file import sniffed
from dragoman.collect.records import item_of_line, items_of
from dragoman.errors import DragomanError, EmptyInput, InputError, TooLarge


def only(place: object) -> Raw | Failure:
    found = list(collect([str(place)]))
    assert len(found) == 1
    return found[0]


def test_a_file_keeps_its_bytes_and_its_media(tmp_path: Path) -> None:
    for name, media in (("a.txt", "text"), ("b.md", "text"), ("c.html", "html"), ("d.HTM", "html")):
        path = tmp_path / name
        path.write_bytes("Der “Zug”\r\n".encode("cp1252"))
        raw = only(path)
        assert isinstance(raw, Raw)
        assert (raw.origin, raw.media, raw.data) == (str(path), media, "Der “Zug”\r\n".encode("cp1252"))


def test_a_folder_is_searched_to_the_bottom_in_order_and_hidden_files_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "sub" / "deep").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    for name in ("b.txt", "a.txt", "sub/deep/c.html", "sub/d.png", ".git/e.txt", ".f.txt"):
        (tmp_path / name).write_text("words")
    assert [Path(raw.origin).name for raw in collect([str(tmp_path)])] == ["a.txt", "b.txt", "c.html"]


def test_a_folder_without_reports_and_a_path_that_is_not_there_fail_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "good.txt").write_text("words")
    found = list(collect([str(tmp_path / "empty"), str(tmp_path / "none.txt"), "a\0b", str(tmp_path / "good.txt")]))
    assert [type(item) for item in found] == [Failure, Failure, Failure, Raw]
    assert all(isinstance(item.error, InputError) for item in found if isinstance(item, Failure))
    assert "holds no reports" in str(found[0].error) and "no file or folder" in str(found[1].error)  # type: ignore[union-attr]


def test_an_empty_file_is_empty(tmp_path: Path) -> None:
    for name in ("a.txt", "b.json", "c.jsonl"):
        (tmp_path / name).write_text(" \n \n")
        failure = only(tmp_path / name)
        assert isinstance(failure, Failure) and isinstance(failure.error, EmptyInput)


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as stream:
        stream.truncate(base_module.MAX_BYTES + 1)
    failure = only(path)
    assert isinstance(failure, Failure) and isinstance(failure.error, TooLarge)
    assert "50 MB" in str(failure.error)


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="needs /dev/zero")
def test_a_device_without_end_is_stopped() -> None:
    failure = only("/dev/zero")
    assert isinstance(failure, Failure) and isinstance(failure.error, TooLarge)


def test_a_line_over_the_limit_is_one_failure_and_the_next_line_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_module, "MAX_BYTES", 40)
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "' + "a" * 200 + '"}\n{"text": "short one"}\n')
    first, second = collect([str(path)])
    assert isinstance(first, Failure) and isinstance(first.error, TooLarge) and first.origin == f"{path}:1"
    assert isinstance(second, Raw) and second.data == "short one" and second.origin == f"{path}:2"


def test_json_lines_name_file_and_line_of_what_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    lines = ['\ufeff{"text": "One.", "title": " T ", "date": "2024-11-26", "id": 5}', "", '{"text": ', '{"title": "x"}',
             '{"text": "Two.", "date": 5}', "[1]", '{"text": "Three.", "outlet": null}']  # fmt: skip
    path.write_text("\n".join(lines), encoding="utf-8")
    found = list(collect([str(path)]))
    assert [item.origin for item in found] == [f"{path}:{n}" for n in (1, 3, 4, 5, 6, 7)]
    assert [isinstance(item, Raw) for item in found] == [True, False, False, False, False, True]
    assert found[0] == Raw(origin=f"{path}:1", data="One.", media="json", title="T", date="2024-11-26")
    for item in found:
        if isinstance(item, Failure):
            assert item.origin in str(item.error)
    assert "`text`" in str(found[2].error) and "`date`" in str(found[3].error)  # type: ignore[union-attr]


def test_json_holds_one_report_or_an_array_of_them(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"text": "One.", "url": "https://example.org"}))
    assert only(path) == Raw(origin=str(path), data="One.", media="json", url="https://example.org")
    path.write_text(json.dumps([{"text": "One."}, 3, {"text": "Two."}]))
    found = list(collect([str(path)]))
    assert [item.origin for item in found] == [f"{path}#1", f"{path}#2", f"{path}#3"]
    assert [isinstance(item, Raw) for item in found] == [True, False, True]
    for broken in ("[]", "{", "[" * 100_000, '"text"', "\x00"):
        path.write_text(broken)
        failure = only(path)
        assert isinstance(failure, Failure) and "\n" not in str(failure.error)


@pytest.mark.parametrize(
    ("data", "kinds"),
    [
        (b"Words of a report.", ["text"]),
        (b"[Kabul] Words.", ["text"]),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>Words.", ["html"]),
        (b'{"text": "One."}', ["json"]),
        (b'{\n"text": "One."\n}', ["json"]),
        (b'{"text": "One."}\n{"text": "Two."}\n', ["json", "json"]),
    ],
)
def test_standard_input_is_told_by_its_beginning(
    data: bytes, kinds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    assert [item.media for item in collect(["-"]) if isinstance(item, Raw)] == kinds


@given(st.binary(max_size=200))
def test_no_bytes_break_the_readers_of_json(data: bytes) -> None:
    assert sniffed(data) in ("text", "html", "json", "jsonl")
    for item in (*items_of(data, "x"), item_of_line(data, "x")):
        assert isinstance(item, Raw) or isinstance(item.error, DragomanError)
