"""Words of reports, cut into bits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dragoman.serve import marked
from dragoman.types import Event, Record, Span
from tests.ledger.samples import record, tell

TEXT = f"Rain fell.\n{tell()}\nKamau said: The camels are <thirsty>."


def joined(bits: marked.Paragraph) -> str:
    return "".join(bit.text for bit in bits)


def event(text: str = TEXT) -> Event:
    return record(text).events[0]


def test_paragraphs_are_the_text() -> None:
    found = marked.paragraphs(record(TEXT))
    assert [joined(bits) for bits in found] == TEXT.split("\n")
    assert all(TEXT.startswith(bit.text, bit.start) for bits in found for bit in bits)


def test_paragraphs_mark_nested_spans() -> None:
    found = marked.paragraphs(record(TEXT))
    trigger = next(bit for bit in found[1] if "trigger" in bit.classes)
    assert (trigger.text, trigger.keys, trigger.ends) == ("held talks with", "e1", ("e1",))
    assert trigger.classes.split() == ["evidence", "trigger", "quad-1"]
    assert [bit.begins for bits in found for bit in bits if bit.begins] == [("e1",), ("q1",)]


def test_a_mark_over_lines_ends_once() -> None:
    plain = record(TEXT)
    whole = plain.attributions[0]
    wide = type(whole)(source=whole.source, cue=None, content=Span.of(TEXT, 0, len(TEXT)), kind="direct")
    read = Record(**{**{f: getattr(plain, f) for f in plain.__struct_fields__}, "attributions": (wide,)})
    bits = [bit for line in marked.paragraphs(read) for bit in line]
    assert sum("q1" in bit.ends for bit in bits) == 1
    assert sum("q1" in bit.begins for bit in bits) == 1


def test_passage_stays_in_its_paragraph() -> None:
    assert joined(marked.passage(TEXT, event())) == tell()


def test_passage_of_a_long_paragraph_is_cut_between_words() -> None:
    text = "Grey clouds drifted. " * 30 + tell() + " More rain came." * 30
    start = text.index("Kenya")
    told = event(tell())
    moved = type(told)(**{**{f: getattr(told, f) for f in told.__struct_fields__},
                          "evidence": Span.of(text, start, start + len(tell()))})  # fmt: skip
    shown = joined(marked.passage(text, moved))
    assert shown.startswith("… ") and shown.endswith(" …") and tell() in shown
    assert len(shown) <= len(tell()) + 2 * marked.AROUND + 4
    assert all(word in text.split() for word in shown.strip("… ").split())


def test_passage_without_the_text_is_the_evidence() -> None:
    assert joined(marked.passage("Something else.", event())) == tell()
    assert any("trigger" in bit.classes for bit in marked.evidence(event()))


def test_lit() -> None:
    found = marked.lit("The camels are thirsty.", 'camels or "are" -thirsty')
    assert [bit.text for bit in found if bit.classes == "hit"] == ["camels", "are"]
    assert joined(found) == "The camels are thirsty."


@given(st.text(max_size=80), st.text(max_size=20))
def test_lit_loses_nothing(text: str, asked: str) -> None:
    assert len(joined(marked.lit(text, asked))) == len(text)
