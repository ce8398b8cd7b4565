"""The words of an HTML page and where in its source they stand, in one pass that is linear in its length.

A parser gives no offsets, and some give up on deep nesting; this reads tags as they come and builds no tree.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from dragoman.prepare.mapping import Piece, Sourced

HIDDEN = frozenset("script style template noscript head svg iframe object canvas textarea select".split())
ASIDE = HIDDEN | frozenset("nav footer aside form button figcaption dialog menu".split())

_RAW = frozenset("script style textarea title iframe xmp noembed noframes".split())
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_SELF_CLOSING = _VOID | frozenset("p li td th tr dt dd option optgroup thead tbody tfoot rp rt colgroup".split())
_BLOCK = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol option p pre section summary table tbody td "
    "tfoot th thead tr ul".split()
)
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9:-]{0,30})")
# a quotation mark protects «>» only as an attribute's value begins: stray ones stand in many pages
_QUOTED_TAG = re.compile(r"""<(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')|=)*+>""")
_TOKEN = re.compile(
    r"(?P<run>[^ \t\n\r\f&]+(?: [^ \t\n\r\f&]+)*)|(?P<space>[ \t\n\r\f]+)"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)|(?P<amp>&)"
)
_SPACES = " \t\n\r\f"
_MAX_QUOTE_FAILURES = 100


@dataclass(slots=True)
class Page:
    """What one pass over a page found: its visible words, how deep it nests, how many elements it has."""

    words: Sourced
    depth: int
    elements: int


@dataclass(slots=True)
class _Writer:
    parts: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    length: int = 0
    gap: str = ""

    def separate(self, gap: str) -> None:
        if len(gap) > len(self.gap) or (gap == "\n" and self.gap == " "):
            self.gap = gap

    def put(self, text: str, start: int, end: int) -> None:
        if self.gap and self.length:
            self.parts.append(self.gap)
            self.length += len(self.gap)
        self.gap = ""
        self.parts.append(text)
        self.pieces.append((self.length, self.length + len(text), start, end))
        self.length += len(text)

    def text(self, source: str, start: int, end: int) -> None:
        for match in _TOKEN.finditer(source, start, end):
            if match.lastgroup == "space":
                self.separate(" ")
            elif match.lastgroup == "entity":
                char = html.unescape(match[0])
                if char.strip(_SPACES):
                    self.put(char, *match.span())
                else:
                    self.separate(" ")
            else:
                self.put(match[0], *match.span())


@dataclass(slots=True)
class _State:
    drop: frozenset[str]
    depth: int = 0
    deepest: int = 0
    elements: int = 0
    skipping: str = ""
    nested: int = 0
    quote_failures: int = 0
    unclosed: set[str] = field(default_factory=set)


def read_page(source: str, drop: frozenset[str] = HIDDEN) -> Page:
    """The words of ``source`` outside the elements of ``drop``; blocks are apart by a blank line."""
    writer, state = _Writer(), _State(drop)
    at = 0
    while at < len(source):
        opening = source.find("<", at)
        stop = opening if opening >= 0 else len(source)
        if stop > at and not state.skipping:
            writer.text(source, at, stop)
        if opening < 0:
            break
        at = _tag(source, opening, writer, state)
    return Page(Sourced("".join(writer.parts), tuple(writer.pieces)), state.deepest, state.elements)


def _tag(source: str, at: int, writer: _Writer, state: _State) -> int:
    """Reads what begins with «<» at ``at``; gives where to go on."""
    if source.startswith("<!--", at):
        end = source.find("-->", at + 4)
        return end + 3 if end >= 0 else len(source)
    name_match = _NAME.match(source, at)
    if not name_match and source[at + 1 : at + 2] not in ("!", "?", "/"):
        if not state.skipping:
            writer.put("<", at, at + 1)
        return at + 1
    end = _tag_end(source, at, state)
    if name_match:
        name = name_match[1].lower()
        closing = source[at + 1] == "/"
        _count(name, closing, state)
        if name in _BLOCK and not state.skipping:
            writer.separate("\n\n")
        elif name == "br" and not state.skipping:
            writer.separate("\n")
        if name in _RAW and not closing:
            return _after_raw(source, end, name, state, writer)
        _skip(name, closing, state)
    return end


def _tag_end(source: str, at: int, state: _State) -> int:
    if state.quote_failures < _MAX_QUOTE_FAILURES:
        match = _QUOTED_TAG.match(source, at)
        if match:
            return match.end()
        state.quote_failures += 1
    end = source.find(">", at)
    return end + 1 if end >= 0 else len(source)


def _count(name: str, closing: bool, state: _State) -> None:
    state.elements += not closing
    if name not in _SELF_CLOSING:
        state.depth = max(state.depth - 1, 0) if closing else state.depth + 1
        state.deepest = max(state.deepest, state.depth)


def _skip(name: str, closing: bool, state: _State) -> None:
    if state.skipping:
        if name == state.skipping:
            state.nested += -1 if closing else 1
            if state.nested == 0:
                state.skipping = ""
        elif state.skipping == "head" and name == "body":
            state.skipping = ""
    elif name in state.drop and not closing:
        state.skipping, state.nested = name, 1


def _after_raw(source: str, end: int, name: str, state: _State, writer: _Writer) -> int:
    """Past an element whose content is no markup; its text counts only where it is shown."""
    close = None if name in state.unclosed else re.compile(rf"</{name}[^>]*>", re.IGNORECASE).search(source, end)
    _count(name, True, state)
    if close is None:
        state.unclosed.add(name)
        return end
    if not state.skipping and name not in state.drop and name != "title":
        writer.text(source, end, close.start())
    return close.end()
