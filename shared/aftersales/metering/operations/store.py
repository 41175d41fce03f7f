"""The operator's questions, each one call of a narrow function."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import asyncpg

from aftersales.kernel.ids import DeliveryId, TenantId
from aftersales.kernel.tx import OperatorTx, as_row
from aftersales.metering.model import Meter, UsageEventId
from aftersales.metering.operations.model import (
    CallShare,
    FleetHealth,
    FleetShare,
    OpenState,
    Outbox,
    Overdue,
    StrayDelivery,
    TenantUsage,
)
from aftersales.platform.model import Fleet
from aftersales.tenancy.model import TenantState

USAGE: Final = "SELECT * FROM operator_usage($1::date, $2::varchar, $3::integer)"
FLEETS: Final = "SELECT * FROM operator_fleets($1)"
OUTBOX: Final = "SELECT * FROM operator_outbox($1)"
SCHEDULES: Final = "SELECT overdue AS count, oldest_age_seconds FROM operator_schedules($1)"
SEALS: Final = "SELECT behind AS count, oldest_age_seconds FROM operator_seals($1)"
DELIVERIES: Final = "SELECT * FROM operator_deliveries($1::varchar, $2::varchar, $3::uuid, $4::uuid, $5::integer, $6)"
REPLAY: Final = "SELECT operator_replay($1, $2, $3, $4, $5) AS state"
LOAD: Final = "SELECT * FROM operator_load($1, $2)"
CALLS: Final = "SELECT $2::timestamptz AS since, * FROM operator_calls($1, $2)"
CORRECT: Final = "SELECT correct_usage($1, $2, $3, $4, $5::bigint, $6::varchar) AS remaining"
TENANT: Final = "SELECT EXISTS (SELECT FROM tenants WHERE id = $1) AS known"


async def usage(tx: OperatorTx, month: date, *, after: str, limit: int) -> list[TenantUsage]:
    """Tenants in order of their codes with every figure of the month."""
    records = await tx.fetch(USAGE, month, after, limit)
    found: dict[UUID, TenantUsage] = {}
    for record in records:
        tenant = found.setdefault(record["tenant_id"], _tenant(record))
        if record["meter"] is not None:
            tenant.meters[Meter(record["meter"])] = record["quantity"]
    return list(found.values())


def _tenant(record: asyncpg.Record) -> TenantUsage:
    return TenantUsage(
        tenant_id=TenantId(record["tenant_id"]),
        code=record["code"],
        name=record["name"],
        state=TenantState(record["state"]),
        meters=dict.fromkeys(Meter, 0),
    )


async def fleets(tx: OperatorTx) -> list[FleetHealth]:
    """Fleets that have any work on record."""
    return [as_row(record, FleetHealth) for record in await tx.fetch(FLEETS, tx.now)]


async def outbox(tx: OperatorTx) -> Outbox:
    """What the relays have not routed yet."""
    (record,) = await tx.fetch(OUTBOX, tx.now)
    return as_row(record, Outbox)


async def schedules(tx: OperatorTx) -> Overdue:
    """Schedules whose slot has come due and is no delivery yet."""
    (record,) = await tx.fetch(SCHEDULES, tx.now)
    return as_row(record, Overdue)


async def seals(tx: OperatorTx, before: datetime) -> Overdue:
    """Tenants that have facts from before an instant under no seal."""
    (record,) = await tx.fetch(SEALS, before)
    return as_row(record, Overdue)


async def deliveries(
    tx: OperatorTx,
    state: OpenState,
    fleet: Fleet | None,
    tenant_id: TenantId | None,
    *,
    before: UUID | None,
    limit: int,
) -> list[StrayDelivery]:
    """Deliveries of all tenants that have not ended well, newest first."""
    fleet_name = None if fleet is None else fleet.value
    records = await tx.fetch(DELIVERIES, state.value, fleet_name, tenant_id, before, limit, tx.now)
    return [as_row(record, StrayDelivery) for record in records]


async def replay(tx: OperatorTx, tenant_id: TenantId, delivery_id: DeliveryId, act_id: UUID) -> str | None:
    """Revive a dead delivery and put the act down; the state it was found in, or None where there is none."""
    (record,) = await tx.fetch(REPLAY, tx.operator_id, tenant_id, delivery_id, act_id, tx.now)
    state: str | None = record["state"]
    return state


async def correct(
    tx: OperatorTx,
    tenant_id: TenantId,
    event_id: UsageEventId,
    correction_id: UsageEventId,
    quantity: int,
    reason: str,
) -> int | None:
    """Take back part of a usage event: -1 when done, what is left when that is too little, None where there is none."""
    (record,) = await tx.fetch(CORRECT, tx.operator_id, tenant_id, event_id, correction_id, quantity, reason)
    remaining: int | None = record["remaining"]
    return remaining


async def load(tx: OperatorTx, tenant_id: TenantId) -> list[FleetShare]:
    """A tenant's part of each fleet."""
    return [as_row(record, FleetShare) for record in await tx.fetch(LOAD, tenant_id, tx.now)]


async def calls(tx: OperatorTx, tenant_id: TenantId, since: datetime) -> CallShare:
    """A tenant's part of the requests."""
    (record,) = await tx.fetch(CALLS, tenant_id, since)
    return as_row(record, CallShare)


async def is_tenant(tx: OperatorTx, tenant_id: TenantId) -> bool:
    """Whether there is such a tenant."""
    (record,) = await tx.fetch(TENANT, tenant_id)
    known: bool = record["known"]
    return known
