"""A feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from typing import Any

import msgspec

from dragoman.serve.tell.entries import Channel, Entry

MEDIA = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(channel: Channel, address: str) -> bytes:
    """The feed, which is itself at ``address``."""
    return msgspec.json.encode(
        {
            "version": VERSION,
            "title": channel.title,
            "description": channel.about,
            "home_page_url": channel.url,
            "feed_url": address,
            "language": "en",
            "authors": [{"name": "dragoman"}],
            "items": [_item(entry) for entry in channel.entries],
        }
    )


def _item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_text": entry.text,
        "date_published": entry.at,
        "tags": list(entry.tags),
    }
