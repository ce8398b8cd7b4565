"""Kinds of speech, quotation marks, editorial insertions and carried channels."""

from __future__ import annotations

import pytest

from dragoman.types import ReadAttribution
from dragoman.understand.speech import insertions, kind_of, settle, without_apposition


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


def read(text: str, source: str, cue: str, *contents: str) -> ReadAttribution:
    return ReadAttribution(source=at(text, source), cue=at(text, cue), contents=tuple(at(text, c) for c in contents))


def contents(text: str, *read: ReadAttribution) -> list[str]:
    return [text[slice(*a.contents[0])] for a in settle(text, read)]


@pytest.mark.parametrize("content", ["We will go", "“We will go", "go. We will", "We will come back.”"])
def test_a_quotation_is_whole_with_its_marks(content: str) -> None:
    text = "He said: “We will go. We will come back.”"
    assert contents(text, read(text, "He", "said", content)) == ["“We will go. We will come back.”"]


def test_speech_inside_a_quotation_stays_inside() -> None:
    text = "“He told us that ships would come,” said Sapt."
    assert contents(text, read(text, "He", "told", "ships would come")) == ["ships would come"]


def test_indirect_content_keeps_its_edges() -> None:
    text = "He said they would go."
    assert contents(text, read(text, "He", "said", "they would go")) == ["they would go"]


def test_a_gap_in_the_reading_is_closed() -> None:
    text = "Police said the guardian of the son, 7, who was found, brought him home."
    parts = read(text, "Police", "said", "the guardian of the son", "who was found, brought him home")
    assert contents(text, parts) == ["the guardian of the son, 7, who was found, brought him home"]


def test_a_saying_that_nobody_claims_is_its_paragraphs_speakers() -> None:
    text = "“We go,” said Hentzau. “We come back when it is over.”\n\n“Nobody will stop us on the way.”"
    found = contents(text, read(text, "Hentzau", "said", "“We go,”"))
    assert found == ["“We go,”", "“We come back when it is over.”", "“Nobody will stop us on the way.”"]


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("Rudolf Hentzau, the envoy to Grauen", "Rudolf Hentzau"),
        ("Foreign Minister Rudolf Hentzau, 54, a lawyer", "Foreign Minister Rudolf Hentzau"),
        ("Hentzau, Sapt and Tarlenheim", "Hentzau, Sapt and Tarlenheim"),
        ("the ministry, in Strelsau", "the ministry, in Strelsau"),
        ("Police", "Police"),
    ],
)
def test_a_source_drops_its_apposition(source: str, kept: str) -> None:
    assert source[slice(*without_apposition(source, (0, len(source))))] == kept


def test_each_stretch_is_an_attribution_and_none_is_told_twice() -> None:
    text = "“We go,” said Hentzau. “We come back.”"
    a = ReadAttribution(
        source=at(text, "Hentzau"), cue=at(text, "said"), contents=(at(text, "“We go,”"), at(text, "“We come back.”"))
    )
    found = settle(text, [a, a])
    assert [text[slice(*f.contents[0])] for f in found] == ["“We go,”", "“We come back.”"]


@pytest.mark.parametrize(
    ("handed", "who", "said"),
    [
        ("him saying, “We will go.”", "him", "“We will go.”"),
        ("Rudolf Hentzau as saying that ships would come", "Rudolf Hentzau", "ships would come"),
        ("the king adding: “We will go.”", "the king", "“We will go.”"),
    ],
)
def test_an_agency_hands_on_what_another_says(handed: str, who: str, said: str) -> None:
    text = f"The Strelsau Courier reported {handed}"
    (found,) = settle(text, [read(text, "The Strelsau Courier", "reported", handed)])
    assert found.source == at(text, who)
    assert found.contents == (at(text, said),)
    assert found.via == (at(text, "The Strelsau Courier"),)


def test_what_others_saw_him_do_is_not_handed_on() -> None:
    text = "Police said men saying prayers were taken away."
    (found,) = settle(text, [read(text, "Police", "said", "men saying prayers were taken away")])
    assert found.source == at(text, "Police")


def test_a_subordinate_saying_ends_where_the_next_begins() -> None:
    text = "Although Hentzau called his visit a success, he stressed the need for a treaty."
    first = read(text, "Hentzau", "called", "his visit a success, he stressed the need for a treaty")
    second = read(text, "he", "stressed", "the need for a treaty")
    assert contents(text, first, second) == ["his visit a success", "the need for a treaty"]


def test_speech_inside_speech_is_not_cut_off() -> None:
    text = "Hentzau said that after the visit, he stressed the need for a treaty."
    outer = "that after the visit, he stressed the need for a treaty"
    found = contents(text, read(text, "Hentzau", "said", outer), read(text, "he", "stressed", "the need for a treaty"))
    assert found == [outer, "the need for a treaty"]


def test_whom_an_agency_quotes_may_stand_between_cue_and_content() -> None:
    text = "The Strelsau Courier reported him saying, “We shall cross the river.” It was late."
    (found,) = settle(text, [read(text, "The Strelsau Courier", "reported", "“We shall cross the river.”")])
    assert found.source and found.cue
    assert text[slice(*found.source)] == "him" and text[slice(*found.cue)] == "saying"
    assert [text[slice(*v)] for v in found.via] == ["The Strelsau Courier"]
    text = "The Strelsau Courier reported late that the duke is saying, “We shall cross the river.”"
    (found,) = settle(text, [read(text, "The Strelsau Courier", "reported", "“We shall cross the river.”")])
    assert found.source and text[slice(*found.source)] == "The Strelsau Courier"
