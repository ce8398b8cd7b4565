"""The figures of a desk, for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager

import prometheus_client as prometheus
import sqlalchemy as sa
from prometheus_client.core import GaugeMetricFamily

from dragoman.ledger import Ledger, schema

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 30.0)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Figures:
    """Counts what is asked of a desk."""

    def __init__(self, ledger: Ledger) -> None:
        self.registry = registry = prometheus.CollectorRegistry()
        prometheus.ProcessCollector(registry=registry)
        registry.register(_Ledger(ledger))
        labels = ["method", "route"]
        self._requests = prometheus.Counter(
            "dragoman_requests", "Requests answered, by status.", [*labels, "status"], registry=registry
        )
        self._seconds = prometheus.Histogram(
            "dragoman_request_seconds", "Time to the end of an answer.", labels, buckets=SECONDS, registry=registry
        )
        self._open = prometheus.Gauge("dragoman_requests_under_way", "Requests not yet answered.", registry=registry)

    def under_way(self) -> AbstractContextManager[None]:
        """A request, while it lasts."""
        return self._open.track_inprogress()

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered."""
        method = method if method in METHODS else "other"
        self._requests.labels(method, route, status).inc()
        self._seconds.labels(method, route).observe(seconds)

    def text(self) -> bytes:
        """All figures, as Prometheus reads them."""
        return prometheus.generate_latest(self.registry)


class _Ledger:
    """What is in the ledger, counted when Prometheus asks."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def collect(self) -> Iterator[GaugeMetricFamily]:
        tables = {"reports": schema.report, "events": schema.story, "sources": schema.source}
        with self._ledger.reading() as connection:
            for name, table in tables.items():
                count = connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
                yield GaugeMetricFamily(f"dragoman_ledger_{name}", f"The {name} in the ledger.", count)
