"""A database for the simulator alone, and the real parts over it."""

from collections.abc import AsyncIterator, Iterator

import pytest
from tests.simulation.handlers import only_simulated
from tests.simulation.world import World, world_in

from aftersales.kernel.settings import Settings
from aftersales_local.postgres import Databases


@pytest.fixture(scope="module")
def own_database(databases: Databases, settings: Settings) -> Iterator[str]:
    """A database in which nobody else leaves work."""
    name = f"{settings.database_url.rsplit('/', 1)[1]}_simulated"
    databases.create(name, "aftersales")
    yield name
    databases.drop(name)


@pytest.fixture(scope="module")
async def world(own_database: str, settings: Settings, superuser_url: str) -> AsyncIterator[World]:
    """The real parts over it."""
    with only_simulated():
        async with world_in(own_database, settings, superuser_url) as world:
            yield world
