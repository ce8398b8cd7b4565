"""Kinds of speech, quotation marks, editorial insertions and carried channels."""

from __future__ import annotations

import pytest

from dragoman.prepare import sentences
from dragoman.types import ReadAttribution
from dragoman.understand.speech import insertions, kind_of, settle, with_marks


def at(text: str, what: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = text.index(what, start + 1)
    return start, start + len(what)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("“We will go.”", "direct"),
        ('"We will go,"', "direct"),
        ("«We will go»", "direct"),
        ("they would go", "indirect"),
        ("they would “go at once”", "mixed"),
        ("“go” and then “come”", "mixed"),
        ("the ministers' own plan", "indirect"),
    ],
)
def test_kind(content: str, kind: str) -> None:
    assert kind_of(content, (0, len(content))) == kind


def test_insertions_only_inside_quotations() -> None:
    text = "“We trust them [the Grauens] fully,” he said. A list [of names] followed."
    quote = at(text, "“We trust them [the Grauens] fully,”")
    assert [text[a:b] for a, b in insertions(text, quote)] == ["[the Grauens]"]
    assert insertions(text, at(text, "A list [of names] followed")) == ()


def test_quotation_marks_belong_to_the_content() -> None:
    text = "He said: “We will go.”"
    assert text[slice(*with_marks(text, at(text, "We will go")))] == "“We will go.”"
    assert text[slice(*with_marks(text, at(text, "“We will go.")))] == "“We will go.”"


def test_plain_content_keeps_its_edges() -> None:
    text = "He said they would go."
    assert with_marks(text, at(text, "they would go")) == at(text, "they would go")


TOLD = "The RNA agency quoted Minister Hentzau as saying talks went well. He added that more would follow. Strelsau is big."


def test_a_channel_is_carried_to_the_next_sentence_of_the_same_speech() -> None:
    first = ReadAttribution(
        source=at(TOLD, "Minister Hentzau"), cue=at(TOLD, "saying"), contents=(at(TOLD, "talks went well"),),
        via=(at(TOLD, "The RNA agency"),),
    )  # fmt: skip
    second = ReadAttribution(source=at(TOLD, "He"), cue=at(TOLD, "added"), contents=(at(TOLD, "more would follow"),))
    found = settle(TOLD, [second, first], sentences(TOLD))
    assert [f.via for f in found] == [first.via, first.via]


def test_a_channel_is_not_carried_to_another_speaker() -> None:
    text = TOLD.replace("He added", "Envoy Sapt added")
    first = ReadAttribution(
        source=at(text, "Minister Hentzau"), cue=at(text, "saying"), contents=(at(text, "talks went well"),),
        via=(at(text, "The RNA agency"),),
    )  # fmt: skip
    second = ReadAttribution(
        source=at(text, "Envoy Sapt"), cue=at(text, "added"), contents=(at(text, "more would follow"),)
    )
    assert settle(text, [first, second], sentences(text))[1].via == ()


def test_each_stretch_is_an_attribution_and_none_is_told_twice() -> None:
    text = "“We go,” said Hentzau. “We come back.”"
    a = ReadAttribution(
        source=at(text, "Hentzau"), cue=at(text, "said"), contents=(at(text, "“We go,”"), at(text, "“We come back.”"))
    )
    found = settle(text, [a, a], sentences(text))
    assert [text[slice(*f.contents[0])] for f in found] == ["“We go,”", "“We come back.”"]
