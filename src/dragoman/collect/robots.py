"""What the sites' robots.txt ask for: what not to read, and how long to wait in between (RFC 9309)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

from dragoman.errors import TryLater

NAME = "dragoman"
"""What a robots.txt may call us."""
KEPT_SECONDS = 86_400.0
SILENT_SECONDS = 600.0
"""How long a site whose robots.txt cannot be had is left alone."""
MAX_DELAY = 60.0
"""A longer crawl delay is taken for this one: it would keep a site from ever being read."""

_NONE = Protego.parse("")


class Robots:
    """The rules of all sites asked so far. ``fetch`` gives the body of a robots.txt, or None where there is none."""

    def __init__(self, fetch: Callable[[str], bytes | None], clock: Callable[[], float]) -> None:
        self._fetch = fetch
        self._clock = clock
        self._sites: dict[str, tuple[float, Protego | TryLater]] = {}
        self._lock = threading.Lock()

    def allow(self, url: str) -> bool:
        """Whether ``url`` may be read. Raises ``TryLater`` where the site's robots.txt cannot be had."""
        return self._rules(url).can_fetch(url, NAME)

    def delay(self, url: str) -> float:
        """Seconds that the site of ``url`` wants between two requests."""
        rules = self._rules(url)
        rate = rules.request_rate(NAME)
        asked = max(rules.crawl_delay(NAME) or 0.0, rate.seconds / rate.requests if rate and rate.requests else 0.0)
        return min(max(asked, 0.0), MAX_DELAY)

    def _rules(self, url: str) -> Protego:
        parts = urlsplit(url)
        site = f"{parts.scheme.lower()}://{parts.netloc.rpartition('@')[2].lower()}"
        with self._lock:
            until, rules = self._sites.get(site, (0.0, _NONE))
        if until <= self._clock():
            until, rules = self._asked(site)
            with self._lock:
                if len(self._sites) > 10_000:
                    self._sites.clear()
                self._sites[site] = until, rules
        if isinstance(rules, TryLater):
            raise TryLater(str(rules), after=max(0.0, until - self._clock()))
        return rules

    def _asked(self, site: str) -> tuple[float, Protego | TryLater]:
        try:
            body = self._fetch(f"{site}/robots.txt")
        except TryLater as error:
            return self._clock() + max(SILENT_SECONDS, error.after or 0.0), error.with_traceback(None)
        return self._clock() + KEPT_SECONDS, Protego.parse((body or b"").decode("utf-8", "replace"))
