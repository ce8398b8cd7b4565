"""Where in its report an account tells the event."""

from __future__ import annotations

from functools import lru_cache

from dragoman.export.telling import Telling
from dragoman.types import Account


def sentence_number(telling: Telling, account: Account) -> int | None:
    """The number of the sentence, from 1; None where the text is not at hand."""
    report = telling.reports.get(account.report)
    if report is None:
        return None
    starts = _starts(report.text)
    return max(1, sum(start <= account.event.evidence.start for start in starts))


def in_lead(telling: Telling, account: Account) -> bool | None:
    """Whether it is told in the first paragraph; None where the text is not at hand."""
    report = telling.reports.get(account.report)
    if report is None:
        return None
    return "\n" not in report.text[: account.event.evidence.start].lstrip()


@lru_cache(maxsize=64)
def _starts(text: str) -> tuple[int, ...]:
    from dragoman.prepare.sentences import sentences

    return tuple(start for start, _ in sentences(text))
