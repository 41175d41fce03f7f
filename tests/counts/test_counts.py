"""Stock counts: blind, counted twice where they differ much, approved by another, posted at once."""

from decimal import Decimal

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from tests.counts.people import PLAN, People, enter, issue, lines_of, open_count, state_of, stock, submit
from tests.fixtures.kernel import Brand
from tests.parts.shelves import set_up_shelves

from aftersales.kernel.access import Role
from aftersales.kernel.errors import Forbidden, StaleVersion, StateConflict
from aftersales.kernel.tx import Database
from aftersales.parts import service as parts
from aftersales.parts.counts import service as counts
from aftersales.parts.counts.errors import (
    ApproverRoleMissing,
    CounterApproves,
    CountIncomplete,
    CountOvertaken,
    CountUnderWay,
    ExplanationMissing,
    LinesOfAnother,
    LinesRepeated,
    LinesUnknown,
    NothingToCount,
    PartAlreadyListed,
    PartUnlisted,
    QuantitiesHidden,
)
from aftersales.parts.counts.model import (
    CountState,
    Entered,
    Explained,
    Find,
    LineState,
)
from aftersales.parts.counts.tables import stock_count_sightings
from aftersales.parts.counts.views import service as views
from aftersales.parts.ledger import service as ledger
from aftersales.parts.model import Account, Zone
from aftersales.policy.model import RecountThresholds


async def test_a_count_goes_from_open_to_posted_and_the_books_follow_the_shelf(
    brand: Brand, database: Database
) -> None:
    shelves = await set_up_shelves(database, brand, stock=(10, 5))
    people = People(brand)
    count = await open_count(database, shelves)

    await enter(database, brand, people.counter, count, 9, 7)
    submitted = await submit(database, brand, people.counter, count)
    async with database.transaction(brand.id, people.finance) as tx:
        posted = await counts.approve(tx, count.id, submitted.version, "同意处理")

    assert (count.state, count.lines, submitted.state) == (CountState.OPEN, 2, CountState.AWAITING_APPROVAL)
    assert (posted.state, posted.note, posted.approved_by) == (CountState.POSTED, "同意处理", people.finance.id)
    assert await stock(database, shelves) == [9, 7]
    async with database.transaction(brand.id, brand.anyone) as tx:
        assert await parts.balance(tx, shelves.account(Account.GAIN_LOSS), shelves.parts[0]) == 1
        assert await parts.balance(tx, shelves.account(Account.GAIN_LOSS), shelves.parts[1]) == -2
        assert posted.transaction_id is not None
        transaction, entries = await ledger.transaction(tx, posted.transaction_id, limit=10)
    assert (transaction.cause_kind, transaction.cause_id, len(entries)) == ("stock_count", count.id, 4)


async def test_a_count_without_differences_posts_nothing(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand, stock=(10,))
    people = People(brand)
    count = await open_count(database, shelves)
    await enter(database, brand, people.counter, count, 10)
    submitted = await submit(database, brand, people.counter, count)

    async with database.transaction(brand.id, people.finance) as tx:
        posted = await counts.approve(tx, count.id, submitted.version)

    assert (posted.state, posted.transaction_id) == (CountState.POSTED, None)


async def test_moves_during_the_count_are_netted(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand, stock=(10,))
    people = People(brand)
    count = await open_count(database, shelves)
    await issue(database, shelves, 3)

    await enter(database, brand, people.counter, count, 6)
    await issue(database, shelves, 4)
    submitted = await submit(database, brand, people.counter, count)
    async with database.transaction(brand.id, people.finance) as tx:
        await counts.approve(tx, count.id, submitted.version)

    (line,) = await lines_of(database, brand, count)
    assert (line.expected_quantity, line.counted_quantity, line.ledger_position, line.variance) == (7, 6, 2, -1)
    assert await stock(database, shelves) == [2]


async def test_a_line_beyond_a_threshold_is_counted_again_by_another_and_explained(
    brand: Brand, database: Database
) -> None:
    shelves = await set_up_shelves(database, brand, stock=(10, 5))
    people = People(brand)
    count = await open_count(database, shelves)
    await enter(database, brand, people.counter, count, 7, 5)

    recount = await submit(database, brand, people.counter, count)
    with pytest.raises(LinesOfAnother):
        await enter(database, brand, people.counter, count, 7)
    async with database.transaction(brand.id, people.second) as tx:
        with pytest.raises(LinesUnknown):
            await counts.enter(tx, count.id, [Entered(number=2, quantity=5)])
    await enter(database, brand, people.second, count, 6)
    final = await submit(database, brand, people.second, count)
    async with database.transaction(brand.id, people.finance) as tx:
        with pytest.raises(ExplanationMissing):
            await counts.approve(tx, count.id, final.version)
    async with database.transaction(brand.id, people.keeper) as tx:
        await counts.explain(tx, count.id, [Explained(number=1, text="发货时漏记")])
    async with database.transaction(brand.id, people.finance) as tx:
        await counts.approve(tx, count.id, final.version)

    assert (recount.state, recount.to_recount, final.state) == (CountState.RECOUNT, 1, CountState.AWAITING_APPROVAL)
    line = (await lines_of(database, brand, count))[0]
    assert (line.counted_quantity, line.recount_quantity, line.variance, line.is_over) == (7, 6, -4, True)
    assert (line.counted_by, line.recounted_by) == (people.counter.id, people.second.id)
    assert await stock(database, shelves) == [6, 5]


@pytest.mark.parametrize(
    ("thresholds", "counted", "state"),
    [
        (RecountThresholds(quantity=2), 8, CountState.AWAITING_APPROVAL),
        (RecountThresholds(quantity=2), 7, CountState.RECOUNT),
        (RecountThresholds(percent=Decimal(20)), 8, CountState.AWAITING_APPROVAL),
        (RecountThresholds(percent=Decimal(20)), 13, CountState.RECOUNT),
        (RecountThresholds(value=Decimal("25.00")), 12, CountState.AWAITING_APPROVAL),
        (RecountThresholds(value=Decimal("24.99")), 12, CountState.RECOUNT),
    ],
)
async def test_exactly_the_threshold_passes(
    brand: Brand, database: Database, thresholds: RecountThresholds, counted: int, state: CountState
) -> None:
    shelves = await set_up_shelves(database, brand, stock=(10,), price_minor=1250)
    people = People(brand)
    count = await open_count(database, shelves, replace(PLAN, recount=thresholds))

    await enter(database, brand, people.counter, count, counted)
    submitted = await submit(database, brand, people.counter, count)

    assert submitted.state is state


async def test_whoever_may_only_enter_never_learns_what_the_books_say(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand, stock=(10, 5))
    people = People(brand)
    count = await open_count(database, shelves)
    await enter(database, brand, people.counter, count, 2, 5)

    async with database.transaction(brand.id, people.counter) as tx:
        own, _ = await views.lines_to_count(tx, count.id, state=None, limit=50, cursor=None)
        stock_seen, _ = await views.stock(tx, warehouse_id=None, zone=None, part_id=None, limit=50, cursor=None)
        with pytest.raises(QuantitiesHidden):
            await views.seen_lines(tx, count.id, state=None, limit=50, cursor=None)
        with pytest.raises(QuantitiesHidden):
            await views.variances(tx, count.id)
    async with database.transaction(brand.id, people.second) as tx:
        others, _ = await views.lines_to_count(tx, count.id, state=None, limit=50, cursor=None)
    async with database.transaction(brand.id, people.finance) as tx:
        _, variances = await views.variances(tx, count.id)

    assert [line.quantity for line in own] == [2, 5]
    assert [line.quantity for line in others] == [None, None]
    assert [balance.quantity for balance in stock_seen] == [None, None]
    assert [(variance.number, variance.difference, str(variance.value)) for variance in variances] == [
        (1, -8, "-100.00 CNY")
    ]


async def test_the_counter_leads_no_approval_and_the_policy_names_the_role(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand, stock=(10,))
    both = brand.actor(Role.FINANCE, Role.WAREHOUSE_KEEPER)
    count = await open_count(database, shelves)
    await enter(database, brand, both, count, 10)
    submitted = await submit(database, brand, both, count)

    async with database.transaction(brand.id, both) as tx:
        with pytest.raises(CounterApproves):
            await counts.approve(tx, count.id, submitted.version)
    async with database.transaction(brand.id, brand.actor(Role.GENERAL_MANAGER)) as tx:
        with pytest.raises(ApproverRoleMissing):
            await counts.approve(tx, count.id, submitted.version)
    async with database.transaction(brand.id, brand.actor(Role.WAREHOUSE_KEEPER)) as tx:
        with pytest.raises(Forbidden):
            await counts.approve(tx, count.id, submitted.version)
    async with database.transaction(brand.id, brand.actor(Role.FINANCE)) as tx:
        with pytest.raises(StaleVersion):
            await counts.approve(tx, count.id, submitted.version - 1)

    assert (await state_of(database, brand, count)) is CountState.AWAITING_APPROVAL


async def test_a_count_is_submitted_when_every_line_is_entered(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand, stock=(10, 5))
    people = People(brand)
    count = await open_count(database, shelves)
    await enter(database, brand, people.counter, count, 10)

    async with database.transaction(brand.id, people.counter) as tx:
        with pytest.raises(CountIncomplete) as refused:
            await counts.submit(tx, count.id)

    assert refused.value.params == {"missing": 1}
    assert await state_of(database, brand, count) is CountState.COUNTING


async def test_an_entry_is_taken_whole_or_not_at_all(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand, stock=(10, 5))
    people = People(brand)
    count = await open_count(database, shelves)

    with pytest.raises(LinesUnknown):
        await enter(database, brand, people.counter, count, 10, 5, 1)
    async with database.transaction(brand.id, people.counter) as tx:
        with pytest.raises(LinesRepeated):
            await counts.enter(tx, count.id, [Entered(number=1, quantity=1), Entered(number=1, quantity=2)])

    assert [line.state for line in await lines_of(database, brand, count)] == [LineState.WAITING] * 2
    assert await state_of(database, brand, count) is CountState.OPEN


async def test_a_counter_corrects_their_own_entry_and_nobody_elses(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand, stock=(10,))
    people = People(brand)
    count = await open_count(database, shelves)
    await enter(database, brand, people.counter, count, 1)

    await enter(database, brand, people.counter, count, 9)
    with pytest.raises(LinesOfAnother):
        await enter(database, brand, people.second, count, 8)

    (line,) = await lines_of(database, brand, count)
    assert line.counted_quantity == 9
    async with database.transaction(brand.id, brand.anyone) as tx:
        seen = stock_count_sightings.c
        statement = select(func.array_agg(seen.quantity)).where(seen.tenant_id == brand.id)
        assert sorted(await tx.scalar(statement)) == [1, 9]


async def test_what_lies_there_and_is_not_listed_is_a_find(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand, stock=(10, 0))
    people = People(brand)
    count = await open_count(database, shelves)
    await enter(database, brand, people.counter, count, 10)

    async with database.transaction(brand.id, people.counter) as tx:
        found = await counts.enter(tx, count.id, [], [Find(part_number="P-00001", zone=Zone.SERVICEABLE, quantity=2)])
    async with database.transaction(brand.id, people.counter) as tx:
        with pytest.raises(PartAlreadyListed):
            await counts.enter(tx, count.id, [], [Find(part_number="P-00000", zone=Zone.SERVICEABLE, quantity=2)])
    async with database.transaction(brand.id, people.counter) as tx:
        with pytest.raises(PartUnlisted):
            await counts.enter(tx, count.id, [], [Find(part_number="X", zone=Zone.SERVICEABLE, quantity=2)])
    submitted = await submit(database, brand, people.counter, count)
    async with database.transaction(brand.id, people.finance) as tx:
        await counts.approve(tx, count.id, submitted.version)

    assert (found.lines, found.entered) == (2, 2)
    assert await stock(database, shelves) == [10, 2]


async def test_a_warehouse_has_one_count_at_a_time(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand, stock=(10,))
    count = await open_count(database, shelves)

    with pytest.raises(CountUnderWay):
        await open_count(database, shelves)
    async with database.transaction(brand.id, People(brand).keeper) as tx:
        cancelled = await counts.cancel(tx, count.id, count.version, "误开")
    again = await open_count(database, shelves)

    assert (cancelled.state, again.state) == (CountState.CANCELLED, CountState.OPEN)


async def test_an_empty_warehouse_is_not_counted(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand, stock=(0,))

    with pytest.raises(NothingToCount):
        await open_count(database, shelves)


async def test_a_loss_larger_than_what_is_left_asks_for_a_recount(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand, stock=(10,))
    people = People(brand)
    count = await open_count(database, shelves, replace(PLAN, recount=RecountThresholds(quantity=100)))
    await enter(database, brand, people.counter, count, 3)
    await issue(database, shelves, 5)
    submitted = await submit(database, brand, people.counter, count)

    async with database.transaction(brand.id, people.finance) as tx:
        with pytest.raises(CountOvertaken):
            await counts.approve(tx, count.id, submitted.version)
    async with database.transaction(brand.id, people.finance) as tx:
        await counts.ask_recount(tx, count.id, submitted.version, [1])
    await enter(database, brand, people.second, count, 4)
    final = await submit(database, brand, people.second, count)
    async with database.transaction(brand.id, people.finance) as tx:
        await counts.approve(tx, count.id, final.version)

    assert await stock(database, shelves) == [4]


async def test_a_posted_count_takes_nothing_more(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand, stock=(10,))
    people = People(brand)
    count = await open_count(database, shelves)
    await enter(database, brand, people.counter, count, 9)
    submitted = await submit(database, brand, people.counter, count)
    async with database.transaction(brand.id, people.finance) as tx:
        posted = await counts.approve(tx, count.id, submitted.version)

    with pytest.raises(StateConflict):
        await enter(database, brand, people.counter, count, 1)
    with pytest.raises(StateConflict):
        await submit(database, brand, people.counter, count)
    async with database.transaction(brand.id, people.finance) as tx:
        with pytest.raises(StateConflict):
            await counts.approve(tx, count.id, posted.version)

    assert await stock(database, shelves) == [9]


async def test_what_was_seen_cannot_be_changed(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand, stock=(10,))
    count = await open_count(database, shelves)
    await enter(database, brand, People(brand).counter, count, 9)

    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.transaction(brand.id, brand.anyone) as tx:
            await tx.execute(text("UPDATE stock_count_sightings SET quantity = 0"))
