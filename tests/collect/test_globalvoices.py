"""A real feed and the pages that it links to come through whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dragoman.collect import Feed, FeedState, Raw
from dragoman.prepare import prepare
from tests.collect.site import Site, client, site

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "pages" / "globalvoices"
NOW = datetime(2009, 6, 12, 8, 0, tzinfo=UTC)
CONTENT = re.compile(rb"<content:encoded>.*?</content:encoded>", re.DOTALL)
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the feed of Global Voices is not at {FOLDER}")


@pytest.fixture
def served() -> Iterator[Site]:
    with site() as here:
        for page in FOLDER.glob("*.html"):
            here.put(f"/gv/{page.name}", page.read_bytes())
        feed = (FOLDER / "test.rss").read_bytes().replace(b"<BASE_WEBSITE_URL/>", here.address.encode() + b"/")
        here.put("/full.rss", feed, "application/rss+xml", ETag='"1"')
        here.put("/linked.rss", CONTENT.sub(b"", feed), "application/rss+xml")
        yield here


@pytest.mark.parametrize("path", ["/full.rss", "/linked.rss"])
def test_all_fifteen_reports_come_with_text_date_and_title(served: Site, path: str) -> None:
    feed = Feed(served.address + path, http=client())
    poll = feed.poll(FeedState(), now=NOW)
    reports = [item for item in poll.items if isinstance(item, Raw)]
    assert len(reports) == len(poll.items) == 15
    wanted = (FOLDER / "test.rss").read_text("utf-8")
    assert [raw.url for raw in reports] == [f"{served.address}/gv/index_{n}.html" for n in range(1, 16)]
    for raw in reports:
        document = prepare(raw)
        assert raw.title and raw.title.replace("'", "&#39;") in wanted and document.report.title == raw.title
        assert raw.date and "2009-06-05" <= raw.date < "2009-06-12" and document.report.date == raw.date[:10]
        assert len(document.report.text.split()) > 150
        assert (
            raw.outlet == "Global Voices Online"
            and raw.guid
            and raw.guid.startswith("http://globalvoicesonline.org/?p=")
        )
    asked_for_pages = [page for page in served.paths() if page.startswith("/gv/")]
    assert len(asked_for_pages) == (15 if path == "/linked.rss" else 0)
    again = feed.poll(poll.state, now=NOW)
    assert again.items == () and again.gone == () and again.state.status == "ok"


def test_what_the_feed_tells_in_full_and_what_its_page_says_is_the_same_report(served: Site) -> None:
    told, linked = (
        [prepare(raw).report.text for raw in Feed(served.address + path, http=client()).items() if isinstance(raw, Raw)]
        for path in ("/full.rss", "/linked.rss")
    )
    assert len(told) == len(linked) == 15
    for one, other in zip(told, linked, strict=True):
        words = set(other.split())
        assert len(words & set(one.split())) / len(words) > 0.95
