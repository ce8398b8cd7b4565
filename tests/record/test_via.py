"""Chains: carried on, built up from speech inside speech, without the outlet itself."""

from __future__ import annotations

from dragoman.prepare import sentences
from dragoman.record.via import chained
from dragoman.types import Attribution, Report, Span

TEXT = (
    "The RNA agency quoted Minister Hentzau as saying talks went well. He added that more would follow. "
    "Envoy Sapt said Zenda would help. Zenda said Antoinette told him that ships would come."
)


def span(what: str, after: str = "") -> Span:
    start = TEXT.index(what, TEXT.index(after) if after else 0)
    return Span.of(TEXT, start, start + len(what))


def said(source: Span, cue: Span, content: Span, *via: Span) -> Attribution:
    return Attribution(source=source, cue=cue, content=content, kind="indirect", via=via)


FIRST = said(span("Minister Hentzau"), span("saying"), span("talks went well"), span("The RNA agency"))
SECOND = said(span("He"), span("added"), span("more would follow"))
THIRD = said(span("Envoy Sapt"), span("said"), span("Zenda would help"))


def vias(*found: Attribution, report: Report | None = None) -> list[list[str]]:
    out = chained(found, report or Report(text=TEXT), sentences(TEXT))
    return [[v.text for v in a.via] for a in out]


def test_a_channel_is_carried_to_the_next_sentence_of_the_same_speech() -> None:
    assert vias(SECOND, FIRST) == [["The RNA agency"], ["The RNA agency"]]


def test_a_channel_is_not_carried_to_another_speaker() -> None:
    assert vias(FIRST, THIRD) == [["The RNA agency"], []]


def test_speech_inside_speech_came_through_the_speaker() -> None:
    outer = said(span("Zenda", "help."), span("said", "help."), span("Antoinette told him that ships would come"))
    inner = said(span("Antoinette"), span("told"), span("ships would come"))
    assert vias(inner, outer) == [[], ["Zenda"]]


def test_the_outlet_and_platforms_are_no_channels() -> None:
    agency = Report(text=TEXT, outlet="RNA Agency")
    assert vias(FIRST, report=agency) == [[]]
    assert vias(FIRST, report=Report(text=TEXT, url="https://www.rnaagency.example/1")) == [[]]


def test_hearers_are_no_channels() -> None:
    for hearer in ("the press", "journalists", "local reporters", "a Facebook post"):
        assert vias(said(span("He"), span("added"), span("more would follow"), Span(text=hearer, start=0, end=9))) == [
            []
        ]
    assert vias(
        said(span("He"), span("added"), span("more would follow"), Span(text="Press Trust", start=0, end=9))
    ) == [["Press Trust"]]


def test_a_channel_named_twice_is_one() -> None:
    outer = said(
        span("The RNA agency"), span("quoted"), span("Minister Hentzau as saying talks went well"), span("RNA")
    )
    inner = said(span("Minister Hentzau"), span("saying"), span("talks went well"))
    assert vias(outer, inner)[1] == ["RNA"]
    again = said(
        span("The RNA agency"),
        span("quoted"),
        span("Minister Hentzau as saying talks went well"),
        span("The RNA agency"),
    )
    assert vias(again, inner)[1] == ["The RNA agency"]


def test_a_pronoun_after_another_speaker_is_no_longer_the_one_that_was_quoted() -> None:
    assert vias(FIRST, THIRD, said(span("him"), span("told"), span("ships would come"))) == [["The RNA agency"], [], []]
