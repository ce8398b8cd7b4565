from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.resolve.gazetteer import Gazetteer
from dragoman.resolve.who import Who
from dragoman.types import Entity

from .support import document, span

GAZETTEER = Gazetteer()
WHO = Who(GAZETTEER)


def entity(text: str, words: str, which: int = 0, **around: Any) -> Entity:
    return WHO.resolve(document(text, **around), [span(text, words, which)])[0]


@pytest.mark.parametrize(
    ("text", "words", "country", "sectors"),
    [
        # title + demonym + name
        ("Bolivian Defence Minister Ana Quispe spoke.", "Bolivian Defence Minister Ana Quispe", "BOL", ("GOV",)),
        # the last role of the head decides
        ("Kenyan police officers entered the hall.", "Kenyan police officers", "KEN", ("COP",)),
        # a weak role takes the sector of the word before it
        ("Finnish army officials met.", "Finnish army officials", "FIN", ("MIL",)),
        # X of COUNTRY, X in COUNTRY
        ("The foreign minister of Chad arrived.", "The foreign minister of Chad", "TCD", ("GOV",)),
        ("Judges in Ecuador ruled on it.", "Judges in Ecuador", "ECU", ("JUD",)),
        # a demonym before the role beats the place after it
        ("The Chinese embassy in Lima was closed.", "The Chinese embassy in Lima", "CHN", ("GOV",)),
        # possessive
        ("Norway’s parliament voted.", "Norway’s parliament", "NOR", ("LEG",)),
        # a body named after «president of»
        ("The president of the Senate of Chile spoke.", "The president of the Senate of Chile", "CHL", ("LEG",)),
        # a seat used for its government, a metonym
        ("Ottawa rejected the claim.", "Ottawa", "CAN", ("GOV",)),
        ("The Kremlin was silent.", "The Kremlin", "RUS", ("GOV",)),
        ("The Knesset passed the law.", "The Knesset", "ISR", ("LEG",)),
        # a country, by itself
        ("Peru recalled its envoy.", "Peru", "PER", ("GOV",)),
        # the people of a country
        ("Many Kenyans marched.", "Kenyans", "KEN", ("CVL",)),
        # former officials
        ("Former Greek foreign minister Nikos Pappas wept.", "Former Greek foreign minister Nikos Pappas", "GRC", ("ELI",)),
        # «X-backed» is not of X
        ("Iranian-backed fighters in Yemen fired.", "Iranian-backed fighters in Yemen", "YEM", ("REB",)),
        # what spans countries has none
        ("African leaders met.", "African leaders", None, ("GOV",)),
        # a region stands for its country
        ("Crimean officials and Ukraine disagree.", "Crimean officials", "UKR", ("GOV",)),
    ],
)  # fmt: skip
def test_structure(text: str, words: str, country: str | None, sectors: tuple[str, ...]) -> None:
    found = entity(text, words)
    assert (found.country, found.sectors) == (country, sectors)


def test_deputies_of_a_prime_minister_are_government() -> None:
    text = "He met the deputies of the Afghan Prime Minister in Kabul."
    found = entity(text, "the deputies of the Afghan Prime Minister")
    assert (found.country, found.sectors) == ("AFG", ("GOV",))


def test_short_name_takes_title_of_full_name() -> None:
    text = "Bolivian Defence Minister Ana Quispe flew to Lima. There Quispe signed a treaty with Peru and Peru."
    found = entity(text, "Quispe", 1, person=("Ana Quispe", "Quispe"))
    assert (found.name, found.country, found.sectors) == ("Ana Quispe", "BOL", ("GOV",))


def test_apposition_behind_the_name() -> None:
    text = "Jonas Berg, the Norwegian trade minister, spoke in Berlin. Germany agreed, and Germany paid, Berg said."
    found = entity(text, "Berg", 1, person=("Jonas Berg", "Berg"))
    assert (found.country, found.sectors) == ("NOR", ("GOV",))


def test_apposition_before_the_name() -> None:
    text = "Peru’s top prosecutor, Luz Mamani, flew to Quito. Ecuador and Ecuador’s courts welcomed Mamani."
    found = entity(text, "Mamani", 1, person=("Luz Mamani", "Mamani"))
    assert (found.country, found.sectors) == ("PER", ("JUD",))


def test_pronoun_takes_the_subject_before_it() -> None:
    text = "Danish Prime Minister Karl Holm met officials in Riga. He praised Latvia."
    found = entity(text, "He", person=("Karl Holm",))
    assert (found.country, found.sectors) == ("DNK", ("GOV",))


def test_she_is_not_a_man() -> None:
    text = "Mr Ode Brun of Norway met Swedish minister Mrs Lena Falk. She smiled."
    assert entity(text, "She", person=("Ode Brun", "Lena Falk")).country == "SWE"


def test_speaker_of_a_quotation() -> None:
    text = "Kazakhstan was angry. “We will not pay,” said Mongolian Finance Minister Bat Erdene."
    assert entity(text, "We", person=("Bat Erdene",)).country == "MNG"


def test_possessive_pronoun() -> None:
    text = "Cuban President Luis Prado visited Spain. His government wants credit."
    found = entity(text, "His government", person=("Luis Prado",))
    assert (found.country, found.sectors) == ("CUB", ("GOV",))


def test_family_of_the_powerful_is_elite() -> None:
    text = "Nepali President Hari Rana spoke. Rana’s wife was there."
    found = entity(text, "Rana’s wife", person=("Hari Rana", "Rana"))
    assert (found.country, found.sectors) == ("NPL", ("ELI",))


def test_description_again() -> None:
    text = "Ghana and Ghana’s press wrote of Chinese firms that dig for gold in Ghana. The firms deny it."
    assert entity(text, "The firms").country == "CHN"


def test_scene_of_the_sentence() -> None:
    text = "Cuba, Cuba and Havana. In Nicaragua, security forces broke up the march."
    found = entity(text, "security forces")
    assert (found.country, found.sectors) == ("NIC", ("COP",))


@pytest.mark.parametrize("around", [{"dateline": "NAIROBI"}, {"url": "https://news.example.ke/a"}])
def test_home_comes_from_around_the_text(around: dict[str, Any]) -> None:
    found = entity("Police arrested two men.", "Police", **around)
    assert (found.country, found.sectors) == ("KEN", ("COP",))


def test_no_home_no_country() -> None:
    assert entity("Police arrested two men.", "Police").country is None


def test_abbreviations_need_capitals() -> None:
    text = "Zambia asked the US for help, and they gave us nothing."
    assert entity(text, "US").country == "USA"
    assert entity(text, "us").country != "USA"


def test_surname_is_not_a_country() -> None:
    text = "Zambian singer Ruth Jordan sang. Jordan bowed."
    assert entity(text, "Jordan", 1, person=("Ruth Jordan", "Jordan")).country == "ZMB"


def test_longer_city_is_not_the_capital_in_it() -> None:
    text = "South Africa: the East London court in South Africa ruled."
    assert entity(text, "the East London court").country == "ZAF"


def test_acronym_in_brackets() -> None:
    text = "Uruguay’s Farm Workers Union (FWU) met. FWU called a strike in Uruguay."
    found = entity(text, "FWU", 1, organization=("FWU",))
    assert found.sectors == ("LAB",)


def test_own_acronym_is_not_somebody_elses() -> None:
    text = "Uruguay’s Farmers Bureau Institute (FBI) met. FBI called for rain in Uruguay."
    assert entity(text, "FBI", 1, organization=("FBI",)).country == "URY"


def test_description_behind_a_name_is_that_name() -> None:
    text = "Peru, Peru. Chilean officials met Bo Lind, the Swedish envoy to Lima, there."
    found = entity(text, "the Swedish envoy to Lima", person=("Bo Lind",))
    assert (found.name, found.country, found.sectors) == ("Bo Lind", "SWE", ("GOV",))


def test_relative_pronoun() -> None:
    text = "Peru praised Danish minister Bo Lind, who thanked Peru."
    assert entity(text, "who", person=("Bo Lind",)).country == "DNK"


def test_scene_behind_a_place() -> None:
    text = "Latvia, Latvia. The Latvian minister flew to Tunis, where he met senior officials."
    assert entity(text, "senior officials").country == "TUN"


def test_organisation_among_states_has_no_sector() -> None:
    found = entity("The United Nations condemned it.", "The United Nations")
    assert (found.country, found.sectors) == ("UNO", ())


def test_former_office_holder_by_date() -> None:
    text = "Angela Merkel praised Chile."
    in_office = entity(text, "Angela Merkel", date="2015-06-01", person=("Angela Merkel",))
    after = entity(text, "Angela Merkel", date="2024-06-01", person=("Angela Merkel",))
    assert (in_office.country, in_office.sectors, after.sectors) == ("DEU", ("GOV",), ("ELI",))


@pytest.mark.parametrize(("date", "sectors"), [("2020-01-01", ("REB",)), ("2024-01-01", ("GOV",))])
def test_taliban_by_date(date: str, sectors: tuple[str, ...]) -> None:
    found = entity("The Taliban spoke of Afghanistan.", "The Taliban", date=date)
    assert (found.country, found.sectors) == ("AFG", sectors)


def test_agency_is_of_its_country() -> None:
    found = entity("Peru rejects it, the TASS news agency said of Peru.", "the TASS news agency")
    assert (found.country, found.sectors) == ("RUS", ("JRN",))


def test_entities_keep_wording_and_order() -> None:
    text = "Peru and Chile."
    found = WHO.resolve(document(text), [span(text, "Chile"), span(text, "Peru")])
    assert [(e.text, e.country) for e in found] == [("Chile", "CHL"), ("Peru", "PER")]


@given(st.text(max_size=300), st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=8))
def test_any_text(text: str, pairs: list[tuple[int, int]]) -> None:
    spans = [(min(a, b, len(text)), min(max(a, b), len(text))) for a, b in pairs]
    for found, (start, end) in zip(WHO.resolve(document(text), spans), spans, strict=True):
        assert (found.start, found.end, found.text) == (start, end, text[start:end])


WORDS = st.sampled_from(
    "the The Russian Kabul Minister minister of , . ( ) ’s he US and King al Jordan London East – “ ” who former Ana".split()
)


@given(st.lists(WORDS, max_size=40), st.data())
def test_any_order_of_telling_words(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    made = document(text, person=("Ana", "Ana Jordan"), location=("London", "East London"))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    (found,) = WHO.resolve(made, [(start, end)])
    assert found.text == text[start:end]


@pytest.mark.parametrize("words", ["U.S.", "US"])
def test_a_country_in_capitals_is_no_pronoun(words: str) -> None:
    text = f"Iraq was left by {words} troops, and its minister thanked them."
    assert entity(text, words).country == "USA"


def test_a_capital_is_nobody_even_where_the_reader_marks_a_person() -> None:
    text = "Hanoi protested to its neighbour."
    assert entity(text, "Hanoi", person=("Hanoi",)).country == "VNM"


def test_a_guest_is_not_of_the_country_he_comes_to() -> None:
    text = (
        "Ankara wants a railway to Mongolia. Deputy Foreign Minister Levent Arikan arrived in Ulaanbaatar on a visit. "
        "Mongolia wants it too. Arikan left on Friday."
    )
    assert entity(text, "Levent Arikan", person=("Levent Arikan", "Arikan")).country == "TUR"
    home = text.replace("arrived in Ulaanbaatar on a visit", "spoke in Ulaanbaatar of a visit")
    assert entity(home, "Levent Arikan", person=("Levent Arikan", "Arikan")).country == "MNG"


def test_an_agency_is_nobody_even_where_the_reader_marks_a_person() -> None:
    text = "According to Anadolu, Dorj asked for engineers. He added that the track was short."
    found = entity(text, "He", person=("Anadolu", "Dorj"))
    assert found.name == "Dorj"
    assert entity(text, "Anadolu", person=("Anadolu", "Dorj")).country == "TUR"


def test_the_government_of_an_office_holder() -> None:
    text = "Cuba, Cuba, Havana and Cuba. In Caracas, Venezuela, the Maduro regime spoke. So did the Obama-Biden team."
    assert entity(text, "the Maduro regime", date="2022-07-01").country == "VEN"
    assert entity(text, "the Maduro regime", date="2022-07-01", organization=("Maduro",)).country == "VEN"


def test_an_office_holder_is_of_his_country_whatever_stands_beside_him() -> None:
    text = "While in Saudi Arabia Biden spoke of the U.S. and Iran. President Joe Biden left. Saudi Arabia waits."
    assert entity(text, "Biden", person=("Biden", "Joe Biden")).country == "USA"
    text = "Nikki Haley is the daughter of Indian immigrants. India, India."
    assert entity(text, "Nikki Haley", person=("Nikki Haley",)).country == "USA"


@pytest.mark.parametrize("name", ["Mr. Putin", "Vladimir V. Putin", "President Vladimir V. Putin"])
def test_initials_and_titles_do_not_hide_a_name(name: str) -> None:
    text = f"Syria, Syria, Syria and Russia. They met {name} there."
    assert entity(text, name, person=(name.removeprefix("President "),)).country == "RUS"


def test_a_part_of_a_full_name() -> None:
    text = "Spain, Spain. In Mexico they met López Obrador again."
    assert entity(text, "López Obrador", person=("López Obrador",)).country == "MEX"


def test_a_family_name_written_first() -> None:
    text = "Japan, Japan. In Taiwan he was pardoned by Tsai last year."
    assert entity(text, "Tsai", person=("Tsai",), date="2022-07-01").country == "TWN"


def test_a_word_cut_in_two_is_no_name() -> None:
    text = "Chile, Chile. Democratic front-runner Ana Quispe spoke."
    assert entity(text, "Democratic front-runner Ana Quispe", person=("Ana Quispe",)).country == "CHL"


def test_a_degree_is_no_title() -> None:
    text = "Bolivia, Bolivia. With a degree from the U.K.’s Leeds University, Quispe is calm."
    assert entity(text, "Quispe", person=("Quispe",)).country == "BOL"


def test_what_somebody_did_is_no_description_of_him() -> None:
    text = "Peru, Peru. Ana Quispe, criticised by judges of Chile, spoke. Luis Rojas, sued in a court of Cuba, too."
    people = ("Ana Quispe", "Luis Rojas")
    assert entity(text, "Ana Quispe", person=people).country == "PER"
    assert entity(text, "Luis Rojas", person=people).country == "PER"


def test_a_title_with_brackets_before_the_name() -> None:
    text = "Iran, Iran. Head of Turkey’s Farmers Organization (TFO) Hasan Kurt came."
    assert entity(text, "Hasan Kurt", person=("Hasan Kurt",)).country == "TUR"


def test_the_minister_of_something_is_no_property_of_it() -> None:
    text = "Kuwait, Kuwait. Minister of Education Ali Falah spoke. Chad listened."
    found = entity(text, "Minister of Education Ali Falah", person=("Ali Falah",))
    assert (found.country, found.sectors) == ("KWT", ("GOV",))


def test_an_envoy_to_an_organisation_is_of_his_country() -> None:
    assert entity("Chad waits. Russia’s UN envoy spoke.", "Russia’s UN envoy").country == "RUS"
    assert entity("Chad waits. The UN envoy spoke.", "The UN envoy").country == "UNO"


def test_under_whom_somebody_serves() -> None:
    text = "China, China. In the Philippines the finance secretary under Duterte left."
    assert entity(text, "the finance secretary under Duterte", date="2020-01-01").country == "PHL"
