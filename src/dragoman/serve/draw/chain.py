"""A picture of how word of an event came to the reader: first speaker, agencies, outlets; copies folded under theirs.

Drawn twice, side by side for a wide page and one below the other for a narrow one; the style sheet shows one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Literal, NamedTuple

Role = Literal["speaker", "agency", "outlet"]
GAP, ROW, TALL = 34, 62, 48
"""Between columns; from row to row; the height of a box. All in pixels, as all here."""
BEGIN, LAST, BOX = 58, 330, 230
"""Where the first column begins; the width of an outlet's box, and of another where there is room."""
WIDEST = 830
"""How wide the picture is at most."""
INDENT, NARROW = 20, 330
LETTER, SMALL, PAD = 8.0, 6.4, 11
"""The mean width of a letter of a name and of the line below it, and what is left free beside them."""
DEEPEST = 3
"""How many are shown between event and outlet at most."""


class Voice(NamedTuple):
    """Somebody through whom word came: what they are called, and what there is to say of them."""

    name: str
    role: Role
    about: str = ""
    state: bool = False


class Strand(NamedTuple):
    """One independent way: through whom, the first speaker first, to the outlet, and who only repeats it.

    ``note``: when it was told, and how. ``href``: where on the page its words are.
    """

    through: tuple[Voice, ...]
    outlet: Voice
    copies: tuple[str, ...] = ()
    note: str = ""
    href: str = ""


@dataclass
class _Node:
    """A box: who stands in it, the strand that ends in it, and those to whom the word went on."""

    voice: Voice
    strand: Strand | None = None
    after: list[_Node] = field(default_factory=list)
    row: float = 0.0
    column: int = 0


def chain(strands: Sequence[Strand], quad: int) -> str:
    """The picture as SVG, wide and narrow; empty where nobody tells the event."""
    if not strands:
        return ""
    roots = _forest(strands)
    return _wide(roots, strands, quad) + _narrow(roots, strands, quad)


def told(strand: Strand) -> str:
    """A strand in a sentence, for those who do not see the picture."""
    way = ", through ".join(v.name for v in reversed(strand.through))
    source = f"according to {way}" if way else "on its own authority"
    owned = " (state-owned)" if strand.outlet.state else ""
    repeated = f"; repeated by {', '.join(strand.copies)}" if strand.copies else ""
    return f"{strand.outlet.name}{owned} tells it {source}{repeated}."


def _forest(strands: Sequence[Strand]) -> list[_Node]:
    """The strands as trees: those that begin alike go together until they part."""
    roots: list[_Node] = []
    for strand in strands:
        level = roots
        for voice in _shortened(strand.through):
            node = next(
                (n for n in level if n.strand is None and n.voice.name.casefold() == voice.name.casefold()), None
            )
            if node is None:
                node = _Node(voice)
                level.append(node)
            level = node.after
        level.append(_Node(strand.outlet, strand))
    return roots


def _shortened(through: tuple[Voice, ...]) -> tuple[Voice, ...]:
    """Of a long way the first speaker and those nearest to the outlet."""
    return through if len(through) <= DEEPEST else (through[0], *through[1 - DEEPEST :])


def _placed(nodes: Sequence[_Node], row: int, column: int, last: int) -> int:
    """Give each box its row and column: an outlet the last column, others the mean row of theirs. The next free row."""
    for node in nodes:
        if node.strand:
            node.row, node.column, row = row, last, row + 1
        else:
            row = _placed(node.after, row, column + 1, last)
            node.row, node.column = (node.after[0].row + node.after[-1].row) / 2, column
    return row


def _depth(nodes: Sequence[_Node]) -> int:
    return max((1 + _depth(n.after) for n in nodes if not n.strand), default=0)


def _all(nodes: Sequence[_Node]) -> Iterator[_Node]:
    for node in nodes:
        yield node
        yield from _all(node.after)


def _wide(roots: list[_Node], strands: Sequence[Strand], quad: int) -> str:
    last = _depth(roots)
    height = _placed(roots, 0, 0, last) * ROW + 6
    box = min(BOX, (WIDEST - BEGIN - LAST) // last - GAP) if last else 0
    lefts = [BEGIN + column * (box + GAP) for column in range(last + 1)]
    heart = (22.0, _middle((roots[0].row + roots[-1].row) / 2))
    lines = [_way(heart, (lefts[n.column], _middle(n.row))) for n in roots]
    for node in _all(roots):
        end = (lefts[node.column] + box, _middle(node.row))
        lines += [_way(end, (lefts[n.column], _middle(n.row))) for n in node.after]
    boxes = [_box(n, lefts[n.column], n.row * ROW + 4, LAST if n.strand else box) for n in _all(roots)]
    return _picture("wide", lefts[-1] + LAST + 10, height, strands, [*lines, _heart(*heart, quad), *boxes])


def _middle(row: float) -> float:
    return row * ROW + 4 + TALL / 2


def _way(start: tuple[float, float], end: tuple[float, float]) -> str:
    """A line that bends at its beginning and then runs level: between rows it meets no box."""
    (x, y), (to, level) = start, end
    bend = min(to, x + GAP)
    half = (x + bend) / 2
    return f'<path class="way" d="M{x:g} {y:g}C{half:g} {y:g} {half:g} {level:g} {bend:g} {level:g}H{to:g}"/>'


def _narrow(roots: list[_Node], strands: Sequence[Strand], quad: int) -> str:
    """Each below the one from whom it has the word, a little to the right of it."""
    parts: list[str] = []
    y = _stacked(roots, 0, 34.0, 14.0, parts)
    return _picture("narrow", NARROW, round(y), strands, [*parts, _heart(14.0, 14.0, quad)])


def _stacked(nodes: Sequence[_Node], depth: int, y: float, begin: float, parts: list[str]) -> float:
    left, spine = 28 + depth * INDENT, 14 + depth * INDENT
    for node in nodes:
        middle = y + TALL / 2
        parts.append(f'<path class="way" d="M{spine} {begin:g}V{middle:g}H{left}"/>')
        parts.append(_box(node, left, y, NARROW - left - 10))
        y = _stacked(node.after, depth + 1, y + ROW - 4, y + TALL, parts)
    return y


def _picture(kind: str, width: int, height: int, strands: Sequence[Strand], parts: Sequence[str]) -> str:
    desc = escape(" ".join(told(strand) for strand in strands))
    return (
        f'<svg class="chain {kind}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="group"'
        f' aria-labelledby="chain-{kind}-title" aria-describedby="chain-{kind}-desc">'
        f'<title id="chain-{kind}-title">How word of the event came to its readers</title>'
        f'<desc id="chain-{kind}-desc">{desc}</desc>{"".join(parts)}</svg>'
    )


def _heart(x: float, y: float, quad: int) -> str:
    """The event itself, from which all word comes."""
    return (
        f'<g class="heart quad-{quad}" aria-hidden="true"><circle cx="{x:g}" cy="{y:g}" r="13"/>'
        f'<circle class="core" cx="{x:g}" cy="{y:g}" r="5"/></g>'
    )


def _box(node: _Node, x: float, y: float, width: float) -> str:
    voice, strand = node.voice, node.strand
    classes = " ".join(["voice", voice.role, *(["state"] if voice.state else [])])
    sheets = min(2, len(strand.copies)) if strand else 0
    behind = "".join(
        f'<rect class="sheet" x="{x + 4 * n:g}" y="{y + 4 * n:g}" width="{width:g}" height="{TALL}" rx="4"/>'
        for n in range(sheets, 0, -1)
    )
    edge = f'<rect class="edge" x="{x:g}" y="{y:g}" width="4" height="{TALL}" rx="2"/>' if voice.state else ""
    full = told(strand) if strand else ", ".join(part for part in (voice.name, voice.about) if part)
    inner = (
        f"<title>{escape(full)}</title>{behind}"
        f'<rect class="box" x="{x:g}" y="{y:g}" width="{width:g}" height="{TALL}" rx="4"/>{edge}'
        f'<text class="name" x="{x + PAD:g}" y="{y + 20:g}">{_clipped(_headed(voice.name), width, LETTER)}</text>'
        f'<text class="soft" x="{x + PAD:g}" y="{y + 37:g}">{_clipped(_line(node), width, SMALL)}</text>'
    )
    if strand and strand.href:
        return f'<a class="{classes}" href="{escape(strand.href)}">{inner}</a>'
    return f'<g class="{classes}">{inner}</g>'


def _headed(name: str) -> str:
    """A name as it stands in a box: without its article, with a capital."""
    bare = name[4:] if name.lower().startswith("the ") else name
    return bare[:1].upper() + bare[1:]


def _line(node: _Node) -> str:
    """The line below the name."""
    copies = len(node.strand.copies) if node.strand else 0
    repeated = f"+ {copies} {'copy' if copies == 1 else 'copies'}" if copies else ""
    note = node.strand.note if node.strand else ""
    return " · ".join(part for part in (repeated, note, node.voice.about) if part) or "first speaker"


def _clipped(text: str, width: float, letter: float) -> str:
    """As much of ``text`` as fits; all of it stands in the title."""
    most = int((width - 2 * PAD) / letter)
    return escape(text if len(text) <= most else text[: most - 1].rstrip(" ,·") + "…")
