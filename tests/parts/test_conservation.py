"""Laws of the ledger under random and concurrent posts."""

import asyncio
import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from tests.fixtures.kernel import Brand, MakeTenant
from tests.parts.shelves import Shelves, set_up_shelves

from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from aftersales.parts import service as parts
from aftersales.parts.ledger import service as ledger
from aftersales.parts.ledger.errors import NothingMoves, StockShort
from aftersales.parts.ledger.model import Move, Posting
from aftersales.parts.ledger.tables import stock_entries
from aftersales.parts.model import Account, LocationId, Zone

START = (6, 3, 0)

move = st.tuples(st.integers(0, 2), st.integers(1, 4), st.integers(0, 4), st.integers(0, 4))


def places(shelves: Shelves) -> list[LocationId]:
    """Three real places and two accounts."""
    zones = [shelves.at(Zone.SERVICEABLE), shelves.at(Zone.QUARANTINE), shelves.at(Zone.DEFECTIVE)]
    return [*zones, shelves.account(Account.CUSTOMER), shelves.account(Account.SCRAP)]


def posting_of(shelves: Shelves, moves: list[tuple[int, int, int, int]]) -> Posting:
    """The drawn moves as a posting."""
    at = places(shelves)
    return Posting(
        cause_kind="test",
        cause_id=new_id(),
        moves=tuple(
            Move(part_id=shelves.parts[part], quantity=quantity, from_location=at[source], to_location=at[target])
            for part, quantity, source, target in moves
        ),
    )


async def held(database: Database, shelves: Shelves) -> Counter[tuple[LocationId, int]]:
    """What each real place holds, by the number of the part."""
    async with database.transaction(shelves.brand.id, shelves.brand.anyone) as tx:
        rows, _ = await ledger.balances(tx, limit=200, cursor=None)
        assert await ledger.imbalances(tx) == 0
        total = select(func.coalesce(func.sum(stock_entries.c.quantity), 0))
        assert await tx.scalar(total.where(stock_entries.c.tenant_id == tx.tenant_id)) == 0
    return Counter(
        {(row.location_id, shelves.parts.index(row.part_id)): row.quantity for row in rows if row.quantity},
    )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(move, min_size=1, max_size=4), min_size=1, max_size=8))
async def test_whatever_is_posted_balances_are_the_sums_of_entries_and_never_below_nothing(
    make_tenant: MakeTenant, database: Database, wanted: list[list[tuple[int, int, int, int]]]
) -> None:
    shelves = await set_up_shelves(database, await make_tenant(), stock=START)
    at = places(shelves)
    model = Counter({(at[0], part): quantity for part, quantity in enumerate(START)})

    for moves in wanted:
        after = model.copy()
        for part, quantity, source, target in moves:
            after[at[source], part] -= quantity
            after[at[target], part] += quantity
        makes_sense = all(source != target for _, _, source, target in moves) and after != model
        enough = all(quantity >= 0 for (place, _), quantity in after.items() if place in at[:3])
        async with database.transaction(shelves.brand.id, shelves.brand.anyone) as tx:
            if makes_sense and enough:
                await parts.post(tx, posting_of(shelves, moves))
                model = after
            else:
                with pytest.raises(StockShort if makes_sense else NothingMoves):
                    await parts.post(tx, posting_of(shelves, moves))

    real = Counter({key: quantity for key, quantity in model.items() if key[0] in at[:3] and quantity})
    assert await held(database, shelves) == real


async def test_many_post_at_once_without_a_deadlock_and_nothing_is_lost(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand, stock=(40, 40, 40))
    chance = random.Random(20260615)  # noqa: S311 - the same draw in every run
    at = places(shelves)
    wanted = [
        [(part, 1, *chance.choice([(0, 1), (1, 0), (0, 3), (1, 4)])) for part in chance.sample(range(3), 3)]
        for _ in range(60)
    ]
    gate = asyncio.Semaphore(8)

    async def post(moves: list[tuple[int, int, int, int]]) -> Counter[tuple[LocationId, int]]:
        change: Counter[tuple[LocationId, int]] = Counter()
        async with gate, database.transaction(brand.id, brand.anyone) as tx:
            try:
                await parts.post(tx, posting_of(shelves, moves))
            except StockShort:
                return change
            for part, quantity, source, target in moves:
                change[at[source], part] -= quantity
                change[at[target], part] += quantity
        return change

    changes = await asyncio.gather(*(post(moves) for moves in wanted))

    expected = Counter({(at[0], part): 40 for part in range(3)})
    for change in changes:
        expected.update(change)
    real = Counter({key: quantity for key, quantity in expected.items() if key[0] in at[:3] and quantity})
    assert await held(database, shelves) == real


async def test_the_same_cause_told_by_many_at_once_posts_once(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand, stock=(40,))
    posting = Posting(
        cause_kind="claims.replacement",
        cause_id=new_id(),
        moves=(
            Move(
                part_id=shelves.parts[0],
                quantity=1,
                from_location=shelves.at(),
                to_location=shelves.account(Account.CUSTOMER),
            ),
        ),
    )

    async def post() -> object:
        async with database.transaction(brand.id, brand.anyone) as tx:
            return await parts.post(tx, posting)

    answers = await asyncio.gather(*(post() for _ in range(6)))

    assert len(set(answers)) == 1
    async with database.transaction(brand.id, brand.anyone) as tx:
        assert await parts.balance(tx, shelves.at(), shelves.parts[0]) == 39
