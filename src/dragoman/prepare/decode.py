"""From bytes to text, without ever failing on text, and without taking a picture for one."""

from __future__ import annotations

import codecs
import re

from dragoman.errors import NotText
from dragoman.prepare.mapping import Sourced

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# only encodings of text: Python's registry also holds rot13, zip and the like
_KNOWN = re.compile(
    r"(utf|iso|latin|cp|windows|koi8|gb|big5|euc|shift|mac|tis|us-?ascii|ascii|l[0-9]|ms)[\w.:-]*", re.IGNORECASE
)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|^<\?xml[^>]{0,100}encoding=["']([\w.:-]{2,40})""", re.I
)
_MAGIC = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"{\\rtf", b"\xd0\xcf\x11\xe0")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROL_BYTES = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1b")
_BROKEN = re.compile("\r\n?|[\ud800-\udfff\x00]")

_REFUSAL = "{origin} is not text; hand in plain text, HTML or JSON."


def decoded(data: bytes, *, charset: str | None = None, origin: str = "The input") -> str:
    """The text of ``data``: by its byte-order mark, as UTF-8, by what is declared, at last as Windows-1252.

    Raises ``NotText`` for binary data.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(encoding, "replace"), origin)
    declared = charset or _declared(data)
    if declared and _known(declared) and declared.lower().startswith(("utf-16", "utf-32", "utf16", "utf32")):
        return _checked(data.decode(declared, "replace"), origin)
    if data.startswith(_MAGIC) or b"\x00" in data or _controls(data) > 0.1:
        raise NotText(_REFUSAL.format(origin=origin))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(data, declared)


def mended(text: str, *, origin: str = "The input") -> Sourced:
    """``text`` with CRLF as LF, and lone surrogates and NULs as U+FFFD; all else as it is.

    Raises ``NotText`` where control characters show that it is no text.
    """
    _checked(text, origin)
    whole = Sourced.whole(text)
    changes = [
        (match.start(), match.end(), "\n" if match[0][0] == "\r" else "\ufffd") for match in _BROKEN.finditer(text)
    ]
    return whole.replaced(changes) if changes else whole


def _guessed(data: bytes, declared: str | None) -> str:
    tolerant = data.decode("utf-8", "replace")
    broken = tolerant.count("\ufffd")
    # a few bad bytes in good UTF-8 (a text cut in a character) are no reason to read it all as Latin
    if sum(1 for char in tolerant if char > "\x7f") - broken > 2 * broken:
        return tolerant
    for encoding in (declared, "cp1252"):
        if encoding and _known(encoding):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    return data.decode("latin-1")


def _known(encoding: str) -> bool:
    try:
        return bool(_KNOWN.fullmatch(encoding)) and codecs.lookup(encoding) is not None
    except LookupError:
        return False


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:4096])
    return (match[1] or match[2]).decode("ascii", "replace") if match else None


def _controls(data: bytes) -> float:
    head = data[:65536]
    return (len(head) - len(head.translate(None, _CONTROL_BYTES))) / max(len(head), 1)


def _checked(text: str, origin: str) -> str:
    head = text[:65536]
    if len(head) >= 20 and len(_CONTROL.findall(head)) > len(head) / 10:
        raise NotText(_REFUSAL.format(origin=origin))
    return text
