"""The chain of revisions: up, down and up again, ending in what the code declares."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, pool
from sqlalchemy.ext.asyncio import create_async_engine

from aftersales import migrations
from aftersales.kernel.settings import Settings, SettingWrong
from aftersales.kernel.tables import TENANT_TABLES, definer_statements, security_statements
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
def migrated_beside(databases: Databases) -> Iterator[str]:
    """A second database, brought to the newest revision."""
    databases.create("migrated_beside")
    in_thread(migrations.upgrade, databases.url("owner", "migrated_beside"))
    yield "migrated_beside"
    databases.drop("migrated_beside")


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


CATALOGUE = """
SELECT 'function', p.oid::regprocedure::text, pg_get_functiondef(p.oid), p.proacl::text, pg_get_userbyid(p.proowner)
FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
UNION ALL SELECT 'policy', tablename || '.' || policyname,
                 concat_ws(' ', permissive, cmd, qual, '/', with_check), roles::text, ''
FROM pg_policies WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid), '', ''
FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'index', indexname, indexdef, '', ''
FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'
UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid), '', ''
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 'alembic_version'::regclass
UNION ALL SELECT 'table', relname, concat_ws(' ', relrowsecurity, relforcerowsecurity), relacl::text,
                 pg_get_userbyid(relowner)
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
UNION ALL SELECT 'column', attrelid::regclass || '.' || attname,
                 format_type(atttypid, atttypmod) || attnotnull, attacl::text, ''
FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
WHERE attnum > 0 AND NOT attisdropped AND c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
"""


async def catalogue(url: str) -> set[tuple[str, ...]]:
    """Everything that a schema is made of, however it is spaced."""
    connection = await asyncpg.connect(url)
    rows = await connection.fetch(CATALOGUE)
    await connection.close()
    return {tuple(" ".join(str(value).split()) for value in row) for row in rows}


async def declare(url: str) -> None:
    """Make the schema straight from the code, without revisions."""
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1), poolclass=pool.NullPool)
    async with engine.begin() as connection:
        await connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)")
        await connection.run_sync(metadata.create_all)
        for statement in (*security_statements(), *definer_statements()):
            await connection.exec_driver_sql(statement)
    await engine.dispose()


async def test_the_revisions_make_what_the_code_declares_to_the_last_function(
    empty_database: str, migrated_beside: str, databases: Databases
) -> None:
    await declare(databases.url("owner", empty_database))

    declared = await catalogue(databases.url("owner", empty_database))
    migrated = await catalogue(databases.url("owner", migrated_beside))

    assert sorted(declared - migrated) == []
    assert sorted(migrated - declared) == []
