"""What happens, as structured lines: one JSON object each, for whoever gathers logs."""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Any

import structlog

from dragoman.collect.base import shown
from dragoman.engine.watch.witness import Tally, Witness
from dragoman.errors import InputError
from dragoman.ledger import RunItem

_ALL = "dragoman"
_BAD = ("failed", "unreadable")
_SHARED: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    structlog.processors.format_exc_info,
]


def logger(room: str) -> Any:
    """What writes the lines of a room of dragoman, while ``logging_to`` lasts."""
    chain = [*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter]
    return structlog.wrap_logger(logging.getLogger(f"{_ALL}.{room}"), processors=chain)


@contextmanager
def logging_to(file: Path | None, room: str = "watch") -> Iterator[Log]:
    """Log to ``file`` (appended to; one that is moved away is begun anew), or to standard error, while this lasts.

    ``room``: of which room of dragoman the lines of ``Log`` are.
    Raises ``InputError`` where the file cannot be written.
    """
    json = structlog.processors.JSONRenderer(ensure_ascii=False)
    strip = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    formatter = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_SHARED, processors=[strip, json])
    handler = _handler(file)
    handler.setFormatter(formatter)
    root = logging.getLogger(_ALL)
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield Log(logger(room))
    finally:
        root.setLevel(before)
        root.removeHandler(handler)
        handler.close()


def _handler(file: Path | None) -> logging.Handler:
    if file is None:
        return logging.StreamHandler(sys.stderr)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return WatchedFileHandler(file, encoding="utf-8", errors="replace")
    except OSError as fault:
        raise InputError(f"{file} cannot be written ({fault.strerror}); choose another --log.") from None


class Log(Witness):
    """Writes down what happens; what is the same as before is not worth a line."""

    def __init__(self, logger: Any) -> None:
        self._logger = logger

    def began(self, sources: int, due: int) -> None:
        """The run begins."""
        self._logger.info("began", sources=sources, due=due)

    def item(self, item: RunItem) -> None:
        """A report came in, or did not."""
        if item.outcome == "same":
            return
        say = self._logger.warning if item.outcome in _BAD else self._logger.info
        fields = {"origin": item.origin, "source": _place(item.source), "report": item.report, "reason": item.reason}
        say(item.outcome, **{name: value for name, value in fields.items() if value is not None})

    def noted(self, origin: str, note: str) -> None:
        """Something in a report had to be put right."""
        self._logger.info("noted", origin=origin, note=note)

    def polled(self, tally: Tally) -> None:
        """A source was asked; a line only if it had something, or could not be read."""
        state = tally.state
        if tally.last:
            say = self._logger.warning if tally.failing else self._logger.info
            failing = {"failures": state.failures, "reason": state.last_error} if tally.failing else {}
            say(
                "polled",
                source=_place(state.place),
                status=state.status,
                next_due=state.next_due,
                **tally.last,
                **failing,
            )

    def warned(self, sentence: str) -> None:
        """Something is not as it should be."""
        self._logger.warning("warned", reason=sentence)

    def broke_off(self, sentence: str) -> None:
        """Why the run cannot go on."""
        self._logger.error("error", reason=sentence)

    def stopping(self, waiting: int) -> None:
        """A stop was asked for."""
        self._logger.info("stopping", under_way=waiting)

    def ended(self, status: str, counts: Counter[str]) -> None:
        """The run is over."""
        self._logger.info("ended", status=status, **counts)


def _place(source: str | None) -> str | None:
    return shown(source) if source is not None else None
