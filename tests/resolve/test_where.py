from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.resolve.gazetteer import Gazetteer
from dragoman.resolve.where import Where
from dragoman.types import Place

from .support import document, span

WHERE = Where(Gazetteer())


def place(text: str, words: str, which: int = 0, **around: Any) -> Place:
    return WHERE.resolve(document(text, **around), [span(text, words, which)])[0]


def test_capital() -> None:
    found = place("They met in Kabul.", "Kabul")
    assert (found.country, found.geonameid) == ("AFG", 1138958)
    assert found.latitude == pytest.approx(34.53, abs=0.05)
    assert found.longitude == pytest.approx(69.17, abs=0.05)


def test_country_has_coordinates_and_its_own_id() -> None:
    found = place("They met in Germany.", "Germany")
    assert (found.name, found.country, found.geonameid) == ("Germany", "DEU", 2921044)
    assert found.latitude is not None and 47 < found.latitude < 55


def test_region() -> None:
    found = place("Fighting in Helmand went on.", "Helmand")
    assert (found.name, found.country) == ("Helmand", "AFG")
    assert found.latitude is not None


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Police in Hyderabad made arrests.", "IND"),
        ("Police in Hyderabad, Pakistan, made arrests.", "PAK"),
        ("Pakistan and Sindh. Sindh police in Hyderabad made arrests in Pakistan.", "PAK"),
    ],
)
def test_namesakes(text: str, country: str) -> None:
    assert place(text, "Hyderabad").country == country


def test_written_state() -> None:
    found = place("He was born in Portland, Maine.", "Portland")
    assert (found.country, round(found.latitude or 0)) == ("USA", 44)
    assert place("A fire in Columbus, Ga., was put out.", "Columbus").geonameid == 4188985


def test_words_around_the_name() -> None:
    assert place("A blast in northern Baghdad province.", "northern Baghdad province").name == "Baghdad"


def test_longer_name_is_not_the_place_in_it() -> None:
    found = place("They live in New Baghdad Valley Springs.", "New Baghdad Valley Springs")
    assert found.name is None


def test_unknown_place_is_at_home() -> None:
    found = place("Uganda. A hut in Kyamugabwa burned, Uganda said.", "Kyamugabwa")
    assert (found.country, found.name, found.latitude) == ("UGA", None, None)


def test_small_namesake_abroad_is_not_taken() -> None:
    text = "Uganda. A hut in Paoua burned, Uganda’s police said."
    assert place(text, "Paoua").country == "UGA"


@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_any_text(text: str, one: int, other: int) -> None:
    start, end = min(one, other, len(text)), min(max(one, other), len(text))
    (found,) = WHERE.resolve(document(text), [(start, end)])
    assert (found.start, found.end, found.text) == (start, end, text[start:end])
