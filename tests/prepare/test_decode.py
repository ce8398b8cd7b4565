"""Bytes to text."""

from __future__ import annotations

import codecs
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import NotText
from dragoman.prepare.decode import decoded

WORDS = "“Größe” in Reykjavík – said he"


@pytest.mark.parametrize(
    "data",
    [
        WORDS.encode(),
        codecs.BOM_UTF8 + WORDS.encode(),
        WORDS.encode("utf-16"),
        codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + WORDS.encode("utf-32-le"),
        WORDS.encode("cp1252"),
    ],
)
def test_encodings_are_found(data: bytes) -> None:
    assert decoded(data) == WORDS


def test_a_declared_charset_counts_where_it_is_not_utf8() -> None:
    text = "Москва сообщила"
    assert decoded(text.encode("koi8-r"), charset="koi8-r") == text
    page = f'<html><meta charset="windows-1251"><p>{text}'
    assert decoded(page.encode("cp1251")) == page
    assert decoded(WORDS.encode(), charset="iso-8859-1") == WORDS
    assert decoded(WORDS.encode("utf-16-le"), charset="utf-16-le") == WORDS


@pytest.mark.parametrize("charset", ["rot13", "zip", "no-such", "idna", "unicode_escape", "utf-8\x00", "undefined"])
def test_a_charset_that_is_none_does_no_harm(charset: str) -> None:
    assert decoded(b"caf\xe9", charset=charset) == "café"


def test_one_bad_byte_does_not_make_it_latin() -> None:
    assert decoded("“Größe” é".encode() + b"\xe2\x80") == "“Größe” é\ufffd"


def test_bytes_unknown_to_windows_1252_are_latin() -> None:
    assert decoded(b"caf\xe9 \x81") == "café \x81"


@pytest.mark.parametrize(
    "data",
    [b"\x00\x01\x02", b"text\x00more", b"%PDF-1.7 words", b"PK\x03\x04abc", b"\x89PNG\r\n\x1a\n", bytes(range(1, 32)) * 9,
     b"{\\rtf1 words}"],
)  # fmt: skip
def test_binary_is_no_text(data: bytes) -> None:
    with pytest.raises(NotText, match=r"^it\.bin is not text"):
        decoded(data, origin="it.bin")


@settings(deadline=None)
@given(st.binary(max_size=300), st.none() | st.sampled_from(["utf-8", "utf-16", "gb18030", "big5", "cp037", "utf-7"]))
def test_no_bytes_break_it(data: bytes, charset: str | None) -> None:
    with suppress(NotText):
        assert isinstance(decoded(data, charset=charset), str)
