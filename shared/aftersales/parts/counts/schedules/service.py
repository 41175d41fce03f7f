"""Use cases of scheduled counts: keep the schedules that a policy asks for, open the counts of a slot."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from aftersales.kernel.access import Permission
from aftersales.kernel.ids import TenantId, derived_id
from aftersales.kernel.tx import Tx
from aftersales.parts import store as warehouses
from aftersales.parts.counts import store as counts
from aftersales.parts.counts.events import CountSlotAbsorbed
from aftersales.parts.counts.model import CountPlan, ScheduledCount
from aftersales.parts.counts.schedules import store
from aftersales.parts.counts.service import tell_opened
from aftersales.platform import service as platform
from aftersales.policy.model import CountRule

OPEN_COUNT: Final = "parts.open_count"
"""The handler that a slot calls."""

ANCHOR: Final = datetime(2020, 1, 1)  # noqa: DTZ001 - midnight on the schedule's own wall clock, as policies reckon


def subject_of(tenant_id: TenantId, code: str) -> UUID:
    """The identity of a plan's schedule."""
    return derived_id("count_schedule", tenant_id, code)


async def plan_counts(tx: Tx, rules: Sequence[CountRule], policy_version_id: UUID) -> None:
    """Make the policy's count rules the schedules there are; a rule that is gone has no further slot."""
    tx.actor.require(Permission.COUNTS_MANAGE)
    before = await store.scheduled_codes(tx)
    codes = {rule.code for rule in rules}

    for code in sorted(before - codes):
        await platform.unschedule(tx, OPEN_COUNT, subject_of(tx.tenant_id, code))
    for rule in rules:
        await platform.schedule(
            tx,
            OPEN_COUNT,
            subject_of(tx.tenant_id, rule.code),
            rule.schedule.rrule,
            time_zone=rule.schedule.time_zone,
            starts_at=ANCHOR.replace(tzinfo=ZoneInfo(rule.schedule.time_zone)),
            payload=ScheduledCount(rule=rule, policy_version_id=policy_version_id),
        )
    await store.replace_codes(tx, codes, policy_version_id)


async def open_slot(tx: Tx, due: ScheduledCount) -> None:
    """Open the counts of one slot, each warehouse once.

    A warehouse that is still being counted gets no second count: the one under way stands for the slot, and a fact
    says so. Slots that were missed while nobody worked therefore end in one count, not in many.
    """
    tx.actor.require(Permission.COUNTS_MANAGE)
    rule = due.rule
    plan = CountPlan(
        code=rule.code,
        recount=rule.recount,
        approver=rule.approver,
        blind=rule.blind,
        policy_version_id=due.policy_version_id,
    )
    chosen = await warehouses.chosen_warehouses(tx, rule.warehouses.codes, rule.warehouses.kinds)
    done = await counts.warehouses_with_slot(tx, [warehouse.id for warehouse in chosen], rule.code, due.slot)
    wanted = [warehouse.id for warehouse in chosen if warehouse.id not in done]

    for opened in await counts.open_counts(tx, wanted, plan, due.slot):
        tell_opened(tx, opened, plan, due.slot)
        if opened.count_id is None:
            tx.emit(
                CountSlotAbsorbed(
                    count_id=await counts.under_way(tx, opened.warehouse_id),
                    warehouse_id=opened.warehouse_id,
                    warehouse_code=opened.warehouse_code,
                    dealer_id=opened.dealer_id,
                    plan=rule.code,
                    slot=due.slot,
                ),
            )
