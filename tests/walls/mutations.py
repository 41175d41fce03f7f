"""Every single way to take one stone out of the walls: policies, flags, and keys with the tenant in them."""

from collections.abc import AsyncIterator
from typing import Final

import asyncpg
from msgspec import Struct
from tests.architecture import test_catalogue as catalogue
from tests.walls.attacks import (
    Pair,
    breaches,
    foreign_parent,
    keys_that_differ,
    platform_breaches,
    same_key,
)

from aftersales.kernel.tables import TENANT_TABLES

POLICIES: Final = """
SELECT tablename AS table, policyname AS name, qual IS NOT NULL AS uses, with_check IS NOT NULL AS checks, qual
FROM pg_policies WHERE schemaname = 'public' ORDER BY 1, 2
"""
WALLED: Final = """
SELECT relname AS table FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relrowsecurity ORDER BY 1
"""
FOREIGN: Final = """
SELECT c.relname AS table, k.conname AS name FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE k.contype = 'f' AND c.relnamespace = 'public'::regnamespace AND array_length(k.conkey, 1) > 1 ORDER BY 1, 2
"""
UNIQUE: Final = """
SELECT c.relname AS table, i.relname AS name, pg_get_indexdef(i.oid) AS made,
       EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('u', 'p')) AS is_constraint
FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
WHERE c.relname = ANY($1) AND c.relnamespace = 'public'::regnamespace AND x.indisunique
  AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = x.indkey[0]
              AND a.attname = 'tenant_id')
ORDER BY 1, 2
"""


class Mutation(Struct, frozen=True, kw_only=True):
    """One stone taken out: the statements that do it, and what part of the walls it is."""

    kind: str
    table: str
    name: str
    sql: str

    def __str__(self) -> str:
        """How a report names it."""
        return f"{self.kind} {self.table} {self.name}"


async def mutations(connection: asyncpg.Connection) -> AsyncIterator[Mutation]:
    """All of them, as the database's own catalogue lists what there is."""
    for row in await connection.fetch(POLICIES):
        table, name = row["table"], row["name"]
        yield Mutation(kind="policy dropped", table=table, name=name, sql=f"DROP POLICY {name} ON {table}")
        weak = " USING (true)" * row["uses"] + " WITH CHECK (true)" * row["checks"]
        if row["qual"] != "true":
            yield Mutation(kind="policy opened", table=table, name=name, sql=f"ALTER POLICY {name} ON {table}{weak}")
    for row in await connection.fetch(WALLED):
        table = row["table"]
        for kind, sql in (("force lifted", "NO FORCE"), ("row security off", "DISABLE")):
            yield Mutation(kind=kind, table=table, name="", sql=f"ALTER TABLE {table} {sql} ROW LEVEL SECURITY")
    for row in await connection.fetch(FOREIGN):
        table, name = row["table"], row["name"]
        dropped = f"ALTER TABLE {table} DROP CONSTRAINT {name}"
        yield Mutation(kind="foreign key dropped", table=table, name=name, sql=dropped)
    for row in await connection.fetch(UNIQUE, list(TENANT_TABLES)):
        table, name = row["table"], row["name"]
        dropped = (
            f"ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE" if row["is_constraint"] else f"DROP INDEX {name}"
        )
        yield Mutation(kind="unique key dropped", table=table, name=name, sql=dropped)
        if (loose := row["made"].replace("(tenant_id, ", "(")) != row["made"]:
            emptied = f"DELETE FROM {table} WHERE tenant_id = (SELECT max(tenant_id::text)::uuid FROM {table})"  # noqa: S608 - names
            sql = f"{dropped}; SET LOCAL session_replication_role = replica; {emptied}; {loose}"
            yield Mutation(kind="unique key without tenant", table=table, name=name, sql=sql)


async def attacked(connection: asyncpg.Connection, mutation: Mutation, pair: Pair) -> bool:
    """Whether an attack gets through, or the wall shuts out those whom it must let in."""
    if mutation.table not in TENANT_TABLES:
        return bool(await platform_breaches(connection, pair))
    table = TENANT_TABLES[mutation.table].table
    match mutation.kind:
        case "foreign key dropped":
            return await foreign_parent(connection, table, mutation.name, pair) != mutation.name
        case "unique key dropped":
            return await same_key(connection, table, mutation.name, pair, of="itself") != mutation.name
        case "unique key without tenant":
            return await same_key(connection, table, mutation.name, pair, of="another") != "INSERT 0 1"
    return bool(await breaches(connection, mutation.table, pair, is_one_enough=True))


async def catalogued(connection: asyncpg.Connection, mutation: Mutation) -> bool:
    """Whether what is said of the catalogue no longer holds."""
    checks = {
        "policy dropped": catalogue.test_each_tenants_table_has_its_walls_and_no_other_policy,
        "policy opened": catalogue.test_each_tenants_table_has_its_walls_and_no_other_policy,
        "force lifted": catalogue.test_row_security_is_on_and_binds_the_owner_too,
        "row security off": catalogue.test_row_security_is_on_and_binds_the_owner_too,
    }
    if mutation.kind not in checks:
        return bool(await keys_that_differ(connection))
    try:
        await checks[mutation.kind](connection)
    except AssertionError:
        return True
    return False
