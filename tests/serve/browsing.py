"""A desk that listens, and Chromium to look at it."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import pytest
import uvicorn

from dragoman.serve.app import build
from dragoman.serve.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

Theme = Literal["light", "dark"]
PATIENCE = 60_000
"""Milliseconds that a page may take on a busy machine."""
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}


@contextmanager
def chromium() -> Iterator[Browser]:
    """This system's Chromium, without a window; the test is skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed.")
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("There is no Chromium here; on Debian: apt-get install chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def listening(application: Any, host: str = "127.0.0.1") -> Iterator[str]:
    """Serve an application in a thread; its address."""
    config = uvicorn.Config(application, host=host, port=0, log_config=None, access_log=False, lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.02)
    try:
        yield f"http://{host}:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)


@contextmanager
def opened(desk: Desk) -> Iterator[str]:
    """Serve a desk; its address."""
    with listening(build(desk)) as address:
        desk.settings = replace(desk.settings, port=urlsplit(address).port or 0)
        yield address


@dataclass
class Visit:
    """A browser window on a desk, and what went amiss in it: faults of scripts, what the policy forbade, other hosts."""

    page: Page
    address: str
    amiss: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open a page of the desk, and wait until it is all there."""
        self.page.goto(self.address + path, wait_until="networkidle")

    @property
    def width(self) -> int:
        """How wide the page is, in pixels: more than the window where something sticks out."""
        return int(self.page.evaluate("document.documentElement.scrollWidth"))


@contextmanager
def visiting(
    browser: Browser, address: str, *, theme: Theme = "light", size: ViewportSize = DESKTOP, scripts: bool = True
) -> Iterator[Visit]:
    """A window on the desk at ``address``."""
    context = browser.new_context(
        viewport=size, color_scheme=theme, java_script_enabled=scripts, reduced_motion="reduce"
    )  # fmt: skip
    context.set_default_timeout(PATIENCE)
    visit = Visit(context.new_page(), address)
    visit.page.on("pageerror", lambda error: visit.amiss.append(str(error)))
    visit.page.on("console", lambda message: _told(visit, message))
    visit.page.on("request", lambda request: _asked(visit, request.url))
    try:
        yield visit
    finally:
        context.close()


def _told(visit: Visit, message: Any) -> None:
    # that a page answered 404 or 422 is no fault of its scripts
    if message.type == "error" and "Failed to load resource" not in message.text:
        visit.amiss.append(message.text)


def _asked(visit: Visit, url: str) -> None:
    if not url.startswith((visit.address, "data:", "blob:")):
        visit.amiss.append(f"{url} was asked for")


AXE = Path(__file__).parent / "vendor" / "axe.min.js"
"""axe-core, which finds what keeps people from using a page; see VERSIONS beside it."""
_RUN = """() => axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations.map(v => ({
  id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.map(n => n.html.slice(0, 160) + " | " + n.failureSummary)})))"""


def findings(page: Page) -> list[dict[str, Any]]:
    """What axe-core finds wrong with a page."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(_RUN)
    return found
