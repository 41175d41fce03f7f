"""Operators, and the secret from which links are derived."""

from collections.abc import AsyncIterator

import httpx
import pytest

from aftersales.kernel.ids import new_id
from aftersales.kernel.settings import Settings
from aftersales.kernel.tx import Database
from aftersales.tenancy.entry.rules import use_key
from aftersales.tenancy.operators import service as operators


@pytest.fixture(autouse=True)
def _secret(settings: Settings) -> None:
    use_key(settings.secret_key)


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
