"""Builders of usage for tests."""

from datetime import datetime

from tests.fixtures.kernel import Brand

from aftersales.kernel.access import WORKER
from aftersales.kernel.ids import derived_id
from aftersales.kernel.tx import Database
from aftersales.metering import service
from aftersales.metering.model import CauseKind, Meter, UsageEvent, UsageEventId


def event(
    name: object,
    at: datetime,
    *,
    meter: Meter = Meter.RETURNS_FILED,
    quantity: int = 1,
    dimension: str = "",
) -> UsageEvent:
    """A usage event whose identity is made of its name."""
    event_id = derived_id("test usage", name)
    return UsageEvent(
        id=UsageEventId(event_id),
        meter=meter,
        dimension=dimension,
        quantity=quantity,
        occurred_at=at,
        cause_kind=CauseKind.FACT,
        cause_id=event_id,
    )


async def record(database: Database, brand: Brand, *events: UsageEvent) -> int:
    """Count events as the worker does."""
    async with database.transaction(brand.id, WORKER) as tx:
        return await service.record(tx, events)
