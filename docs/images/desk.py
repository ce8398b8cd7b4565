"""Make the pictures of the desk: its pages over the sample ledger, on a desktop and a phone, light and dark.

    python docs/images/desk.py [--only today,event] [--ledger FILE] [--to FOLDER]

Needs Playwright (in `requirements/dev.txt`) and Chromium (on Debian: apt-get install chromium). The first run reads
the sample, in about half a minute.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dragoman.ledger import Ledger
from dragoman.serve.demo.build import sample
from dragoman.serve.desk import Desk
from dragoman.serve.guard.sessions import SESSION
from dragoman.serve.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import ViewportSize

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
from tests.serve.browsing import DESKTOP, PHONE, Theme, chromium, opened, visiting  # noqa: E402

TODAY = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
"""The day on which the pictures are taken: just after the last report of the sample."""


class Picture(NamedTuple):
    """A picture: which page, how large the window is, in which theme."""

    path: str
    size: ViewportSize = DESKTOP
    theme: Theme = "light"


class StillDesk(Desk):
    """The desk on the day of the pictures."""

    def now(self) -> datetime:
        """That day."""
        return TODAY


def pictures(ledger: Ledger) -> dict[str, Picture]:
    """The pictures by name: of the meeting that most origins tell of, and of a report of the shelling of Liboi."""
    told = ledger.events(type="CONSULT", corroborated=True)
    event = max(told, key=lambda story: (story.state_owned > 0, story.origins, story.reports, story.id))
    report = ledger.reports(outlet="Kenya News Agency", text="Liboi shells", sort="oldest").first()
    assert report is not None
    return {
        "desk-today": Picture("/"),
        "desk-today-phone": Picture("/", PHONE, "dark"),
        "desk-search": Picture("/search?q=Russia+-%3E+Taliban%2C+meetings%2C+last+November", theme="dark"),
        "desk-event": Picture(f"/events/{event.id}"),
        "desk-event-phone": Picture(f"/events/{event.id}", PHONE),
        "desk-report": Picture(f"/reports/{report.id}", theme="dark"),
        "desk-party": Picture("/party/KEN"),
        "desk-pair": Picture("/pair/KEN/SOM", theme="dark"),
        "desk-quotes": Picture("/quotes"),
        "desk-sources": Picture("/sources"),
        "desk-watches": Picture("/watches"),
        "desk-welcome": Picture("/welcome"),
    }


@contextmanager
def at_desk(ledger: Path) -> Iterator[tuple[Desk, str]]:
    """A desk over a copy of a ledger, and its address."""
    with tempfile.TemporaryDirectory() as folder:
        place = shutil.copy(ledger, Path(folder) / "sample.db")
        desk = StillDesk(Settings(ledger=str(place), demo=True))
        with opened(desk) as address:
            yield desk, address


def main(tell: Callable[[str], object] = print) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="names of pictures, by commas; without «desk-»")
    parser.add_argument("--ledger", type=Path, help="default: the sample")
    parser.add_argument("--to", type=Path, default=HERE)
    args = parser.parse_args()
    wanted = {f"desk-{name.strip()}" for name in args.only.split(",")} if args.only else None
    with at_desk(args.ledger or sample()) as (desk, address), chromium() as browser:
        for name, picture in pictures(desk.ledger).items():
            if wanted is not None and name not in wanted:
                continue
            with visiting(browser, address, theme=picture.theme, size=picture.size) as visit:
                signed_in = desk.sessions.begin("Ada", None, desk.now())
                visit.page.context.add_cookies([{"name": SESSION, "value": signed_in, "url": address}])
                visit.go(picture.path)
                visit.page.screenshot(path=args.to / f"{name}.png")
                tell(f"{name}.png" + "".join(f"\n  {fault}" for fault in visit.amiss))


if __name__ == "__main__":
    main()
