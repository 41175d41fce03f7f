"""Two dealers of a brand, who must never see each other's papers."""

from collections.abc import Callable
from functools import partial

import pytest
from msgspec import Struct
from tests.fixtures.kernel import Brand

from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.settings import Settings
from aftersales.kernel.tx import Database
from aftersales.tenancy.tables import organisations
from aftersales_local.postgres import Databases


class Shops(Struct, frozen=True):
    """The dealer that a test is about, and another one."""

    near: OrganisationId
    far: OrganisationId


@pytest.fixture
async def shops(brand: Brand, database: Database) -> Shops:
    """Two dealers of the brand."""
    shops = Shops(OrganisationId(new_id()), OrganisationId(new_id()))
    rows = [
        {"tenant_id": brand.id, "id": one, "dealer_id": one, "kind": "dealer", "code": code, "name": f"{code}车行"}
        for one, code in ((shops.near, "D001"), (shops.far, "D002"))
    ]
    async with database.transaction(brand.id, brand.anyone) as tx:
        await tx.execute(organisations.insert(), rows)
    return shops


Tamper = Callable[[str], str]


@pytest.fixture
def tamper(databases: Databases, settings: Settings) -> Tamper:
    """A function that changes rows past every wall, as only whoever holds the server could."""
    return partial(databases.run, database=settings.database_url.rpartition("/")[2])
