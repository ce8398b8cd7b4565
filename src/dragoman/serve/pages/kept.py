"""Answers that take long to find and are wanted by every reader, kept until events change."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from dragoman.serve.desk import Desk

T = TypeVar("T")
MOST = 500
_desks: WeakKeyDictionary[Desk, Kept] = WeakKeyDictionary()


class Kept:
    """The answers for one state of a ledger; the one that was not wanted longest goes first. Safe to share."""

    def __init__(self) -> None:
        self._as_of = ""
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def answer(self, as_of: str, key: Hashable, find: Callable[[], T]) -> T:
        """What ``find`` finds, found once in each state."""
        with self._lock:
            if as_of != self._as_of:
                self._as_of, self._answers = as_of, OrderedDict()
            if key in self._answers:
                self._answers.move_to_end(key)
                return cast(T, self._answers[key])
        found = find()
        with self._lock:
            if as_of == self._as_of:
                self._answers[key] = found
                if len(self._answers) > MOST:
                    self._answers.popitem(last=False)
        return found


def kept(desk: Desk, key: Hashable, find: Callable[[], T]) -> T:
    """What ``find`` finds in the ledger of a desk, from memory where events have not changed since."""
    return _desks.setdefault(desk, Kept()).answer(desk.ledger.as_of(), key, find)
