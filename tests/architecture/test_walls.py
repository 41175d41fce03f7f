"""The walls from inside: plain SQL under the app's role, tried on every table of the registry."""

from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest
from tests.fixtures.rows import Filled, Row, foreign_keys, insertion, row_of, speak_json

from aftersales.kernel.ids import new_id
from aftersales.kernel.settings import Settings
from aftersales.kernel.tables import TENANT_TABLES, Wall
from aftersales.migrations import registry

Pair = tuple[Filled, Filled]


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the app's role in a transaction that will not be kept."""
    connection = await asyncpg.connect(settings.database_url)
    await speak_json(connection)
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


async def enter(app: asyncpg.Connection, tenant: UUID | None, dealer: UUID | None = None) -> None:
    """Say who is asking, as the opening statement of a transaction does."""
    await app.execute(
        "SELECT set_config('app.tenant_id', $1, true), set_config('app.dealer_id', $2, true)",
        str(tenant or ""),
        str(dealer or ""),
    )


async def counts(app: asyncpg.Connection) -> dict[str, int]:
    """How many rows of each tenant's table can be seen."""
    sql = " UNION ALL ".join(f"SELECT '{name}' AS name, count(*) AS rows FROM {name}" for name in TENANT_TABLES)  # noqa: S608
    return {row["name"]: row["rows"] for row in await app.fetch(sql)}


async def tried(app: asyncpg.Connection, sql: str, *values: object) -> str:
    """What a statement comes to: its status, or the name of the refusal; it leaves nothing behind."""
    attempt = app.transaction()
    await attempt.start()
    try:
        status: str = await app.execute(sql, *values)
    except asyncpg.PostgresError as error:
        return (
            str(error.constraint_name or type(error).__name__)
            if isinstance(error, asyncpg.ForeignKeyViolationError)
            else type(error).__name__
        )
    finally:
        await attempt.rollback()
    return status


def another(row: Row, name: str) -> Row:
    """The row under a key that is not taken yet."""
    key = [column.name for column in TENANT_TABLES[name].table.primary_key.columns if column.name != "tenant_id"]
    parents = {column for foreign in foreign_keys(TENANT_TABLES[name].table) for column in foreign.column_keys}
    free = next((column for column in reversed(key) if column not in parents), None)
    if free is None:
        return row
    old = row[free]
    return row | {free: old + 1 if isinstance(old, int) else new_id() if isinstance(old, UUID) else old}


async def test_without_a_tenant_no_row_of_any_table_can_be_seen(app: asyncpg.Connection, filled: Pair) -> None:
    seen = await counts(app)

    assert len(filled[0].rows) == len(TENANT_TABLES)
    assert seen == dict.fromkeys(TENANT_TABLES, 0)


async def test_a_setting_that_ended_with_its_transaction_shows_nothing(settings: Settings, filled: Pair) -> None:
    connection = await asyncpg.connect(settings.database_url)
    async with connection.transaction():
        await enter(connection, filled[0].tenant)

    seen = await counts(connection)

    await connection.close()
    assert seen == dict.fromkeys(TENANT_TABLES, 0)


async def test_a_tenant_sees_its_own_row_in_every_table_and_no_other(app: asyncpg.Connection, filled: Pair) -> None:
    first, second = filled
    await enter(app, first.tenant)
    seen = await counts(app)
    foreign = {
        name: await app.fetchval(f"SELECT count(*) FROM {name} WHERE tenant_id = $1", second.tenant)  # noqa: S608
        for name in TENANT_TABLES
    }

    assert seen == dict.fromkeys(TENANT_TABLES, 1)
    assert foreign == dict.fromkeys(TENANT_TABLES, 0)


async def test_of_the_platforms_tables_a_tenant_sees_itself_and_its_people(
    app: asyncpg.Connection, superuser: asyncpg.Connection, filled: Pair
) -> None:
    first, second = filled
    for one in filled:
        person = one.rows["memberships"]["person_id"]
        await superuser.execute(
            "INSERT INTO people (id, email, name, password_hash) VALUES ($1, $2, 'x', '') ON CONFLICT DO NOTHING",
            person,
            f"{str(person)[-12:]}@example.com",
        )

    unknown = [await app.fetchval("SELECT count(*) FROM tenants"), await app.fetchval("SELECT count(id) FROM people")]
    await enter(app, first.tenant)
    tenants = await app.fetch("SELECT id FROM tenants")
    people = await app.fetch("SELECT id FROM people")

    assert unknown == [0, 0]
    assert [row["id"] for row in tenants] == [first.tenant]
    assert [row["id"] for row in people] == [first.rows["memberships"]["person_id"]]
    assert second.tenant != first.tenant


async def test_a_dealer_sees_what_its_wall_lets_through(app: asyncpg.Connection, filled: Pair) -> None:
    first, _ = filled
    await enter(app, first.tenant, first.dealer)
    own = await counts(app)
    await enter(app, first.tenant, new_id())
    strange = await counts(app)

    assert own == {name: 0 if entry.wall is Wall.CLOSED else 1 for name, entry in TENANT_TABLES.items()} | {
        "policy_versions": 0,  # a draft is not a dealer's to see
    }
    open_to_all = {Wall.SHARED, Wall.COMMON}
    assert strange == {name: int(entry.wall in open_to_all) for name, entry in TENANT_TABLES.items()} | {
        "policy_versions": 0,
    }


async def test_a_row_cannot_be_written_for_another_tenant(app: asyncpg.Connection, filled: Pair) -> None:
    first, second = filled
    await enter(app, first.tenant)

    outcomes = {}
    for name, entry in TENANT_TABLES.items():
        outcomes[name] = await tried(app, *flat(insertion(entry.table, another(second.rows[name], name))))

    assert {name: outcome for name, outcome in outcomes.items() if outcome != "InsufficientPrivilegeError"} == {}


async def test_a_dealer_cannot_write_a_row_for_another_dealer(app: asyncpg.Connection, filled: Pair) -> None:
    first, _ = filled
    await enter(app, first.tenant, new_id())

    outcomes = {}
    for name, entry in TENANT_TABLES.items():
        if entry.wall is not Wall.COMMON:
            outcomes[name] = await tried(app, *flat(insertion(entry.table, another(first.rows[name], name))))

    assert {name: outcome for name, outcome in outcomes.items() if outcome != "InsufficientPrivilegeError"} == {}


async def test_a_dealer_reads_what_is_shared_and_changes_none_of_it(app: asyncpg.Connection, filled: Pair) -> None:
    first, _ = filled
    shared = [name for name, entry in TENANT_TABLES.items() if entry.wall in {Wall.SHARED, Wall.OWN_OR_SHARED}]
    await enter(app, first.tenant, new_id())

    outcomes = {
        await tried(app, statement)
        for name in shared
        for statement in (f"DELETE FROM {name}", f"UPDATE {name} SET tenant_id = tenant_id")  # noqa: S608
    }

    assert outcomes <= {"DELETE 0", "UPDATE 0", "InsufficientPrivilegeError"}


async def test_rows_of_another_tenant_can_be_neither_changed_nor_deleted(app: asyncpg.Connection, filled: Pair) -> None:
    first, second = filled
    await enter(app, first.tenant)

    outcomes: set[str] = set()
    for name in TENANT_TABLES:
        outcomes.add(await tried(app, f"DELETE FROM {name} WHERE tenant_id = $1", second.tenant))  # noqa: S608
        outcomes.add(
            await tried(app, f"UPDATE {name} SET tenant_id = $2 WHERE tenant_id = $1", second.tenant, first.tenant),  # noqa: S608
        )

    assert outcomes == {"DELETE 0", "UPDATE 0", "InsufficientPrivilegeError"}


async def test_no_row_can_be_given_away_to_another_tenant(app: asyncpg.Connection, filled: Pair) -> None:
    first, second = filled
    await enter(app, first.tenant)

    outcomes = {
        await tried(app, f"UPDATE {name} SET tenant_id = $1", second.tenant)  # noqa: S608
        for name in TENANT_TABLES
    }

    assert outcomes == {"InsufficientPrivilegeError"}


def flat(statement: tuple[str, list[object]]) -> list[object]:
    """A statement and its values as arguments."""
    return [statement[0], *statement[1]]


PARENTS = [
    pytest.param(table.name, str(key.name), id=str(key.name))
    for table in registry.metadata.sorted_tables
    if table.name in TENANT_TABLES
    for key in foreign_keys(table)
    if key.elements[0].column.table.name in TENANT_TABLES
]


BESIDES = {"fk_stock_locations_tenant_id_warehouse_id": {"is_virtual": False}}
"""What else a row must say when it names this parent."""


@pytest.mark.parametrize(("name", "constraint"), PARENTS)
async def test_a_row_cannot_belong_to_a_parent_of_another_tenant(
    superuser: asyncpg.Connection, filled: Pair, name: str, constraint: str
) -> None:
    first, second = filled
    table = TENANT_TABLES[name].table
    key = next(key for key in foreign_keys(table) if key.name == constraint)
    row = row_of(table, first.tenant, first.dealer, first.rows) | BESIDES.get(constraint, {})
    parent = second.rows[key.elements[0].column.table.name]
    for element in key.elements:
        if element.parent.name != "tenant_id":
            row[element.parent.name] = parent[element.column.name]

    attempt = superuser.transaction()
    await attempt.start()
    await superuser.execute("SET LOCAL session_replication_role = replica")
    await superuser.execute(f"DELETE FROM {name} WHERE tenant_id = $1", first.tenant)  # noqa: S608 - names of tables
    await superuser.execute("SET LOCAL session_replication_role = origin")
    outcome = await tried(superuser, *flat(insertion(table, row)))
    await attempt.rollback()

    assert outcome == constraint
