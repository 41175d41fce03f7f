"""Opening stock and warehouses from sheets."""

import pytest
from tests.fixtures.kernel import Brand
from tests.parts.shelves import add_organisation, add_parts

from aftersales.kernel.sheets import Row
from aftersales.kernel.tx import Database
from aftersales.parts import service as parts
from aftersales.parts.imports.service import import_stock, import_warehouses
from aftersales.parts.ledger import service as ledger


def row(number: int, **values: str | int) -> Row:
    """A row of a sheet as it was read."""
    return Row(number, dict(values))


@pytest.fixture
async def warehouse(brand: Brand, database: Database) -> str:
    async with database.transaction(brand.id, brand.anyone) as tx:
        factory = await add_organisation(tx, brand, kind="factory", code="F-01")
        await parts.open_warehouse(tx, organisation_id=factory, code="W-01", name="一号仓")
        await add_parts(tx, brand, 3)
    return "W-01"


async def test_opening_stock_is_posted_once_and_every_row_is_answered(
    brand: Brand, database: Database, warehouse: str
) -> None:
    rows = [
        row(2, warehouse=warehouse, part="P-00000", quantity=7),
        row(3, warehouse=warehouse, part="P-00001", quantity=0),
        row(4, warehouse="W-99", part="P-00099", quantity=1),
    ]

    async with database.transaction(brand.id, brand.anyone) as tx:
        first = await import_stock(tx, rows)
    async with database.transaction(brand.id, brand.anyone) as tx:
        again = await import_stock(tx, [*rows[:1], row(3, warehouse=warehouse, part="P-00001", quantity=4)])
        other = await import_stock(tx, [row(2, warehouse=warehouse, part="P-00000", quantity=8)])
        balances, _ = await ledger.balances(tx, limit=10, cursor=None)

    assert [(one.row, one.outcome.value, [error.code for error in one.errors]) for one in first] == [
        (2, "created", []),
        (3, "unchanged", []),
        (4, "refused", ["warehouse_unknown", "stock_part_unknown"]),
    ]
    assert [one.outcome.value for one in again] == ["unchanged", "created"]
    assert [(one.outcome.value, one.errors[0].code) for one in other] == [("refused", "opening_posted_otherwise")]
    assert sorted(balance.quantity or 0 for balance in balances) == [4, 7]


async def test_a_thousand_rows_of_stock_take_one_posting(brand: Brand, database: Database, warehouse: str) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        rows = [row(number + 2, warehouse=warehouse, part=f"P-{number % 3:05}", quantity=5) for number in range(3)]
        before = tx.statements
        await import_stock(tx, rows)

        assert tx.statements - before == 4
        assert await ledger.imbalances(tx) == 0


async def test_warehouses_come_by_sheet_and_never_change_hands(
    brand: Brand, database: Database, warehouse: str
) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        dealer = await add_organisation(tx, brand, kind="dealer", code="D-01")
        await add_organisation(tx, brand, kind="carrier", code="C-01")
        rows = [
            row(2, code="W-D1", name="经销商仓", organisation_code="D-01"),
            row(3, code=warehouse, name="总仓", organisation_code="F-01"),
            row(4, code=warehouse, name="总仓", organisation_code="D-01"),
            row(5, code="W-C1", name="承运商仓", organisation_code="C-01"),
            row(6, code="W-X", name="无主", organisation_code="X"),
        ]

        answers = await import_warehouses(tx, rows)
        opened = await parts.warehouse_of(tx, dealer)
        await import_stock(tx, [row(2, warehouse="W-D1", part="P-00000", quantity=2)])

        assert [(one.outcome.value, [error.code for error in one.errors]) for one in answers] == [
            ("created", []),
            ("updated", []),
            ("refused", ["warehouse_of_another"]),
            ("refused", ["warehouse_kind_wrong"]),
            ("refused", ["warehouse_organisation_unknown"]),
        ]
        assert (opened.code, opened.dealer_id) == ("W-D1", dealer)
