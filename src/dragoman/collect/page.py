"""A report on the web, by its URL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from dragoman.collect.base import MAX_BYTES, Failure, Media, Raw, Source, checked, shown
from dragoman.collect.entries import is_feed
from dragoman.collect.records import items_of
from dragoman.errors import DragomanError, FetchError

if TYPE_CHECKING:
    from dragoman.collect.http import Answer, Http

MEDIA: dict[str, Media] = {
    "": "html",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "application/json": "json",
}
ACCEPT = "text/html, application/xhtml+xml, text/plain;q=0.9, application/json;q=0.8, */*;q=0.1"


class Page(Source):
    """What is at one address, over http or https: a report, reports as JSON, or a feed with all its reports."""

    name: ClassVar[str] = "page"

    @classmethod
    def takes(cls, place: str) -> bool:
        """Whatever begins like a web address."""
        return place.lower().startswith(("http://", "https://"))

    def items(self) -> Iterator[Raw | Failure]:
        """The report of the page; of a JSON page or a feed all its reports."""
        from dragoman.collect.feed import Feed

        try:
            answer = self.http.get(self.place, accept=ACCEPT, limit=MAX_BYTES)
            if is_feed(answer.data):
                yield from Feed(self.place, http=self.http).reports_in(answer)
            elif MEDIA.get(answer.media) == "json":
                yield from items_of(checked(answer.data, shown(answer.url)), shown(answer.url), self.columns)
            else:
                yield report_in(answer)
        except DragomanError as error:
            yield Failure(shown(self.place), error)


def read_page(http: Http, url: str) -> Raw:
    """The report at ``url``. Raises ``DragomanError`` where there is none."""
    return report_in(http.get(url, accept=ACCEPT, limit=MAX_BYTES))


def report_in(answer: Answer) -> Raw:
    """The report that a server answered with. Raises ``FetchError`` where it is not text, and what ``checked`` does."""
    url = shown(answer.url)
    media = MEDIA.get(answer.media)
    if media not in ("html", "text"):
        raise FetchError(f"{url} is not text but {answer.media[:60]}; give the address of a report.")
    return Raw(origin=url, data=checked(answer.data, url), media=media, charset=answer.charset, url=url)
