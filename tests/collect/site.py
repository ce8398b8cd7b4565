"""A site of one's own on this machine, for tests of what fetches: each path answers what the test puts there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2

from dragoman.collect.http import Http

Answer = tuple[int, Mapping[str, str], bytes] | Callable[[BaseHTTPRequestHandler], None]
HERE = frozenset({"127.0.0.1"})


class Site:
    """``answers`` by path; ``asked`` holds each request's path and headers, in their order."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []

    def put(self, path: str, body: bytes | str, kind: str = "text/html; charset=utf-8", **headers: str) -> str:
        """Serves ``body`` at ``path``, and gives its address."""
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (200, {"Content-Type": kind, **named}, data)
        return self.address + path

    def paths(self) -> list[str]:
        """What was asked for, in its order."""
        return [path for path, _ in self.asked]


@contextmanager
def site() -> Iterator[Site]:
    """A running site."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here.asked.append((self.path, dict(self.headers.items())))
            answer = here.answers.get(self.path, (404, {"Content-Type": "text/html"}, b"nothing here"))
            try:
                if callable(answer):
                    answer(self)
                    return
                status, headers, body = answer
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                pass  # the client has had enough

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    here = Site(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()


def client(**options: Any) -> Http:
    """A client that may read this machine, and need not wait."""
    return Http(**{"allow_hosts": HERE, "interval": 0.0, "attempts": 1, "robots": False, **options})


def mock(answer: Callable[[httpx2.Request], httpx2.Response], **options: Any) -> Http:
    """A client for which ``answer`` is the whole of the web."""
    return client(transport=httpx2.MockTransport(answer), **options)
