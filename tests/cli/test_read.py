"""``dragoman read`` as its users meet it."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from dragoman.cli import app
from dragoman.cli.read import Format, _format
from dragoman.collect import Raw
from dragoman.export import EXPORTERS, WRITERS, CsvExporter, PolecatExporter
from dragoman.export.records import record_tellings
from dragoman.types import Record
from tests import sample
from tests.engine.readers import parrot

pytestmark = pytest.mark.usefixtures("parrot")


def run(*words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(app, ["read", *words], input=given)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "reports"
    (place / "deep").mkdir(parents=True)
    (place / "a.txt").write_text("first")
    (place / "b.txt").write_text("french")
    (place / "deep" / "a.txt").write_text("second")
    (place / "two.jsonl").write_text('{"text": "third", "outlet": "Own"}\n{"text": 4}\n')
    return place


def texts(records: list[dict[str, dict[str, str]]]) -> list[str]:
    return [record["report"]["text"] for record in records]


def test_formats_are_those_of_the_writers_and_exporters() -> None:
    assert [kind.value for kind in Format] == [kind.name for kind in (*WRITERS, *EXPORTERS)]


@pytest.mark.parametrize(
    ("name", "form"),
    [(f"x{kind.suffix}", kind.name) for kind in (*WRITERS, *EXPORTERS) if kind.name != "plover"]
    + [("X.CSV", "csv"), ("x.jsonl", "jsonl"), ("x", "text"), ("x.doc", "text"), (None, "text")],
)
def test_the_ending_tells_the_form(name: str | None, form: str) -> None:
    assert _format(None, name) == form


def test_events_go_out_in_the_columns_of_the_export(folder: Path, tmp_path: Path) -> None:
    raws = [Raw(origin="x", data="first"), Raw(origin="x", data="third", outlet="Own"), Raw(origin="x", data="second")]
    records = [parrot().read_raw(raw) for raw in raws]
    result = run(str(folder), "-f", "polecat")
    assert result.stdout.encode() == PolecatExporter().data(*record_tellings(records))
    assert result.stderr.splitlines()[-1] == "dragoman: 2 of 5 reports could not be read."
    run(str(folder), "-o", str(tmp_path / "events.csv"))
    assert (tmp_path / "events.csv").read_bytes() == CsvExporter().data(*record_tellings(records))
    run(str(folder), "-o", str(tmp_path / "events.parquet"))
    table = pq.read_table(tmp_path / "events.parquet")
    assert table.num_rows == sum(len(record.events) for record in records)


@pytest.mark.parametrize("form", [kind.name for kind in EXPORTERS])
def test_every_form_of_the_export_takes_records(form: str, folder: Path, tmp_path: Path) -> None:
    result = run(str(folder / "a.txt"), "-f", form, "-o", str(tmp_path / "out"))
    assert result.exit_code == 0 and (tmp_path / "out").stat().st_size > 0


def test_what_a_form_cannot_say_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.engine.readers.record", planned)
    result = run(str(folder / "a.txt"), "-f", "polecat")
    assert "7 of 7 events are left out: polecat has no word for what is planned" in result.stderr
    assert len(result.stdout.splitlines()) == 1
    assert run(str(folder / "a.txt"), "-f", "csv").stderr == ""


def planned() -> Record:
    events = tuple(msgspec.structs.replace(event, modality="future") for event in sample.record().events)
    return msgspec.structs.replace(sample.record(), events=events)


def test_one_file_as_text(folder: Path) -> None:
    result = run(str(folder / "a.txt"))
    assert result.exit_code == 0
    assert "first" in result.stdout
    assert result.stderr == ""


def test_standard_input() -> None:
    result = run("-", "-f", "json", given="from a pipe")
    assert Record.from_json(result.stdout).report.text == "from a pipe"


def test_folder_to_lines_goes_on_past_bad_reports(folder: Path) -> None:
    result = run(str(folder), "-f", "jsonl")
    assert texts([json.loads(line) for line in result.stdout.splitlines()]) == ["first", "third", "second"]
    assert result.exit_code == 1
    told = result.stderr.splitlines()
    assert "b.txt: The report is in French." in told[0]
    assert "two.jsonl:2" in told[1] and "`text`" in told[1]
    assert told[2] == "dragoman: 2 of 5 reports could not be read."


def test_folder_to_one_json_is_an_array(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "all.json"
    run(str(folder), "-o", str(out))
    assert texts(json.loads(out.read_text())) == ["first", "third", "second"]
    assert [path.name for path in out.parent.iterdir()] == ["all.json"]


def test_folder_to_one_page(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "all.html"
    run(str(folder), "-o", str(out))
    assert out.read_text().count("<article") == 3


def test_folder_to_folder_gives_a_file_a_report(folder: Path, tmp_path: Path) -> None:
    run(str(folder), "-f", "html", "-o", str(tmp_path / "out") + "/")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a-2.html", "a.html", "two-1.html"]


def test_file_with_several_reports_is_an_array(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('[{"text": "one"}, {"text": "two"}]')
    assert texts(json.loads(run(str(tmp_path / "x.json"), "-f", "json").stdout)) == ["one", "two"]


def test_given_fields_go_before_those_of_the_file(folder: Path) -> None:
    result = run(str(folder / "two.jsonl"), "-f", "jsonl", "--outlet", "Mine")
    assert json.loads(result.stdout)["report"]["outlet"] == "Mine"


def test_nothing_is_written_when_nothing_was_read(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "none.json"
    out.write_text("kept")
    result = run(str(folder / "b.txt"), "-o", str(out))
    assert result.exit_code == 1
    assert result.stderr == "dragoman: The report is in French.\n"
    assert out.read_text() == "kept"


def test_a_place_that_cannot_be_written_to_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run(str(folder / "a.txt"), "-o", str(tmp_path / "file" / "x.json"))
    assert result.exit_code == 1
    assert "cannot be written" in str(result.exception)


def test_an_evil_name_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in run("a\x1b[2J.txt").stderr


@pytest.mark.parametrize("place", ["nowhere.txt", "empty"])
def test_missing_file_and_empty_folder(place: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = run(str(tmp_path / place))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "words", [("--date", "yesterday"), ("--date", "2024-02-30"), ("b", "--title", "T"), ("-f", "xml")]
)
def test_wrong_use_is_told(words: tuple[str, ...]) -> None:
    assert run("a", *words).exit_code == 2


def test_many_reports_in_processes(tmp_path: Path) -> None:
    (tmp_path / "many.jsonl").write_text("".join(json.dumps({"text": f"t{i}"}) + "\n" for i in range(5)))
    result = run(str(tmp_path / "many.jsonl"), "-f", "jsonl", "--workers", "1")
    assert texts([json.loads(line) for line in result.stdout.splitlines()]) == [f"t{i}" for i in range(5)]
