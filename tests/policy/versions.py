"""Policies in a database: templates with one thing changed, drafted and published for a brand."""

from datetime import datetime

from tests.fixtures.kernel import Brand
from tests.policy.samples import EBIKE_NAME, Change, changed

from aftersales.kernel.access import Actor
from aftersales.kernel.tx import Database
from aftersales.policy import service
from aftersales.policy.service import Policy


def nothing(_: object) -> None:
    """Leave a policy as it is."""


async def published(
    database: Database,
    brand: Brand,
    change: Change = nothing,
    *,
    name: str = EBIKE_NAME,
    at: datetime | None = None,
    by: Actor | None = None,
) -> Policy:
    """A demo policy with one thing changed, published for a brand."""
    async with database.transaction(brand.id, by or brand.anyone) as tx:
        row = await service.draft(tx, changed(name, change))
        await service.publish(tx, row.id, row.version, at)
    async with database.transaction(brand.id, brand.anyone) as tx:
        return await service.version(tx, row.id)
