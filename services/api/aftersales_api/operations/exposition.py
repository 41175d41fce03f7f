"""The Prometheus text format, version 0.0.4, for the few figures that operators watch."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from aftersales.metering.operations.model import FleetHealth, Outbox
from aftersales_api.operations.durations import BOUNDS, Durations, Histogram

CONTENT_TYPE: Final = "text/plain; version=0.0.4"
SECONDS: Final = "aftersales_request_duration_seconds"


def exposition(fleets: Iterable[FleetHealth], outbox: Outbox, durations: Durations) -> str:
    """All figures as a scraper reads them."""
    lines = [*_of_fleets(list(fleets)), *_of_outbox(outbox), *_of_requests(durations)]
    return "\n".join(lines) + "\n"


def _gauge(name: str, about: str) -> Iterator[str]:
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} gauge"


def _of_fleets(fleets: list[FleetHealth]) -> Iterator[str]:
    figures: tuple[tuple[str, str, Callable[[FleetHealth], float]], ...] = (
        ("deliveries_waiting", "Deliveries that are due and not started.", lambda fleet: fleet.waiting),
        ("deliveries_running", "Deliveries in a worker's hands.", lambda fleet: fleet.running),
        ("deliveries_oldest_age_seconds", "How long the oldest due delivery waits.", lambda f: f.oldest_age_seconds),
        ("deliveries_overdue_leases", "Leases that ran out and are not swept yet.", lambda f: f.overdue_leases),
        ("deliveries_dead", "Dead letters.", lambda fleet: fleet.dead),
    )
    for name, about, figure in figures:
        yield from _gauge(f"aftersales_{name}", about)
        for fleet in fleets:
            yield f'aftersales_{name}{{fleet="{fleet.fleet.value}"}} {figure(fleet)}'


def _of_outbox(outbox: Outbox) -> Iterator[str]:
    yield from _gauge("aftersales_outbox_facts", "Facts that no relay has routed yet.")
    yield f"aftersales_outbox_facts {outbox.facts}"
    yield from _gauge("aftersales_outbox_lag_seconds", "Age of the oldest of them.")
    yield f"aftersales_outbox_lag_seconds {outbox.oldest_age_seconds}"


def _of_requests(durations: Durations) -> Iterator[str]:
    yield f"# HELP {SECONDS} How long requests took in the process that answers."
    yield f"# TYPE {SECONDS} histogram"
    for (method, route, status), histogram in sorted(durations.by_route.items()):
        yield from _series(f'method="{method}",route="{_escaped(route)}",status="{status}"', histogram)


def _series(labels: str, histogram: Histogram) -> Iterator[str]:
    total = 0
    for bound, count in zip((*map(str, BOUNDS), "+Inf"), histogram.counts, strict=True):
        total += count
        yield f'{SECONDS}_bucket{{{labels},le="{bound}"}} {total}'
    yield f"{SECONDS}_sum{{{labels}}} {histogram.seconds:.6f}"
    yield f"{SECONDS}_count{{{labels}}} {total}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
