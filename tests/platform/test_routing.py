"""Facts become deliveries, each once for each of its handlers."""

import asyncio

from tests.platform.workshop import Happened, Workshop

from aftersales.kernel.facts import REGISTRY

COUNT = 300

DELIVERIES = """
SELECT handler, count(*) AS made, count(DISTINCT fact_id) AS facts FROM deliveries
WHERE tenant_id = $1 GROUP BY handler ORDER BY handler
"""


async def waiting_facts(workshop: Workshop) -> int:
    waiting: int = await workshop.pool.fetchval(
        "SELECT count(*) FROM fact_outbox WHERE tenant_id = $1", workshop.brand.id
    )
    return waiting


async def test_four_relays_on_the_same_facts_make_one_delivery_for_each_handler(workshop: Workshop) -> None:
    workshop.subscriber("test.first")
    workshop.subscriber("test.second")
    await workshop.announce(COUNT)

    async def relay_until_empty() -> int:
        taken = 0
        while batch := await workshop.relay.route_facts(batch=20):
            taken += batch
        return taken

    await asyncio.gather(*(relay_until_empty() for _ in range(4)))
    made = [tuple(row) for row in await workshop.pool.fetch(DELIVERIES, workshop.brand.id)]

    assert made == [("test.first", COUNT, COUNT), ("test.second", COUNT, COUNT)]
    assert await waiting_facts(workshop) == 0


async def test_a_fact_that_comes_back_into_the_outbox_makes_no_second_delivery(workshop: Workshop) -> None:
    workshop.subscriber("test.only")
    [thing] = await workshop.announce()
    await workshop.relay.route_facts()
    await workshop.run_all()
    async with workshop.database.transaction(workshop.brand.id, workshop.brand.anyone) as tx:
        await tx.fetch(
            "INSERT INTO fact_outbox (tenant_id, fact_id) SELECT tenant_id, id FROM facts WHERE subject_id = $1"
            " AND name = $2",
            thing,
            Happened.NAME,
        )

    await workshop.relay.route_facts()
    ran = await workshop.run_all()

    assert ran == 0
    assert await workshop.effects(thing) == ["test.only"]


async def test_a_fact_of_a_newer_release_waits_for_a_relay_that_knows_it(workshop: Workshop) -> None:
    workshop.subscriber("test.newer")
    await workshop.announce()
    del REGISTRY[Happened.NAME]

    await workshop.relay.route_facts()
    left = await waiting_facts(workshop)
    REGISTRY[Happened.NAME] = Happened
    await workshop.relay.route_facts()

    assert left == 1
    assert await waiting_facts(workshop) == 0
    assert await workshop.run_all() == 1


async def test_a_relay_that_dies_between_taking_and_adding_loses_no_fact(workshop: Workshop) -> None:
    workshop.subscriber("test.survivor")
    await workshop.announce(5)
    async with workshop.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("DELETE FROM fact_outbox WHERE tenant_id = $1", workshop.brand.id)
        await workshop.relay.route_facts()
        made_meanwhile = await workshop.pool.fetch(DELIVERIES, workshop.brand.id)
        await transaction.rollback()

    await workshop.relay.route_facts()

    assert made_meanwhile == []
    assert await workshop.run_all() == 5
