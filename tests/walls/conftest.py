"""A database of its own for attacks on walls, with two tenants that have a row in every table."""

from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest
from tests.fixtures.rows import fill, speak_json
from tests.walls.attacks import Pair

from aftersales.kernel.settings import Settings
from aftersales_local.postgres import Databases


@pytest.fixture(scope="module")
def besieged_database(databases: Databases, settings: Settings) -> Iterator[str]:
    """A database in which walls may be broken."""
    name = f"{settings.database_url.rsplit('/', 1)[1]}_besieged"
    databases.create(name, "aftersales")
    yield name
    databases.drop(name)


@pytest.fixture(scope="module")
async def siege(besieged_database: str, superuser_url: str) -> AsyncIterator[asyncpg.Connection]:
    """The superuser's connection to it."""
    connection = await asyncpg.connect(f"{superuser_url.rsplit('/', 1)[0]}/{besieged_database}")
    await speak_json(connection)
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
async def pair(siege: asyncpg.Connection) -> Pair:
    """Two tenants in it, each with one person."""
    pair = Pair(await fill(siege), await fill(siege))
    for one in (pair.first, pair.second):
        person = one.rows["memberships"]["person_id"]
        await siege.execute(
            "INSERT INTO people (id, email, name, password_hash) VALUES ($1, $2, 'x', '')", person, f"{person}@x.test"
        )
    return pair


@pytest.fixture
async def broken(siege: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    """The connection in a transaction that is taken back."""
    transaction = siege.transaction()
    await transaction.start()
    yield siege
    await transaction.rollback()
