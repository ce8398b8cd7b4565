"""Every page, in both themes and on a phone: what axe-core finds, whether scripts fail, whether something sticks out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dragoman.serve.settings import Settings
from dragoman.types import Watch
from tests.serve.browsing import PHONE, Visit, chromium, findings, opened, visiting
from tests.serve.conftest import StillDesk

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = {
    "today": "/",
    "today, filtered": "/?actor=KEN&type=CONSULT",
    "today, nothing passes": "/?actor=BRA",
    "event": "/events/{event}",
    "correct": "/events/{event}/correct",
    "report": "/reports/{report}",
    "country": "/party/KEN",
    "sector": "/party/KEN:GOV",
    "pair": "/pair/KEN/SOM",
    "pair, silent": "/pair/BRA/SOM",
    "quotes": "/quotes",
    "sources": "/sources",
    "search": "/search?q=Kenya+-%3E+Somalia,+meetings",
    "watches": "/watches",
    "a new watch": "/watches?party=KEN",
    "watch": "/watches/{watch}",
    "corrections": "/corrections",
    "welcome": "/welcome",
    "sign in": "/sign-in",
    "not there": "/nowhere",
}
THEMES = ("light", "dark")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def desk(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StillDesk]:
    place = tmp_path_factory.mktemp("axe") / "ledger.db"
    shutil.copy(filled, place)
    opened_desk = StillDesk(Settings(ledger=str(place)))
    opened_desk.ledger.save_watch(Watch(name="Kenya", query={"party": ["KEN"]}, owner="Ada"))
    yield opened_desk
    opened_desk.close()


@pytest.fixture(scope="module")
def address(desk: StillDesk) -> Iterator[str]:
    with opened(desk) as at:
        yield at


@pytest.fixture(scope="module", params=THEMES)
def visit(request: pytest.FixtureRequest, browser: Browser, desk: StillDesk, address: str) -> Iterator[Visit]:
    """A window of somebody who is signed in."""
    with visiting(browser, address, theme=request.param) as window:
        window.go(f"/enter?key={desk.door}")
        yield window


def path_of(desk: StillDesk, page: str) -> str:
    """The path of a page, with an event, a report and a watch of the ledger."""
    event = desk.ledger.events(type="CONSULT").first()
    assert event is not None
    watch, *_ = desk.ledger.watches()
    return PAGES[page].format(event=event.id, report=desk.ledger.accounts(event.id)[0].report, watch=watch.id)


@pytest.mark.parametrize("page", PAGES)
def test_nothing_keeps_anybody_out(visit: Visit, desk: StillDesk, page: str) -> None:
    visit.amiss.clear()
    visit.go(path_of(desk, page))
    found = findings(visit.page)
    assert not [f for f in found if f["impact"] in ("serious", "critical", "moderate")], found
    assert not visit.amiss


@pytest.mark.parametrize("page", PAGES)
def test_a_phone_is_wide_enough(browser: Browser, desk: StillDesk, address: str, page: str) -> None:
    with visiting(browser, address, size=PHONE) as window:
        window.go(path_of(desk, page))
        assert window.width <= PHONE["width"]
        assert not window.amiss
