"""Answers that are kept: found once in each state of the ledger, whoever asks."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from dragoman.errors import BadQuestion
from dragoman.serve.pages.kept import MOST, Kept


def test_who_asks_for_the_same_meanwhile_waits_for_it() -> None:
    kept, begun, go_on, times = Kept(), threading.Event(), threading.Event(), []

    def find() -> str:
        times.append(1)
        begun.set()
        assert go_on.wait(10)
        return "found"

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(kept.answer, "1", "key", find) for _ in range(4)]
        assert begun.wait(10)
        go_on.set()
        assert [one.result(10) for one in asked] == ["found"] * 4
    assert len(times) == 1


def test_another_state_has_its_own_answers_and_the_old_one_keeps_its() -> None:
    kept = Kept()
    assert [kept.answer(state, "key", lambda state=state: state) for state in ("1", "2")] == ["1", "2"]  # type: ignore[misc]
    assert kept.answer("1", "key", lambda: "anew") == "1"


def test_a_fault_is_not_kept() -> None:
    kept = Kept()

    def fails() -> str:
        raise BadQuestion("That cannot be asked.")

    with pytest.raises(BadQuestion):
        kept.answer("1", "key", fails)
    assert kept.answer("1", "key", lambda: "found") == "found"


def test_what_was_not_wanted_longest_goes() -> None:
    kept = Kept()
    for key in range(MOST + 1):
        kept.answer("1", key, lambda: "first")
    assert kept.answer("1", 0, lambda: "anew") == "anew" and kept.answer("1", MOST, lambda: "anew") == "first"
