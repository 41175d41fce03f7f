"""How many usage events a second are recorded end to end, exact under duplicates and late events.

Events go through the service in one transaction for each batch, as the worker does it: begin, record, commit.
"""

import asyncio
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from time import perf_counter
from typing import Final
from uuid import UUID

from aftersales.kernel.access import WORKER
from aftersales.kernel.ids import TenantId, derived_id, new_id
from aftersales.kernel.settings import Settings
from aftersales.kernel.tx import Database, create_engine
from aftersales.metering import service
from aftersales.metering.model import CauseKind, Meter, UsageEvent, UsageEventId
from aftersales.platform.service import write_facts
from aftersales.tenancy.tables import tenants
from benchmarks.ground import standing

TENANTS: Final = 4
BATCHES: Final = 15
BATCH: Final = 2_000
WRITERS: Final = 2
DUPLICATES: Final = 0.20
LATE: Final = 0.05
START: Final = datetime(2026, 5, 31, 0, 0, tzinfo=UTC)
METERS: Final = (Meter.RETURNS_FILED, Meter.DOCUMENTS_RENDERED, Meter.MESSAGES_SENT)


def stream(name: str, chance: Random) -> list[list[UsageEvent]]:
    """Batches in which one event in five was told before and one in twenty happened a day earlier."""
    batches: list[list[UsageEvent]] = []
    known: list[UsageEvent] = []
    for number in range(BATCHES):
        batch = []
        for place in range(BATCH):
            if known and chance.random() < DUPLICATES:
                batch.append(chance.choice(known))
                continue
            late = timedelta(days=1) if chance.random() < LATE else timedelta(0)
            event = _event(derived_id(name, number, place), START + timedelta(minutes=number * 60 + place / 40) - late)
            known.append(event)
            batch.append(event)
        batches.append(batch)
    return batches


def _event(event_id: UUID, at: datetime) -> UsageEvent:
    return UsageEvent(
        id=UsageEventId(event_id),
        meter=METERS[event_id.int % len(METERS)],
        quantity=1 + event_id.int % 5,
        occurred_at=at,
        cause_kind=CauseKind.FACT,
        cause_id=event_id,
    )


async def _make_tenants(url: str) -> list[TenantId]:
    operators = Database(create_engine(url, pool_size=1), before_commit=write_facts)
    made = [TenantId(new_id()) for _ in range(TENANTS)]
    async with operators.operator_transaction(new_id()) as tx:
        for tenant_id in made:
            values = {"id": tenant_id, "code": f"bench-{tenant_id.hex[-12:]}", "name": "计量测试"}
            await tx.execute(tenants.insert().values(**values))
    await operators.close()
    return made


async def _figures(database: Database, tenant_id: TenantId) -> Counter[Meter]:
    figures: Counter[Meter] = Counter()
    async with database.transaction(tenant_id, WORKER) as tx:
        for record in await tx.fetch("SELECT meter, quantity FROM usage_months WHERE tenant_id = $1", tenant_id):
            figures[Meter(record["meter"])] += record["quantity"]
    return figures


def _truth(batches: list[list[UsageEvent]]) -> Counter[Meter]:
    truth: Counter[Meter] = Counter()
    for event in {event.id: event for batch in batches for event in batch}.values():
        truth[event.meter] += event.quantity
    return truth


async def _measure(database: Database, operator_url: str) -> dict[str, float]:
    chance = Random(23)  # noqa: S311 - chooses cases, guards nothing
    streams = {tenant_id: stream(str(tenant_id), chance) for tenant_id in await _make_tenants(operator_url)}
    gate = asyncio.Semaphore(WRITERS)

    async def write(tenant_id: TenantId, batch: list[UsageEvent]) -> None:
        async with gate, database.transaction(tenant_id, WORKER) as tx:
            await service.record(tx, batch)

    began = perf_counter()
    await asyncio.gather(*(write(tenant, batch) for tenant, batches in streams.items() for batch in batches))
    seconds = perf_counter() - began

    exact = [await _figures(database, tenant) == _truth(batches) for tenant, batches in streams.items()]
    return {
        "metering.events_per_second": TENANTS * BATCHES * BATCH / seconds,
        "metering.exact_tenants": sum(exact) / TENANTS,
    }


def measure() -> dict[str, float]:
    """Events recorded per second, duplicates included, and the share of tenants whose figures are exact (1.0)."""

    async def run(settings: Settings) -> dict[str, float]:
        database = Database(create_engine(settings.database_url, pool_size=WRITERS), before_commit=write_facts)
        try:
            return await _measure(database, settings.operator_database_url)
        finally:
            await database.close()

    with standing() as ground:
        return asyncio.run(run(ground.settings))


if __name__ == "__main__":
    for figure, value in measure().items():
        sys.stdout.write(f"{figure} {value:,.1f}\n")
