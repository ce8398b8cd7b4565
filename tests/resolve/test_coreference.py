from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from dragoman.resolve.coreference import coreference
from dragoman.resolve.gazetteer import Gazetteer
from dragoman.types import Document, ReadAttribution

from .support import document, span

GAZETTEER = Gazetteer()


def chains(made: Document) -> list[list[str]]:
    text = made.report.text
    return [
        [text[made.mentions[i].start : made.mentions[i].end] for i in chain] for chain in coreference(made, GAZETTEER)
    ]


def test_names_and_pronouns() -> None:
    text = "Ana Quispe met Karl Holm. Quispe smiled. Then she left, and Holm too."
    made = document(text, person=("Ana Quispe", "Karl Holm", "Quispe", "Holm"), role=("she",))
    assert chains(made) == [["Ana Quispe", "Quispe", "she"], ["Karl Holm", "Holm"]]


def test_acronym() -> None:
    made = document("The Farm Workers Union met. FWU voted.", organization=("Farm Workers Union", "FWU"))
    assert chains(made) == [["Farm Workers Union", "FWU"]]


def test_same_description() -> None:
    made = document(
        "A senior official spoke. The senior official left.", role=("A senior official", "The senior official")
    )
    assert len(chains(made)) <= 1


def test_strangers_stay_apart() -> None:
    assert chains(document("Ana Quispe met Karl Holm.", person=("Ana Quispe", "Karl Holm"))) == []


@given(st.text(alphabet="Ana Quispe he. ", max_size=80))
def test_every_mention_is_in_one_chain_at_most(text: str) -> None:
    made = document(text, person=("Ana", "Quispe", "Ana Quispe"), role=("he",))
    numbers = [number for chain in coreference(made, GAZETTEER) for number in chain]
    assert len(numbers) == len(set(numbers))
    assert all(0 <= number < len(made.mentions) for number in numbers)


def test_who_is_cited_is_not_the_subject() -> None:
    text = (
        "Ana Quispe and Ana Quispe met. According to Ana Quispe, Karl Holm asked for money. He added that he was poor."
    )
    made = document(text, person=("Ana Quispe", "Karl Holm"), role=("He",))
    assert ["Karl Holm", "He"] in chains(made)


def test_we_are_whose_words_they_are() -> None:
    text = "Karl Holm met Ana Quispe on Monday. A clerk read out what she had sent. “We will wait,” went the letter."
    made = document(text, person=("Karl Holm", "Ana Quispe"), role=("A clerk", "We"))
    assert ["Ana Quispe", "We"] not in chains(made)
    words = ReadAttribution(span(text, "Ana Quispe"), None, (span(text, "We will wait"),))
    assert ["Ana Quispe", "We"] in chains(msgspec.structs.replace(made, attributions=(words,)))
