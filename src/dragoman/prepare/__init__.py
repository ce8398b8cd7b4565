"""Reports are made readable: main text, what stood around it, language, sentences."""

from __future__ import annotations

from datetime import date as Date
from datetime import datetime

from dragoman.collect.base import Raw
from dragoman.errors import EmptyInput, TooLarge
from dragoman.prepare.dates import iso_date
from dragoman.prepare.decode import decoded, mended
from dragoman.prepare.furniture import strip
from dragoman.prepare.html import MAX_TEXT, Extracted, extracted, looks_like_html
from dragoman.prepare.language import check_english
from dragoman.prepare.sentences import sentences
from dragoman.types import Document, Report

__all__ = ["MAX_TEXT", "iso_date", "prepare", "prepare_text", "sentences"]

When = str | Date | datetime | None


def prepare(
    raw: Raw,
    *,
    date: When = None,
    outlet: str | None = None,
    title: str | None = None,
    url: str | None = None,
) -> Document:
    """A report made readable, with its sentences. What is said here goes before what the report says of itself.

    ``report.segments`` maps ``report.text`` to what was handed in: the string (for bytes, what they decode to; for
    HTML its source; for JSON the field ``text``). Raises an ``InputError``: ``EmptyInput``, ``NotText``, ``TooLarge``
    or ``NotEnglish``.
    """
    source = decoded(raw.data, charset=raw.charset, origin=raw.origin) if isinstance(raw.data, bytes) else raw.data
    if not source.strip("\ufeff \t\r\n\f\v\x00"):
        raise EmptyInput(f"{raw.origin} is empty; hand in a report with text in it.")
    given = {"title": title or raw.title, "outlet": outlet or raw.outlet, "url": url or raw.url}
    day = iso_date(date) or iso_date(raw.date)
    return _document(_readable(source, raw, given["url"]), day, given, raw)


def prepare_text(
    text: str,
    *,
    date: When = None,
    outlet: str | None = None,
    title: str | None = None,
    url: str | None = None,
) -> Document:
    """``prepare`` for a string: plain text, or HTML if it begins like it."""
    return prepare(Raw(origin="The text", data=text), date=date, outlet=outlet, title=title, url=url)


def _readable(source: str, raw: Raw, url: str | None) -> Extracted:
    if raw.media == "html" or looks_like_html(source):
        return extracted(source, origin=raw.origin, url=url)
    if len(source) > MAX_TEXT:
        size = MAX_TEXT // 1_000_000
        raise TooLarge(f"{raw.origin} has more than {size} million characters; cut it into single reports.")
    return Extracted(mended(source, origin=raw.origin))


def _document(page: Extracted, day: str | None, given: dict[str, str | None], raw: Raw) -> Document:
    found = strip(
        page.body,
        title=given["title"] or page.title,
        outlet=given["outlet"] or page.outlet,
        date=day or page.date or raw.day_if_none,
        url=given["url"] or page.url,
    )
    text = found.body.text
    if not text:
        raise EmptyInput(f"{raw.origin} holds no report, only what stands around one; hand in the report itself.")
    report = Report(
        text=text,
        title=found.title,
        outlet=found.outlet,
        agency=found.agency,
        url=found.url,
        date=day or page.date or found.line_date or (None if found.day else raw.day_if_none),
        dateline_place=found.place,
        dateline_day=found.day or found.line_date,
        language=check_english(text),
        removed=tuple(removed for _, removed in sorted(found.removed, key=lambda pair: pair[0])),
        segments=found.body.segments(),
    )
    return Document(report=report, sentences=sentences(text))
