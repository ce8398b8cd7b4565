"""Sentences with offsets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.prepare.sentences import sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "whole",
    [
        "U.S. President Joe Biden met Mr. Smith and Lt. Gen. Jones at 3.5 p.m. on Jan. 3.",
        "The U.N. Security Council and Sen. J. K. Rowe of St. Petersburg met Gov. F. D. Roe.",
        "Prices rose 2.5 percent, No. 2 in the list, to $1.5 billion, the Acme Inc. board said.",
        "“Is it over?” Mr. Jones asked.",
        "“Stop!” the minister told them.",
        "He works for the U.S. Army in Washington, D.C., and lives there.",
        "The text (see p. 5) ended.",
        "1. First item on the list.",
        "The U.S.\u00a0President and J.\u00a0K. Rowe of St.\u2009Gallen met Mr.\u3000Smith.",
    ],
)
def test_these_are_one_sentence(whole: str) -> None:
    assert split(whole) == [whole]


@pytest.mark.parametrize(
    "parts",
    [
        ["He said: “We are here.", "We will stay.”", "They left."],
        ["He left.", '"Why?"', "Nobody knew."],
        ["He went to the U.S.", "He came back."],
        ["It ended at 5 p.m.", "The train came."],
        ["They left…", "Then came more...", "And so on."],
        ["(He left.)", "She stayed."],
        ["“One.”", "“Two.”"],
    ],
)
def test_these_are_several(parts: list[str]) -> None:
    assert split(" ".join(parts)) == parts


def test_a_paragraph_ends_a_sentence_but_a_wrapped_line_does_not() -> None:
    assert split("A title without stop\nThe text begins.\n\nMore") == [
        "A title without stop",
        "The text begins.",
        "More",
    ]
    wrapped = (
        "The government said on Monday that it would open the border to\nall who wished to cross, and that no visa "
        "would be needed from\nnow on. The minister of the country did not agree, and said\nso in a letter to Mr.\nSmith."
    )
    assert len(split(wrapped)) == 2


@settings(deadline=None)
@given(st.text(max_size=200) | st.text(alphabet='Aa. \n"”“’!?…()1\u00a0\u2028\u3000\x85éÉ中😀', max_size=80))
def test_sentences_cover_all_but_space(text: str) -> None:
    at = 0
    for start, end in sentences(text):
        assert at <= start < end <= len(text)
        assert not text[at:start].strip() and text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@pytest.mark.parametrize("space", ["\u00a0", "\u2028", "\u3000", "\x85"])
def test_a_wide_space_before_a_full_stop_is_no_trouble(space: str) -> None:
    text = f"He saw J{space}. Then he left the U.S{space}. He came back."
    assert "".join(split(text)).replace(" ", "") == text.replace(" ", "")


def test_a_line_without_end_is_no_burden() -> None:
    text = "word " * 200_000
    assert split(text)[0].startswith("word")
