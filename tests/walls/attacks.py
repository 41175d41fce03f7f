"""Attacks on one table by plain SQL under the roles of the product: what each of them must come to.

Every attack runs inside a transaction that the caller takes back, and takes back itself what it did.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import asyncpg
from msgspec import Struct
from sqlalchemy import Table, UniqueConstraint
from tests.fixtures.rows import DEFAULTS, Filled, Row, foreign_keys, insertion, row_of

from aftersales.kernel.ids import new_id
from aftersales.kernel.tables import APP_ROLE, OPERATOR_ROLE, RELAY_ROLE, TENANT_TABLES, Wall
from aftersales.migrations import registry

assert registry.metadata.tables

OWNER_ROLE: Final = "aftersales_owner"
RELAYED: Final = {"facts", "fact_outbox", "deliveries", "schedules"}
DENIED: Final = "InsufficientPrivilegeError"
NOTHING: Final = {DENIED, "UPDATE 0", "DELETE 0"}
BESIDES: Final[dict[str, Row]] = {
    "fk_stock_locations_tenant_id_warehouse_id": {"is_virtual": False},
    "uq_stock_counts_tenant_id_warehouse_id_plan_code_slot": {"state": "posted"},
}
"""What else a row must say when it tries this key, so that no other one stands in its way."""


class Pair(Struct, frozen=True):
    """Two tenants with a row in every table."""

    first: Filled
    second: Filled


class Who(Struct, frozen=True):
    """Under which role, for which tenant and dealer a statement is sent."""

    role: str = APP_ROLE
    tenant: UUID | None = None
    dealer: UUID | None = None


@asynccontextmanager
async def taken_back(connection: asyncpg.Connection) -> AsyncIterator[None]:
    """A stretch of a transaction of which nothing stays."""
    attempt = connection.transaction()
    await attempt.start()
    try:
        yield
    finally:
        await attempt.rollback()


def becoming(who: Who) -> str:
    """Take a role and say for whom one asks, as the opening statement of a transaction does."""
    return (
        f"SELECT set_config('role', '{who.role}', true), set_config('app.tenant_id', '{who.tenant or ''}', true),"
        f" set_config('app.dealer_id', '{who.dealer or ''}', true)"
    )


@asynccontextmanager
async def acting(connection: asyncpg.Connection, who: Who) -> AsyncIterator[None]:
    """A stretch as somebody, of which nothing stays; sent with as few round trips as there can be."""
    await connection.execute(f"SAVEPOINT acting; {becoming(who)}")
    try:
        yield
    finally:
        await connection.execute("ROLLBACK TO SAVEPOINT acting; RELEASE SAVEPOINT acting")


async def tried(connection: asyncpg.Connection, who: Who, sql: str, *values: object) -> str:
    """What a statement comes to: its status or the name of the refusal."""
    async with acting(connection, who):
        try:
            status: str = await connection.execute(sql, *values)
        except asyncpg.PostgresError as error:
            return str(error.constraint_name or type(error).__name__)
    return status


async def seen(connection: asyncpg.Connection, who: Who, name: str, tenants: Sequence[UUID]) -> tuple[int, ...]:
    """How many rows of each tenant somebody sees."""
    async with acting(connection, who):
        column = "id" if name == "tenants" else "tenant_id"
        try:
            rows = await connection.fetch(f"SELECT {column} AS tenant FROM {name}")  # noqa: S608 - names
        except asyncpg.InsufficientPrivilegeError:
            return (0,) * len(tenants)
    counts = Counter(row["tenant"] for row in rows)
    return tuple(counts[tenant] for tenant in tenants)


def another(row: Row, name: str) -> Row:
    """The row under a key that is not taken yet."""
    table = TENANT_TABLES[name].table
    parents = {column for foreign in foreign_keys(table) for column in foreign.column_keys}
    key = [column.name for column in table.primary_key.columns if column.name != "tenant_id"]
    free = next((column for column in reversed(key) if column not in parents), None)
    return row if free is None else row | {free: changed(row[free])}


def changed(value: object) -> object:
    """Another value of the same kind, or the same where there is no other."""
    if isinstance(value, UUID):
        return new_id()
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, date):  # instants are dates too
        return value + timedelta(days=1)
    if isinstance(value, bytes):
        return value + b"2"
    return f"{value}2" if isinstance(value, str) else value


async def breaches(connection: asyncpg.Connection, name: str, pair: Pair, *, is_one_enough: bool = False) -> list[str]:
    """Every attack on a tenant's table that came to something else than it must, or the first few."""
    found: list[str] = []
    for attack in (_reading, _writing, _dealing):
        found += await attack(connection, name, pair)
        if found and is_one_enough:
            break
    return [f"{name}: {what}" for what in found]


async def _reading(connection: asyncpg.Connection, name: str, pair: Pair) -> list[str]:
    first, second = pair.first, pair.second
    wall, both = TENANT_TABLES[name].wall, (first.tenant, second.tenant)
    own = 0 if wall is Wall.CLOSED or name == "policy_versions" else 1
    strange = int(wall in {Wall.SHARED, Wall.COMMON} and name != "policy_versions")
    expected = {
        Who(): (0, 0),
        Who(role=OWNER_ROLE): (0, 0),
        Who(role=OPERATOR_ROLE): (0, 0),
        Who(role=RELAY_ROLE): (1, 1) if name in RELAYED else (0, 0),
        Who(tenant=first.tenant): (1, 0),
        Who(tenant=new_id()): (0, 0),
        Who(tenant=first.tenant, dealer=first.dealer): (own, 0),
        Who(tenant=first.tenant, dealer=new_id()): (strange, 0),
    }
    got = {who: await seen(connection, who, name, both) for who in expected}
    return [f"{who} sees {got[who]} and not {rows}" for who, rows in expected.items() if got[who] != rows]


async def _writing(connection: asyncpg.Connection, name: str, pair: Pair) -> list[str]:
    """Another tenant's rows: made, changed, deleted, given away."""
    first, second = pair.first, pair.second
    stranger = Who(tenant=second.tenant)
    row = another(first.rows[name], name)
    makes, values = insertion(TENANT_TABLES[name].table, row)
    deletes = f"DELETE FROM {name} WHERE tenant_id = $1"  # noqa: S608 - names
    takes = f"UPDATE {name} SET tenant_id = $2 WHERE tenant_id = $1"  # noqa: S608 - names
    gives = f"UPDATE {name} SET tenant_id = $1"  # noqa: S608 - names
    owner = Who(tenant=first.tenant)
    tries: list[tuple[str, set[str], str]] = [
        ("a stranger makes one", {DENIED}, await tried(connection, stranger, makes, *values)),
        ("nobody makes one", {DENIED}, await tried(connection, Who(), makes, *values)),
        ("a stranger deletes one", NOTHING, await tried(connection, stranger, deletes, first.tenant)),
        ("a stranger takes one", NOTHING, await tried(connection, stranger, takes, first.tenant, second.tenant)),
        ("a tenant gives one away", {DENIED}, await tried(connection, owner, gives, second.tenant)),
    ]
    return [f"{what}: {outcome}" for what, allowed, outcome in tries if outcome not in allowed]


async def _dealing(connection: asyncpg.Connection, name: str, pair: Pair) -> list[str]:
    """Another dealer's rows and those of no dealer: made, changed, deleted, given away."""
    entry, first = TENANT_TABLES[name], pair.first
    if entry.wall is Wall.COMMON:
        return []
    other = Who(tenant=first.tenant, dealer=new_id())
    own = Who(tenant=first.tenant, dealer=first.dealer)
    makes, values = insertion(entry.table, another(first.rows[name], name))
    touches, deletes = f"UPDATE {name} SET tenant_id = tenant_id", f"DELETE FROM {name}"  # noqa: S608 - names
    got = {"makes one for another": await tried(connection, other, makes, *values)}
    allowed = {"makes one for another": {DENIED}}
    async with taken_back(connection):
        if entry.wall is Wall.OWN_OR_SHARED:
            await connection.execute("SET LOCAL session_replication_role = replica")
            await connection.execute(f"UPDATE {name} SET {entry.dealer_column} = NULL")  # noqa: S608 - names
        for what, sql in (("touches one", touches), ("deletes one", deletes)):
            got[what], allowed[what] = await tried(connection, other, sql), NOTHING
    if entry.wall in {Wall.OWN, Wall.OWN_OR_SHARED}:
        gives = f"UPDATE {name} SET {entry.dealer_column} = $1"  # noqa: S608 - names
        got["gives one away"] = await tried(connection, own, gives, new_id())
        allowed["gives one away"] = {DENIED}
    return [f"a dealer {what}: {outcome}" for what, outcome in got.items() if outcome not in allowed[what]]


async def platform_breaches(connection: asyncpg.Connection, pair: Pair) -> list[str]:
    """What each role sees of tenants and people."""
    first, second = pair.first, pair.second
    both = (first.tenant, second.tenant)
    expected = {
        Who(): (0, 0),
        Who(role=OWNER_ROLE): (0, 0),
        Who(role=OPERATOR_ROLE): (1, 1),
        Who(tenant=first.tenant): (1, 0),
        Who(tenant=new_id()): (0, 0),
    }
    got = {who: await seen(connection, who, "tenants", both) for who in expected}
    found = [f"tenants: {who} sees {got[who]}" for who, rows in expected.items() if got[who] != rows]
    people = [one.rows["memberships"]["person_id"] for one in (first, second)]
    for who, rows in ((Who(), []), (Who(tenant=first.tenant), people[:1]), (Who(role=OWNER_ROLE), [])):
        async with acting(connection, who):
            known = await connection.fetch("SELECT id FROM people WHERE id = ANY($1)", people)
        if [row["id"] for row in known] != rows:
            found.append(f"people: {who} sees {len(known)}")
    async with acting(connection, Who(role=RELAY_ROLE)):
        weighed = await connection.fetchval("SELECT count(weight) FROM tenants WHERE id = ANY($1)", list(both))
    return found if weighed == len(both) else [*found, f"tenants: the relay weighs {weighed}"]


async def foreign_parent(connection: asyncpg.Connection, table: Table, constraint: str, pair: Pair) -> str:
    """What comes of a row that names another tenant's row as its parent."""
    first, second = pair.first, pair.second
    key = next(key for key in foreign_keys(table) if key.name == constraint)
    row = row_of(table, first.tenant, first.dealer, first.rows) | BESIDES.get(constraint, {})
    parent = second.rows[key.elements[0].column.table.name]
    for element in key.elements:
        if element.parent.name != "tenant_id":
            row[element.parent.name] = parent[element.column.name]
    async with taken_back(connection):
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute(f"DELETE FROM {table.name} WHERE tenant_id = $1", first.tenant)  # noqa: S608 - names
        await connection.execute("SET LOCAL session_replication_role = origin")
        sql, values = insertion(table, row)
        return await tried(connection, Who(role="postgres"), sql, *values)


def unique_keys(table: Table) -> dict[str, list[str]]:
    """The unique keys that code declares for a table: name and columns, the primary key among them."""
    declared = [key for key in table.constraints if isinstance(key, UniqueConstraint)]
    found = {str(key.name): [column.name for column in key.columns] for key in (*declared, table.primary_key)}
    return found | {str(one.name): [column.name for column in one.columns] for one in table.indexes if one.unique}


async def same_key(connection: asyncpg.Connection, table: Table, name: str, pair: Pair, *, of: str) -> str:
    """What comes of a row with the values of a tenant's key, in the same tenant or in the other one."""
    first, second = pair.first, pair.second
    keys = unique_keys(table)
    own = set(keys[name])
    others = {column for columns in keys.values() for column in columns} - own - {"tenant_id"}
    row = first.rows[table.name] | BESIDES.get(name, {})
    async with taken_back(connection):
        await connection.execute("SET LOCAL session_replication_role = replica")
        for column in own - set(row):  # what may be left out is not left out here, unless nothing counts as equal
            if table.c[column].type.python_type not in DEFAULTS:
                continue
            row[column] = DEFAULTS[table.c[column].type.python_type]
            await connection.execute(f"UPDATE {table.name} SET {column} = $1", row[column])  # noqa: S608 - names
        if of == "another":
            row["tenant_id"] = second.tenant
            await connection.execute(f"DELETE FROM {table.name} WHERE tenant_id = $1", second.tenant)  # noqa: S608 - names
        else:
            row |= {column: changed(value) for column, value in row.items() if column in others}
        sql, values = insertion(table, row)
        return await tried(connection, Who(role="postgres"), sql, *values)


KEYS: Final = """
SELECT c.relname AS table, i.relname AS name,
       ARRAY(SELECT a.attname::text FROM unnest(x.indkey::int[]) WITH ORDINALITY AS k(number, place)
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number ORDER BY k.place) AS columns
FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
WHERE c.relnamespace = 'public'::regnamespace AND x.indisunique AND x.indisvalid
"""
PARENTS: Final = """
SELECT k.conname AS name, c.relname AS table,
       ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY AS n(number, place)
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = n.number ORDER BY n.place) AS columns
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE k.contype = 'f' AND k.convalidated AND c.relnamespace = 'public'::regnamespace
"""


async def keys_that_differ(connection: asyncpg.Connection) -> list[str]:
    """Unique and foreign keys of tenants' tables that the code declares and the database lacks, or the reverse."""
    found = {
        (row["table"], row["name"], *row["columns"])
        for sql in (KEYS, PARENTS)
        for row in await connection.fetch(sql)
        if row["table"] in TENANT_TABLES
    }
    tables = [entry.table for entry in TENANT_TABLES.values()]
    declared = {(table.name, name, *columns) for table in tables for name, columns in unique_keys(table).items()}
    declared |= {(table.name, str(key.name), *key.column_keys) for table in tables for key in foreign_keys(table)}
    return sorted(str(key) for key in found ^ declared)
