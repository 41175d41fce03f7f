"""A count's variance is true whatever moves around it, and its cost does not grow with its lines."""

import asyncio
import random
from decimal import Decimal

import pytest
from sqlalchemy import select
from tests.counts.people import People, lines_of, open_count, stock
from tests.fixtures.kernel import Brand
from tests.parts.shelves import Shelves, set_up_shelves

from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from aftersales.parts import service as parts
from aftersales.parts.counts import service as counts
from aftersales.parts.counts.model import Count, CountPlan, Entered, Explained
from aftersales.parts.ledger.tables import stock_entries
from aftersales.policy.model import RecountThresholds

CALM = CountPlan(recount=RecountThresholds(quantity=1_000_000))


async def test_variances_are_true_while_parts_move_during_the_count(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand, stock=(200,) * 12)
    people = People(brand)
    chance = random.Random(20260615)  # noqa: S311 - the same draw in every run
    count = await open_count(database, shelves, CALM)
    losses = {number: chance.randrange(3) for number in range(1, 13)}

    async def draw() -> None:
        for _ in range(15):
            part = chance.choice(shelves.parts)
            async with database.transaction(brand.id, brand.anyone) as tx:
                await parts.issue_part(
                    tx,
                    part_id=part,
                    quantity=chance.randrange(1, 4),
                    warehouse_id=shelves.warehouse,
                    cause_kind="test",
                    cause_id=new_id(),
                )

    async def count_all() -> None:
        for line in await lines_of(database, brand, count):
            async with database.transaction(brand.id, people.counter) as tx:
                on_the_shelf = await parts.balance(tx, line.location_id, line.part_id) - losses[line.number]
                await counts.enter(tx, count.id, [Entered(number=line.number, quantity=on_the_shelf)])

    await asyncio.gather(draw(), draw(), count_all(), draw())
    async with database.transaction(brand.id, people.counter) as tx:
        submitted = await counts.submit(tx, count.id)
    before = await stock(database, shelves)
    async with database.transaction(brand.id, people.finance) as tx:
        await counts.approve(tx, count.id, submitted.version)

    lines = await lines_of(database, brand, count)
    noted = {(line.location_id, line.part_id, line.ledger_position): line.expected_quantity for line in lines}
    async with database.transaction(brand.id, brand.anyone) as tx:
        entry = stock_entries.c
        rows = await tx.execute(
            select(entry.location_id, entry.part_id, entry.position, entry.balance).where(entry.tenant_id == brand.id)
        )
        ledger = {tuple(row)[:3]: tuple(row)[3] for row in rows}
    assert {key: ledger[key] for key in noted} == noted
    variance = {line.part_id: line.variance or 0 for line in lines}
    assert await stock(database, shelves) == [
        held + variance[part] for part, held in zip(shelves.parts, before, strict=True)
    ]


@pytest.mark.parametrize("lines", [3, 300])
async def test_a_count_takes_the_same_number_of_statements_whatever_its_lines(
    brand: Brand, database: Database, lines: int
) -> None:
    shelves = await set_up_shelves(database, brand, stock=(10,) * lines)

    assert await cost_of_a_count(database, shelves, lines) == (3, 5, 7, 7)


async def cost_of_a_count(database: Database, shelves: Shelves, lines: int) -> tuple[int, int, int, int]:
    """How many statements it takes to open, enter, submit and approve a count in which every line differs."""
    brand, people = shelves.brand, People(shelves.brand)
    plan = CountPlan(recount=RecountThresholds(quantity=1_000_000, value=Decimal(1_000_000)))
    async with database.transaction(brand.id, people.keeper) as tx:
        count: Count = await counts.open_count(tx, shelves.warehouse, plan)
        opening = tx.statements
    async with database.transaction(brand.id, people.counter) as tx:
        await counts.enter(tx, count.id, [Entered(number=n, quantity=9 + n % 2 * 2) for n in range(1, lines + 1)])
        entering = tx.statements
    async with database.transaction(brand.id, people.counter) as tx:
        submitted = await counts.submit(tx, count.id)
        submitting = tx.statements
    async with database.transaction(brand.id, people.keeper) as tx:
        await counts.explain(tx, count.id, [Explained(number=1, text="错发")])
    async with database.transaction(brand.id, people.finance) as tx:
        await counts.approve(tx, count.id, submitted.version)
        approving = tx.statements
    return opening, entering, submitting, approving
