"""The picture of how word came."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from dragoman.serve.draw.chain import Strand, Voice, chain, told

TASS = Voice("TASS", "agency", "Russia, state-owned", state=True)
MINISTER = Voice("the <minister>", "speaker")
COURIER = Voice("Khan Uul Courier", "outlet", "Mongolia, private")
STRANDS = [
    Strand((MINISTER, TASS), COURIER, ("Herald", "Gazette"), "26 Nov 2024", "#a1"),
    Strand((MINISTER, TASS), Voice("Xinhua", "outlet", "China, state-owned", state=True), href="#a2"),
    Strand((), Voice("Steppe Herald", "outlet"), href="#a3"),
]
SVG = "{http://www.w3.org/2000/svg}"


def pictures(drawn: str) -> list[ElementTree.Element]:
    """The drawings, which must be well-formed."""
    named = drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    return list(ElementTree.fromstring(f"<div>{named}</div>"))


def names(picture: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in picture.iter(f"{SVG}text") if text.get("class") == "name"]


def test_two_pictures_of_the_same() -> None:
    wide, narrow = pictures(chain(STRANDS, 1))
    assert names(wide) == names(narrow) == ["<minister>", "TASS", "Khan Uul Courier", "Xinhua", "Steppe Herald"]
    assert wide.get("role") == "group"
    for picture in (wide, narrow):
        title = next(picture.iter(f"{SVG}title"))
        assert picture.get("aria-labelledby") == title.get("id")
        assert [a.get("href") for a in picture.iter(f"{SVG}a")] == ["#a1", "#a2", "#a3"]


def test_state_owned_and_copies_are_marked() -> None:
    wide = pictures(chain(STRANDS, 1))[0]
    assert sum("state" in (e.get("class") or "").split() for e in wide.iter()) == 2
    assert sum(e.get("class") == "sheet" for e in wide.iter()) == 2


def test_nothing_lies_outside() -> None:
    for picture in pictures(chain(STRANDS * 3, 1)):
        width, height = (float(picture.get(side) or 0) for side in ("width", "height"))
        for box in picture.iter(f"{SVG}rect"):
            assert float(box.get("x") or 0) + float(box.get("width") or 0) <= width
            assert float(box.get("y") or 0) + float(box.get("height") or 0) <= height


def test_in_words() -> None:
    assert told(STRANDS[0]) == (
        "Khan Uul Courier tells it according to TASS, through the <minister>; repeated by Herald, Gazette."
    )
    assert told(STRANDS[1]).startswith("Xinhua (state-owned) tells it")
    assert told(STRANDS[2]) == "Steppe Herald tells it on its own authority."


def test_nobody() -> None:
    assert chain([], 1) == ""


LETTERS = st.characters(codec="utf-8", categories=["L", "P", "S", "Zs"])
VOICES = st.builds(Voice, st.text(LETTERS, min_size=1, max_size=60), st.just("speaker"), about=st.text(LETTERS))


@given(
    st.lists(
        st.tuples(st.lists(VOICES, max_size=6).map(tuple), VOICES).map(lambda way: Strand(*way)),
        min_size=1,
        max_size=12,
    )
)
def test_any_names_can_be_drawn(strands: list[Strand]) -> None:
    drawn = chain(strands, 4)
    assert len(pictures(drawn)) == 2
    assert not re.search(r"style=|<script", drawn)
    assert drawn.count('class="voice speaker"') % 2 == 0
