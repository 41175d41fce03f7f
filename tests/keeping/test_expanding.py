"""Migrations expand: they give up before they stop the shop, and the release before them goes on working."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError
from tests.conftest import TEMPLATE

from aftersales import migrations
from aftersales.kernel.ids import new_id
from aftersales_local.postgres import Databases

WAITING, LOCKED = "0005", "0006"
"""A revision that adds columns to the busiest tables, and the one before it."""

COLUMNS = """
SELECT c.table_name || '.' || c.column_name AS name,
       c.data_type || coalesce(c.character_maximum_length::text, '') AS type,
       c.is_nullable = 'NO' AND c.column_default IS NULL AS needed
FROM information_schema.columns c WHERE c.table_schema = 'public'
"""
FUNCTIONS = """
SELECT p.oid::regprocedure::text AS name, pg_get_function_result(p.oid) AS type
FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
"""
FILE_A_FACT = """
INSERT INTO facts (tenant_id, id, name, at, subject_kind, subject_id, actor_kind, actor_id, actor_name, payload)
VALUES ($1, gen_random_uuid(), 'x.y', now(), 'x', $1, 'worker', $1, 'x', '{}')
"""
"""As the first release wrote it."""


async def in_thread(work: Callable[..., None], *arguments: str, **named: str) -> None:
    """Migrations run a loop of their own."""
    with ThreadPoolExecutor(1) as thread:
        await asyncio.wrap_future(thread.submit(partial(work, *arguments, **named)))


@pytest.fixture
def spare(databases: Databases) -> Iterator[str]:
    """The name of a migrated database that a test may take back and forth."""
    name = f"spare_{new_id().hex[-12:]}"
    databases.create(name, TEMPLATE)
    yield name
    databases.drop(name)


@asynccontextmanager
async def shop(url: str) -> AsyncIterator[list[int]]:
    """A shop of the first release: it writes and reads facts all the time; how often it did."""
    connection = await asyncpg.connect(url, server_settings={"lock_timeout": "10s"})
    tenant, sold, closed = new_id(), [0], asyncio.Event()

    async def sell() -> None:
        while not closed.is_set():
            async with connection.transaction():
                await connection.execute("SELECT set_config('app.tenant_id', $1, true)", str(tenant))
                await connection.execute(FILE_A_FACT, tenant)
                sold[0] = await connection.fetchval("SELECT count(*) FROM facts WHERE tenant_id = $1", tenant)
            await asyncio.sleep(0)

    selling = asyncio.create_task(sell())
    try:
        yield sold
    finally:
        closed.set()
        await selling
        await connection.close()


async def revision_of(url: str) -> str:
    """Where a database stands."""
    connection = await asyncpg.connect(url)
    found: str = await connection.fetchval("SELECT version_num FROM alembic_version")
    await connection.close()
    return found


async def test_a_revision_that_cannot_have_its_lock_gives_up_and_the_shop_goes_on(
    spare: str, databases: Databases
) -> None:
    owner, app = databases.url("owner", spare), databases.url("app", spare)
    await in_thread(migrations.downgrade, owner, WAITING)
    blocker = await asyncpg.connect(app)
    reading = blocker.transaction()
    await reading.start()
    await blocker.fetch("SELECT count(*) FROM facts")

    async with shop(app) as sold:
        with pytest.raises(DBAPIError, match="lock timeout"):
            await in_thread(migrations.upgrade, owner, lock_timeout="300ms")
        meanwhile, stands = sold[0], await revision_of(owner)
        await reading.rollback()
        await in_thread(migrations.upgrade, owner)
        await until_more_than(sold, sold[0])
    await blocker.close()

    assert stands == WAITING
    assert meanwhile > 0
    assert await revision_of(owner) == migrations.head()


async def until_more_than(sold: list[int], before: int) -> None:
    """Wait until the shop has sold again."""
    async with asyncio.timeout(30):
        while sold[0] <= before:  # noqa: ASYNC110 - it changes with each turn of the loop
            await asyncio.sleep(0.01)


async def shape(url: str) -> tuple[dict[str, str], dict[str, str], set[str]]:
    """Columns by type, functions by result, and the columns that every row must be given."""
    connection = await asyncpg.connect(url)
    columns = await connection.fetch(COLUMNS)
    functions = await connection.fetch(FUNCTIONS)
    await connection.close()
    return (
        {row["name"]: row["type"] for row in columns},
        {row["name"]: row["type"] for row in functions},
        {row["name"] for row in columns if row["needed"]},
    )


async def test_what_an_earlier_release_reads_writes_and_calls_is_still_there(spare: str, databases: Databases) -> None:
    owner = databases.url("owner", spare)
    now_columns, now_functions, now_needed = await shape(owner)

    await in_thread(migrations.downgrade, owner, "0001")
    columns, functions, _ = await shape(owner)

    tables = {name.split(".")[0] for name in columns}
    assert {name: now_columns.get(name) for name in columns} == columns
    assert {name: now_functions.get(name) for name in functions} == functions
    assert {name for name in now_needed - set(columns) if name.split(".")[0] in tables} == set()


def test_a_revision_waits_for_a_lock_no_longer_than_people_wait() -> None:
    assert migrations.PATIENCE == "5s"
