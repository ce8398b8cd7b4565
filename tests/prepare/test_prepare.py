"""The whole room: what comes in, what goes out, what is refused."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.collect import Raw
from dragoman.errors import DragomanError, EmptyInput, NotEnglish, NotText, TooLarge
from dragoman.prepare import prepare, prepare_text
from dragoman.types import Document

BODY = "The minister of the interior said on Monday that the border with the country’s neighbour would be closed."
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Border &amp; trade | Daily Herald</title>
<meta property="og:site_name" content="Daily Herald"><meta property="og:title" content="Border &amp; trade">
<meta property="article:published_time" content="2024-11-26T10:00:00Z"><script>var a = "<p>no</p>";</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/s">Sports</a></li></ul></nav><article><h1>Border &amp; trade</h1>
<p>{BODY} Traders   from <b>both</b> sides&nbsp;of the river told the Herald &ldquo;it is a disaster&rdquo; for them.</p>
<p>{BODY.replace("Monday", "Tuesday")} Nobody in the capital was ready to say how long it would last, or why.</p>
<p>{BODY.replace("Monday", "Friday")} The parliament will debate the decision in a week, and may vote it down.</p>
</article><footer>Copyright by the Herald</footer></body></html>"""


def holds(document: Document, source: str) -> None:
    """Sentences and segments lie where they should and say what the texts say."""
    text = document.report.text
    at = 0
    for start, end in document.sentences:
        assert at <= start < end <= len(text) and not text[at:start].strip()
        at = end
    assert not text[at:].strip()
    at = source_at = 0
    for segment in document.report.segments:
        assert at <= segment.start < segment.end <= len(text)
        assert 0 <= segment.source_start < segment.source_end <= len(source)
        if segment.end - segment.start == segment.source_end - segment.source_start:
            assert text[segment.start : segment.end] == source[segment.source_start : segment.source_end]
        at, source_at = segment.end, segment.source_end
    assert source_at <= len(source)


@pytest.mark.parametrize(
    ("text", "given", "date", "day"),
    [
        (BODY, None, "2024-05-07", None),
        (BODY, "2024-05-01", "2024-05-01", None),
        (f"March 14, 2023\n\n{BODY}", None, "2023-03-14", "2023-03-14"),
        # a dateline is a day of its own; the year it does not tell comes from the other
        (f"NAIROBI, May 6 (Reuters) - {BODY}", None, None, "2024-05-06"),
    ],
)
def test_a_day_for_reports_that_tell_none(text: str, given: str | None, date: str | None, day: str | None) -> None:
    report = prepare(Raw(origin="x", data=text, date=given, day_if_none="2024-05-07")).report
    assert (report.date, report.dateline_day) == (date, day)


def test_a_page_has_a_day_of_its_own() -> None:
    page = Raw(origin="a.html", data=PAGE, media="html", day_if_none="2020-01-01")
    assert prepare(page).report.date == "2024-11-26"


def test_plain_text_is_left_as_it_is() -> None:
    text = f"{BODY}\n\n“Nothing\u00a0is ﬁnal,” he said.\u200f And  so on."
    document = prepare_text(text)
    assert document.report.text == text and document.report.removed == ()
    assert len(document.sentences) == 3
    holds(document, text)


def test_a_page_gives_text_title_outlet_and_date() -> None:
    report = prepare(Raw(origin="a.html", data=PAGE.encode(), media="html")).report
    assert (report.title, report.outlet, report.date) == ("Border & trade", "Daily Herald", "2024-11-26")
    assert "“it is a disaster”" in report.text and "both sides\u00a0of the river" in report.text
    for strange in ("Home", "var a", "Copyright", "<"):
        assert strange not in report.text
    assert report.text.count("\n\n") == 2


def test_a_page_maps_back_to_its_source() -> None:
    document = prepare_text(PAGE)
    holds(document, PAGE)
    covered = sum(segment.end - segment.start for segment in document.report.segments)
    assert covered > 0.95 * len(document.report.text)
    quote = document.report.text.index("“")
    segment = next(s for s in document.report.segments if s.start == quote)
    assert PAGE[segment.source_start : segment.source_end] == "&ldquo;"


def test_a_fragment_is_read_without_a_page_around_it() -> None:
    source = f"<p>{BODY}</p><script>x</script><p>It was<br>so.</p><!-- <p>no</p> -->"
    document = prepare(Raw(origin="x:1", data=source, media="json", title="T"))
    assert document.report.text == f"{BODY}\n\nIt was\nso." and document.report.title == "T"
    holds(document, source)


@pytest.mark.parametrize("odd", ["\ud800", "\x00", "\udfff\ud800"])
def test_a_page_with_characters_that_are_none_is_read_and_maps_back(odd: str) -> None:
    source = PAGE.replace("neighbour", f"neigh{odd}bour")
    document = prepare(Raw(origin="x", data=source, media="html"))
    assert f"neigh{chr(0xFFFD) * len(odd)}bour" in document.report.text
    assert document.report.title == "Border & trade"
    holds(document, source)


def test_what_is_handed_in_goes_before_what_the_report_says() -> None:
    raw = Raw(origin="x", data=PAGE, media="html", outlet="Wire", date="2020-01-01")
    report = prepare(raw, title="Own", date="1 May 2024", url="https://a.example").report
    assert (report.title, report.outlet, report.date, report.url) == ("Own", "Wire", "2024-05-01", "https://a.example")


@pytest.mark.parametrize("text", ["", " \r\n\t", "\ufeff", "<html><body></body></html>", "<p></p>"])
def test_nothing_is_empty(text: str) -> None:
    for data in (text, text.encode()):
        with pytest.raises(EmptyInput):
            prepare(Raw(origin="it.txt", data=data))


def test_binary_and_too_much_are_refused_in_one_sentence() -> None:
    with pytest.raises(NotText, match=r"^it\.bin is not text; hand in plain text, HTML or JSON\.$"):
        prepare(Raw(origin="it.bin", data=b"\x00\x01\x02\x03" * 100))
    with pytest.raises(TooLarge, match="5 million"):
        prepare_text("word " * 1_100_000)
    with pytest.raises(TooLarge, match="5 million"):
        prepare_text("<p>" + "word " * 1_100_000)


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Министр иностранных дел заявил в понедельник, что переговоры будут продолжены в Женеве.", "ru", "Russian"),
        ("Der Außenminister sagte am Montag, dass die Gespräche in der nächsten Woche in Genf fortgesetzt werden.", "de",
         "German"),
        ("El ministro de Relaciones Exteriores dijo el lunes que las conversaciones seguirán en Ginebra.", "es", "Spanish"),
        ("外交部长周一表示，会谈将于下周在日内瓦继续举行，各方都会参加。", "zh", "Chinese"),
    ],
)  # fmt: skip
def test_another_language_is_named_and_refused(text: str, language: str, name: str) -> None:
    with pytest.raises(NotEnglish, match=rf"is in {name}, and dragoman reads English only") as caught:
        prepare_text(text)
    assert caught.value.language == language


@pytest.mark.parametrize(
    "text",
    ["Five killed in Kabul", "OK", "Putin meets Xi", "2024: 35%", BODY + " “Мы готовы к переговорам”, he said in Russian.",
     "Xi Jinping Vladimir Putin Narendra Modi Sergei Lavrov Wang Yi S. Jaishankar Luiz Inácio Lula da Silva"],
)  # fmt: skip
def test_short_and_mixed_texts_pass(text: str) -> None:
    assert prepare_text(text).report.language == "en"


def test_deep_and_broken_pages_are_read_in_time() -> None:
    start = time.process_time()
    pages = [
        "<html><body>" + "<div>" * 100_000 + f"<p>{BODY}</p>",
        "<html><body>" + f"<b><i>{BODY[:20]} " * 20_000 + BODY,
        "<html><body><p>" + BODY + '<a href="' * 50_000,
        "<html><body><p>" + BODY + "<!--" * 50_000,
        "<html><body><p>" + BODY + "<script>" * 20_000,
        "<html><body><p>" + BODY + "<" * 200_000,
        "<html><body>" + f"<p>{BODY}</p>" * 8_000,
    ]
    for page in pages:
        assert BODY in prepare_text(page).report.text
    assert time.process_time() - start < 30


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    try:
        holds(prepare_text(text), text)
    except DragomanError as error:
        assert "\n" not in str(error)


@settings(deadline=None)
@given(st.text(alphabet="Aa.\n \r\u00a0“”-—:()/1<>&;\ud800\x00\u200f", max_size=120).map(lambda text: BODY + text))
def test_no_text_after_a_report_breaks_it(text: str) -> None:
    holds(prepare_text(text), text)


HTML = st.lists(
    st.sampled_from(["<p>", "</p>", "<div", ">", "<b>", "</b>", "&amp;", "&#0;", "&nbsp;", "<!--", "-->", "<script>", "\r\n",
                     "</script>", '"', "=", "<br/>", "<nav>", "</nav>", "<head>", "<title>", "\ud800", BODY, "word "])
    | st.text(max_size=5),
    max_size=30,
).map("".join)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(HTML, st.sampled_from(["<html>", "<p>", "<!DOCTYPE html><html><body>"]))
def test_no_page_breaks_it(inner: str, head: str) -> None:
    source = f"{head}{inner}"
    try:
        holds(prepare(Raw(origin="x", data=source, media="html")), source)
    except DragomanError as error:
        assert "\n" not in str(error)


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["text", "html", None]))
def test_no_bytes_break_it(data: bytes, media: str | None) -> None:
    try:
        document = prepare(Raw(origin="x", data=data, media=media))  # type: ignore[arg-type]
    except DragomanError as error:
        assert "\n" not in str(error)
    else:
        assert document.report.text == document.report.text.strip()


def test_a_report_is_ready_in_a_few_milliseconds() -> None:
    text = (BODY + " ") * 20
    prepare_text(text)
    start = time.process_time()
    for _ in range(20):
        prepare_text(text)
    assert (time.process_time() - start) / 20 < 0.02
