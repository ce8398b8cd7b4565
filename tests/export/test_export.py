"""What the writers write."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from dragoman.errors import InputError
from dragoman.export import WRITERS, HtmlWriter, JsonLinesWriter, JsonWriter, TextWriter, writer
from dragoman.export.html import fragment
from dragoman.types import Record, Report
from tests.sample import TEXT, record

ESCAPE = "\x1b"


class Page(HTMLParser):
    """The tags and the words of a page; fails on tags that are not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br"):
            self.open.append(tag)
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if "href" in given else []
        assert "src" not in given
        assert not any(name.startswith("on") for name in given)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)


def parsed(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    assert page.open == []
    return page


def with_text(text: str) -> Record:
    report = Report(text=text, title=text, outlet=text, url=text)
    return msgspec.structs.replace(
        record(), report=report, attributions=(), events=(), entities=(), places=(), dates=()
    )


def test_registry_names_are_unique_and_found() -> None:
    assert [kind.name for kind in WRITERS] == ["text", "json", "jsonl", "html"]
    assert all(isinstance(writer(kind.name), kind) for kind in WRITERS)
    with pytest.raises(InputError, match=r"parquet.*text, json, jsonl, html"):
        writer("parquet")


def test_json_is_an_object_or_an_array() -> None:
    one = record()
    assert Record.from_json(JsonWriter().text(one)) == one
    many = json.loads(JsonWriter().text(one, one))
    assert [Record.from_dict(item) for item in many] == [one, one]
    assert json.loads("".join(JsonWriter().chunks([one], many=True))) == [json.loads(one.to_json())]
    assert json.loads("".join(JsonWriter().chunks([], many=True))) == []


def test_jsonl_is_one_record_a_line() -> None:
    lines = JsonLinesWriter().text(record(), record()).splitlines()
    assert [Record.from_json(line) for line in lines] == [record(), record()]


def test_page_is_whole_and_self_contained() -> None:
    page = parsed(HtmlWriter().text(record()))
    assert TEXT in "".join(page.words)
    assert all(link.startswith("#") and link[1:] in page.ids for link in page.links)
    assert len(page.ids) == len(set(page.ids))


def test_page_of_several_has_no_id_twice() -> None:
    page = parsed(HtmlWriter().text(record(), record()))
    assert len(page.ids) == len(set(page.ids))


def test_rows_and_text_share_their_keys() -> None:
    html = fragment(record())
    for key in ("e1", "e7", "q1", "q6"):
        assert len(re.findall(rf'data-key="[^"]*\b{key}\b', html)) >= 3


def test_notebook_shows_the_fragment() -> None:
    assert record()._repr_html_() == fragment(record())


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)"])
def test_page_escapes_everything(evil: str) -> None:
    page = parsed(HtmlWriter().text(with_text(evil)))
    assert evil in "".join(page.words)
    assert page.links == []


@given(st.text(max_size=80))
def test_any_text_makes_a_page_and_a_view(text: str) -> None:
    parsed(HtmlWriter().text(with_text(text)))
    view = TextWriter(color=False).text(with_text(text))
    assert ESCAPE not in view


@given(st.data())
def test_any_overlap_makes_a_page(data: st.DataObject) -> None:
    events = []
    for event in record().events[:3]:
        start = data.draw(st.integers(0, len(TEXT) - 2))
        end = data.draw(st.integers(start + 1, len(TEXT)))
        trigger = msgspec.structs.replace(event.trigger, start=start, end=end, text=TEXT[start:end])
        events.append(msgspec.structs.replace(event, trigger=trigger))
    changed = msgspec.structs.replace(record(), events=tuple(events))
    assert TEXT in "".join(parsed(HtmlWriter().text(changed)).words)


@pytest.mark.parametrize("width", [30, 60, 100, 200])
def test_view_says_everything_at_any_width(width: int) -> None:
    view = TextWriter(width=width).text(record())
    assert max(len(line) for line in view.splitlines()) <= min(width, 112)
    words = " ".join(re.sub(r"[─\s]+", " ", view).split())
    for said in ("[e2]", "[q2]", "CONSULT", "TUR GOV", "2024-03-13", "94%", "Anadolu"):
        assert said in words


def test_view_without_colour_has_no_escape_sequences() -> None:
    assert ESCAPE not in TextWriter(color=False).text(record())
    assert ESCAPE in TextWriter(color=True).text(record())


def test_view_of_a_report_with_nothing_in_it() -> None:
    view = TextWriter().text(with_text("The sun shone on the harbour."))
    assert "No event in this report that is sure enough to tell." in view
    assert "Nobody is quoted in this report." in view


@pytest.mark.parametrize("width", [60, 100])
def test_view_stays_as_it_was_approved(width: int, snapshot: SnapshotAssertion) -> None:
    assert TextWriter(width=width).text(record()) == snapshot
