"""A feed as Atom (RFC 4287)."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, tostring

from dragoman import __version__
from dragoman.serve.tell.entries import Channel, Entry

MEDIA = "application/atom+xml; charset=utf-8"
NAMESPACE = "http://www.w3.org/2005/Atom"
# what XML 1.0 cannot hold
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom(channel: Channel, address: str) -> bytes:
    """The feed, which is itself at ``address``."""
    feed = Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en"})
    _put(feed, "id", channel.id)
    _put(feed, "title", channel.title)
    _put(feed, "subtitle", channel.about)
    _put(feed, "updated", channel.updated)
    SubElement(feed, "link", rel="self", type="application/atom+xml", href=address)
    SubElement(feed, "link", rel="alternate", type="text/html", href=channel.url)
    _put(SubElement(feed, "author"), "name", "dragoman")
    _put(feed, "generator", "dragoman", version=__version__)
    for entry in channel.entries:
        _entry(SubElement(feed, "entry"), entry)
    found: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return found


def _entry(into: Element, entry: Entry) -> None:
    _put(into, "id", entry.id)
    _put(into, "title", entry.title)
    _put(into, "updated", entry.at)
    _put(into, "published", entry.at)
    SubElement(into, "link", rel="alternate", type="text/html", href=entry.url)
    for tag in entry.tags:
        SubElement(into, "category", term=_UNFIT.sub("", tag))
    _put(into, "content", entry.text, type="text")


def _put(into: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(into, name, attributes).text = _UNFIT.sub("", text)
