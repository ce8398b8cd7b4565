"""Copies are found among many reports that share other words with them: a trailer, the frame of a bulletin."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from dragoman.ledger import Ledger, copies
from tests.ledger.samples import arrival, record

DICE = random.Random(11)
SYLLABLES = "ba ke lo mi nu ra se ti vo wa zu pha dri gel kor mun".split()
WORDS = sorted({"".join(DICE.choices(SYLLABLES, k=3)) for _ in range(4000)})
TRAILER = " ".join(DICE.choices(WORDS, k=40)) + "."


def body(length: int = 220) -> list[str]:
    """Words of a report of its own."""
    return DICE.choices(WORDS, k=length)


def rewritten(words: list[str]) -> list[str]:
    """The same report with a third of its words changed, here and there."""
    return [word if n % 8 < 6 else DICE.choice(WORDS) for n, word in enumerate(words)]


def add(ledger: Ledger, name: str, words: list[str]) -> str:
    """Add a report that ends as all others do; its id."""
    text = " ".join(words) + ".\n" + TRAILER
    return ledger.add(arrival(text, f"https://{name}.example/a"), record(text)).report


@pytest.fixture
def ledger(empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """A ledger that looks at a tenth of what it does else, so that the crowd need not be as large."""
    for name in ("KNOWN", "SHARING", "NEAREST"):
        monkeypatch.setattr(copies, name, getattr(copies, name) // 10)
    shutil.copy(empty, path := tmp_path / "ledger.db")
    return Ledger(path)


def test_a_copy_is_found_in_a_crowd_that_shares_a_trailer(ledger: Ledger) -> None:
    words = body()
    source = add(ledger, "source", words)
    for n in range(120):
        add(ledger, f"crowd{n}", body())
    copy = add(ledger, "copy", rewritten(words))
    assert {source, copy} == {ledger.report(copy).id, *ledger.report(copy).copies}
    # and in whatever order they come
    early, late = body(), body()
    one = add(ledger, "one", rewritten(early))
    two = add(ledger, "two", early)
    add(ledger, "late", late)
    assert ledger.report(one).copies == (two,)
    ledger.close()


def test_one_more_copy_of_what_hundreds_carry_is_in_their_group(ledger: Ledger) -> None:
    words = body()
    ids = {add(ledger, f"carrier{n}", [*words, *body(5)]) for n in range(60)}
    last = add(ledger, "last", rewritten(words))
    assert {last, *ledger.report(last).copies} == ids | {last}
    ledger.close()
