"""Webhooks are sent what waits for them: never to a private address, and again, ever later, where it fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import httpx2
from msgspec.structs import replace

from dragoman.collect.address import CheckedTransport, Resolver, resolve
from dragoman.collect.http import USER_AGENT
from dragoman.errors import DragomanError, ForbiddenAddress, LedgerError
from dragoman.ledger import Ledger
from dragoman.serve.days import stamp
from dragoman.serve.tell.letters import signature
from dragoman.types import Delivery, Watch, Webhook

SECONDS = 10.0
AGAIN = tuple(timedelta(minutes=n) for n in (1, 5, 30, 120, 360, 720, 1440))
"""How long after each failure to try again; after the last one it is given up."""
SIDE_BY_SIDE = 4
"""Webhooks that are called at the same time."""
MANY = 1_000
"""Letters of a watch among which is looked for one that waits."""
GONE = 410


class Refused(Exception):
    """The receiver did not take it; ``last``: nor will it."""

    def __init__(self, sentence: str, *, last: bool = False) -> None:
        super().__init__(sentence)
        self.last = last


class Sender:
    """Sends what is due. ``inner`` and ``resolver`` are the seams by which tests need no network."""

    def __init__(
        self, ledger: Ledger, *, allow_hosts: frozenset[str] = frozenset(), resolver: Resolver = resolve,
        inner: httpx2.BaseTransport | None = None,
    ) -> None:  # fmt: skip
        self._ledger = ledger
        transport = CheckedTransport(allow_hosts=allow_hosts, resolver=resolver, inner=inner)
        # where it leads on to is not followed: what is signed is for one receiver
        self._client = httpx2.Client(transport=transport, timeout=SECONDS, follow_redirects=False, trust_env=False)

    def send(self, now: datetime) -> int:
        """Send what is due; how many were taken."""
        due: dict[str, list[Delivery]] = {}
        for delivery in sorted(self._ledger.due_deliveries(now=stamp(now)), key=lambda one: one.id):
            due.setdefault(delivery.watch, []).append(delivery)
        if not due:
            return 0
        with ThreadPoolExecutor(min(SIDE_BY_SIDE, len(due))) as pool:
            return sum(pool.map(lambda watch: self._send_in_order(watch, due[watch], now), due))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _send_in_order(self, id: str, due: Sequence[Delivery], now: datetime) -> int:
        """Send to one webhook. Where one fails those after it wait with it, so that they arrive in order."""
        watch = self._watch(id)
        if watch is None:
            return 0  # it was forgotten meanwhile, and with it what was to be sent
        head = self._head(id)
        if head is not None and head.id < due[0].id and head.due > stamp(now):
            self._wait(due, head.due)
            return 0
        for at, delivery in enumerate(due):
            after = self._tried(watch.webhook, delivery, now)
            self._ledger.note_delivery(after)
            if after.status == "waiting":
                self._wait(due[at + 1 :], after.due)
                return at
        return len(due)

    def _head(self, id: str) -> Delivery | None:
        """The oldest letter to a webhook that waits."""
        waiting = (one for one in self._ledger.deliveries(id, MANY) if one.status == "waiting")
        return min(waiting, key=lambda one: one.id, default=None)

    def _wait(self, letters: Sequence[Delivery], due: str) -> None:
        for letter in letters:
            self._ledger.note_delivery(replace(letter, due=due))

    def _tried(self, webhook: Webhook | None, delivery: Delivery, now: datetime) -> Delivery:
        delivery = replace(delivery, tries=delivery.tries + 1)
        try:
            self._post(webhook, delivery, now)
        except Refused as fault:
            if fault.last or delivery.tries > len(AGAIN):
                return replace(delivery, status="failed", error=str(fault), done=stamp(now))
            return replace(delivery, error=str(fault), due=stamp(now + AGAIN[delivery.tries - 1]))
        return replace(delivery, status="done", error=None, done=stamp(now))

    def _post(self, webhook: Webhook | None, delivery: Delivery, now: datetime) -> None:
        """Raises ``Refused`` where it was not taken."""
        if webhook is None:
            raise Refused("The watch has no webhook any more.", last=True)
        try:
            sent = self._client.stream(
                "POST", webhook.url, content=delivery.body.encode(), headers=headers(webhook, delivery, now)
            )
            with sent as answer:  # what it answers is not read
                status = answer.status_code
        except ForbiddenAddress:
            sentence = "The webhook leads to a private address; `dragoman serve --allow-host` lets it through."
            raise Refused(sentence, last=True) from None
        except DragomanError as fault:
            raise Refused(str(fault)) from None
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as fault:
            raise Refused(f"The webhook could not be reached ({type(fault).__name__}).") from None
        if not 200 <= status < 300:
            raise Refused(f"The webhook answered {status}.", last=status == GONE)

    def _watch(self, id: str) -> Watch | None:
        try:
            return self._ledger.watch(id)
        except LedgerError:
            return None


def headers(webhook: Webhook, delivery: Delivery, now: datetime) -> Mapping[str, str]:
    """The headers of a letter; the delivery's number is the same each time it is tried."""
    timestamp = int(now.timestamp())
    return {
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        "X-Dragoman-Watch": delivery.watch,
        "X-Dragoman-Delivery": str(delivery.id),
        "X-Dragoman-Timestamp": str(timestamp),
        "X-Dragoman-Signature": f"sha256={signature(webhook.secret, timestamp, delivery.body)}",
    }
