"""Texts that remember their source."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.prepare.decode import mended
from dragoman.prepare.mapping import Sourced


def holds(body: Sourced, source: str) -> None:
    """Pieces are in order, lie in both texts, and say the same where they are of one length."""
    at = 0
    for start, end, low, high in body.pieces:
        assert at <= start < end <= len(body.text) and 0 <= low < high <= len(source)
        if end - start == high - low:
            assert body.text[start:end] == source[low:high]
        at = end


def test_what_is_cut_leaves_the_rest_in_place() -> None:
    body = Sourced.whole("0123456789").without([(6, 8), (2, 4), (3, 5)])
    assert body.text == "01589"
    assert body.pieces == ((0, 2, 0, 2), (2, 3, 5, 6), (3, 5, 8, 10))


def test_line_ends_are_made_one_and_keep_their_source() -> None:
    body = mended("a\r\nb\rc")
    assert body.text == "a\nb\nc"
    assert body.pieces == ((0, 1, 0, 1), (1, 2, 1, 3), (2, 3, 3, 4), (4, 5, 5, 6))


def test_odd_characters_survive() -> None:
    text = "“ﬁne” \u00a0and\u200f\u200b e\u0301 🇫🇷"
    assert mended(text).text == text


@settings(deadline=None)
@given(st.text(alphabet="ab \r\n\ud800\x00", max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))))
def test_the_mapping_holds_whatever_is_cut(source: str, ranges: list[tuple[int, int]]) -> None:
    source += "a" * 300
    body = mended(source)
    holds(body, source)
    inside = [(a, b) for a, b in ranges if a <= b <= len(body.text)]
    cut = body.without(inside).stripped()
    holds(cut, source)
    gone = {index for a, b in inside for index in range(a, b)}
    assert cut.text == "".join(c for i, c in enumerate(body.text) if i not in gone).strip()
