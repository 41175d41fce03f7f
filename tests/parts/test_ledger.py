"""The stock ledger: posts once, sums to zero, never goes below nothing, never forgets."""

import pytest
from sqlalchemy import Select, func, select, text
from sqlalchemy.exc import DBAPIError
from tests.fixtures.kernel import Brand
from tests.parts.shelves import add_organisation, set_up_shelves

from aftersales.catalog.model import PartId
from aftersales.kernel.access import Role
from aftersales.kernel.errors import Forbidden, NotFound
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database, Tx
from aftersales.parts import service as parts
from aftersales.parts.errors import OrganisationHasNoWarehouse, WarehouseClosed
from aftersales.parts.ledger import service as ledger
from aftersales.parts.ledger.errors import CausePostedOtherwise, LocationUnknown, NothingMoves, StockShort
from aftersales.parts.ledger.model import Move, Posting
from aftersales.parts.ledger.tables import stock_entries
from aftersales.parts.model import Account, LocationId, WarehouseState, Zone


async def test_a_replacement_leaves_the_shelf_for_the_customer(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand)

    async with database.transaction(brand.id, brand.anyone) as tx:
        await parts.issue_part(
            tx,
            part_id=shelves.parts[0],
            quantity=3,
            warehouse_id=shelves.warehouse,
            cause_kind="claims.replacement",
            cause_id=new_id(),
        )

    async with database.transaction(brand.id, brand.anyone) as tx:
        assert await parts.balance(tx, shelves.at(), shelves.parts[0]) == 7
        assert await parts.balance(tx, shelves.account(Account.CUSTOMER), shelves.parts[0]) == 3
        assert await ledger.imbalances(tx) == 0


async def test_an_old_part_waits_in_quarantine(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand)

    async with database.transaction(brand.id, brand.anyone) as tx:
        await parts.receive_old_part(
            tx,
            part_id=shelves.parts[2],
            quantity=2,
            warehouse_id=shelves.warehouse,
            cause_kind="claims.receipt",
            cause_id=new_id(),
        )

        assert await parts.balance(tx, shelves.at(Zone.QUARANTINE), shelves.parts[2]) == 2
        assert await parts.balance(tx, shelves.account(Account.CUSTOMER), shelves.parts[2]) == -2
        assert await parts.available(tx, shelves.parts, shelves.warehouse) == {
            shelves.parts[0]: 10,
            shelves.parts[1]: 5,
            shelves.parts[2]: 0,
        }


async def test_a_shortage_is_named_and_nothing_moves_and_the_transaction_can_go_on(
    brand: Brand, database: Database
) -> None:
    shelves = await set_up_shelves(database, brand)

    async def issue(tx: Tx, quantity: int) -> None:
        await parts.issue_part(
            tx,
            part_id=shelves.parts[1],
            quantity=quantity,
            warehouse_id=shelves.warehouse,
            cause_kind="claims.replacement",
            cause_id=new_id(),
        )

    async with database.transaction(brand.id, brand.anyone) as tx:
        with pytest.raises(StockShort) as refused:
            await issue(tx, 6)
        await issue(tx, 5)

    assert (refused.value.available, refused.value.asked, refused.value.part) == (5, 6, shelves.parts[1])
    async with database.transaction(brand.id, brand.anyone) as tx:
        assert await parts.balance(tx, shelves.at(), shelves.parts[1]) == 0
        assert await tx.scalar(_entries(brand)) == 2 * 2 + 2


def _entries(brand: Brand) -> Select[tuple[int]]:
    return select(func.count()).select_from(stock_entries).where(stock_entries.c.tenant_id == brand.id)


async def test_one_part_short_keeps_every_part_of_the_posting(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand)
    posting = Posting(
        cause_kind="claims.replacement",
        cause_id=new_id(),
        moves=tuple(
            Move(
                part_id=part,
                quantity=1,
                from_location=shelves.at(),
                to_location=shelves.account(Account.CUSTOMER),
            )
            for part in shelves.parts
        ),
    )

    async with database.transaction(brand.id, brand.anyone) as tx:
        with pytest.raises(StockShort):
            await parts.post(tx, posting)

        assert await parts.available(tx, shelves.parts, shelves.warehouse) == dict(
            zip(shelves.parts, (10, 5, 0), strict=True)
        )


async def test_a_cause_posts_once_however_often_it_is_told(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand)
    posting = Posting(
        cause_kind="claims.replacement",
        cause_id=new_id(),
        moves=(_move(shelves.parts[0], 2, shelves.at(), shelves.account(Account.CUSTOMER)),),
    )

    async with database.transaction(brand.id, brand.anyone) as tx:
        first = await parts.post(tx, posting)
    async with database.transaction(brand.id, brand.anyone) as tx:
        again = await parts.post(tx, posting)

        assert again == first
        assert await parts.balance(tx, shelves.at(), shelves.parts[0]) == 8


def _move(part_id: PartId, quantity: int, from_location: LocationId, to_location: LocationId) -> Move:
    return Move(part_id=part_id, quantity=quantity, from_location=from_location, to_location=to_location)


async def test_a_cause_that_posted_other_moves_is_refused(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand)
    cause = new_id()

    async with database.transaction(brand.id, brand.anyone) as tx:
        for_customer = shelves.account(Account.CUSTOMER)
        await parts.move(
            tx,
            part_id=shelves.parts[0],
            quantity=2,
            from_location=shelves.at(),
            to_location=for_customer,
            cause_kind="test",
            cause_id=cause,
        )
        with pytest.raises(CausePostedOtherwise):
            await parts.move(
                tx,
                part_id=shelves.parts[0],
                quantity=3,
                from_location=shelves.at(),
                to_location=for_customer,
                cause_kind="test",
                cause_id=cause,
            )

        assert await parts.balance(tx, shelves.at(), shelves.parts[0]) == 8


async def test_many_causes_post_in_one_statement(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand, stock=(100,))
    postings = [
        Posting(
            cause_kind="claims.replacement",
            cause_id=new_id(),
            moves=(_move(shelves.parts[0], 1, shelves.at(), shelves.account(Account.CUSTOMER)),),
        )
        for _ in range(40)
    ]

    async with database.transaction(brand.id, brand.anyone) as tx:
        before = tx.statements
        ids = await parts.post_all(tx, postings)
        statements = tx.statements - before
    async with database.transaction(brand.id, brand.anyone) as tx:
        page, _ = await ledger.entries(tx, location_id=shelves.at(), part_id=shelves.parts[0], limit=100, cursor=None)

        assert (statements, len(set(ids))) == (1, 40)
        assert [(entry.position, entry.balance) for entry in reversed(page)] == [
            (number + 1, 100 - number) for number in range(41)
        ]
        assert await ledger.imbalances(tx) == 0


async def test_a_reversal_undoes_a_posting_once(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand)

    async with database.transaction(brand.id, brand.anyone) as tx:
        posted = await parts.issue_part(
            tx,
            part_id=shelves.parts[0],
            quantity=4,
            warehouse_id=shelves.warehouse,
            cause_kind="test",
            cause_id=new_id(),
        )
        first = await parts.reverse(tx, posted, reason="发错配件")
        again = await parts.reverse(tx, posted, reason="发错配件")

        assert first == again
        assert await parts.balance(tx, shelves.at(), shelves.parts[0]) == 10
        assert await ledger.imbalances(tx) == 0


@pytest.mark.parametrize("quantity", [0, -1])
async def test_a_move_of_nothing_is_refused(brand: Brand, database: Database, quantity: int) -> None:
    shelves = await set_up_shelves(database, brand)

    async with database.transaction(brand.id, brand.anyone) as tx:
        with pytest.raises(NothingMoves):
            await parts.issue_part(
                tx,
                part_id=shelves.parts[0],
                quantity=quantity,
                warehouse_id=shelves.warehouse,
                cause_kind="test",
                cause_id=new_id(),
            )


async def test_a_place_that_does_not_exist_is_refused(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand)

    async with database.transaction(brand.id, brand.anyone) as tx:
        with pytest.raises(LocationUnknown):
            await parts.move(
                tx,
                part_id=shelves.parts[0],
                quantity=1,
                from_location=shelves.at(),
                to_location=LocationId(new_id()),
                cause_kind="test",
                cause_id=new_id(),
            )

        assert await parts.balance(tx, shelves.at(), shelves.parts[0]) == 10


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stock_entries SET quantity = 1",
        "DELETE FROM stock_entries",
        "UPDATE stock_transactions SET memo = ''",
        "DELETE FROM stock_transactions",
        "DELETE FROM stock_balances",
    ],
)
async def test_the_application_cannot_change_what_was_posted(brand: Brand, database: Database, statement: str) -> None:
    await set_up_shelves(database, brand)

    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.transaction(brand.id, brand.anyone) as tx:
            await tx.execute(text(statement))


async def test_the_database_refuses_entries_that_do_not_sum_to_zero(brand: Brand, database: Database) -> None:
    await set_up_shelves(database, brand)

    with pytest.raises(DBAPIError, match="sum to zero"):
        async with database.transaction(brand.id, brand.anyone) as tx:
            await tx.execute(
                text(
                    "INSERT INTO stock_entries (tenant_id, location_id, part_id, position, transaction_id, quantity, "
                    "balance, at) SELECT tenant_id, location_id, part_id, 99, transaction_id, 1, 11, at "
                    "FROM stock_entries ORDER BY location_id, part_id LIMIT 1",
                ),
            )


async def test_the_database_refuses_a_real_place_below_nothing(brand: Brand, database: Database) -> None:
    await set_up_shelves(database, brand)

    with pytest.raises(DBAPIError, match="never_negative"):
        async with database.transaction(brand.id, brand.anyone) as tx:
            await tx.execute(text("UPDATE stock_balances SET quantity = -1 WHERE NOT is_virtual"))


async def test_a_dealer_sees_only_its_own_warehouse_and_posts_nothing(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand)
    async with database.transaction(brand.id, brand.anyone) as tx:
        dealer = await add_organisation(tx, brand, kind="dealer", code="D-01")
        stranger = await add_organisation(tx, brand, kind="dealer", code="D-02")
        own = await parts.open_warehouse(tx, organisation_id=dealer, code="W-D1", name="经销商仓")
        await parts.open_warehouse(tx, organisation_id=stranger, code="W-D2", name="另一家")

    async with database.transaction(brand.id, brand.actor(Role.DEALER_CLERK, dealer=dealer)) as tx:
        seen, _ = await parts.visible_warehouses(tx, organisation_id=None, state=None, limit=50, cursor=None)
        balances, _ = await ledger.balances(tx, limit=50, cursor=None)
        with pytest.raises(NotFound):
            await parts.warehouse(tx, shelves.warehouse)
        with pytest.raises(Forbidden):
            await parts.post(tx, shelves.supply(1))

    assert [warehouse.id for warehouse in seen] == [own.id]
    assert balances == []


async def test_a_closed_warehouse_and_a_missing_one_issue_nothing(brand: Brand, database: Database) -> None:
    shelves = await set_up_shelves(database, brand)
    async with database.transaction(brand.id, brand.anyone) as tx:
        await parts.change_warehouse(tx, shelves.warehouse, 1, name="一号仓", state=WarehouseState.CLOSED)

    async with database.transaction(brand.id, brand.anyone) as tx:
        with pytest.raises(WarehouseClosed):
            await parts.issue_part(
                tx,
                part_id=shelves.parts[0],
                quantity=1,
                warehouse_id=shelves.warehouse,
                cause_kind="test",
                cause_id=new_id(),
            )
        with pytest.raises(OrganisationHasNoWarehouse):
            await parts.warehouse_of(tx, shelves.factory)
