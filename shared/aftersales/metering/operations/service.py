"""Use cases of operators: compare tenants, watch fleets, replay dead letters, correct usage.

An `OperatorTx` is only ever opened for a recognised operator, so it stands in for a permission here.
"""

from datetime import date, timedelta
from uuid import UUID

import msgspec

from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import DeliveryId, TenantId, derived_id, new_id
from aftersales.kernel.pagination import read_cursor, write_cursor
from aftersales.kernel.tx import OperatorTx
from aftersales.metering.errors import CorrectionTooLarge
from aftersales.metering.model import UsageEventId
from aftersales.metering.operations import store
from aftersales.metering.operations.model import (
    Act,
    CallShare,
    FleetHealth,
    FleetShare,
    OpenState,
    Outbox,
    Overdue,
    StrayDelivery,
    TenantUsage,
)
from aftersales.metering.plans import store as quotas
from aftersales.metering.rules import hour_of
from aftersales.platform.errors import DeliveryNotReplayable
from aftersales.platform.model import Fleet

SEALING = timedelta(hours=2)
"""How long after midnight, UTC, the day before may still be unsealed."""

CORRECTED = -1
"""What the store answers when a correction is on record."""


async def usage(
    tx: OperatorTx,
    month: date,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[TenantUsage], str | None]:
    """Every tenant's figures of a month side by side with what its plan includes, in order of their codes."""
    bound = ("operator usage", month)
    after = "" if cursor is None else msgspec.convert(read_cursor(cursor, *bound)[0], str)
    found = await store.usage(tx, month, after=after, limit=limit + 1)
    following = write_cursor((found[limit - 1].code,), *bound) if len(found) > limit else None
    terms = await quotas.terms_of(tx, [one.tenant_id for one in found[:limit]], month)
    return [msgspec.structs.replace(one, plan=terms.get(one.tenant_id)) for one in found[:limit]], following


async def fleets(tx: OperatorTx) -> list[FleetHealth]:
    """The health of every fleet, also of those that have nothing to do."""
    busy = {health.fleet: health for health in await store.fleets(tx)}
    return [busy.get(fleet, FleetHealth(fleet=fleet)) for fleet in Fleet]


async def outbox(tx: OperatorTx) -> Outbox:
    """How far the relays are behind."""
    return await store.outbox(tx)


async def schedules(tx: OperatorTx) -> Overdue:
    """Schedules whose slot was missed, and has not been caught up yet."""
    return await store.schedules(tx)


async def seals(tx: OperatorTx) -> Overdue:
    """Tenants whose facts of days that are over lie unsealed; the night's work is given its time."""
    return await store.seals(tx, (tx.now - SEALING).replace(hour=0, minute=0, second=0, microsecond=0))


async def deliveries(
    tx: OperatorTx,
    state: OpenState,
    fleet: Fleet | None,
    tenant_id: TenantId | None,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[StrayDelivery], str | None]:
    """Deliveries of all tenants that have not ended well, newest first."""
    bound = ("operator deliveries", state.value, fleet, tenant_id)
    before = None if cursor is None else msgspec.convert(read_cursor(cursor, *bound)[0], UUID)
    found = await store.deliveries(tx, state, fleet, tenant_id, before=before, limit=limit + 1)
    following = write_cursor((found[limit - 1].id,), *bound) if len(found) > limit else None
    return found[:limit], following


async def replay(tx: OperatorTx, tenant_id: TenantId, delivery_id: DeliveryId) -> Act:
    """Give a tenant's dead delivery another life; the act is put down with it."""
    act_id = new_id()
    state = await store.replay(tx, tenant_id, delivery_id, act_id)
    if state is None:
        raise NotFound("delivery", "投递")
    if state != OpenState.DEAD:
        raise DeliveryNotReplayable(state=state)
    return Act(id=act_id, tenant_id=tenant_id)


async def correct_usage(
    tx: OperatorTx,
    tenant_id: TenantId,
    event_id: UsageEventId,
    *,
    quantity: int,
    reason: str,
    key: str,
) -> Act:
    """Take back part of a usage event by an event of its own; the same `key` again changes nothing."""
    correction_id = UsageEventId(derived_id("usage correction", tenant_id, event_id, key) if key else new_id())
    remaining = await store.correct(tx, tenant_id, event_id, correction_id, quantity, reason)
    if remaining is None:
        raise NotFound("usage event", "用量事件")
    if remaining != CORRECTED:
        raise CorrectionTooLarge(left=remaining, quantity=quantity, pointer="/quantity")
    await quotas.review_after(tx, tenant_id=tenant_id)
    return Act(id=correction_id, tenant_id=tenant_id)


async def load(tx: OperatorTx, tenant_id: TenantId) -> tuple[list[FleetShare], CallShare]:
    """How much of the fleets and of the requests is one tenant's: is it the noisy neighbour?"""
    if not await store.is_tenant(tx, tenant_id):
        raise NotFound("tenant", "租户")
    since = hour_of(tx.now) - timedelta(hours=1)
    return await store.load(tx, tenant_id), await store.calls(tx, tenant_id, since)
