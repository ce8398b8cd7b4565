"""What happens, as numbers that Prometheus fetches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import prometheus_client as prometheus
from prometheus_client.core import GaugeMetricFamily

from dragoman.engine.watch.witness import Tally, Witness
from dragoman.errors import InputError
from dragoman.ledger import RunItem

STATUSES = ("new", "ok", "failing", "dead")
OUTCOMES = ("new", "copy", "version", "reread", "same", "unreadable", "failed", "gone")
SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Metrics(Witness):
    """Counts what happens; ``tallies`` gives the sources. No figure is kept by source: there may be thousands."""

    def __init__(self, tallies: Callable[[], Mapping[str, Tally]]) -> None:
        self.registry = registry = prometheus.CollectorRegistry()
        prometheus.ProcessCollector(registry=registry)
        registry.register(_Sources(tallies))
        self._items = prometheus.Counter(
            "dragoman_items", "What became of the items that came in.", ["outcome"], registry=registry
        )
        self._polls = prometheus.Counter(
            "dragoman_polls", "Sources asked, by how they fare since.", ["status"], registry=registry
        )
        self._added = prometheus.Histogram(
            "dragoman_add_seconds", "Time to add a read report to the ledger.", buckets=SECONDS, registry=registry
        )
        self._last = prometheus.Gauge(
            "dragoman_last_poll_timestamp_seconds", "When a source was last asked.", registry=registry
        )
        # all are there from the beginning: a rate needs a first value
        for outcome in OUTCOMES:
            self._items.labels(outcome)
        for status in STATUSES[1:]:
            self._polls.labels(status)

    def item(self, item: RunItem) -> None:
        """A report came in, or did not."""
        self._items.labels(item.outcome).inc()

    def added(self, seconds: float) -> None:
        """A report was added."""
        self._added.observe(seconds)

    def polled(self, tally: Tally) -> None:
        """A source was asked."""
        self._polls.labels(tally.state.status).inc()
        self._last.set_to_current_time()


class _Sources:
    """How many sources fare how, counted when Prometheus asks."""

    def __init__(self, tallies: Callable[[], Mapping[str, Tally]]) -> None:
        self._tallies = tallies

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily(
            "dragoman_sources", "Sources that are followed, by how they fare.", labels=["status"]
        )
        counts = Counter(tally.state.status for tally in self._tallies().values())
        for status in STATUSES:
            family.add_metric([status], counts[status])
        yield family


def address_of(written: str) -> tuple[str, int]:
    """Host and port of «127.0.0.1:9464», «[::1]:9464» or «9464». Raises ``InputError`` for anything else."""
    host, _, port = written.rpartition(":")
    if not (port.isascii() and port.isdecimal() and int(port[:6]) < 65_536):
        raise InputError(f"{written} is no address to serve metrics at; write it as 127.0.0.1:9464.")
    return host.strip("[]") or "127.0.0.1", int(port)


@contextmanager
def serving(metrics: Metrics, written: str) -> Iterator[int]:
    """Serves ``metrics`` at an address while this lasts; gives the port (which is chosen where 0 is asked for).

    Raises ``InputError`` where the address cannot be taken.
    """
    host, port = address_of(written)
    try:
        server, thread = prometheus.start_http_server(port, host, metrics.registry)
    except OSError as fault:
        raise InputError(
            f"Metrics cannot be served at {written} ({fault.strerror}); choose another --metrics."
        ) from None
    try:
        yield int(server.server_port)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
