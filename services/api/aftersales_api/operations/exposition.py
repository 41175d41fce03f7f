"""The figures that only the database and Redis know, asked when somebody reads them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from prometheus_client.core import GaugeMetricFamily

from aftersales.kernel.measures import gauge, gauges
from aftersales.metering.operations.model import FleetHealth, Outbox, Overdue

Figure = tuple[str, str, Callable[[FleetHealth], float]]

OF_FLEETS: Final[tuple[Figure, ...]] = (
    ("deliveries_waiting", "Deliveries that are due and not started.", lambda fleet: fleet.waiting),
    ("deliveries_planned", "Deliveries that come due later.", lambda fleet: fleet.planned),
    ("deliveries_running", "Deliveries in a worker's hands.", lambda fleet: fleet.running),
    ("deliveries_oldest_age_seconds", "How long the oldest due delivery waits.", lambda f: f.oldest_age_seconds),
    ("deliveries_overdue_leases", "Leases that ran out and are not swept yet.", lambda fleet: fleet.overdue_leases),
    ("deliveries_dead", "Dead letters.", lambda fleet: fleet.dead),
)


def moment(
    fleets: Sequence[FleetHealth], outbox: Outbox, schedules: Overdue, seals: Overdue, *, redis: bool
) -> Iterator[GaugeMetricFamily]:
    """The figures of this moment."""
    for name, about, figure in OF_FLEETS:
        yield gauges(f"aftersales_{name}", about, "fleet", ((one.fleet.value, figure(one)) for one in fleets))
    yield gauge("aftersales_outbox_facts", "Facts that no relay has routed yet.", outbox.facts)
    yield gauge("aftersales_outbox_lag_seconds", "Age of the oldest of them.", outbox.oldest_age_seconds)
    yield gauge("aftersales_schedules_overdue", "Schedules whose slot was missed and not caught up.", schedules.count)
    yield gauge("aftersales_schedules_oldest_age_seconds", "How late they are at most.", schedules.oldest_age_seconds)
    yield gauge("aftersales_seals_overdue", "Tenants with facts of days long over under no seal.", seals.count)
    yield gauge("aftersales_seals_oldest_age_seconds", "How late they are at most.", seals.oldest_age_seconds)
    yield gauge("aftersales_redis_answers", "1 if Redis answers this process, 0 if it does not.", float(redis))
