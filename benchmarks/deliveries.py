"""What a real worker process drains, how soon an interactive delivery starts, and what a flood does to others."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from statistics import quantiles
from time import perf_counter
from typing import Final

import asyncpg
import uvloop
from sqlalchemy import insert

from aftersales.kernel.ids import TenantId, new_id
from aftersales.kernel.tx import Database
from aftersales.platform.model import Fleet
from aftersales.platform.tables import deliveries
from benchmarks.ground import Ground, standing
from benchmarks.idle import SUBSCRIBER, TIMER, Stirred
from benchmarks.people import EVERYBODY, databases, make_tenants

DRAINED: Final = 3_000
FACTS: Final = 120
APART: Final = 0.02
"""Seconds between one fact and the next."""

OTHERS: Final = 49
FLOOD: Final = 5_000
WARM_UP: Final = 50
PATIENCE: Final = 60.0

DONE: Final = "SELECT count(*) FROM deliveries WHERE tenant_id = ANY($1) AND state = 'done'"
SPAN: Final = """
SELECT extract(epoch FROM max(finished_at) - min(started_at))::float FROM deliveries WHERE tenant_id = $1
"""
WAITS: Final = """
SELECT extract(epoch FROM started_at - created_at)::float AS seconds
FROM deliveries WHERE tenant_id = ANY($1) AND handler = $2 AND state = 'done'
"""
SINCE_FACT: Final = """
SELECT extract(epoch FROM d.started_at - f.at)::float AS seconds
FROM deliveries d JOIN facts f ON f.tenant_id = d.tenant_id AND f.id = d.fact_id
WHERE d.tenant_id = $1 AND d.handler = $2 AND d.state = 'done'
"""
LEFT: Final = "SELECT count(*) FROM deliveries WHERE tenant_id = $1 AND state = 'waiting'"
FORGET: Final = "UPDATE deliveries SET state = 'cancelled' WHERE state = 'waiting' AND handler = $1"


class TooSlowError(RuntimeError):
    """What should have been done long ago is not."""


async def add(app: Database, tenant: TenantId, count: int) -> None:
    """So many deliveries of one tenant that are due."""
    now = datetime.now(UTC)
    rows = [
        {
            "tenant_id": tenant,
            "id": new_id(),
            "cause_id": new_id(),
            "handler": TIMER,
            "fleet": Fleet.INTERACTIVE.value,
            "due_at": now,
            "payload": {},
        }
        for _ in range(count)
    ]
    async with app.transaction(tenant, EVERYBODY) as tx:
        await tx.execute(insert(deliveries), rows)


async def until_done(relay: asyncpg.Pool, tenants: Sequence[TenantId], count: int) -> None:
    """Wait until so many deliveries of these tenants are done."""
    deadline = perf_counter() + PATIENCE
    while await relay.fetchval(DONE, list(tenants)) < count:
        if perf_counter() > deadline:
            raise TooSlowError
        await asyncio.sleep(0.1)


async def drained(app: Database, relay: asyncpg.Pool, tenant: TenantId) -> float:
    """Deliveries per second when many are due at once."""
    await add(app, tenant, DRAINED)
    await until_done(relay, [tenant], DRAINED)
    return DRAINED / float(await relay.fetchval(SPAN, tenant))


async def started(app: Database, relay: asyncpg.Pool, tenant: TenantId) -> list[float]:
    """Milliseconds from each fact to the start of its delivery, at a steady pace."""
    for _ in range(FACTS):
        async with app.transaction(tenant, EVERYBODY) as tx:
            tx.emit(Stirred(thing_id=new_id()))
        await asyncio.sleep(APART)
    await until_done(relay, [tenant], FACTS)
    return [1000 * row["seconds"] for row in await relay.fetch(SINCE_FACT, tenant, SUBSCRIBER)]


async def waited(
    app: Database, relay: asyncpg.Pool, flooding: TenantId, others: Sequence[TenantId], flood: int
) -> tuple[float, int]:
    """The longest wait of a single delivery beside a flood in seconds, and what of the flood was left then."""
    await add(app, flooding, flood)
    for other in others:
        await add(app, other, 1)
    await until_done(relay, others, len(others))
    left = await relay.fetchval(LEFT, flooding)
    await relay.execute(FORGET, TIMER)
    waits = [row["seconds"] for row in await relay.fetch(WAITS, list(others), TIMER)]
    return max(waits), left


async def _measure(ground: Ground, flood: int) -> dict[str, float]:
    async with (
        databases(ground) as (app, operators),
        asyncpg.create_pool(ground.settings.relay_database_url, min_size=1, max_size=2) as relay,
    ):
        warm, draining, quick, flooding, *others = await make_tenants(operators, OTHERS + 4)
        with ground.program("worker", ["benchmarks.idle", Fleet.INTERACTIVE.value]):
            await add(app, warm, WARM_UP)
            await until_done(relay, [warm], WARM_UP)
            rate = await drained(app, relay, draining)
            starts = await started(app, relay, quick)
            longest, left = await waited(app, relay, flooding, others, flood)
    return {
        "deliveries.per_second": rate,
        "deliveries.start_p50_milliseconds": quantiles(starts, n=100)[49],
        "deliveries.start_p95_milliseconds": quantiles(starts, n=100)[94],
        "deliveries.flood": float(flood),
        "deliveries.flood_left": float(left),
        "deliveries.longest_wait_seconds": longest,
    }


def measure(flood: int = FLOOD) -> dict[str, float]:
    """Deliveries drained per second, milliseconds to an interactive start, seconds that a flood costs the others."""
    with standing() as ground:
        return uvloop.run(_measure(ground, flood))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flood", type=int, default=FLOOD)
    for figure, value in measure(parser.parse_args().flood).items():
        sys.stdout.write(f"{figure:50} {value:12,.2f}\n")
