"""The country of those to whom the words give none."""

from __future__ import annotations

from typing import Any

import pytest

from dragoman.resolve.gazetteer import Gazetteer
from dragoman.resolve.who import Who

from .support import document, span

WHO = Who(Gazetteer())


def country(text: str, words: str, which: int = 0, **around: Any) -> str | None:
    return WHO.resolve(document(text, **around), [span(text, words, which)])[0].country


def test_a_kingdom_is_the_one_last_spoken_of() -> None:
    text = "Chile and Chile’s press wrote of Jordan. Peru asked the kingdom for help."
    assert country(text, "the kingdom") == "JOR"
    assert country(text.replace("Jordan", "Oman").replace("kingdom", "sultanate"), "the sultanate") == "OMN"


def test_a_capitalised_kingdom_is_not_always_the_same() -> None:
    text = "USA, USA. Moroccan farmers wrote to Washington. Officials praised the Kingdom for it."
    assert country(text, "the Kingdom") == "MAR"


@pytest.mark.parametrize(
    "words", ["two gunmen", "refugees", "most countries", "governments", "14 foreigners", "The attackers"]
)
def test_people_of_no_known_state_have_no_country(words: str) -> None:
    assert country(f"Kenya, Kenya. In Nairobi {words} were spoken of.", words) is None


@pytest.mark.parametrize("words", ["the bloc", "the bloc’s trade chief"])
def test_a_bloc_is_the_body_of_states_spoken_of(words: str) -> None:
    text = f"The European Union met. Belarus and Belarus answered. Minsk spoke to BelTA. So it was. Belarus waited for {words}."
    assert country(text, words) == "EUR"


@pytest.mark.parametrize(
    "words", ["our neighbours", "Kenya’s allies", "foreign troops", "an international coalition", "its adversaries"]
)
def test_others_than_ones_own_have_no_country(words: str) -> None:
    assert country(f"Kenya, Kenya. On Friday {words} were spoken of.", words) is None


@pytest.mark.parametrize(
    ("words", "of"),
    [("its Ugandan allies", "UGA"), ("the foreign affairs committee", "KEN"), ("the foreign minister", "KEN")],
)
def test_who_is_named_among_others_has_his_country(words: str, of: str) -> None:
    assert country(f"Kenya, Kenya. On Friday {words} spoke.", words) == of


@pytest.mark.parametrize("words", ["the attacker", "the government", "Kenyan refugees", "police"])
def test_others_are_at_home(words: str) -> None:
    assert country(f"Kenya, Kenya. On Friday {words} were spoken of.", words) == "KEN"


def test_a_bare_office_is_of_the_country_of_the_outlet() -> None:
    text = "Chile, Chile, Chile. Peruvians in Peru wait. Later the Foreign Ministry spoke of them."
    assert country(text, "the Foreign Ministry", outlet="El Comercio", url="https://elcomercio.pe/a") == "PER"
    assert country(text, "the Foreign Ministry") == "CHL"


def test_a_minister_of_the_country_of_the_outlet() -> None:
    text = "Chile, Chile, Chile. Peruvians in Peru wait for Ana Quispe, Undersecretary of the Foreign Ministry."
    around: dict[str, Any] = {"person": ("Ana Quispe",), "url": "https://elcomercio.pe/a"}
    assert country(text, "Ana Quispe", **around) == "PER"


def test_a_title_again_is_the_one_who_bore_it() -> None:
    text = "Chile, Chile. Peru’s Ana Quispe came. They met President Ana Quispe. Then the president left Chile."
    assert country(text, "the president", person=("Ana Quispe",)) == "PER"


def test_another_government_spoken_of_is_not_the_government() -> None:
    text = "Chile, Chile, Chile. They wrote to the government of Cuba. Then the government fell."
    assert country(text, "the government", 1) == "CHL"


def test_the_organisation_is_the_one_named_before() -> None:
    text = "Chile, Chile. They spoke of the Arab League. The cost of the organization grew."
    assert country(text, "the organization") == "IGO"
    far = "Chile, Chile. They spoke of the Arab League. A. B. C. D. The cost of the organization grew."
    assert country(far, "the organization") == "CHL"


def test_in_a_report_about_many_countries_the_sentence_tells() -> None:
    text = "Cuba. Cuba. Peru. Chile. Ghana. Kenya. In a riot that shook Ecuador many inmates died. Togo. Mali."
    assert country(text, "many inmates") == "ECU"
    assert country(text.replace("Ecuador", "Ecuador and Togo"), "many inmates") == "CUB"


def test_a_seat_in_congress() -> None:
    text = "Iran, Iran and Iran. It was led by Ana Quispe (D-N.J.) and Luis Rojas, R-Texas, in June."
    people = ("Ana Quispe", "Luis Rojas")
    assert country(text, "Ana Quispe", person=people) == "USA"
    assert country(text, "Luis Rojas", person=people) == "USA"


def test_who_works_for_a_body_of_many_countries_is_of_one() -> None:
    text = "Peru, Peru. WikiLeaks founder Ana Quispe met former UN Ambassador Luis Rojas."
    people = ("Ana Quispe", "Luis Rojas")
    assert country(text, "WikiLeaks founder Ana Quispe", person=people) == "PER"
    assert country(text, "former UN Ambassador Luis Rojas", person=people) == "PER"
