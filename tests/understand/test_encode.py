"""Windows hold the whole text, once, with offsets that say what the text says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.prepare import sentences
from dragoman.understand import encode
from dragoman.understand.model import Model

TOKENIZER = Model().tokenizer
LONG = " ".join(f"Minister {i} of Ruritania met envoy {i} in Strelsau on Monday." for i in range(80))


def read(text: str) -> tuple[encode.Pieces, list[encode.Window]]:
    cuts = sentences(text)
    pieces = encode.split_pieces(TOKENIZER, text, cuts)
    return pieces, encode.windows(pieces, cuts)


@given(st.text(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_text_gives_each_word_to_one_window(text: str) -> None:
    pieces, found = read(text)
    owned = [tuple(w) for window in found for w in window.words[window.own :].tolist()]
    assert owned == sorted(set(owned))
    starts = (
        pieces.offsets[np.flatnonzero(np.append(True, np.diff(pieces.word) != 0))[: len(owned)], 0] if owned else []
    )
    assert [o[0] for o in owned] == list(starts)
    for window in found:
        assert len(window.pieces) <= encode.MAX_PIECES
        assert ((window.words[:, 0] < window.words[:, 1]) & (window.words[:, 1] <= len(text))).all()


def test_a_long_text_is_read_in_windows_with_context() -> None:
    _, found = read(LONG)
    assert len(found) > 2
    assert found[0].own == 0 and all(w.own > 0 for w in found[1:])
    first = LONG[found[1].words[found[1].own, 0] :]
    assert first.startswith("Minister")  # windows begin with whole sentences


def test_an_endless_line_without_spaces_is_cut() -> None:
    _, found = read("x" * 5000 + " " + "y" * 100)
    assert found and all(len(w.pieces) <= encode.MAX_PIECES for w in found)


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("kabul", encode.CASE_LOWER),
        ("Kabul", encode.CASE_TITLE),
        ("A", encode.CASE_TITLE),
        ("NATO", encode.CASE_UPPER),
        ("McDonald", encode.CASE_MIXED),
        ("2024", encode.CASE_DIGIT),
        ("“", encode.CASE_OTHER),
    ],
)
def test_shapes_of_words(word: str, shape: int) -> None:
    assert encode.shape_of_word(word) == shape


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He said “we go” today", "“we go”"),
        ('He said "we go" today', '"we go"'),
        ("«We go» he said", "«We go»"),
        ('An open "quote\n\nends with the paragraph', '"quote'),
    ],
)
def test_quotation_states(text: str, quoted: str) -> None:
    pieces, _ = read(text)
    inside = [text[a:b] for (a, b), q in zip(pieces.offsets.tolist(), pieces.quote, strict=True) if q]
    assert "".join(inside) == quoted.replace(" ", "")


def test_marked_window_marks_both_parties() -> None:
    text = "Ruritania condemned Grauen for the raid."
    window = encode.marked_window(TOKENIZER, text, (0, 9), (20, 26))
    marked = {m: window.marks.tolist().count(m) for m in (1, 2)}
    assert marked[1] > 0 and marked[2] > 0
    assert window.marks[0] == 0


def test_marked_window_without_a_recipient() -> None:
    window = encode.marked_window(TOKENIZER, "Teachers went on strike.", (0, 8), (0, 0))
    assert 2 not in window.marks


def test_words_of_finds_touched_words() -> None:
    _, (window,) = read("The envoy left Strelsau today.")
    assert encode.words_of(window, 4, 9) == (1, 2)
    assert encode.words_of(window, 4, 14) == (1, 3)
    assert encode.words_of(window, 30, 30) is None
