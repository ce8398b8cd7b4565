"""Pieces are the text, whatever overlaps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dragoman.export.marks import Mark, Part, marks, pieces
from tests.sample import TEXT, record

PARTS: tuple[Part, ...] = ("content", "trigger", "source")
MARKS = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.integers(1, 20),
        st.sampled_from(PARTS),
        st.sampled_from("abc"),
    ).map(lambda t: Mark(t[0], min(60, t[0] + t[1]), t[2], t[3]))
)


@given(MARKS)
def test_pieces_join_to_the_text_and_carry_their_marks(found: list[Mark]) -> None:
    cut = list(pieces(60, found))
    assert [piece.start for piece in cut] == [0, *(piece.end for piece in cut[:-1])]
    assert cut[-1].end == 60
    for piece in cut:
        assert piece.start < piece.end
        covering = {mark for mark in found if mark.start <= piece.start and piece.end <= mark.end}
        assert set(piece.marks) == covering


def test_empty_text_has_no_piece() -> None:
    assert list(pieces(0, [])) == []


def test_every_span_of_the_record_is_marked() -> None:
    words = {TEXT[mark.start : mark.end] for mark in marks(record())}
    assert {"met", "Arikan", "[Russia and China]", "The Anadolu Agency", "Wednesday", "called on"} <= words
