"""The command itself: help, version, doctor, errors."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner

import dragoman
from dragoman.cli import app, main
from dragoman.cli.doctor import CHECKS, _found, model


def test_version() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout == f"dragoman {dragoman.__version__}\n"


def test_help_names_every_command() -> None:
    shown = CliRunner().invoke(app, ["--help"]).stdout
    assert "read" in shown and "doctor" in shown


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom dragoman.cli import app\n"
        "try: app(['read', '--help'])\nexcept SystemExit: pass\n"
        "heavy = {'onnxruntime', 'numpy', 'trafilatura', 'dateparser', 'tokenizers', 'httpx2', 'lxml', 'rich', 'msgspec'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.usefixtures("parrot")
def test_an_error_is_a_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["dragoman", "read", __file__, "-o", "/dev/null/x"])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    assert capsys.readouterr().err.startswith("dragoman: /dev/null/x cannot be written")


@pytest.mark.usefixtures("parrot")
def test_doctor_tells_of_ontology_and_trial() -> None:
    shown = CliRunner().invoke(app, ["doctor"]).stdout
    assert "16 types, 37 contexts" in shown
    assert "7 events, 6 attributions" in shown


def test_doctor_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr("dragoman.cli.doctor.HOME", tmp_path)
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 1
    assert "There is no model here." in result.stdout
    assert "There is no gazetteer here." in result.stdout
    assert not next(iter(_found(model))).holds
    assert len(CHECKS) == 6
