"""The chain of revisions: up, down and up again, ending in what the code declares."""

from concurrent.futures import ThreadPoolExecutor

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, pool
from sqlalchemy.ext.asyncio import create_async_engine

from aftersales import migrations
from aftersales.kernel.settings import Settings, SettingWrong
from aftersales.kernel.tables import TENANT_TABLES
from aftersales.kernel.tx import Database, create_engine
from aftersales.migrations.registry import metadata
from aftersales.platform.service import write_facts
from aftersales_api.powers import check_powers
from aftersales_local.postgres import Databases

LEFT = """
SELECT relname AS name FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype = 'e'
"""


def in_thread(work: object, *arguments: object) -> None:
    """Migrations run a loop of their own, which a test that runs in one must not see."""
    assert callable(work)
    with ThreadPoolExecutor(1) as thread:
        thread.submit(work, *arguments).result()


def differences(connection: Connection) -> list[object]:
    """What autogeneration would write into a further revision."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


async def compared(url: str) -> list[object]:
    """The differences between a database and the code."""
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1), poolclass=pool.NullPool)
    async with engine.connect() as connection:
        found = await connection.run_sync(differences)
    await engine.dispose()
    return found


async def left_in(url: str) -> list[str]:
    """What is in the schema."""
    connection = await asyncpg.connect(url)
    rows = await connection.fetch(LEFT)
    await connection.close()
    return sorted(row["name"] for row in rows)


async def test_up_down_and_up_again_ends_in_what_the_code_declares(empty_database: str, databases: Databases) -> None:
    url = databases.url("owner", empty_database)

    in_thread(migrations.upgrade, url)
    first = await left_in(url)
    in_thread(migrations.downgrade, url, "base")
    after_down = await left_in(url)
    in_thread(migrations.upgrade, url)
    second = await left_in(url)
    found = await compared(url)

    assert after_down == ["alembic_version"]
    assert second == first
    assert found == []


@pytest.fixture
def migrated(empty_database: str, databases: Databases) -> str:
    """The name of a database that a test may spoil."""
    in_thread(migrations.upgrade, databases.url("owner", empty_database))
    return empty_database


async def refused(app_url: str, operator_url: str) -> str | None:
    """What start-up says to these roles."""
    app = Database(create_engine(app_url, pool_size=1), before_commit=write_facts)
    operators = Database(create_engine(operator_url, pool_size=1), before_commit=write_facts)
    try:
        await check_powers(app, operators)
    except SettingWrong as wrong:
        return str(wrong)
    finally:
        await app.close()
        await operators.close()
    return None


async def test_a_process_starts_with_the_roles_as_they_are_meant(settings: Settings) -> None:
    assert await refused(settings.database_url, settings.operator_database_url) is None


async def test_a_process_refuses_to_start_as_superuser(settings: Settings, superuser_url: str) -> None:
    said = await refused(superuser_url, settings.operator_database_url)

    assert said is not None
    assert said.startswith("AFTERSALES_DATABASE_URL: its role must not have the powers rolsuper, rolbypassrls")


async def test_a_process_refuses_to_start_as_the_owner_of_tables(settings: Settings, databases: Databases) -> None:
    name = settings.database_url.rsplit("/", 1)[-1]

    as_app = await refused(databases.url("owner", name), settings.operator_database_url)
    as_operator = await refused(settings.database_url, databases.url("owner", name))

    assert as_app == "AFTERSALES_DATABASE_URL: its role must not have the powers creates, owns"
    assert as_operator == "AFTERSALES_OPERATOR_DATABASE_URL: its role must not have the powers creates, owns"


async def test_a_process_refuses_to_start_over_a_table_without_its_wall(migrated: str, databases: Databases) -> None:
    databases.run("ALTER TABLE returns NO FORCE ROW LEVEL SECURITY;", migrated)

    said = await refused(databases.url("app", migrated), databases.url("operator", migrated))

    assert "returns" in TENANT_TABLES
    assert said == "AFTERSALES_DATABASE_URL: no row security on returns"
