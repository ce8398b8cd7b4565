"""The client: what it asks, how often, and what it puts up with. A site on this machine, or none at all."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import httpx2
import pytest

from dragoman.collect.http import USER_AGENT, Http
from dragoman.collect.robots import MAX_DELAY
from dragoman.errors import Disallowed, FetchError, Gone, TooLarge, TryLater
from tests.collect.site import Site, client, mock, site


@pytest.fixture
def here() -> Iterator[Site]:
    with site() as running:
        yield running


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_it_says_who_it_is_and_asks_only_for_what_has_changed(here: Site) -> None:
    url = here.put("/", "words", ETag='"a1"', Last_Modified="Tue, 26 Nov 2024 10:00:00 GMT")
    first = client().get(url)
    assert (first.data, first.media, first.charset, first.etag) == (b"words", "text/html", "utf-8", '"a1"')
    here.answers["/"] = (304, {}, b"")
    second = client().get(url, etag=first.etag, modified=first.modified)
    assert second.unchanged and second.data == b""
    headers = here.asked[-1][1]
    assert headers["User-Agent"] == USER_AGENT
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"a1"', "Tue, 26 Nov 2024 10:00:00 GMT")


def test_no_cookie_and_no_tag_that_cannot_be_sent_goes_back(here: Site) -> None:
    url = here.put("/", "words", Set_Cookie="who=you; Path=/")
    http = client()
    http.get(url)
    http.get(url, etag='"ü"', modified="a\nb")
    assert not {"Cookie", "If-None-Match", "If-Modified-Since"} & here.asked[-1][1].keys()


def test_robots_txt_is_asked_for_once_and_obeyed(here: Site) -> None:
    here.put("/robots.txt", "User-agent: *\nDisallow: /\n\nUser-agent: dragoman\nDisallow: /private\n", "text/plain")
    here.put("/open", "words")
    http = client(robots=True)
    assert http.get(f"{here.address}/open").data == http.get(f"{here.address}/open").data == b"words"
    with pytest.raises(Disallowed, match=r"robots\.txt of 127\.0\.0\.1"):
        http.get(f"{here.address}/private/page")
    assert here.paths() == ["/robots.txt", "/open", "/open"]


def test_robots_txt_of_the_place_that_a_redirect_leads_to_is_obeyed(here: Site) -> None:
    here.put("/robots.txt", "User-agent: *\nDisallow: /inside\n", "text/plain")
    here.answers["/"] = (302, {"Location": "/inside"}, b"")
    with pytest.raises(Disallowed):
        client(robots=True).get(f"{here.address}/")
    assert "/inside" not in here.paths()


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_site_without_robots_txt_allows_all(status: int) -> None:
    http = mock(
        lambda request: httpx2.Response(status if request.url.path == "/robots.txt" else 200, text="words"), robots=True
    )
    assert http.get("http://one.example/page").data == b"words"


def test_a_site_whose_robots_txt_is_out_of_order_is_left_alone_for_a_while() -> None:
    clock = Clock()
    asked: list[str] = []
    status = [503]

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.path)
        return httpx2.Response(status[0], text="")

    http = mock(answer, robots=True, clock=clock, sleep=clock.sleep)
    for _ in range(3):
        with pytest.raises(TryLater):
            http.get("http://one.example/page")
    assert asked == ["/robots.txt"]
    status[0] = 200
    clock.now += 601
    assert http.get("http://one.example/page").data == b""
    assert asked == ["/robots.txt", "/robots.txt", "/page"]


def test_one_host_is_asked_at_one_rate_and_others_need_not_wait() -> None:
    clock = Clock()
    http = mock(lambda request: httpx2.Response(200, text="words"), interval=2.0, clock=clock, sleep=clock.sleep)
    for url in ("http://one.example/1", "http://two.example/1", "http://one.example/2", "http://one.example/3"):
        http.get(url)
    assert clock.slept == [2.0, 2.0]


@pytest.mark.parametrize(
    ("rule", "delay"), [("Crawl-delay: 7", 7.0), ("Request-rate: 1/20", 20.0), ("Crawl-delay: 9999", MAX_DELAY)]
)
def test_the_delay_that_robots_txt_asks_for_is_kept(rule: str, delay: float) -> None:
    clock = Clock()
    http = mock(
        lambda request: httpx2.Response(200, text=f"User-agent: *\n{rule}\n"),
        robots=True,
        clock=clock,
        sleep=clock.sleep,
    )
    http.get("http://one.example/1")
    http.get("http://one.example/2")
    assert clock.slept[-1] == delay


def test_threads_share_the_rate_of_a_host() -> None:
    times: list[float] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        times.append(time.monotonic())
        return httpx2.Response(200, text="words")

    http = mock(answer, interval=0.05)
    threads = [threading.Thread(target=http.get, args=("http://one.example/",)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(times) == 6 and max(times) - min(times) >= 0.05 * 5 * 0.9


def test_who_would_wait_too_long_for_a_turn_is_told_to_come_again() -> None:
    clock = Clock()
    http = mock(lambda request: httpx2.Response(200, text="words"), interval=300.0, clock=clock, sleep=clock.sleep)
    http.get("http://one.example/1")
    with pytest.raises(TryLater) as raised:
        http.get("http://one.example/2")
    assert raised.value.after == 300.0 and clock.slept == []


@pytest.mark.parametrize("first", [429, 500, 502, 503, 504, "broken"])
def test_what_may_answer_another_time_is_tried_again(first: int | str) -> None:
    asked: list[int] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(1)
        if len(asked) > 1:
            return httpx2.Response(200, text="words")
        if first == "broken":
            raise httpx2.RemoteProtocolError("cut off")
        return httpx2.Response(int(first), headers={"Retry-After": "0"})

    assert mock(answer, attempts=3).get("http://one.example/").data == b"words" and len(asked) == 2


def test_a_retry_is_not_told_on_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    statuses = iter([503, 200])
    mock(lambda request: httpx2.Response(next(statuses)), attempts=2).get("http://one.example/")
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_what_will_not_answer_is_asked_once(status: int) -> None:
    asked: list[int] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(1)
        return httpx2.Response(status)

    with pytest.raises(FetchError, match=str(status)) as raised:
        mock(answer, attempts=3).get("http://one.example/")
    assert len(asked) == 1 and (type(raised.value) is Gone) == (status in (404, 410))


@pytest.mark.parametrize(
    ("asks", "after"), [("3600", 3600.0), ("Fri, 31 Dec 2100 23:59:59 GMT", None), ("soon", None), ("-5", None)]
)
def test_a_long_wait_that_a_server_asks_for_is_left_to_the_caller(asks: str, after: float | None) -> None:
    http = mock(lambda request: httpx2.Response(429, headers={"Retry-After": asks}))
    with pytest.raises(TryLater) as raised:
        http.get("http://one.example/")
    if asks.startswith("Fri"):
        assert raised.value.after is not None and raised.value.after > 1e9
    else:
        assert raised.value.after == after


def test_a_body_of_no_end_and_a_bomb_are_stopped(here: Site) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"a" * 10_000)

    here.answers["/endless"] = endless
    here.put("/bomb", gzip.compress(b"\0" * 30_000_000), Content_Encoding="gzip")
    here.put("/nested", gzip.compress(gzip.compress(b"\0" * 30_000_000)), Content_Encoding="gzip, gzip")
    here.put("/long", b"a" * 2_000_000)
    for path in ("/endless", "/bomb", "/long"):
        with pytest.raises(TooLarge, match="1 MB"):
            client().get(here.address + path, limit=1_000_000)
    with pytest.raises(FetchError, match="unknown compression"):
        client().get(f"{here.address}/nested")


@pytest.mark.parametrize("part", ["headers", "body", "silence"])
def test_a_server_that_drips_is_cut_off(here: Site, part: str) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        if part != "silence":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if part == "body" else b"X-Slow: "))
        for _ in range(400):
            if part != "silence":
                handler.wfile.write(b"a")
            time.sleep(0.02)

    here.answers["/"] = drip
    started = time.monotonic()
    with pytest.raises(TryLater, match="in time"):
        client(total=0.3).get(f"{here.address}/")
    assert time.monotonic() - started < 5


def test_redirects_are_followed_to_an_end_and_lasting_ones_are_told(here: Site) -> None:
    here.put("/new", "words")
    here.answers["/old"] = (301, {"Location": "/newer"}, b"")
    here.answers["/newer"] = (308, {"Location": "/new"}, b"")
    here.answers["/for-now"] = (302, {"Location": "/old"}, b"")
    here.answers["/round"] = (302, {"Location": "/round"}, b"")
    here.answers["/out"] = (302, {"Location": "file:///etc/passwd"}, b"")
    here.answers["/away"] = (302, {"Location": "http://10.0.0.1/"}, b"")
    http = client()
    assert http.get(f"{here.address}/old").moved == f"{here.address}/new"
    assert http.get(f"{here.address}/for-now").moved is None
    with pytest.raises(FetchError, match="redirects more than 5 times"):
        http.get(f"{here.address}/round")
    with pytest.raises(FetchError, match="not a web address"):
        http.get(f"{here.address}/out")
    with pytest.raises(FetchError, match="private address"):
        http.get(f"{here.address}/away")


@pytest.mark.parametrize(
    "raw",
    [b"", b"\r\n\r\n", b"HTTP/9.9 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nx",
     b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\nx",
     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
     b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
     b"HTTP/1.1 302 Found\r\nLocation: http://[\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 50_000 + b"\r\n"],
)  # fmt: skip
def test_an_answer_that_is_none_is_one_sentence(here: Site, raw: bytes) -> None:
    here.answers["/"] = lambda handler: handler.wfile.write(raw) and None
    try:
        client().get(f"{here.address}/")
    except (FetchError, TooLarge) as error:
        assert "\n" not in str(error) and str(error).endswith(".")
    else:
        pytest.fail("it was taken for an answer")


def test_two_clients_do_not_share_what_they_know() -> None:
    options: dict[str, Any] = {"robots": True}
    closed = mock(lambda request: httpx2.Response(200, text="User-agent: *\nDisallow: /"), **options)
    opened = mock(lambda request: httpx2.Response(200, text=""), **options)
    with pytest.raises(Disallowed):
        closed.get("http://one.example/page")
    assert isinstance(opened, Http) and opened.get("http://one.example/page").data == b""
