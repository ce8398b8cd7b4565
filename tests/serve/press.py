"""A small press for the tests: a site with feeds of the sample's reports, and an address that is told of events."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import date
from email.utils import formatdate
from html import escape
from time import mktime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dragoman.collect import Raw
from dragoman.serve.demo.build import reports


@dataclass
class Press:
    """Feeds by name, each of one outlet, and what was told at ``/told``: headers and body of each call."""

    feeds: dict[str, list[Raw]] = field(default_factory=dict)
    told: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def application(self) -> Starlette:
        """The site."""
        return Starlette(routes=[Route("/told", self._hear, methods=["POST"]), Route("/{name}.xml", self._feed)])

    async def _feed(self, request: Request) -> Response:
        found = self.feeds.get(request.path_params["name"])
        if found is None:
            return PlainTextResponse("There is no such feed.", 404)
        return Response(_rss(found), media_type="application/rss+xml")

    async def _hear(self, request: Request) -> Response:
        self.told.append((dict(request.headers), await request.body()))
        return PlainTextResponse("heard")


def by(outlet: str, *titles: str) -> list[Raw]:
    """The reports of the sample by that outlet whose titles have one of the words."""
    return [
        one.raw for one in reports() if one.raw.outlet == outlet and any(t in (one.raw.title or "") for t in titles)
    ]


def signed(secret: str, timestamp: str, body: bytes) -> str:
    """The signature that a body is to bear, in hexadecimal."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _rss(reports: list[Raw]) -> str:
    items = "".join(_item(report) for report in reports)
    title = escape(reports[0].outlet or "")
    return f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>{title}</title><link>https://press.example/</link><description>{title}</description>{items}</channel></rss>"""


def _item(report: Raw) -> str:
    day = formatdate(mktime(date.fromisoformat(report.date or "").timetuple()), usegmt=True)
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in str(report.data).split("\n\n"))
    return (
        f"<item><title>{escape(report.title or '')}</title><link>{escape(report.url or '')}</link>"
        f"<guid>{escape(report.url or '')}</guid><pubDate>{day}</pubDate>"
        f"<content:encoded><![CDATA[{paragraphs}]]></content:encoded></item>"
    )
