"""Attacks by plain SQL come to nothing: reading, writing, foreign parents, and keys that tell what others have."""

import asyncpg
import pytest
from sqlalchemy import Table
from tests.fixtures.rows import foreign_keys
from tests.walls.attacks import (
    Pair,
    Who,
    acting,
    breaches,
    foreign_parent,
    keys_that_differ,
    platform_breaches,
    same_key,
    unique_keys,
)

from aftersales.kernel.tables import TENANT_TABLES


def tables() -> list[Table]:
    """Every tenant's table."""
    return [entry.table for entry in TENANT_TABLES.values()]


async def test_no_attack_on_any_table_comes_to_anything(broken: asyncpg.Connection, pair: Pair) -> None:
    found = [breach for name in TENANT_TABLES for breach in await breaches(broken, name, pair)]

    assert found == []


async def test_tenants_and_people_are_seen_by_those_who_may(broken: asyncpg.Connection, pair: Pair) -> None:
    found = await platform_breaches(broken, pair)

    assert found == []


@pytest.mark.parametrize("said", ["x", "' OR true --", "00000000-0000-0000-0000-00000000000"])
async def test_a_setting_that_is_no_tenant_reads_nothing(broken: asyncpg.Connection, said: str) -> None:
    outcomes = set()
    for name in TENANT_TABLES:
        async with acting(broken, Who()):
            await broken.execute("SELECT set_config('app.tenant_id', $1, true)", said)
            try:
                outcomes.add(str(await broken.fetch(f"SELECT * FROM {name}")))  # noqa: S608 - names
            except asyncpg.InvalidTextRepresentationError:
                outcomes.add("refused")

    assert outcomes == {"refused"}


async def test_each_key_that_code_declares_stands_in_the_database_and_no_other(broken: asyncpg.Connection) -> None:
    assert await keys_that_differ(broken) == []


async def test_a_parent_of_another_tenant_is_refused_by_its_key(broken: asyncpg.Connection, pair: Pair) -> None:
    outcomes = {
        str(key.name): await foreign_parent(broken, table, str(key.name), pair)
        for table in tables()
        for key in foreign_keys(table)
        if key.elements[0].column.table.name in TENANT_TABLES
    }

    assert outcomes == {name: name for name in outcomes}


async def test_a_key_that_another_tenant_has_is_free(broken: asyncpg.Connection, pair: Pair) -> None:
    outcomes = {
        name: await same_key(broken, table, name, pair, of="another")
        for table in tables()
        for name in unique_keys(table)
    }

    assert {name: outcome for name, outcome in outcomes.items() if outcome != "INSERT 0 1"} == {}


async def test_a_key_that_the_tenant_has_itself_is_taken(broken: asyncpg.Connection, pair: Pair) -> None:
    outcomes = {
        name: await same_key(broken, table, name, pair, of="itself")
        for table in tables()
        for name in unique_keys(table)
    }

    assert {name: outcome for name, outcome in outcomes.items() if outcome != name} == {}
