"""The sample ledger: what its reports are, and how it comes to be."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dragoman.collect import Raw
from dragoman.errors import InputError
from dragoman.ledger import Ledger
from dragoman.resolve.gazetteer import shipped
from dragoman.serve.demo import build
from dragoman.types import Maker, Record, Report

REPORTS = build.reports()
FEW = tuple({report.raw.outlet: report for report in REPORTS if report.raw.outlet in {"TASS", *build.FAULTS}}.values())
"""One of each of three outlets, two of which do not fare well."""


def test_there_are_enough_reports_over_two_years_by_many_outlets() -> None:
    days = sorted(date.fromisoformat(report.raw.date or "") for report in REPORTS)
    assert len(REPORTS) >= 160
    assert len({report.raw.outlet for report in REPORTS}) >= 40
    assert (days[0].year, days[0].month, days[-1].year, days[-1].month) == (2024, 11, 2026, 10)


def test_reports_have_a_report_s_length_and_lead_nowhere() -> None:
    for report in REPORTS:
        assert 560 <= len(report.raw.data) <= 1_850, report.raw.url
        hosts = [urlsplit(place or "").hostname or "" for place in (report.raw.url, report.feed)]
        assert all(host.endswith(".example") for host in hosts), report.raw.url
        assert report.arrived.startswith(report.raw.date or "never"), report.raw.url


def test_no_address_stands_twice() -> None:
    assert len({report.raw.url for report in REPORTS}) == len(REPORTS)


def test_agencies_of_states_are_among_the_outlets() -> None:
    owners = {entry.data.get("ownership") for report in REPORTS for entry in shipped().entries(report.raw.outlet or "")}
    assert {"state", "public", "private"} <= owners


def test_nobody_in_the_gazetteer_is_in_the_reports() -> None:
    told = "\n".join(str(report.raw.data) for report in REPORTS)
    named = (" ".join(pair) for pair in _pairs(told))
    assert not [name for name in named if any(entry.kind == "official" for entry in shipped().entries(name))]


def _pairs(text: str) -> set[tuple[str, str]]:
    """Words in capitals that stand beside each other."""
    return set(re.findall(r"\b([A-Z][\w-]+)(?= ([A-Z][\w-]+))", text))


class Hasty:
    """A reader that finds nothing."""

    def read_raw(self, raw: Raw) -> Record:
        report = Report(text=str(raw.data), title=raw.title, outlet=raw.outlet, date=raw.date, url=raw.url)
        return Record(report=report, attributions=(), events=(), entities=(), places=(), dates=(),
                      made_by=Maker(reader="hasty", model="none"))  # fmt: skip


@pytest.fixture
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "reports", lambda: FEW)
    monkeypatch.setattr(build, "read_many", lambda reports, workers: (Hasty().read_raw(raw) for raw in reports))


@pytest.mark.usefixtures("_hasty")
def test_the_sample_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    steps: list[None] = []
    place = build.sample(lambda: steps.append(None))
    assert len(steps) == len(FEW)
    assert build.sample(lambda: pytest.fail("it is there")) == place
    assert [path.name for path in place.parent.iterdir()] == [place.name]
    with Ledger(place, readonly=True) as ledger:
        assert ledger.reports().count() == len(FEW)
        fares = {source.status for source in ledger.sources()}
    assert fares == {"ok", "failing", "dead"}


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dragoman").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(InputError, match="XDG_CACHE_HOME"):
        build.sample()
