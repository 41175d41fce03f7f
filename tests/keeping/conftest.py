"""Two operators, another platform beside this one, and tenants with rows of every kind."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace
from tests.conftest import TEMPLATE

from aftersales.kernel.ids import new_id
from aftersales.kernel.settings import Settings
from aftersales.kernel.tx import Database
from aftersales.tenancy.operators import service as operators
from aftersales_api.keeping import terminal
from aftersales_api.keeping.terminal import Here
from aftersales_local.postgres import Databases

MakeOperator = Callable[[str], Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def make_operator(api: httpx.AsyncClient, operator_database: Database) -> MakeOperator:
    """A function that gives a client with the key of another operator."""

    async def make(name: str) -> httpx.AsyncClient:
        async with operator_database.operator_transaction(new_id()) as tx:
            key = await operators.add_operator(tx, name, f"op-{new_id().hex[-12:]}@example.com")
        return httpx.AsyncClient(
            transport=api._transport, base_url="https://test", headers={"Authorization": f"Bearer {key}"}
        )

    return make


@pytest.fixture
async def first(make_operator: MakeOperator) -> httpx.AsyncClient:
    """One operator."""
    return await make_operator("甲")


@pytest.fixture
async def second(make_operator: MakeOperator) -> httpx.AsyncClient:
    """Another one."""
    return await make_operator("乙")


@pytest.fixture
def other_settings(settings: Settings, databases: Databases) -> Iterator[Settings]:
    """The settings of another platform: a database and a bucket of its own, the same keys."""
    name = f"elsewhere_{new_id().hex[-12:]}"
    databases.create(name, TEMPLATE)
    yield replace(
        settings,
        database_url=databases.url("app", name),
        operator_database_url=databases.url("operator", name),
        owner_database_url=databases.url("owner", name),
        s3_bucket="elsewhere",
    )
    databases.drop(name)


@pytest.fixture
async def place(settings: Settings) -> AsyncIterator[Here]:
    """This platform."""
    async with terminal.here(settings) as found:
        yield found


@pytest.fixture
async def elsewhere(other_settings: Settings) -> AsyncIterator[Here]:
    """The other platform."""
    async with terminal.here(other_settings) as found:
        await found.objects.ensure_bucket(("https://test",))
        yield found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where an archive goes."""
    return tmp_path / "tenant.zip"
