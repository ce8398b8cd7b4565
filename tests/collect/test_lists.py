"""Lists of feeds and of addresses."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.collect import Addresses, Failure, Files, Opml, Raw, Subscription, collect, opml, read_opml, source_of
from dragoman.collect.opml import subscriptions
from dragoman.errors import InputError
from tests.collect.site import client, site

NESTED = """<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY a "aaaa">]>
<opml version="1.0"><head><title>Mine</title></head><body>
<outline text="Asia"><outline text="Steppe &amp; hills">
<outline type="rss" text="Khan Uul Courier" xmlUrl="https://one.example/rss" htmlUrl="https://one.example/"/></outline>
<outline title="The Wire" XMLURL=" https://two.example/feed "/></outline>
<outline text="Twice" xmlUrl="https://one.example/rss"/><outline text="No feed" xmlUrl="javascript:alert(1)"/>
</body></opml>"""


def test_nested_outlines_are_read_each_feed_once() -> None:
    assert subscriptions(NESTED.encode()) == (
        Subscription(
            address="https://one.example/rss",
            title="Khan Uul Courier",
            site="https://one.example/",
            folders=("Asia", "Steppe & hills"),
        ),
        Subscription(address="https://two.example/feed", title="The Wire", folders=("Asia",)),
    )


_NAMES = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=12).map(
    lambda text: " ".join(text.split()) or "x"
)


@given(
    st.lists(
        st.builds(
            lambda n, title, folders: Subscription(
                address=f"https://{n}.example/?a=1&b={n}", title=title, folders=folders
            ),
            st.integers(0, 99),
            _NAMES,
            st.lists(_NAMES, max_size=3).map(tuple),
        ),
        min_size=1,
        max_size=6,
        unique_by=lambda feed: feed.address,
    )
)
def test_what_is_written_is_read_again(feeds: list[Subscription]) -> None:
    assert sorted(subscriptions(opml(feeds).encode()), key=lambda f: f.address) == sorted(
        feeds, key=lambda f: f.address
    )


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"", "not a list"), (b"<html>", "not a list"), (b"<opml><body/></opml>", "names no feeds"), (b"\x00\xff", "not a list"),
     (b"<opml>" * 5000, "names no feeds"), (b"<o:><opml/>", "not a list"), (b"<dc:creator>x", "not a list")],
)  # fmt: skip
def test_what_is_no_list_of_feeds_is_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        subscriptions(data)


def test_a_broken_list_gives_what_can_be_read() -> None:
    cut = NESTED[: NESTED.index("</outline>\n<outline title")]
    assert [feed.title for feed in subscriptions(cut.encode())] == ["Khan Uul Courier"]


def test_a_list_of_feeds_is_read_feed_by_feed_and_a_dead_one_does_not_stop_the_rest(tmp_path: Path) -> None:
    text = "word " * 100
    with site() as here:
        here.put("/rss", f"<rss><channel><title>Own name</title><item><description>{text}</description>"
                 f"<guid>1</guid></item></channel></rss>")  # fmt: skip
        path = tmp_path / "feeds.opml"
        path.write_text(
            opml(
                [
                    Subscription(address=f"{here.address}/dead", title="Dead"),
                    Subscription(address=f"{here.address}/rss", title="Khan Uul Courier"),
                ]
            )
        )
        assert isinstance(source_of(str(path)), Opml) and len(read_opml(path)) == 2
        dead, raw = collect([str(path)], http=client())
    assert isinstance(dead, Failure) and "404" in str(dead.error)
    assert isinstance(raw, Raw) and raw.outlet == "Khan Uul Courier" and text.strip() in raw.data  # type: ignore[operator]


def test_a_list_of_addresses_is_told_from_a_report(tmp_path: Path) -> None:
    listed, report, named = tmp_path / "list.txt", tmp_path / "report.txt", tmp_path / "a.html"
    listed.write_text("\ufeff# what to read\nhttps://one.example/1\n\n  HTTP://two.example/2\n", encoding="utf-8")
    report.write_text("https://one.example/1 is where it stood.\n")
    named.write_text("https://one.example/1\n")
    assert isinstance(source_of(str(listed)), Addresses)
    assert type(source_of(str(report))) is type(source_of(str(named))) is Files
    assert type(source_of(str(tmp_path))) is Files and not Addresses.takes("a\0b")
    report.write_text("# nothing but a remark\n")
    assert not Addresses.takes(str(report))


def test_addresses_are_read_in_order_each_once(tmp_path: Path) -> None:
    with site() as here:
        here.put("/1", "<p>One.")
        here.put("/2", "<p>Two.")
        path = tmp_path / "list.txt"
        path.write_text("\n".join(here.address + page for page in ("/2", "/none", "/1", "/2")))
        found = list(collect([str(path)], http=client()))
    assert [item.data if isinstance(item, Raw) else "failed" for item in found] == [b"<p>Two.", "failed", b"<p>One."]
