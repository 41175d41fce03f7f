"""Writes that wait: they travel with the next statement, and nothing in their transaction can miss them."""

from typing import ClassVar
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import func, select
from tests.fixtures.kernel import Brand

from aftersales.kernel.facts import Fact
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database, Tx
from aftersales.tenancy.tables import organisations

DEFERRED = "CREATE TEMP TABLE waits (n integer UNIQUE DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP"
RENAME = "UPDATE organisations SET name = $2 WHERE tenant_id = $1 AND id = $3"


class Tried(Fact, frozen=True, kw_only=True):
    """A fact of these tests, never registered: nobody is told of it."""

    NAME: ClassVar = "test.tried"
    SUBJECT: ClassVar = ("test", "thing_id")

    thing_id: UUID


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


async def codes(tx: Tx) -> list[str]:
    """The codes of the dealers that are seen."""
    rows = await tx.fetch("SELECT code FROM organisations WHERE kind = 'dealer' ORDER BY code")
    return [row["code"] for row in rows]


async def test_what_is_done_without_effect_is_answered_and_taken_back(database: Database, brand: Brand) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        tx.add_later(organisations, [dealer(tx, "D-1")])
        before = tx.emit(Tried(thing_id=brand.headquarters))
        async with tx.without_effect():
            tx.add_later(organisations, [dealer(tx, "D-2")])
            seen = await codes(tx)
            tx.emit(Tried(thing_id=brand.headquarters))
            tx.add_later(organisations, [dealer(tx, "D-3")])
        tx.add_later(organisations, [dealer(tx, "D-4")])

        left = await codes(tx)
        announced = [one.id for one in tx.emitted]
        tx.emitted.clear()

    assert seen == ["D-1", "D-2"]
    assert left == ["D-1", "D-4"]
    assert announced == [before]


async def test_what_a_commit_would_refuse_is_refused_without_effect_too(database: Database, brand: Brand) -> None:
    async def unbalanced(tx: Tx) -> None:
        async with tx.without_effect():
            await tx.fetch(DEFERRED)
            await tx.fetch("INSERT INTO waits VALUES (1), (1)")

    with pytest.raises(asyncpg.UniqueViolationError):
        async with database.transaction(brand.id, brand.anyone) as tx:
            await unbalanced(tx)
