"""What workers do for stock counts: keep the schedules a policy asks for, and open the counts of a slot."""

from uuid import UUID

from msgspec import Struct

from aftersales.kernel.tx import Tx
from aftersales.parts.counts.model import ScheduledCount
from aftersales.parts.counts.schedules import service as schedules
from aftersales.platform import service as platform
from aftersales.platform.model import Fleet
from aftersales.policy import service as policy
from aftersales.policy.events import VersionPublished
from aftersales_worker.subscriptions import on, timer

PLAN_COUNTS = "counts.plan"


class PolicyTakesEffect(Struct, frozen=True):
    """The instant from which a published version decides has come."""

    version_id: UUID


@on(VersionPublished, name="counts.await_policy", fleet=Fleet.BULK)
async def await_policy(tx: Tx, fact: VersionPublished) -> None:
    """Plan the counts of a published version when it takes effect, not before."""
    payload = PolicyTakesEffect(fact.version_id)
    await platform.set_timer(tx, PLAN_COUNTS, fact.version_id, fact.effective_at, fleet=Fleet.BULK, payload=payload)


@timer(PLAN_COUNTS, PolicyTakesEffect, fleet=Fleet.BULK)
async def plan_counts(tx: Tx, due: PolicyTakesEffect) -> None:
    """Schedule the counts of the policy in force; a version that was overtaken meanwhile plans nothing."""
    in_force = await policy.in_force(tx)
    if in_force.version_id == due.version_id:
        await schedules.plan_counts(tx, in_force.document.counts, in_force.version_id)


@timer(schedules.OPEN_COUNT, ScheduledCount, fleet=Fleet.BULK)
async def open_scheduled_counts(tx: Tx, due: ScheduledCount) -> None:
    """Open the counts of a slot that came due."""
    await schedules.open_slot(tx, due)
