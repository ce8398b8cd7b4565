"""The story of an analyst, in Chromium: from an empty ledger to an alert. The reader is the real one."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dragoman.serve.desk import Desk
from dragoman.serve.settings import Settings
from tests.serve.browsing import Visit, chromium, listening, opened, visiting
from tests.serve.press import Press, by, signed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

READING = 180_000
"""Milliseconds that a busy machine may take to load the model and read a few reports."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def press() -> Press:
    """The Kenyan agency tells of a shelling, and a day later another outlet does."""
    return Press({
        "kna": by("Kenya News Agency", "Shells hit"),
        "afp": by("Agence France-Presse", "Seven killed"),
    })  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    at_work = Desk(Settings(ledger=str(tmp_path / "ledger.db"), allow_hosts=frozenset({"127.0.0.1"})))
    yield at_work
    at_work.close()


def test_from_an_empty_ledger_to_an_alert(browser: Browser, press: Press, desk: Desk) -> None:
    with listening(press.application()) as site, opened(desk) as address, visiting(browser, address) as visit:
        arrives(visit, desk)
        follows(visit, f"{site}/kna.xml")
        visit.page.get_by_role("link", name="See what happened").click()
        searches(visit)
        event = looks(visit)
        reads(visit, event)
        corrects(visit, event)
        feed, secret = watches(visit, f"{site}/told")
        follows(visit, f"{site}/afp.xml")
        hears(visit, feed)
        is_told(press, secret)
        assert not visit.amiss


def arrives(visit: Visit, desk: Desk) -> None:
    """Nothing is there yet: the desk leads to a first feed."""
    visit.go(f"/enter?key={desk.door}")
    assert visit.page.url.endswith("/welcome")
    assert visit.page.get_by_role("heading", name="Follow a first feed").is_visible()


def follows(visit: Visit, feed: str) -> None:
    """A feed is followed, and its reports come in while one looks."""
    page = visit.page
    visit.go("/welcome")
    page.get_by_label("Address of the feed").fill(feed)
    page.get_by_role("button", name="Follow it").click()
    page.wait_for_url("**/welcome#progress")
    page.get_by_role("heading", name=re.compile(r"event.* from")).wait_for(timeout=READING)


def searches(visit: Visit) -> None:
    """What was meant is shown, and each part of it can be taken away."""
    page = visit.page
    page.get_by_label("Search everything").fill("Kenya, September 2025")
    page.keyboard.press("Enter")
    page.get_by_text("Understood as").wait_for()
    chips = page.locator(".chips").first
    assert "Kenya" in chips.inner_text()
    assert "September 2025" in chips.inner_text()


def looks(visit: Visit) -> str:
    """An event: a sentence that says it, who says so, and in which words. Its path."""
    page = visit.page
    visit.go("/?party=KEN")
    page.locator("a.event-said").first.click()
    page.wait_for_url("**/events/*")
    assert page.get_by_role("heading", level=1).inner_text()
    assert page.get_by_role("heading", name="Who says so").is_visible()
    assert "Kenya News Agency" in page.locator("main").inner_text()
    assert page.locator("main mark").first.is_visible()
    return page.url.removeprefix(visit.address)


def reads(visit: Visit, event: str) -> None:
    """The report from which the event comes, with the words marked."""
    page = visit.page
    page.locator("main a[href^='/reports/']").first.click()
    page.wait_for_url("**/reports/*")
    assert "Kenya will not bury its officers in silence" in page.locator("main").inner_text()
    assert page.locator(".text .trigger").count() > 1
    assert page.locator(".text .content").count() >= 1
    visit.go(event)


def corrects(visit: Visit, event: str) -> None:
    """The day is put right; that is seen at once, and taken back."""
    page = visit.page
    visit.go(event + "/correct")
    page.get_by_label("When").fill("2025-09-14")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Corrected by hand").wait_for()
    assert "14 September 2025" in page.locator("main").inner_text()
    visit.go("/corrections")
    page.get_by_role("button", name=re.compile("undo|take back", re.IGNORECASE)).first.click()
    visit.go(event)
    assert page.get_by_text("Corrected by hand").count() == 0


def watches(visit: Visit, webhook: str) -> tuple[str, str]:
    """A search is kept. The path of its feed, and the secret of its webhook."""
    page = visit.page
    visit.go("/?party=KEN")
    page.get_by_role("link", name="Watch this search").click()
    page.get_by_label("Name", exact=True).fill("Kenya")
    page.get_by_label("Webhook").fill(webhook)
    page.get_by_role("button", name="Keep the watch").click()
    page.get_by_text("Nothing yet").first.wait_for()
    feed = page.get_by_role("link", name="Atom").get_attribute("href") or ""
    return feed.removeprefix(visit.address), page.locator("main pre code").inner_text()


def hears(visit: Visit, feed: str) -> None:
    """What is new is told in the feed of the watch, and on its page."""
    told = _soon(lambda: told if "<entry>" in (told := visit.page.request.get(visit.address + feed).text()) else "")
    assert "Kenya" in told
    visit.go("/watches")
    visit.page.get_by_role("link", name="Kenya", exact=True).click()
    assert visit.page.locator(".told a[href^='/events/']").count() >= 1


def is_told(press: Press, secret: str) -> None:
    """The webhook got it too, signed."""
    headers, body = _soon(lambda: press.told and press.told[0])
    assert b"Kenya" in body
    assert headers["x-dragoman-signature"] == f"sha256={signed(secret, headers['x-dragoman-timestamp'], body)}"


def _soon(look: Callable[[], Any]) -> Any:
    """What is there as soon as it is; in two minutes at the latest."""
    until = time.monotonic() + 120
    while not (found := look()):
        assert time.monotonic() < until, "nothing was told"
        time.sleep(0.5)
    return found


def test_all_can_be_read_without_scripts(browser: Browser, filled: Path) -> None:
    quiet = Desk(Settings(ledger=str(filled)))
    with opened(quiet) as address, visiting(browser, address, scripts=False) as visit:
        page: Page = visit.page
        visit.go("/")
        page.get_by_label("Who acts", exact=True).fill("KEN")
        page.get_by_role("button", name="Filter").click()
        page.locator("a.event-said").first.click()
        page.wait_for_url("**/events/*")
        assert page.get_by_role("heading", name="Who says so").is_visible()
        page.locator("main a[href^='/reports/']").first.click()
        page.wait_for_url("**/reports/*")
        visit.go("/search?q=Kenya")
        assert page.get_by_text("Understood as").is_visible()
