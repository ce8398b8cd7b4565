"""Files are written whole or not at all, under names that do not clash."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.cli.files import names, write_whole


def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("old")

    def chunks() -> Iterator[str]:
        yield "half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(path, chunks())
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@given(st.lists(st.text(max_size=30), max_size=20))
def test_names_are_plain_and_unique(origins: list[str]) -> None:
    name = names(".json")
    given_ = [name(origin) for origin in origins]
    assert len(set(given_)) == len(given_)
    for made in given_:
        assert "/" not in made and not made.startswith(".") and made.endswith(".json")


def test_names_come_from_the_place() -> None:
    name = names(".html")
    assert name("a/b/report.txt") == "report.html"
    assert name("lines.jsonl:12") == "lines-12.html"
    assert name("https://example.org/news/visit.html?x=1") == "visit.html"
