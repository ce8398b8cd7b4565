"""The main text of an HTML page, its title, outlet, date and address, and where in the source the words stand."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace

from dragoman.errors import DragomanError, EmptyInput, TooLarge
from dragoman.prepare.mapping import Sourced
from dragoman.prepare.tags import ASIDE, HIDDEN, Page, read_page

MAX_TEXT = 5_000_000
"""Most characters of one report's text."""

# above these a tree is not worth its time: trafilatura takes 2 s for 10,000 paragraphs and grows faster than they do
_MAX_DEPTH = 240
_MAX_ELEMENTS = 15_000
_MAX_SOURCE = 5_000_000

_DOCUMENT = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_LOOKS = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|article|section|main|div"
    r"|p|h[1-6]|table|ul|ol|blockquote|figure|span|img|meta|a|b|strong|em|i)\b[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_META = re.compile(r"<meta\s[^>]{1,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(property|name|content)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,1000})</title", re.IGNORECASE)
_UNREADABLE = re.compile("[\ud800-\udfff\x00]")
_JOINTS = re.compile(r"\s+[|»·–—-]\s+|\s*[|»]\s*")
_HEADING = re.compile(r"<h[12]\b[^>]{0,500}>(.{1,1000}?)</h[12]>", re.IGNORECASE | re.DOTALL)
_ANY_TAG = re.compile(r"<[^>]{0,1000}>")
_MARKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Extracted:
    """Main text of a page, mapped to its source, and what the page says of itself."""

    body: Sourced
    title: str | None = None
    outlet: str | None = None
    date: str | None = None
    url: str | None = None


def looks_like_html(text: str) -> bool:
    """Whether ``text`` begins as a page or a fragment of one does."""
    return _LOOKS.match(text[:5000]) is not None


def extracted(source: str, *, origin: str = "The page", url: str | None = None) -> Extracted:
    """The report in ``source``.

    Raises ``EmptyInput`` where the page holds no text, and ``TooLarge`` where it holds more than ``MAX_TEXT``.
    """
    # one for one, so that every offset stays; lxml takes neither
    whole, source = source, _UNREADABLE.sub("\ufffd", source)
    page = read_page(source)
    if len(page.words.text) > MAX_TEXT:
        raise TooLarge(
            f"{origin} has more than {MAX_TEXT // 1_000_000} million characters of text; cut it into reports."
        )
    found = _by_tree(source, page, url) if _worth_a_tree(source, page) else None
    if found is None or not found.body.text.strip():
        found = Extracted(_by_tags(source), **_metadata(source))
    if not found.body.text.strip():
        raise EmptyInput(f"{origin} holds no text to read; give the address or file of the report itself.")
    return found if whole == source else replace(found, body=found.body.agreeing(whole))


def _worth_a_tree(source: str, page: Page) -> bool:
    return (
        page.depth <= _MAX_DEPTH
        and page.elements <= _MAX_ELEMENTS
        and len(source) <= _MAX_SOURCE
        and _DOCUMENT.search(source[:5000]) is not None
    )


def _by_tags(source: str) -> Sourced:
    """All words outside menus and the like; if that leaves nothing, all words."""
    words = read_page(source, ASIDE).words
    return words if words.text.strip() else read_page(source, HIDDEN).words


def _by_tree(source: str, page: Page, url: str | None) -> Extracted | None:
    try:
        from trafilatura import bare_extraction
    except ImportError as error:
        raise DragomanError(f"HTML cannot be read ({error.msg.split('.')[0]}); install dragoman again.") from None

    try:
        found = bare_extraction(
            source, url=url, fast=True, with_metadata=True, include_comments=False, include_tables=False
        )
    except Exception:  # a broken page breaks lxml in many ways, and the tags are still there to be read
        return None
    if found is None or isinstance(found, dict) or not found.text:
        return None
    fields = {
        name: _clean(getattr(found, attribute, None))
        for name, attribute in (("title", "title"), ("outlet", "sitename"), ("date", "date"), ("url", "url"))
    }
    known = _metadata(source)
    fields = {name: fields[name] or known.get(name) for name in fields}
    fields["title"], fields["outlet"] = _told_apart(source, fields["title"], fields["outlet"])
    return Extracted(aligned(found.text, page.words), **fields)


def _told_apart(source: str, title: str | None, outlet: str | None) -> tuple[str | None, str | None]:
    """Title and outlet, where the page's ``<title>`` joins them («TITLE | OUTLET») and one was taken for the other."""
    joined = _TITLE.search(source[:200_000])
    parts = [_clean(part) or "" for part in _JOINTS.split(html.unescape(joined[1]))] if joined else []
    if title is None or len(parts) != 2 or title not in parts:
        return title, outlet
    other = parts[1 - parts.index(title)]
    headings = {_clean(html.unescape(_ANY_TAG.sub(" ", inner))) for inner in _HEADING.findall(source)}
    if other in headings and len(other.split()) > len(title.split()):
        title, other = other, title
    return title, outlet or (other if other and len(other.split()) <= 5 else None)


def aligned(text: str, words: Sourced) -> Sourced:
    """The paragraphs of ``text`` as they stand in ``words``, so that they keep their source.

    Paragraphs are compared without white space. One that is not found whole (a note was dropped inside it) is
    taken word by word, and what is found nowhere keeps its place without a source.
    """
    squashed, offsets = _squashed(words.text)
    parts: list[Sourced] = []
    cursor = 0
    for line in text.split("\n"):
        bare = _MARKS.sub("", line)
        if not bare:
            continue
        at = squashed.find(bare, cursor)
        at = at if at >= 0 else squashed.find(bare)
        if at >= 0:
            cursor = at + len(bare)
            parts.append(words.keep([(offsets[at], offsets[cursor - 1] + 1)]))
        else:
            part, cursor = _by_words(line.strip(), words, squashed, offsets, cursor)
            parts.append(part)
    return _joined(parts)


def _by_words(line: str, words: Sourced, squashed: str, offsets: list[int], cursor: int) -> tuple[Sourced, int]:
    """``line`` with as many of its words as possible mapped, in order, near ``cursor`` of the squashed words."""
    pieces: list[tuple[int, int, int, int]] = []
    limit = cursor + 3 * len(line) + 400
    anchor = squashed.find(_MARKS.sub("", line)[:24])
    if anchor >= 0 and not cursor <= anchor < limit:
        cursor, limit = anchor, anchor + 3 * len(line) + 400
    for match in re.finditer(r"\S+", line):
        at = squashed.find(match[0], cursor, limit)
        # short words are everywhere: they count only where the text goes on
        if at < 0 or (at - cursor > 40 and len(match[0]) < 6):
            continue
        start, end = offsets[at], offsets[at + len(match[0]) - 1] + 1
        if end - start == len(match[0]):
            part = words.keep([(start, end)])
            pieces += [(p[0] + match.start(), p[1] + match.start(), p[2], p[3]) for p in part.pieces]
        cursor = at + len(match[0])
    return Sourced(line, tuple(pieces)), cursor


def _joined(parts: list[Sourced]) -> Sourced:
    pieces: list[tuple[int, int, int, int]] = []
    at = 0
    for part in parts:
        pieces += [(p[0] + at, p[1] + at, p[2], p[3]) for p in part.pieces]
        at += len(part.text) + 2
    return Sourced("\n\n".join(part.text for part in parts), tuple(pieces))


def _squashed(text: str) -> tuple[str, list[int]]:
    """``text`` without white space, and where each of its characters stood."""
    offsets = [index for index, char in enumerate(text) if not char.isspace()]
    return "".join(text.split()), offsets


def _metadata(source: str) -> dict[str, str | None]:
    """Title, outlet and date by the page's meta tags."""
    head = source[:200_000]
    said: dict[str, str] = {}
    for tag in _META.findall(head):
        attributes = {name.lower(): html.unescape(a or b) for name, a, b in _ATTRIBUTE.findall(tag)}
        key = (attributes.get("property") or attributes.get("name") or "").lower()
        if key and attributes.get("content", "").strip():
            said.setdefault(key, attributes["content"])
    title = _TITLE.search(head)
    written = said.get("article:published_time") or said.get("date")
    day = re.match(r"\d{4}-\d{2}-\d{2}", written) if written else None
    return {
        "title": _clean(said.get("og:title") or (html.unescape(title[1]) if title else None)),
        "outlet": _clean(said.get("og:site_name")),
        "date": day[0] if day else None,
    }


def _clean(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None
