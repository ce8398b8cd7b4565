"""Pages: a local server, no network; which addresses are open and which never."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2
import pytest

from dragoman.collect import Failure, Page, Raw, collect, source_of
from dragoman.collect import page as page_module
from dragoman.collect.address import CheckedTransport, is_public
from dragoman.collect.http import USER_AGENT, Http
from dragoman.errors import FetchError, ForbiddenAddress, TooLarge

SEEN: list[tuple[str, str, str]] = []


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        SEEN.append((self.path, self.headers["User-Agent"], self.headers["Host"]))
        step = self.path.strip("/")
        if step.isdigit() and int(step) > 0:
            self.send_response(302)
            self.send_header("Location", f"/{int(step) - 1}")
            self.end_headers()
            return
        routes: dict[str, tuple[int, str, bytes]] = {
            "/0": (200, "text/html; charset=windows-1252", b"<p>\x93Words\x94</p>"),
            "/plain": (200, "text/plain", b"Words."),
            "/json": (200, "application/json", b'[{"text": "One."}, {"text": "Two."}]'),
            "/picture": (200, "image/png", b"\x89PNG"),
            "/empty": (200, "text/html", b"  "),
        }
        status, kind, body = routes.get(self.path, (404, "text/html", b"gone"))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    SEEN.clear()
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    httpd.server_close()


def fetched(url: str) -> Raw | Failure:
    found = list(collect([url], http=Http(allow_hosts=frozenset({"127.0.0.1"}), interval=0, attempts=1)))
    assert len(found) == 1
    return found[0]


def error_of(item: object) -> str:
    assert isinstance(item, Failure)
    message = str(item.error)
    assert "\n" not in message and message.endswith(".")
    return message


def test_a_page_comes_with_its_address_media_and_charset(server: str) -> None:
    raw = fetched(f"{server}/5")
    assert isinstance(raw, Raw)
    assert (raw.url, raw.media, raw.charset, raw.data) == (
        f"{server}/0",
        "html",
        "windows-1252",
        b"<p>\x93Words\x94</p>",
    )
    assert {agent for _, agent, _ in SEEN} == {USER_AGENT}
    plain = fetched(f"{server}/plain")
    assert isinstance(plain, Raw) and plain.media == "text"


def test_a_page_of_json_holds_reports(server: str) -> None:
    found = list(collect([f"{server}/json"], http=Http(allow_hosts=frozenset({"127.0.0.1"}), interval=0)))
    assert [raw.data for raw in found if isinstance(raw, Raw)] == ["One.", "Two."]


def test_what_gives_nothing_readable_is_one_sentence(server: str) -> None:
    assert "redirects more than 5 times" in error_of(fetched(f"{server}/6"))
    assert "404" in error_of(fetched(f"{server}/gone"))
    assert "image/png" in error_of(fetched(f"{server}/picture"))
    assert "empty" in error_of(fetched(f"{server}/empty"))
    assert "not a web address" in error_of(fetched("http://"))
    assert "not a web address" in error_of(fetched("https://[::1"))


def test_nobody_listening_is_one_sentence() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "cannot be reached" in error_of(fetched(f"http://user:secret@127.0.0.1:{port}/"))
    assert "secret" not in error_of(fetched(f"http://user:secret@127.0.0.1:{port}/"))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"])
def test_a_private_address_is_never_read_unless_allowed(server: str, host: str) -> None:
    before = len(SEEN)
    found = list(collect([server.replace("127.0.0.1", host) + "/plain"]))
    assert isinstance(found[0], Failure) and isinstance(found[0].error, FetchError)
    assert len(SEEN) == before


def by(transport: httpx2.BaseTransport) -> Http:
    return Http(transport=transport, robots=False, attempts=1, interval=0)


def answer(request: httpx2.Request) -> httpx2.Response:
    if request.url.path == "/away":
        return httpx2.Response(302, headers={"Location": "http://inside.example/"})
    if request.url.path == "/slow":
        raise httpx2.ReadTimeout("slow")
    return httpx2.Response(200, headers={"Content-Type": "text/plain"}, text=str(request.url.host))


def test_a_redirect_to_a_private_address_is_refused() -> None:
    names = {"outside.example": ["93.184.215.14"], "inside.example": ["10.0.0.7"]}
    transport = CheckedTransport(resolver=lambda host, port: names[host], inner=httpx2.MockTransport(answer))
    found = list(Page("http://outside.example/away", http=by(transport)).items())
    assert isinstance(found[0], Failure) and isinstance(found[0].error, ForbiddenAddress)
    assert "inside.example" in error_of(found[0])


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    transport = CheckedTransport(
        resolver=lambda host, port: ["93.184.215.14", "127.0.0.1"], inner=httpx2.MockTransport(answer)
    )
    assert "private address" in error_of(next(Page("http://two.example/", http=by(transport)).items()))


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["93.184.215.14"] if len(asked) == 1 else ["127.0.0.1"]

    transport = CheckedTransport(resolver=rebinding, inner=httpx2.MockTransport(answer))
    raw = next(Page("https://rebind.example/", http=by(transport)).items())
    assert isinstance(raw, Raw) and raw.data == b"93.184.215.14" and asked == ["rebind.example"]
    assert raw.url == "https://rebind.example/"


def test_the_server_is_still_told_the_name(server: str) -> None:
    transport = CheckedTransport(allow_hosts=frozenset({"named.example"}), resolver=lambda host, port: ["127.0.0.1"])
    raw = next(Page(server.replace("127.0.0.1", "named.example") + "/plain", http=by(transport)).items())
    assert isinstance(raw, Raw) and SEEN[-1][2].startswith("named.example:")


def test_a_slow_page_and_a_host_without_address_are_one_sentence() -> None:
    slow = CheckedTransport(resolver=lambda host, port: ["93.184.215.14"], inner=httpx2.MockTransport(answer))
    assert "in time" in error_of(next(Page("http://slow.example/slow", http=by(slow)).items()))
    assert "is not known" in error_of(next(Page("http://no-such-host.invalid/", http=by(CheckedTransport())).items()))


def test_a_page_over_the_limit_is_stopped_while_it_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "MAX_BYTES", 1000)
    sent = []

    def endless(request: httpx2.Request) -> httpx2.Response:
        def body() -> Iterator[bytes]:
            for _ in range(1000):
                sent.append(1)
                yield b"a" * 100

        return httpx2.Response(200, headers={"Content-Type": "text/plain"}, content=body())

    transport = CheckedTransport(resolver=lambda host, port: ["93.184.215.14"], inner=httpx2.MockTransport(endless))
    found = next(Page("http://endless.example/", http=by(transport)).items())
    assert isinstance(found, Failure) and isinstance(found.error, TooLarge) and len(sent) < 50


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "::7f00:1",
     "2002:7f00:1::", "64:ff9b::7f00:1", "ff02::1", "no address"],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


def test_the_source_is_told_by_the_place() -> None:
    assert [source_of(place).name for place in ("HTTPS://a.example/", "-", "a/b.txt")] == ["page", "file", "file"]
