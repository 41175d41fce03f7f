"""Operators, and the secret from which links are derived."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

import httpx
import pytest
from msgspec.structs import replace
from tests.fixtures.api import Login
from tests.fixtures.kernel import Brand
from tests.tenancy.desk import Desk

from aftersales.kernel.access import Role
from aftersales.kernel.clock import Clock, SetClock
from aftersales.kernel.ids import new_id
from aftersales.kernel.settings import Settings
from aftersales.kernel.tx import Database
from aftersales.tenancy.entry.rules import use_key
from aftersales.tenancy.operators import service as operators
from aftersales_api.main import create_app

ApiWith = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture(autouse=True)
def _secret(settings: Settings) -> None:
    use_key(settings.secret_key)


@asynccontextmanager
async def api_under(settings: Settings, clock: Clock, address: str) -> AsyncIterator[httpx.AsyncClient]:
    """An anonymous client of an API with settings of its own, calling from an address of its own."""
    app = create_app(settings, clock)
    transport = httpx.ASGITransport(app=app, client=(address, 4711))
    async with httpx.AsyncClient(transport=transport, base_url="https://test") as client:
        yield client
    for database in app._new_call.args:
        await database.close()
    await app._new_call.keywords["limiter"].close()


@pytest.fixture
def api_with(settings: Settings, clock: SetClock) -> ApiWith:
    """A function that starts an API with some settings changed."""

    def start(address: str = "192.0.2.1", **changed: object) -> AbstractAsyncContextManager[httpx.AsyncClient]:
        return api_under(replace(settings, **changed), clock, address)

    return start


@pytest.fixture
async def operator(api: httpx.AsyncClient, operator_database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client with the key of a platform operator."""
    email = f"op-{new_id().hex[-12:]}@example.com"
    async with operator_database.operator_transaction(new_id()) as tx:
        key = await operators.add_operator(tx, "值班员", email)
    async with httpx.AsyncClient(
        transport=api._transport,
        base_url="https://test",
        headers={"Authorization": f"Bearer {key}"},
    ) as client:
        yield client


@pytest.fixture
async def desk(brand: Brand, log_in: Login, operator: httpx.AsyncClient) -> AsyncIterator[Desk]:
    """An operator at a desk, and the administrator of the brand that is asked."""
    async with AsyncExitStack() as doors:
        yield Desk(operator, await log_in(brand, Role.ADMINISTRATOR), brand, doors)
