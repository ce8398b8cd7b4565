"""Lists of feeds as OPML, which every reader of feeds can read and write."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import ClassVar

from dragoman.collect.base import Failure, Raw, Source, shown
from dragoman.collect.feed import Feed
from dragoman.collect.markup import text_of, without_prolog
from dragoman.collect.page import Page
from dragoman.errors import DragomanError, InputError
from dragoman.types import Value

MAX_BYTES = 10_000_000


class Subscription(Value, frozen=True):
    """A feed of the list: its address, what it is called, its site, and the folders that it is in, outermost first."""

    address: str
    title: str | None = None
    site: str | None = None
    folders: tuple[str, ...] = ()


class Opml(Source):
    """All reports of all feeds of a list."""

    name: ClassVar[str] = "opml"

    @classmethod
    def takes(cls, place: str) -> bool:
        """A file that ends in .opml."""
        return Path(place).suffix.lower() == ".opml" and "://" not in place and os.path.isfile(place)

    def items(self) -> Iterator[Raw | Failure]:
        """The reports of one feed after the other, in the order of the list."""
        try:
            feeds = read_opml(self.place)
        except DragomanError as error:
            yield Failure(shown(self.place), error)
            return
        for feed in feeds:
            yield from Feed(feed.address, http=self.http, outlet=feed.title).items()


def read_opml(path: str | Path) -> tuple[Subscription, ...]:
    """The feeds of the list at ``path``. Raises ``InputError`` where it cannot be read or names none."""
    try:
        with open(path, "rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"{shown(str(path))} cannot be read ({reason}); check the path.") from None
    return subscriptions(data, origin=shown(str(path)))


def subscriptions(data: bytes, *, origin: str = "The list") -> tuple[Subscription, ...]:
    """The feeds of an OPML document, each once, however deeply nested. Raises ``InputError`` for anything else."""
    if len(data) > MAX_BYTES:
        raise InputError(f"{origin} is larger than {MAX_BYTES // 1_000_000} MB; cut the list into several.")
    from lxml import etree

    text = without_prolog(text_of(data))
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None or str(root.tag).rpartition("}")[2].lower() != "opml":
        raise InputError(f"{origin} is not a list of feeds; hand in OPML, as a reader of feeds exports it.")
    found: dict[str, Subscription] = {}
    for outline in root.iter("{*}outline"):
        attributes = {name.lower(): " ".join(value.split()) for name, value in outline.items()}
        address = attributes.get("xmlurl") or attributes.get("url", "")
        if Page.takes(address) or Feed.takes(address):
            found.setdefault(
                address,
                Subscription(
                    address=address,
                    title=_called(attributes),
                    site=attributes.get("htmlurl") or None,
                    folders=_folders(outline),
                ),
            )
    if not found:
        raise InputError(f"{origin} names no feeds; add outlines with an xmlUrl.")
    return tuple(found.values())


def opml(feeds: Iterable[Subscription], *, title: str = "Feeds that dragoman follows") -> str:
    """The list as OPML 2.0, its feeds in their folders."""
    from lxml import etree

    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _clean(title)
    body = etree.SubElement(root, "body")
    folders: dict[tuple[str, ...], etree._Element] = {(): body}
    for feed in feeds:
        for depth in range(1, len(feed.folders) + 1):
            path = feed.folders[:depth]
            if path not in folders:
                name = _clean(path[-1])
                folders[path] = etree.SubElement(folders[path[:-1]], "outline", text=name, title=name)
        name = _clean(feed.title or feed.address)
        outline = etree.SubElement(folders[feed.folders], "outline", type="rss", text=name, title=name)
        outline.set("xmlUrl", _clean(feed.address))
        if feed.site:
            outline.set("htmlUrl", _clean(feed.site))
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written.decode("utf-8")


def _called(attributes: dict[str, str]) -> str | None:
    return attributes.get("title") or attributes.get("text") or None


def _folders(outline: object) -> tuple[str, ...]:
    names = []
    for parent in outline.iterancestors("{*}outline"):  # type: ignore[attr-defined]
        name = _called({name.lower(): " ".join(value.split()) for name, value in parent.items()})
        if name:
            names.append(name)
    return tuple(reversed(names))


def _clean(text: str) -> str:
    """``text`` without what XML cannot hold."""
    return text_of(text.encode("utf-8", "ignore"))
