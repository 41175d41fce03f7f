"""Counts by schedule: each slot once, missed slots in one count."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Select, func, select
from tests.counts.people import state_of
from tests.fixtures.kernel import NOW, Brand
from tests.fixtures.worker import Drain
from tests.parts.shelves import Shelves, add_organisation, set_up_shelves

from aftersales.kernel.clock import SetClock
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from aftersales.parts.counts import service as counts
from aftersales.parts.counts.events import CountSlotAbsorbed
from aftersales.parts.counts.model import Count, CountState, ScheduledCount
from aftersales.parts.counts.schedules import service as schedules
from aftersales.parts.counts.tables import count_schedules
from aftersales.parts.counts.views import service as views
from aftersales.platform import service as platform
from aftersales.policy import service as policy
from aftersales.policy.model import CountRule, RecountThresholds, Schedule, Text, WarehouseSelector
from aftersales.policy.rules import template

WEEKLY = CountRule(
    code="weekly",
    text=Text(zh="每周盘点", en="Weekly"),
    schedule=Schedule(rrule="FREQ=WEEKLY;BYDAY=FR;BYHOUR=17;BYMINUTE=30", time_zone="Asia/Shanghai"),
    warehouses=WarehouseSelector(kinds=("factory",)),
    recount=RecountThresholds(quantity=2),
    approver="finance",
)
FRIDAY = datetime(2026, 6, 19, 9, 30, tzinfo=UTC)


async def all_counts(database: Database, brand: Brand) -> list[Count]:
    """Every count, oldest first."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        found, _ = await views.counts(tx, warehouse_id=None, state=None, limit=200, cursor=None)
        return found[::-1]


@pytest.fixture
async def shelves(brand: Brand, database: Database) -> Shelves:
    return await set_up_shelves(database, brand, stock=(10,))


async def plan(database: Database, brand: Brand, *rules: CountRule) -> None:
    """Make these the count rules in force."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        await schedules.plan_counts(tx, rules, new_id())


async def test_a_slot_opens_one_blind_count_of_each_chosen_warehouse(
    brand: Brand, database: Database, shelves: Shelves, clock: SetClock, drain: Drain
) -> None:
    await plan(database, brand, WEEKLY)
    clock.at = FRIDAY - timedelta(seconds=1)
    await drain()
    early = await all_counts(database, brand)

    clock.at = FRIDAY
    await drain()
    await drain()

    assert early == []
    (count,) = await all_counts(database, brand)
    assert (count.warehouse_id, count.state, count.slot) == (shelves.warehouse, CountState.OPEN, FRIDAY)
    assert (count.plan.blind, count.plan.approver, count.plan.recount.quantity) == (True, "finance", 2)


async def test_slots_missed_while_nobody_worked_end_in_one_count(
    brand: Brand, database: Database, shelves: Shelves, clock: SetClock, drain: Drain
) -> None:
    await plan(database, brand, WEEKLY)
    clock.at = FRIDAY + timedelta(days=14, hours=1)

    await drain()

    (count,) = await all_counts(database, brand)
    async with database.transaction(brand.id, brand.anyone) as tx:
        told = [fact for fact in await platform.facts_of(tx, count.id) if fact.name == CountSlotAbsorbed.NAME]
    assert {fact.payload["slot"] for fact in told} | {f"{count.slot:%Y-%m-%dT%H:%M:%SZ}"} == {
        "2026-06-19T09:30:00Z",
        "2026-06-26T09:30:00Z",
        "2026-07-03T09:30:00Z",
    }
    assert (len(told), count.warehouse_id) == (2, shelves.warehouse)


async def test_a_slot_told_twice_opens_nothing_more(
    brand: Brand, database: Database, shelves: Shelves, clock: SetClock
) -> None:
    due = ScheduledCount(rule=WEEKLY, policy_version_id=new_id(), slot=FRIDAY)
    clock.at = FRIDAY
    async with database.transaction(brand.id, brand.anyone) as tx:
        await schedules.open_slot(tx, due)
    (count,) = await all_counts(database, brand)
    async with database.transaction(brand.id, brand.anyone) as tx:
        await counts.cancel(tx, count.id, count.version, "停电")

    async with database.transaction(brand.id, brand.anyone) as tx:
        await schedules.open_slot(tx, due)

    assert [one.warehouse_id for one in await all_counts(database, brand)] == [shelves.warehouse]
    assert await state_of(database, brand, count) is CountState.CANCELLED


async def test_a_rule_that_is_gone_has_no_further_slot(
    brand: Brand, database: Database, shelves: Shelves, clock: SetClock, drain: Drain
) -> None:
    await plan(database, brand, WEEKLY)
    await plan(database, brand)
    clock.at = FRIDAY

    await drain()

    assert [one.id for one in await all_counts(database, shelves.brand)] == []


async def test_publishing_a_policy_plans_its_counts_when_it_takes_effect(
    brand: Brand, database: Database, clock: SetClock, drain: Drain
) -> None:
    shelves = await set_up_shelves(database, brand, stock=(10,), factory_code="QH-WX")
    async with database.transaction(brand.id, brand.anyone) as tx:
        await add_organisation(tx, brand, kind="factory", code="QH-TJ")
        row = await policy.draft(tx, template("ebike-dealer-returns"))
        await policy.publish(tx, row.id, row.version, NOW + timedelta(days=1))
    await drain()
    async with database.transaction(brand.id, brand.anyone) as tx:
        before = await tx.scalar(_schedules())

    clock.at = NOW + timedelta(days=1)
    await drain()
    clock.at = datetime(2026, 6, 30, 10, 0, tzinfo=UTC)
    await drain()

    assert before == 0
    (count,) = await all_counts(database, brand)
    assert (count.warehouse_id, count.plan.code, count.slot) == (
        shelves.warehouse,
        "factory-monthly",
        datetime(2026, 6, 30, 10, 0, tzinfo=UTC),
    )
    assert count.plan.policy_version_id == row.id


def _schedules() -> Select[tuple[int]]:
    return select(func.count()).select_from(count_schedules)
