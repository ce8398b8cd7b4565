"""What a feed holds: bytes in, entries out. RSS 0.9x to 2.0, RSS 1.0 (RDF), Atom and JSON Feed."""

from __future__ import annotations

import calendar
import html
import io
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from dragoman.collect.base import Media
from dragoman.collect.markup import MAX_ENTRIES, bounded, is_xml_feed, text_of, without_prolog
from dragoman.errors import DragomanError, InputError
from dragoman.types import Value

_TAG = re.compile(r"<[^<>]*>")
_JSON_FEED = re.compile(rb'"version"\s{0,9}:\s{0,9}"https?:\\?/\\?/(?:www\.)?jsonfeed\.org')
_DELETED = re.compile(r"<(?:[\w.-]{1,40}:)?deleted-entry\s[^<>]{0,2000}?\bref\s?=\s?[\"']([^\"'<>]{1,2000})")
_LINKED = re.compile(r"<link\s[^<>]{0,1000}?application/(?:rss|atom|feed)\+(?:xml|json)[^<>]{0,1000}>", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s?=\s?[\"']?([^\"'\s<>]{1,1000})", re.IGNORECASE)
_PERIODS = {"hourly": 60, "daily": 1440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}


class Entry(Value, frozen=True):
    """One item of a feed: ``text`` is its content, ``summary`` what else it says of it.

    Dates are ISO times (UTC); ``odd_date`` is a date of publication that nobody understands.
    """

    guid: str | None = None
    link: str | None = None
    title: str | None = None
    text: str | None = None
    text_media: Media = "html"
    summary: str | None = None
    summary_media: Media = "html"
    published: str | None = None
    updated: str | None = None
    odd_date: str | None = None


class Contents(Value, frozen=True):
    """What a feed says: its title, its items, those it takes back (``deleted``), and how often to ask (``minutes``)."""

    entries: tuple[Entry, ...]
    title: str | None = None
    deleted: tuple[str, ...] = ()
    minutes: int | None = None


def is_feed(data: bytes) -> bool:
    """Whether ``data`` begins like a feed."""
    head = data[:10_000]
    return _is_json_feed(head) or is_xml_feed(without_prolog(text_of(head)))


def contents_of(data: bytes, *, origin: str, charset: str | None = None) -> Contents:
    """What the feed in ``data`` holds; ``origin`` is its address. Raises ``InputError`` for what is no feed."""
    if _is_json_feed(data[:10_000]):
        return _of_json(data, origin)
    text = without_prolog(text_of(data, charset))
    if not is_xml_feed(text):
        raise InputError(f"{origin} is not a feed{_hint(text, origin)}; give the address of an RSS, Atom or JSON feed.")
    try:
        return _of_xml(bounded(text, origin), origin)
    except DragomanError:
        raise
    except Exception:  # feedparser breaks in many ways on broken feeds; none of them is news to the user
        raise InputError(f"{origin} is a feed too broken to be read; tell those who publish it.") from None


def plain(markup: str) -> str:
    """The words of a title or summary."""
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())


def _hint(text: str, origin: str) -> str:
    link = _LINKED.search(text[:200_000])
    href = _HREF.search(link[0]) if link else None
    return f" but a page that names one, {_joined(origin, html.unescape(href[1]))}" if href else ""


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _of_xml(text: str, origin: str) -> Contents:
    try:
        import feedparser
    except ImportError as error:
        raise DragomanError(f"Feeds cannot be read ({error.msg}); install dragoman again.") from None

    # told by hand that this is UTF-8, so that it guesses nothing; not told where it came from, as it would make an
    # address of every guid
    parsed = feedparser.parse(
        io.BytesIO(text.encode("utf-8")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    feed: Mapping[str, Any] = parsed["feed"]
    return Contents(
        entries=tuple(_entry(entry, origin) for entry in parsed["entries"][:MAX_ENTRIES]),
        title=plain(_string(feed, "title") or "") or None,
        deleted=tuple(html.unescape(ref) for ref in _DELETED.findall(text)[:MAX_ENTRIES]),
        minutes=_minutes(feed),
    )


def _entry(entry: dict[str, Any], origin: str) -> Entry:
    text, media = _content(entry)
    guid = _string(entry, "id")
    written = _string(entry, "published")
    link = _string(entry, "feedburner_origlink") or _string(entry, "link")
    published = _time(entry, "published_parsed") or _time(entry, "created_parsed")
    return Entry(
        guid=guid,
        # feedparser takes a guid for a link where there is none
        link=_web(guid) if link in (None, guid) else _web(_joined(origin, link)),
        title=plain(_string(entry, "title") or "") or None,
        text=text,
        text_media=media,
        summary=_string(entry, "summary"),
        summary_media=_media(dict.get(entry, "summary_detail")),
        published=published,
        updated=_time(entry, "updated_parsed"),
        odd_date=written if written and not published else None,
    )


def _content(entry: dict[str, Any]) -> tuple[str | None, Media]:
    """The longest of an entry's contents."""
    found = dict.get(entry, "content")
    parts = [part for part in found if isinstance(part, dict)] if isinstance(found, list) else []
    texts = [(_string(part, "value") or "", _media(part)) for part in parts]
    text, media = max(texts, key=lambda pair: len(pair[0]), default=("", "html"))
    return text or None, media


def _media(part: object) -> Media:
    """feedparser calls plain what has no tags, and leaves the escapes in it: only text that says so is plain."""
    kind = dict.get(part, "type") if isinstance(part, dict) else None
    value = _string(part, "value") or "" if isinstance(part, dict) else ""
    return "text" if kind == "text/plain" and "<" not in value and "&" not in value else "html"


def _string(parts: Mapping[str, Any], name: str) -> str | None:
    # by dict.get: a FeedParserDict gives one field for another, with a warning
    value = dict.get(parts, name) if isinstance(parts, dict) else parts.get(name)
    return value.strip() or None if isinstance(value, str) else None


def _web(link: str | None) -> str | None:
    return link if link and link.lower().startswith(("http://", "https://")) else None


def _time(entry: dict[str, Any], name: str) -> str | None:
    parts = dict.get(entry, name)
    try:
        return _iso(datetime.fromtimestamp(calendar.timegm(parts), UTC)) if parts else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def _minutes(feed: Mapping[str, Any]) -> int | None:
    ttl = _string(feed, "ttl")
    if ttl and ttl.isascii() and ttl.isdecimal():
        return int(ttl[:7]) or None
    period = _PERIODS.get((_string(feed, "sy_updateperiod") or "").lower())
    often = _string(feed, "sy_updatefrequency") or "1"
    return period // max(int(often[:4]), 1) or 1 if period and often.isascii() and often.isdecimal() else None


def _is_json_feed(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" and _JSON_FEED.search(head) is not None


def _of_json(data: bytes, origin: str) -> Contents:
    try:
        feed = json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        raise InputError(f"{origin} is a JSON feed too broken to be read; tell those who publish it.") from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise InputError(f"{origin} is a JSON feed without items; give the address of another.")
    entries = tuple(_json_entry(item, origin) for item in items[:MAX_ENTRIES] if isinstance(item, dict))
    return Contents(entries=entries, title=plain(_string(feed, "title") or "") or None)


def _json_entry(item: dict[str, Any], origin: str) -> Entry:
    guid = item.get("id")
    link = _string(item, "url") or _string(item, "external_url")
    content, written = _string(item, "content_html"), _string(item, "date_published")
    published = _json_time(written)
    return Entry(
        guid=str(guid)[:2000] if isinstance(guid, (str, int, float)) and guid != "" else None,
        link=_web(_joined(origin, link)) if link else None,
        title=plain(_string(item, "title") or "") or None,
        text=content or _string(item, "content_text"),
        text_media="html" if content else "text",
        summary=_string(item, "summary"),
        summary_media="text",
        published=published,
        updated=_json_time(_string(item, "date_modified")),
        odd_date=written if written and not published else None,
    )


def _json_time(written: str | None) -> str | None:
    try:
        moment = datetime.fromisoformat(written) if written else None
        return _iso(moment if moment.tzinfo else moment.replace(tzinfo=UTC)) if moment else None
    except (ValueError, OverflowError):
        return None
