"""Corrected reports, annotated: what is quoted stands in the report, and only what was misread is changed."""

from __future__ import annotations

import json
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dragoman.cli import app
from dragoman.export.corrections import annotated
from dragoman.ledger import Ledger
from dragoman.types import Change
from tests.ledger.samples import arrival, record, tell

CHECK = Path(__file__).resolve().parents[3] / "shared" / "annotation" / "check.py"
ONE = "Uganda looked on.\n" + tell() + "\nKamau said: All is well."
TWO = "Another report.\n" + tell()


@pytest.fixture
def place(tmp_path: Path) -> str:
    return str(tmp_path / "ledger.db")


@pytest.fixture
def ledger(place: str) -> Iterator[Ledger]:
    """Two reports of one event."""
    with Ledger(place) as opened:
        for name, text in (("one", ONE), ("two", TWO)):
            opened.add(arrival(text, f"https://{name}.example/a"), record(text))
        yield opened


def correct(ledger: Ledger, *changes: Change) -> dict[str, dict[str, Any]]:
    """Correct the event; the only event of each annotation by the first line of its report."""
    (story,) = ledger.events()
    for change in changes:
        ledger.correct(story.id, change, by="Ada")
    return {one.report["text"].split("\n")[0]: one.annotation for one in annotated(ledger)}


def test_what_was_misread_is_changed(ledger: Ledger) -> None:
    found = correct(
        ledger, Change(what="type", value="ACCUSE"), Change(what="date", value="2024-05-07"),
        Change(what="actors", value=("Uganda", "Kenya")), Change(what="place"),
    )  # fmt: skip
    one, two = (found[line]["events"][0] for line in ("Uganda looked on.", "Another report."))
    assert (one["type"], one["date"], one["place"], one["place_country"]) == ("ACCUSE", "2024-05-07", None, None)
    assert [(who["text"], who["country"]) for who in one["actors"]] == [("Uganda", "UGA"), ("Kenya", "KEN")]
    # the other report does not name Uganda
    assert [(who["text"], who["country"]) for who in two["actors"]] == [("Kenya", "KEN")]
    assert one["trigger"] in one["evidence"] and one["evidence"] in ONE
    assert found["Uganda looked on."]["attributions"][0]["content"] == "All is well."


def test_what_is_wrong_is_no_event(ledger: Ledger) -> None:
    assert [one["events"] for one in correct(ledger, Change(what="wrong")).values()] == [[], []]


def test_nothing_is_annotated_that_nobody_corrected(ledger: Ledger) -> None:
    assert correct(ledger) == {}
    (story,) = ledger.events()
    made = ledger.correct(story.id, Change(what="wrong"), by="Ada")
    ledger.undo_correction(made.id, by="Ada")
    assert list(annotated(ledger)) == []


def test_the_command_writes_what_the_guide_asks_for(ledger: Ledger, place: str, tmp_path: Path) -> None:
    correct(ledger, Change(what="place", value="Kampala, UGA"), Change(what="mode", value="visit"))
    out = tmp_path / "out"
    done = CliRunner().invoke(app, ["export", "corrections", "--ledger", place, "-o", str(out)])
    assert done.exit_code == 0 and "2 reports" in done.output
    files = sorted((out / "annotated").iterdir())
    assert [f.name for f in files] == sorted(f.name for f in (out / "reports").iterdir()) and len(files) == 2
    kept = [json.loads(line) for line in (out / "corrections.jsonl").read_text().splitlines()]
    assert [one["change"]["what"] for one in kept] == ["place", "mode"]
    lines = CliRunner().invoke(app, ["export", "corrections", "--ledger", place]).stdout.splitlines()
    assert {json.loads(line)["id"] for line in lines} == {f.stem for f in files}
    if not CHECK.exists():
        pytest.skip("the checker of annotations lies outside the project, and is not here")
    faults = runpy.run_path(str(CHECK))["faults"]
    for file in files:
        text = json.loads((out / "reports" / file.name).read_text())["text"]
        assert faults(json.loads(file.read_text()), text) == []
