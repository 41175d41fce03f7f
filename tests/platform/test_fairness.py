"""No tenant's flood delays another's single piece of work by more than a turn."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import asyncpg
from sqlalchemy import insert, update
from tests.fixtures.kernel import NOW, Brand, MakeTenant
from tests.fixtures.worker import Drain
from tests.platform.workshop import Workshop

from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from aftersales.platform.model import Claimed, Fleet
from aftersales.platform.tables import deliveries
from aftersales.tenancy.tables import tenants
from aftersales_worker.relay import Relay

FLOOD = 2000
OTHERS = 12
ROUND = 32


async def flood(workshop: Workshop, brand: Brand, count: int, *, minutes_old: int, fleet: Fleet = Fleet.BULK) -> None:
    """So many deliveries of a tenant that came due so long ago, in this order."""
    due = NOW - timedelta(minutes=minutes_old)
    rows: list[dict[str, object]] = [
        {
            "tenant_id": brand.id,
            "id": new_id(),
            "cause_id": new_id(),
            "handler": "test.flood",
            "fleet": fleet.value,
            "due_at": due + timedelta(milliseconds=index),
        }
        for index in range(count)
    ]
    async with workshop.database.transaction(brand.id, brand.anyone) as tx:
        await tx.execute(insert(deliveries), rows)


async def end(pool: asyncpg.Pool, brands: Sequence[Brand]) -> None:
    """Take back what nobody will run, so that it stands in no other test's way."""
    await pool.execute(
        "UPDATE deliveries SET state = 'cancelled' WHERE tenant_id = ANY($1)", [brand.id for brand in brands]
    )


def tenants_of(claimed: Sequence[Claimed]) -> list[UUID]:
    return [one.tenant_id for one in claimed]


async def test_one_tenants_flood_delays_the_others_by_no_more_than_a_turn(
    workshop: Workshop, make_tenant: MakeTenant, relay: Relay, relay_pool: asyncpg.Pool, drain: Drain
) -> None:
    await drain()
    flooding, others = workshop.brand, [await make_tenant() for _ in range(OTHERS)]
    await flood(workshop, flooding, FLOOD, minutes_old=60)
    for other in others:
        await flood(workshop, other, 1, minutes_old=1)

    first = await relay.claim(Fleet.BULK, ROUND)
    second = await relay.claim(Fleet.BULK, ROUND)
    await end(relay_pool, [flooding, *others])

    assert {other.id for other in others} <= set(tenants_of(first))
    assert tenants_of(first).count(flooding.id) == ROUND - OTHERS
    assert tenants_of(second) == [flooding.id] * ROUND


async def test_even_a_single_slot_goes_round_the_tenants(
    workshop: Workshop, make_tenant: MakeTenant, relay: Relay, relay_pool: asyncpg.Pool, drain: Drain
) -> None:
    await drain()
    brands = [workshop.brand, await make_tenant(), await make_tenant()]
    for brand in brands:
        await flood(workshop, brand, 40, minutes_old=5)

    claimed = await relay.claim(Fleet.BULK, 9)
    await end(relay_pool, brands)

    assert [tenants_of(claimed).count(brand.id) for brand in brands] == [3, 3, 3]


async def test_in_its_turn_a_tenant_claims_up_to_its_weight(
    workshop: Workshop,
    make_tenant: MakeTenant,
    operator_database: Database,
    relay: Relay,
    relay_pool: asyncpg.Pool,
    drain: Drain,
) -> None:
    await drain()
    heavy, light = workshop.brand, await make_tenant()
    async with operator_database.operator_transaction(new_id()) as operator:
        await operator.execute(update(tenants).where(tenants.c.id == heavy.id).values(weight=3))
    for brand in (heavy, light):
        await flood(workshop, brand, 40, minutes_old=5)

    claimed = await relay.claim(Fleet.BULK, 12)
    await end(relay_pool, [heavy, light])

    assert [tenants_of(claimed).count(brand.id) for brand in (heavy, light)] == [9, 3]


async def test_a_tenants_own_deliveries_start_in_the_order_in_which_they_came_due(
    workshop: Workshop, relay: Relay, relay_pool: asyncpg.Pool, drain: Drain
) -> None:
    await drain()
    await flood(workshop, workshop.brand, 5, minutes_old=1)
    await flood(workshop, workshop.brand, 5, minutes_old=9)

    claimed = {one.id for one in await relay.claim(Fleet.BULK, 5)}
    rows = await relay_pool.fetch(
        "SELECT id FROM deliveries WHERE tenant_id = $1 ORDER BY due_at LIMIT 5", workshop.brand.id
    )
    await end(relay_pool, [workshop.brand])

    assert claimed == {row["id"] for row in rows}


async def test_relays_that_claim_together_never_claim_the_same(
    workshop: Workshop, relay: Relay, relay_pool: asyncpg.Pool, drain: Drain
) -> None:
    await drain()
    await flood(workshop, workshop.brand, 200, minutes_old=1)

    rounds = [await asyncio.gather(*(relay.claim(Fleet.BULK, 25) for _ in range(4))) for _ in range(12)]
    claimed = [one.id for together in rounds for part in together for one in part if one.tenant_id == workshop.brand.id]
    await end(relay_pool, [workshop.brand])

    assert len(claimed) == len(set(claimed)) == 200


async def test_nothing_is_claimed_before_it_is_due_nor_by_another_fleet(
    workshop: Workshop, relay: Relay, relay_pool: asyncpg.Pool, drain: Drain
) -> None:
    await drain()
    await flood(workshop, workshop.brand, 1, minutes_old=-1)
    await flood(workshop, workshop.brand, 1, minutes_old=1, fleet=Fleet.DOCUMENTS)

    claimed = await relay.claim(Fleet.BULK, 10)
    of_the_other = await relay.claim(Fleet.DOCUMENTS, 10)
    await end(relay_pool, [workshop.brand])

    assert tenants_of(claimed).count(workshop.brand.id) == 0
    assert tenants_of(of_the_other) == [workshop.brand.id]
