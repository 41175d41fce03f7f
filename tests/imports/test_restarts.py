"""An import whose worker dies goes on where it stopped."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import func, select
from tests.fixtures.api import Login
from tests.fixtures.domain_catalog import stock_shelf
from tests.fixtures.kernel import Brand
from tests.fixtures.worker import Drain
from tests.imports.handing_in import hand_in, job_of, sheet

from aftersales.kernel.access import Role
from aftersales.kernel.tx import Database, Tx
from aftersales.platform.model import Claimed, Fleet
from aftersales.platform.service import JobRef
from aftersales.units.tables import units
from aftersales_worker.delivery import BEGIN, DeliveryWork
from aftersales_worker.handlers.imports import run_import
from aftersales_worker.relay import Relay

ROWS = 2500
BEFORE_CHUNKS = 3
"""Steps that load the job, find the file and report the total."""


class Killed(Exception):  # noqa: N818 - what happens to a worker
    """The worker is gone."""


class DyingWork(DeliveryWork):
    """A worker that is killed in one of its steps, before that step commits."""

    def __init__(self, database: Database, claimed: Claimed, *, survives: int) -> None:
        super().__init__(database, claimed)
        self._left = survives

    @asynccontextmanager
    async def step(self) -> AsyncIterator[Tx]:
        async with super().step() as tx:
            yield tx
            if self._left == 0:
                raise Killed
            self._left -= 1


@pytest.mark.parametrize(("survives", "kept"), [(0, 0), (3, 0), (4, 1000), (5, 2000), (6, 2500)])
async def test_a_worker_that_takes_over_makes_no_doubles_and_leaves_no_gap(
    brand: Brand,
    database: Database,
    log_in: Login,
    relay: Relay,
    relay_pool: asyncpg.Pool,
    drain: Drain,
    survives: int,
    kept: int,
) -> None:
    await stock_shelf(database, brand)
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    await drain()
    rows = ((f"SN{number:04d}", "QH-E1", "D001", date(2026, 3, 1)) for number in range(ROWS))
    accepted = await hand_in(clerk, "units", sheet(("序列号", "型号编码", "经销商编码", "销售日期"), *rows))
    [claimed] = [one for one in await relay.claim(Fleet.BULK, 50) if one.tenant_id == brand.id]
    begun = await relay_pool.fetchrow(BEGIN, claimed.tenant_id, claimed.id, claimed.attempt)
    assert begun is not None
    job_id = (await job_of(clerk, accepted))["id"]
    work = DyingWork(database, claimed, survives=survives)

    if survives < BEFORE_CHUNKS + 3:
        with pytest.raises(Killed):
            await run_import(work, JobRef(job_id=UUID(job_id)))
    written = await count(database, brand)
    done = (await job_of(clerk, accepted))["done"]
    await lose(relay, relay_pool, claimed)
    await drain()
    job = await job_of(clerk, accepted)

    assert (written, done) == ((kept, kept) if survives < BEFORE_CHUNKS + 3 else (0, 0))
    assert (job["state"], job["done"], job["counts"]) == ("done", ROWS, {"created": ROWS})
    assert await count(database, brand) == ROWS
    answered = await clerk.http.get(f"{accepted.headers['location']}/rows", params={"limit": 1})
    assert answered.json()["items"][0]["row"] == 2


async def test_a_trial_whose_worker_dies_goes_on_and_writes_nothing(
    brand: Brand,
    database: Database,
    log_in: Login,
    relay: Relay,
    relay_pool: asyncpg.Pool,
    drain: Drain,
) -> None:
    await stock_shelf(database, brand)
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    await drain()
    rows = ((f"SN{number:04d}", "QH-E1", "D001", date(2026, 3, 1)) for number in range(ROWS))
    content = sheet(("序列号", "型号编码", "经销商编码", "销售日期"), *rows)
    accepted = await hand_in(clerk, "units", content, trial=True)
    [claimed] = [one for one in await relay.claim(Fleet.BULK, 50) if one.tenant_id == brand.id]
    await relay_pool.fetchrow(BEGIN, claimed.tenant_id, claimed.id, claimed.attempt)
    work = DyingWork(database, claimed, survives=BEFORE_CHUNKS + 1)

    with pytest.raises(Killed):
        await run_import(work, JobRef(job_id=UUID((await job_of(clerk, accepted))["id"])))
    halfway = await job_of(clerk, accepted)
    await lose(relay, relay_pool, claimed)
    await drain()
    job = await job_of(clerk, accepted)

    assert (halfway["state"], halfway["done"], halfway["counts"]) == ("running", 1000, {"created": 1000})
    assert (job["state"], job["done"], job["counts"]) == ("done", ROWS, {"created": ROWS})
    assert await count(database, brand) == 0


async def lose(relay: Relay, pool: asyncpg.Pool, claimed: Claimed) -> None:
    """The lease of a dead worker runs out and the sweep brings its delivery back."""
    await pool.execute(
        "UPDATE deliveries SET lease_until = now() - interval '1 second' WHERE tenant_id = $1 AND id = $2",
        claimed.tenant_id,
        claimed.id,
    )
    await relay.sweep()


async def count(database: Database, brand: Brand) -> int:
    async with database.transaction(brand.id, brand.anyone) as tx:
        found: int = await tx.scalar(select(func.count()).select_from(units).where(units.c.tenant_id == brand.id))
    return found
