"""Parties are whole names without the words that only link."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.types import ReadAttribution, ReadEvent
from dragoman.understand.spans import whole, whole_parties, whole_speech

TEXT = "The RNA news agency and Rudolf Hentzau of the U.S. met in Strelsau, and left."
NAMES = ["RNA news agency", "Rudolf Hentzau", "U.S.", "Strelsau"]
NAMED = [(TEXT.index(n), TEXT.index(n) + len(n)) for n in NAMES]


@pytest.mark.parametrize(
    ("span", "made"),
    [
        ("Rudolf", "Rudolf Hentzau"),
        ("and Rudolf Hentzau of", "Rudolf Hentzau"),
        ("The", "The RNA news agency"),
        ("RNA", "RNA news agency"),
        ("the U.S", "the U.S."),
        ("in Strelsau,", "Strelsau"),
        ("and", None),
        (",", None),
    ],
)
def test_whole(span: str, made: str | None) -> None:
    start = TEXT.index(span)
    found = whole(TEXT, (start, start + len(span)), NAMED)
    assert (TEXT[slice(*found)] if found else None) == made


@given(st.text(max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_any_span_stays_in_its_text(text: str, a: int, b: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    found = whole(text, (start, end), [(start, end)] if start < end else [])
    assert found is None or start <= found[0] < found[1] <= end


def test_what_is_told_according_to_somebody_begins_with_its_subject() -> None:
    text = "According to the RNA, Rudolf Hentzau, the envoy, asked Strelsau for help."

    def at(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    read = ReadAttribution(source=at("the RNA"), cue=at("According to"), contents=(at("asked Strelsau for help"),))
    (content,) = whole_speech(text, read, []).contents
    assert text[slice(*content)] == "Rudolf Hentzau, the envoy, asked Strelsau for help"
    whole_already = ReadAttribution(source=at("the RNA"), cue=at("According to"), contents=(content,))
    assert whole_speech(text, whole_already, []).contents == (content,)


@pytest.mark.parametrize(
    ("text", "read", "made"),
    [
        ("They freed more than twenty captives in May.", "more", "more than twenty captives"),
        ("It was signed by former king Rudolf and others.", "former", "former king Rudolf"),
        ("Sapt was told by the prime minister they would go.", "the prime", "the prime minister"),
        ("Hentzau met dozens of Grauen families who fled.", "dozens", "dozens of Grauen families"),
        ("The former said that the latter would go.", "The former", "The former"),
    ],
)
def test_a_wording_that_breaks_off_runs_on_to_its_noun(text: str, read: str, made: str) -> None:
    start = text.index(read)
    found = whole(text, (start, start + len(read)), [])
    assert found and text[slice(*found)] == made


def test_a_place_takes_its_whole_name() -> None:
    text = "South Ruritania expelled an envoy."
    event = ReadEvent(
        type="SANCTION", mode="expel", contexts=(), modality="actual", trigger=(16, 24), evidence=(0, len(text)),
        actors=((6, 15),), recipients=(), places=((0, 5),), dates=(),
    )  # fmt: skip
    made = whole_parties(text, event, [(0, 15)])
    assert (made.actors, made.places) == (((0, 15),), ((0, 15),))
