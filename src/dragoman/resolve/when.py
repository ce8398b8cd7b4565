"""When: date expressions with their ISO values, and the dates of events."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from dragoman.resolve.dates.anchor import find_anchor
from dragoman.resolve.dates.calendar import first_day, precision
from dragoman.resolve.dates.events import carried, in_sentence
from dragoman.resolve.dates.grammar import grammar
from dragoman.resolve.dates.resolver import Resolver
from dragoman.resolve.dates.tense import Sentences, tense_at
from dragoman.types import DateMention, Document, Modality

_HEAD = 160  # characters within which a dateline stands


def find_dates(document: Document, *, today: date | None = None) -> tuple[DateMention, ...]:
    """Every date expression of the report that stands for a day, week, month or year, in the order of the text.

    Relative ones («on Monday», «last month») are resolved against the report's date, else its dateline, else days that
    the text names; without such a hold they are left out. ``today`` bounds guesses at a year (default: the system's).
    """
    text = document.report.text
    expressions = list(grammar().find(text))
    if not expressions:
        return ()
    limit = today or date.today()
    sentences = Sentences(text, document.sentences)
    anchor = find_anchor(
        document.report, expressions, lambda e: tense_at(text, sentences.at(e.start), e.start, e.end) == "future", limit
    )
    years = [e.year for e in expressions if e.year is not None and e.year <= limit.year]
    resolver = Resolver(text, sentences, anchor, years, limit)
    found = []
    for i, e in enumerate(expressions):
        value = resolver.resolve(e, expressions[i + 1] if i + 1 < len(expressions) else None)
        if value is not None:
            found.append(DateMention(text=text[e.start : e.end], start=e.start, end=e.end, value=value))
    return tuple(found)


def event_date(
    document: Document,
    dates: Sequence[DateMention],
    trigger: tuple[int, int],
    *,
    linked: Sequence[tuple[int, int]] = (),
    modality: Modality = "actual",
) -> tuple[str | None, DateMention | None]:
    """The ISO date of an event and the words that tell it, or (None, None).

    ``dates`` come from ``find_dates``; ``linked`` are the offsets that the reader marked as the event's date. A linked
    date counts first, then one of the trigger's own sentence, then a day told shortly before. A linked date without a
    known value leaves the event undated rather than dated by another. What has happened is never dated after the day
    of the report: «agreed to meet on Friday» is a promise made before.
    """
    day = _report_day(document, dates)
    known = dates if day is None or modality == "future" else [d for d in dates if not _after(d.value, day)]
    if marked := _linked(known, trigger, linked):
        return marked.value, marked
    if linked and not _linked(dates, trigger, linked):
        return None, None
    text, sentences = document.report.text, document.sentences
    at = bisect_right([start for start, _ in sentences], trigger[0]) - 1
    if at < 0:
        return None, None
    found = in_sentence(text, sentences[at], known, trigger, modality)
    if found is None:
        found = carried(known, sentences, at, text, day, modality)
    return (found.value, found) if found else (None, None)


def _after(value: str, day: date) -> bool:
    told = first_day(value)
    return told is not None and told > day


def _linked(
    dates: Sequence[DateMention], trigger: tuple[int, int], linked: Sequence[tuple[int, int]]
) -> DateMention | None:
    """Of the dates that overlap a linked span, the most exact; of those, the nearest to the trigger."""
    marked = [d for d in dates if any(d.start < end and start < d.end for start, end in linked)]
    return min(marked, key=lambda d: (-precision(d.value), abs(d.start - trigger[0])), default=None)


def _report_day(document: Document, dates: Sequence[DateMention]) -> date | None:
    """The day given with the report, else one that stands in its head."""
    head = [d.value for d in dates[:1] if d.start < _HEAD]
    for given in (document.report.date, document.report.dateline_day, *head):
        if given and precision(given) == 3 and (day := first_day(given)):
            return day
    return None
