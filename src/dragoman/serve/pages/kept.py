"""Answers that take long to find and are wanted by every reader, kept until events change."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from dragoman.serve.desk import Desk

T = TypeVar("T")
MOST = 500
_desks: WeakKeyDictionary[Desk, Kept] = WeakKeyDictionary()


class Kept:
    """Answers, each for one state of a ledger; the one that was not wanted longest goes first. Safe to share."""

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[str, Hashable], Future[Any]] = OrderedDict()
        self._lock = threading.Lock()

    def answer(self, as_of: str, key: Hashable, find: Callable[[], T]) -> T:
        """What ``find`` finds, found once in each state: who asks for the same meanwhile waits for it."""
        while True:
            with self._lock:
                known = self._answers.get((as_of, key))
                if known is None:
                    mine = self._answers[as_of, key] = Future[Any]()
                    if len(self._answers) > MOST:
                        self._answers.popitem(last=False)
                    break
                self._answers.move_to_end((as_of, key))
            with suppress(Exception):  # then let us see what becomes of our own asking
                return cast(T, known.result())
        try:
            mine.set_result(found := find())
        except BaseException as fault:
            with self._lock:
                self._answers.pop((as_of, key), None)
            mine.set_exception(fault)
            raise
        return found


def kept(desk: Desk, key: Hashable, find: Callable[[], T]) -> T:
    """What ``find`` finds in the ledger of a desk, from memory where events have not changed since."""
    return _desks.setdefault(desk, Kept()).answer(desk.ledger.as_of(), key, find)
