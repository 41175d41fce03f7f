"""Writes that wait: they travel with the next statement, and nothing in their transaction can miss them."""

from uuid import UUID

from sqlalchemy import func, select
from tests.fixtures.kernel import Brand

from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database, Tx
from aftersales.tenancy.tables import organisations

RENAME = "UPDATE organisations SET name = $2 WHERE tenant_id = $1 AND id = $3"


def dealer(tx: Tx, code: str) -> dict[str, object]:
    """A row of a dealer."""
    made = new_id()
    return {"tenant_id": tx.tenant_id, "id": made, "dealer_id": made, "kind": "dealer", "code": code, "name": code}


async def name_of(tx: Tx, place: UUID) -> str:
    """What an organisation is called."""
    return str(await tx.scalar(select(organisations.c.name).where(organisations.c.id == place)))


async def test_whatever_is_read_goes_behind_the_writes_that_wait(database: Database, brand: Brand) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        tx.add_later(organisations, [dealer(tx, "D-1"), dealer(tx, "D-2")])

        by_core = await tx.scalar(
            select(func.count()).select_from(organisations).where(organisations.c.kind == "dealer")
        )
        tx.write_later(RENAME, tx.tenant_id, "新总部", brand.headquarters)
        (by_driver,) = await tx.fetch("SELECT name FROM organisations WHERE id = $1", brand.headquarters)

    assert by_core == 2
    assert by_driver["name"] == "新总部"


async def test_writes_that_wait_are_sent_with_the_commit_at_the_latest(database: Database, brand: Brand) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        tx.write_later(RENAME, tx.tenant_id, "一", brand.headquarters)
        sent = tx.statements

    async with database.transaction(brand.id, brand.anyone) as tx:
        assert await name_of(tx, brand.headquarters) == "一"
    assert sent == 0


async def test_a_statement_takes_the_writes_that_wait_along_and_sees_none_of_them(
    database: Database, brand: Brand
) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        tx.write_later(RENAME, tx.tenant_id, "前", brand.headquarters)
        tx.add_later(organisations, [dealer(tx, "D-1")])

        (seen,) = await tx.fetch_along("SELECT name FROM organisations WHERE id = $1", brand.headquarters)

        assert (seen["name"], tx.statements) == ("总部", 1)
        assert await name_of(tx, brand.headquarters) == "前"


async def test_without_writes_that_wait_a_statement_goes_alone(database: Database, brand: Brand) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        (seen,) = await tx.fetch_along("SELECT 1 AS one")

    assert seen["one"] == 1
