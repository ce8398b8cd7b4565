"""Feeds before they are parsed: made text, and rid of all by which a document can do harm.

A parser of feeds takes its time a tag (up to 0.3 ms on a busy machine) and cannot be stopped half-way. So what it gets
is bounded: no document type, hence no entities that grow or reach outside; no odd encodings; not too many tags.
"""

from __future__ import annotations

import codecs
import re

from dragoman.errors import TooLarge

MAX_ENTRIES = 500
MAX_TAGS = 12_000
_ENTITIES_A_TAG = 10
"""An entity costs a parser a tenth of a tag."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
)
# Python's registry also holds what is no encoding of text, or takes a time that grows with the square of the length
_TEXT_ENCODING = re.compile(
    r"(utf[-_]?(8|16|32)|iso|latin|cp|windows|koi8|gb|big5|euc|shift|mac|tis|ascii|us-?ascii)[\w.:-]*", re.I
)
_DECLARATION = re.compile(rb"\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})[\"']")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NAME = re.compile(r"<(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,40})[\s/>]")
_ENTRY_END = re.compile(r"</(?:[\w.-]{1,40}:)?(?:item|entry)\s*>", re.IGNORECASE)
_ROOTS = ("rss", "feed", "rdf", "channel")


def text_of(data: bytes, charset: str | None = None) -> str:
    """The characters of an XML document: by its mark, by what it or the server declares, as UTF-8, as Windows-1252."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _FORBIDDEN.sub("", data.decode(encoding, "replace")).removeprefix("\ufeff")
    declared = _DECLARATION.match(data[:300])
    candidates: list[str | None] = [declared[1].decode("ascii") if declared else None, charset, "utf-8"]
    for name in candidates:
        try:
            if name and _TEXT_ENCODING.fullmatch(name):
                return _FORBIDDEN.sub("", data.decode(name))
        except (UnicodeError, LookupError):
            continue
    tolerant = data.decode("utf-8", "replace")
    broken = tolerant.count("\ufffd")
    mostly_good = sum(1 for char in tolerant if char > "\x7f") > 3 * broken
    return _FORBIDDEN.sub("", tolerant if mostly_good else data.decode("cp1252", "replace"))


def without_prolog(text: str) -> str:
    """``text`` from its first element on: no declaration, no comments before it, no document type."""
    at = 0
    while (at := text.find("<", at)) >= 0:
        if text.startswith("<!--", at):
            end = text.find("-->", at)
        elif text[at : at + 9].upper() == "<!DOCTYPE":
            end = text.find(">", at)
            if "[" in text[at:end]:
                end = text.find("]", at)
                end = text.find(">", end) if end >= 0 else end
        elif text.startswith(("<?", "<!"), at):
            end = text.find(">", at)
        else:
            return text[at:]
        if end < 0:
            break
        at = end
    return ""


def is_xml_feed(text: str) -> bool:
    """Whether a document ``without_prolog`` has the root of a feed."""
    root = _NAME.match(text[:100])
    return root is not None and root[1].lower() in _ROOTS


def bounded(text: str, origin: str) -> str:
    """``text`` with the first entries only, as many as a parser can take. Raises ``TooLarge`` if that is none."""
    ends = [match.end() for match in _ENTRY_END.finditer(text)]
    count = min(len(ends), MAX_ENTRIES)
    cut = text
    while len(ends) > MAX_ENTRIES or _cost(cut) > MAX_TAGS:
        if count == 0:
            raise TooLarge(f"{origin} has more tags than a feed can have; give the address of the feed itself.")
        cut = text[: ends[count - 1]] + text[ends[-1] :]
        if _cost(cut) <= MAX_TAGS:
            break
        count //= 2
    return cut


def _cost(text: str) -> int:
    """How many tags there are to parse. Escaped content counts little, and what stands in CDATA not at all."""
    first, *rest = text.split("<![CDATA[")
    outside = [first, *(part.partition("]]>")[2] for part in rest)]
    return sum(part.count("<") + part.count("&") // _ENTITIES_A_TAG for part in outside) + len(rest)
