"""Transactions: walled to one tenant for their own length only, kept whole or not at all."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import asyncpg
import pytest
from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from tests.fixtures.kernel import Brand, MakeTenant

from aftersales.kernel.clock import SetClock
from aftersales.kernel.errors import NotFound
from aftersales.kernel.facts import Fact
from aftersales.kernel.ids import new_id
from aftersales.kernel.settings import Settings
from aftersales.kernel.tx import CommitRefused, Database, Tx, create_engine
from aftersales.platform.service import write_facts
from aftersales.tenancy.tables import organisations
from aftersales_local.postgres import Databases

BACKEND = select(func.pg_backend_pid())
VISIBLE = "SELECT count(*) AS rows, current_setting('app.tenant_id', true) AS tenant FROM organisations"


class Tried(Fact, frozen=True, kw_only=True):
    """A fact of these tests, never registered: nobody is told of it."""

    NAME: ClassVar = "test.tried"
    SUBJECT: ClassVar = ("test", "thing_id")

    thing_id: UUID
    note: str = ""


class Named(Struct, frozen=True):
    """An organisation's code."""

    code: str


class Stopped(Exception):  # noqa: N818 - what ends a block
    """The test's own exception."""


@pytest.fixture
async def single(settings: Settings, clock: SetClock) -> AsyncIterator[Database]:
    """A database with one connection, so that what one transaction leaves behind meets the next."""
    database = Database(create_engine(settings.database_url, pool_size=1), before_commit=write_facts, clock=clock)
    yield database
    await database.close()


async def add(tx: Tx, code: str) -> None:
    await tx.execute(
        organisations.insert().values(tenant_id=tx.tenant_id, id=new_id(), kind="supplier", code=code, name=code)
    )


async def add_and_stop(database: Database, brand: Brand) -> None:
    """A transaction that does something and then ends in an exception."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        await add(tx, "S1")
        raise Stopped


async def add_and_sleep(database: Database, brand: Brand, begun: asyncio.Event) -> None:
    """A transaction that does something and then waits for longer than the test."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        await add(tx, "S1")
        begun.set()
        await tx.fetch("SELECT pg_sleep(30)")


async def codes(database: Database, brand: Brand) -> list[str]:
    async with database.transaction(brand.id, brand.anyone) as tx:
        found = await tx.all(select(organisations.c.code).where(organisations.c.kind == "supplier"), Named)
    return sorted(row.code for row in found)


async def facts_named(database: Database, brand: Brand, name: str = Tried.NAME) -> list[str]:
    async with database.transaction(brand.id, brand.anyone) as tx:
        rows = await tx.fetch("SELECT payload ->> 'note' AS note FROM facts WHERE name = $1 ORDER BY id", name)
    return [row["note"] for row in rows]


async def what_a_stranger_sees(database: Database) -> tuple[int, str, bool]:
    """The tenant rows, the tenant's name and the open transaction that a connection without a tenant meets."""
    async with database.anteroom() as room:
        [row] = await room.fetch(VISIBLE)
        return row["rows"], row["tenant"] or "", room.driver.is_in_transaction()


async def pid_of(database: Database) -> int:
    async with database.anteroom() as room:
        [row] = await room.fetch("SELECT pg_backend_pid() AS pid")
    pid: int = row["pid"]
    return pid


async def test_a_pooled_connection_forgets_its_tenant_with_the_commit(single: Database, brand: Brand) -> None:
    async with single.transaction(brand.id, brand.anyone) as tx:
        [inside] = await tx.fetch(VISIBLE)
        pid = await tx.scalar(BACKEND)

    outside = await what_a_stranger_sees(single)

    assert (inside["rows"], inside["tenant"]) == (1, str(brand.id))
    assert outside == (0, "", False)
    assert await pid_of(single) == pid


async def test_and_with_the_rollback(single: Database, brand: Brand) -> None:
    pid = await pid_of(single)

    with pytest.raises(Stopped):
        await add_and_stop(single, brand)
    outside = await what_a_stranger_sees(single)

    assert outside == (0, "", False)
    assert await codes(single, brand) == []
    assert await pid_of(single) == pid


async def test_a_tenant_never_meets_the_rows_of_the_one_before(single: Database, make_tenant: MakeTenant) -> None:
    first, second = await make_tenant(), await make_tenant()
    async with single.transaction(first.id, first.anyone) as tx:
        await add(tx, "S1")

    async with single.transaction(second.id, second.anyone) as tx:
        seen = await tx.all(select(organisations.c.code).where(organisations.c.kind == "supplier"), Named)
        with pytest.raises(DBAPIError):
            await tx.execute(
                organisations.insert().values(tenant_id=first.id, id=new_id(), kind="supplier", code="S2", name="S2")
            )
        await tx.driver.execute("ROLLBACK; BEGIN")

    assert seen == []
    assert await codes(single, first) == ["S1"]


async def test_a_commit_that_fails_keeps_nothing(single: Database, brand: Brand) -> None:
    async def fail_at_the_end() -> None:
        async with single.transaction(brand.id, brand.anyone) as tx:
            await tx.driver.execute(
                "CREATE TEMPORARY TABLE late (n int UNIQUE DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP;"
                "INSERT INTO late VALUES (1), (1)"
            )
            await add(tx, "S1")
            tx.emit(Tried(thing_id=new_id(), note="late"))

    with pytest.raises(asyncpg.UniqueViolationError):
        await fail_at_the_end()

    assert await what_a_stranger_sees(single) == (0, "", False)
    assert await codes(single, brand) == []
    assert await facts_named(single, brand) == []


async def test_an_error_that_was_swallowed_does_not_pass_for_a_commit(single: Database, brand: Brand) -> None:
    async def swallow() -> None:
        async with single.transaction(brand.id, brand.anyone) as tx:
            await add(tx, "S1")
            with contextlib.suppress(asyncpg.DivisionByZeroError):
                await tx.fetch("SELECT 1 / 0")

    with pytest.raises(CommitRefused):
        await swallow()

    assert await codes(single, brand) == []
    assert await what_a_stranger_sees(single) == (0, "", False)


async def test_a_connection_that_dies_under_its_transaction_is_replaced(
    single: Database, databases: Databases, brand: Brand
) -> None:
    async def lose_the_connection() -> None:
        async with single.transaction(brand.id, brand.anyone) as tx:
            await add(tx, "S1")
            databases.run(f"SELECT pg_terminate_backend({await tx.scalar(BACKEND)})")

    with pytest.raises((asyncpg.PostgresConnectionError, asyncpg.InterfaceError, OSError)):
        await lose_the_connection()

    assert await codes(single, brand) == []
    assert await what_a_stranger_sees(single) == (0, "", False)


async def test_a_cancelled_request_rolls_back_and_leaves_its_connection_usable(single: Database, brand: Brand) -> None:
    pid, begun = await pid_of(single), asyncio.Event()
    task = asyncio.create_task(add_and_sleep(single, brand, begun))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await what_a_stranger_sees(single) == (0, "", False)
    assert await codes(single, brand) == []
    assert await pid_of(single) == pid


async def test_a_request_cancelled_at_any_moment_leaves_no_tenant_behind(single: Database, brand: Brand) -> None:
    seen = set()
    for steps in range(60):
        await pid_of(single)
        task = asyncio.create_task(add_and_stop(single, brand))
        for _ in range(steps):
            await asyncio.sleep(0)

        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        seen.add(await what_a_stranger_sees(single))

    assert seen == {(0, "", False)}
    assert await codes(single, brand) == []


@pytest.mark.parametrize("steps", range(4))
async def test_a_request_cancelled_twice_leaves_no_tenant_behind(single: Database, brand: Brand, steps: int) -> None:
    begun = asyncio.Event()
    task = asyncio.create_task(add_and_sleep(single, brand, begun))
    await begun.wait()

    for _ in range(2):
        task.cancel()
        for _ in range(steps):
            await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await what_a_stranger_sees(single) == (0, "", False)
    assert await codes(single, brand) == []


async def test_facts_are_written_with_their_transaction_and_in_its_name(database: Database, brand: Brand) -> None:
    thing = new_id()
    async with database.transaction(brand.id, brand.anyone, request_id="request-1") as tx:
        first = tx.emit(Tried(thing_id=thing, note="one"))
        tx.emit(Tried(thing_id=thing, note="two"))

    async with database.transaction(brand.id, brand.anyone) as tx:
        rows = await tx.fetch("SELECT * FROM facts WHERE subject_id = $1 ORDER BY id", thing)
        outbox = await tx.fetch("SELECT fact_id FROM fact_outbox WHERE fact_id = ANY($1)", [row["id"] for row in rows])

    assert rows[0]["id"] == first
    assert [(row["name"], row["actor_name"], row["request_id"]) for row in rows] == [
        ("test.tried", "全权测试员", "request-1")
    ] * 2
    assert len(outbox) == 2


async def test_nobody_ever_sees_a_fact_of_a_transaction_that_was_rolled_back(database: Database, brand: Brand) -> None:
    async def announce_and_stop() -> None:
        async with database.transaction(brand.id, brand.anyone) as tx:
            tx.emit(Tried(thing_id=new_id(), note="undone"))
            await write_facts(tx)
            meanwhile.extend(await facts_named(database, brand))
            raise Stopped

    meanwhile: list[str] = []
    with pytest.raises(Stopped):
        await announce_and_stop()

    assert meanwhile == []
    assert await facts_named(database, brand) == []


async def test_a_fact_that_cannot_be_written_undoes_what_it_speaks_of(database: Database, brand: Brand) -> None:
    class Overlong(Tried, frozen=True, kw_only=True):
        NAME: ClassVar = "test." + "x" * 80

    async def announce_what_does_not_fit() -> None:
        async with database.transaction(brand.id, brand.anyone) as tx:
            await add(tx, "S1")
            tx.emit(Tried(thing_id=new_id(), note="fine"))
            tx.emit(Overlong(thing_id=new_id()))

    with pytest.raises(asyncpg.StringDataRightTruncationError):
        await announce_what_does_not_fit()

    assert await codes(database, brand) == []
    assert await facts_named(database, brand) == []


async def test_the_instant_of_a_transaction_stands_still(database: Database, brand: Brand, clock: SetClock) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        first = tx.now
        clock.advance(timedelta(minutes=5))
        again = tx.now

    async with database.transaction(brand.id, brand.anyone) as tx:
        later = tx.now

    assert (again, later) == (first, first + timedelta(minutes=5))


async def test_a_missing_row_is_refused_by_name(database: Database, brand: Brand) -> None:
    statement = select(organisations.c.code).where(organisations.c.code == "nowhere")

    async with database.transaction(brand.id, brand.anyone) as tx:
        first = await tx.first(statement, Named)
        with pytest.raises(NotFound) as refused:
            await tx.one(statement, Named, NotFound("organisation", "组织"))

    assert first is None
    assert refused.value.params == {"what": "organisation", "what_zh": "组织"}


async def test_an_operators_transaction_is_kept_whole_or_not_at_all(operator_database: Database) -> None:
    async def swallow() -> None:
        async with operator_database.operator_transaction(new_id()) as tx:
            with contextlib.suppress(asyncpg.PostgresError):
                await tx.fetch("SELECT 1 / 0")

    with pytest.raises(CommitRefused):
        await swallow()

    async with operator_database.anteroom() as room:
        in_transaction = room.driver.is_in_transaction()

    assert not in_transaction
