"""The chain as a whole: its stages fit, and any text gives a lawful record or a plain error."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import DragomanError, InputError
from dragoman.pipeline import STAGES, Reader, Stage, check
from dragoman.types import Record, Span, Value

READER = Reader()
SENTENCE = "Ruritania's foreign minister, Rudolf Hentzau, said on Monday that Grauen had “broken its word” [on fish]."


def test_every_stage_finds_what_it_needs() -> None:
    check(STAGES)


def test_a_chain_with_a_gap_is_refused() -> None:
    with pytest.raises(ValueError, match="needs reading"):
        check([Stage("late", ("reading",), ("events",), lambda reader, draft: None)])


def spans(value: object) -> list[tuple[str, int, int]]:
    """Every (text, start, end) in a record."""
    if isinstance(value, Value):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        own = [(fields["text"], fields["start"], fields["end"])] if {"text", "start", "end"} <= set(fields) else []
        return own + [s for f in fields.values() for s in spans(f)]
    if isinstance(value, tuple):
        return [s for v in value for s in spans(v)]
    return []


def lawful(record: Record) -> None:
    text = record.report.text
    for what, start, end in spans(record):
        assert 0 <= start < end <= len(text)
        assert text[start:end] == what
    for event in record.events:
        assert event.evidence.start <= event.trigger.start and event.trigger.end <= event.evidence.end
        assert event.actors and 0 <= event.confidence <= 1
    assert Record.from_json(record.to_json()) == record


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_a_lawful_record_or_a_plain_error(text: str) -> None:
    try:
        record = READER.read(text)
    except InputError as error:
        assert str(error).endswith((".", ";")) or str(error)
    else:
        lawful(record)


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_odd_characters_around_a_sentence(before: str, after: str) -> None:
    with suppress(InputError):
        lawful(READER.read(f"{before}\n{SENTENCE} {after}", date="2024-11-26"))


def test_the_parties_of_relate_must_lie_in_the_text() -> None:
    with pytest.raises(InputError, match="does not lie"):
        READER.relate("Ruritania condemned Grauen.", (0, 9), (20, 99))


def test_relate_gives_probabilities_over_all_types_and_none() -> None:
    found = READER.relate("Ruritania condemned Grauen over the raid.", actor=(0, 9), recipient=(20, 26))
    assert len(found) == 17 and "NONE" in found
    assert abs(sum(found.values()) - 1) < 1e-6


def test_read_many_keeps_order_and_goes_on() -> None:
    first, second, third = READER.read_many([SENTENCE, "", {"text": SENTENCE, "date": "2024-11-26"}])
    assert isinstance(first, Record) and isinstance(third, Record)
    assert isinstance(second, DragomanError)
    assert third.report.date == "2024-11-26"


def test_spans_walks_nested_values() -> None:
    assert spans((Span(text="a", start=0, end=1),)) == [("a", 0, 1)]
