"""A suspended tenant's work waits, all but its money, and what came due meanwhile is done once it is let in again."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
from msgspec import Struct
from tests.fixtures.kernel import NOW, MakeTenant
from tests.platform.workshop import Effect, Thing, Workshop

from aftersales.kernel.clock import SetClock
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database, Tx
from aftersales.metering.operations import service as operations
from aftersales.platform import service as platform
from aftersales.platform.model import Fleet
from aftersales.tenancy.model import TenantState
from aftersales.tenancy.operators import service as operators
from aftersales_worker.delivery import Runner
from aftersales_worker.subscriptions import timer

HELD = [Fleet.INTERACTIVE, Fleet.DOCUMENTS, Fleet.BULK]
Move = Callable[[TenantState], Awaitable[None]]


class Slot(Struct, frozen=True):
    """The slot of a test's schedule."""

    slot: datetime


async def tell(tx: Tx, thing: Thing) -> None:
    """An effect that can be counted."""
    tx.emit(Effect(thing_id=thing.thing_id, note="done"))


@pytest.fixture
async def move(workshop: Workshop, operator_database: Database) -> Move:
    """A function that suspends or resumes the workshop's tenant as operators do."""

    async def to(state: TenantState) -> None:
        act = operators.suspend_tenant if state is TenantState.SUSPENDED else operators.resume_tenant
        async with operator_database.operator_transaction(UUID(int=1)) as tx:
            await act(tx, workshop.brand.id, "欠费")

    timer("test.tell", Thing)(tell)
    return to


@pytest.mark.parametrize("fleet", HELD)
async def test_what_is_due_waits_while_the_tenant_is_suspended_and_runs_once_afterwards(
    workshop: Workshop, move: Move, fleet: Fleet
) -> None:
    thing = await workshop.due("test.tell", fleet=fleet)

    await move(TenantState.SUSPENDED)
    ran_suspended, effects_suspended = await workshop.run_all(fleet), await workshop.effects()
    await move(TenantState.ACTIVE)
    ran_active, effects_active = await workshop.run_all(fleet), await workshop.effects(thing)

    assert (ran_suspended, effects_suspended) == (0, [])
    assert (ran_active, effects_active) == (1, ["done"])
    assert (await workshop.row(thing)).attempt == 1


async def test_money_that_is_owed_is_booked_even_for_a_suspended_tenant(workshop: Workshop, move: Move) -> None:
    thing = await workshop.due("test.tell", fleet=Fleet.MONEY)

    await move(TenantState.SUSPENDED)
    ran = await workshop.run_all(Fleet.MONEY)

    assert (ran, await workshop.effects(thing)) == (1, ["done"])


async def test_another_tenants_work_goes_on_beside_a_suspended_one(
    workshop: Workshop,
    move: Move,
    make_tenant: MakeTenant,
    database: Database,
    relay_pool: asyncpg.Pool,
) -> None:
    other = Workshop(await make_tenant(), database, relay_pool, workshop.relay)
    await workshop.due("test.tell", fleet=Fleet.BULK)
    thing = await other.due("test.tell", fleet=Fleet.BULK)

    await move(TenantState.SUSPENDED)
    ran = await other.run_all(Fleet.BULK)

    assert (ran, await other.effects(thing)) == (1, ["done"])


async def test_a_schedules_slots_of_a_suspension_are_caught_up_each_once(
    workshop: Workshop, move: Move, clock: SetClock
) -> None:
    slots: list[datetime] = []

    async def note(tx: Tx, told: Slot) -> None:
        slots.append(told.slot)
        tx.emit(Effect(thing_id=new_id(), note=told.slot.isoformat()))

    timer("test.nightly", Slot, fleet=Fleet.BULK)(note)
    async with workshop.database.transaction(workshop.brand.id, workshop.brand.anyone) as tx:
        await platform.schedule(tx, "test.nightly", new_id(), "FREQ=DAILY", time_zone="UTC", starts_at=NOW)

    await move(TenantState.SUSPENDED)
    ran = 0
    for _ in range(3):
        clock.advance(timedelta(days=1))
        await workshop.relay.tick()
        ran += await workshop.run_all(Fleet.BULK)
    await move(TenantState.ACTIVE)
    caught_up = await workshop.run_all(Fleet.BULK)

    assert (ran, caught_up) == (0, 3)
    assert slots == [NOW + timedelta(days=day) for day in (1, 2, 3)]
    assert await workshop.effects() == [slot.isoformat() for slot in slots]


async def test_a_delivery_that_fails_while_its_tenant_is_suspended_is_tried_again_after_it(
    workshop: Workshop, move: Move, database: Database, relay_pool: asyncpg.Pool
) -> None:
    thing = await workshop.due("test.tell", fleet=Fleet.BULK)
    [claimed] = await workshop.claim(Fleet.BULK)

    await move(TenantState.SUSPENDED)
    await workshop.lose(thing)
    held = await workshop.claim(Fleet.BULK)
    await move(TenantState.ACTIVE)
    await Runner(database, relay_pool).run(claimed)
    ran = await workshop.run_all(Fleet.BULK)

    assert held == []
    assert (ran, await workshop.effects(thing)) == (1, ["done"])


async def test_held_work_is_no_lag_of_its_fleet(workshop: Workshop, move: Move, operator_database: Database) -> None:
    async def health() -> tuple[int, int, bool]:
        async with operator_database.operator_transaction(UUID(int=1)) as tx:
            (bulk,) = [one for one in await operations.fleets(tx) if one.fleet is Fleet.BULK]
        return bulk.waiting, bulk.planned, bulk.oldest_age_seconds >= timedelta(days=9).total_seconds()

    await workshop.due("test.tell", at=NOW - timedelta(days=9), fleet=Fleet.BULK)
    due, planned, _ = before = await health()
    await move(TenantState.SUSPENDED)
    held = await health()
    await move(TenantState.ACTIVE)

    assert before[2]
    assert held == (due - 1, planned + 1, False)
    assert await health() == before
