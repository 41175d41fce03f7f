"""What is measured of the platform, each figure by one name; a tenant is never a label.

A figure that is counted in a process stands here. What the database knows is asked when somebody reads the figures.
Names follow Prometheus and OpenTelemetry: a unit at the end, `_total` for what only grows.
"""

import os
from collections.abc import Iterable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

CONTENT_TYPE: Final = "text/plain; version=0.0.4"
SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own variable: a folder in which the processes of one API keep their figures together."""

OWN: Final = CollectorRegistry(auto_describe=True)
"""What this process has counted."""

disable_created_metrics()  # type: ignore[no-untyped-call]  # the library left it so
ProcessCollector(registry=OWN)

REQUEST_SECONDS: Final = Histogram(
    "http_server_request_duration_seconds",
    "How long requests took, by method, route and class of status.",
    ("method", "route", "status"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
    registry=OWN,
)
DENIALS: Final = Counter(
    "aftersales_guard_denials",
    "Requests that a guard turned away; not_found is also what another tenant's things look like.",
    ("reason",),
    registry=OWN,
)
POOL_WAIT: Final = Histogram(
    "aftersales_pool_wait_seconds",
    "How long work waited for a connection to the database.",
    buckets=(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0),
    registry=OWN,
)
DELIVERY_RUNS: Final = Counter(
    "aftersales_delivery_runs",
    "Attempts of deliveries, by handler and how they ended.",
    ("handler", "outcome"),
    registry=OWN,
)
DELIVERY_SECONDS: Final = Histogram(
    "aftersales_delivery_run_seconds",
    "How long attempts of deliveries took.",
    ("fleet",),
    buckets=(0.01, 0.05, 0.25, 1.0, 5.0, 30.0, 300.0),
    registry=OWN,
)
START_LAG: Final = Histogram(
    "aftersales_delivery_start_lag_seconds",
    "How long after they were due deliveries started.",
    ("fleet",),
    buckets=(0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0, 120.0, 600.0),
    registry=OWN,
)
LEASES_SWEPT: Final = Counter(
    "aftersales_leases_swept",
    "Deliveries that were taken back because the lease of their worker ran out.",
    registry=OWN,
)
SLOTS: Final = Counter(
    "aftersales_schedule_slots",
    "Slots of schedules that became deliveries; late ones were missed when they came due, and caught up.",
    ("timing",),
    registry=OWN,
)
WEBHOOK_FIRST: Final = Histogram(
    "aftersales_webhook_first_attempt_seconds",
    "How long after its fact a webhook message was tried for the first time.",
    buckets=(0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0),
    registry=OWN,
)
WEBHOOK_ATTEMPTS: Final = Counter(
    "aftersales_webhook_attempts",
    "Attempts to tell an endpoint, by what came of them.",
    ("outcome",),
    registry=OWN,
)
INGESTED: Final = Counter(
    "aftersales_ingest_events",
    "Usage events that came in, by where from and what became of them.",
    ("source", "outcome"),
    registry=OWN,
)
ROWS: Final = Counter(
    "aftersales_import_rows",
    "Rows of imported sheets, by what became of them.",
    ("outcome",),
    registry=OWN,
)

LATE: Final = 60.0
"""Seconds after which a slot counts as missed."""


class _Families(Collector):
    """Figures that were asked for just now."""

    def __init__(self, families: Iterable[GaugeMetricFamily]) -> None:
        self._families = list(families)

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Give them to whoever writes them down."""
        return self._families


def gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    """One figure of the moment."""
    return GaugeMetricFamily(name, about, value=value)


def gauges(name: str, about: str, label: str, values: Iterable[tuple[str, float]]) -> GaugeMetricFamily:
    """One figure of the moment for each value of a label."""
    family = GaugeMetricFamily(name, about, labels=[label])
    for one, value in values:
        family.add_metric([one], value)
    return family


def exposition(families: Iterable[GaugeMetricFamily] = ()) -> str:
    """All that this process, and those that share a folder with it, have counted, and figures of the moment."""
    asked = CollectorRegistry()
    asked.register(_Families(families))
    parts = [generate_latest(asked), generate_latest(_counted())]
    return b"".join(parts).decode()


def _counted() -> CollectorRegistry:
    folder = os.environ.get(SHARED, "")
    if not folder:
        return OWN
    together = CollectorRegistry()
    MultiProcessCollector(together, path=folder)  # type: ignore[no-untyped-call]  # the library left it so
    return together
