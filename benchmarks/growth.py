"""What 1,000 tenants and a million returns cost one dealer's clerk, beside 10 tenants and ten thousand returns.

Both databases stand on one server and are asked in turn, so that both see the same weather; the tenant that is asked
has as many returns in one as in the other.
"""

import asyncio
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from statistics import median
from typing import Final

import uvloop
from msgspec import Struct

from aftersales.migrations import upgrade
from benchmarks.filing import Queue, filings, furnish
from benchmarks.ground import Ground, standing
from benchmarks.load import Answered, answered_once, request
from benchmarks.people import Brand, databases, make_brand

EACH: Final = 1_000
"""Returns of each tenant."""

SIZES: Final = {"small": 10, "large": 1_000}
"""Tenants of each database."""

ROUNDS: Final = 7
TURN: Final = 100

GROWN: Final = """
SET session_replication_role = replica;
SET synchronous_commit = off;
CREATE UNLOGGED TABLE grown AS
SELECT t.id AS tenant_id, n, uuidv7(make_interval(secs => n - {each} - 60)) AS return_id, uuidv7() AS decision_id
FROM generate_series(1, {each}) n,
     (SELECT uuidv7() AS id FROM generate_series(2, {tenants}) UNION ALL SELECT '{tenant}'::uuid) t
ORDER BY n;
"""

TABLES: Final[Mapping[str, str]] = {
    "returns": "'id', g.return_id, 'number', 'G-' || g.n, 'decision_id', g.decision_id",
    "return_lines": "'return_id', g.return_id",
    "policy_decisions": "'id', g.decision_id, 'subject_id', g.return_id",
    "facts": "'id', uuidv7(), 'subject_id', g.return_id",
    "idempotency_keys": "'key', 'grown-' || g.n",
}
"""What one filing leaves behind, and what differs from one to the next."""

INSERT: Final = """
SET session_replication_role = replica;
SET synchronous_commit = off;
INSERT INTO {table} SELECT (jsonb_populate_record(s, jsonb_build_object('tenant_id', g.tenant_id, {named}))).*
FROM grown g, {table} s WHERE s.tenant_id = '{tenant}' AND {of_one};
"""

OF_ONE: Final = {"facts": "name LIKE 'claims.%'"}


class Side(Struct, frozen=True):
    """One database with its programs: where it answers, and who asks."""

    port: int
    brand: Brand
    queue: Queue


def grow(ground: Ground, database: str, brand: Brand, tenants: int) -> None:
    """Repeat the one return that is there, for this tenant and for so many others."""
    run = ground.databases.run
    run(GROWN.format(each=EACH, tenants=tenants, tenant=brand.tenant), database)
    for table, named in TABLES.items():
        of_one = OF_ONE.get(table, "true")
        run(INSERT.format(table=table, named=named, tenant=brand.tenant, of_one=of_one), database)
    run("DROP TABLE grown; VACUUM ANALYZE;", database)


async def stand(ground: Ground, stack: ExitStack, name: str, tenants: int) -> Side:
    """One database of a size, and an API process on it."""
    database = f"benchmark_{name}"
    ground.databases.create(database)
    await asyncio.to_thread(upgrade, ground.databases.url("owner", database))
    there = ground.of(database)
    async with databases(there) as (app, operators):
        brand = await make_brand(app, operators)
        await furnish(app, brand)
    _, port = stack.enter_context(there.server(f"api_{name}", "aftersales_api.main:create_app", "/health/startup"))
    queue = Queue()
    await answered_once(port, list(filings("/v1/returns", brand.clerk, queue.take(1))), clients=1)
    grow(ground, database, brand, tenants)
    return Side(port, brand, queue)


async def turn(side: Side, work: str) -> Answered:
    """One turn of one client."""
    clerk = side.brand.clerk
    if work == "filing":
        asked = list(filings("/v1/returns", clerk, side.queue.take(TURN)))
    else:
        asked = [request("GET", "/v1/returns?limit=50", clerk)] * TURN
    return await answered_once(side.port, asked, clients=1)


async def _measure(ground: Ground) -> dict[str, float]:
    found: dict[str, float] = {}
    with ExitStack() as stack:
        sides = {name: await stand(ground, stack, name, tenants) for name, tenants in SIZES.items()}
        for work in ("filing", "listing"):
            done: dict[str, list[float]] = {name: [] for name in sides}
            for place in range(ROUNDS + 1):
                for name, side in sides.items():
                    p50 = (await turn(side, work)).p50
                    if place:
                        done[name].append(p50)
            for name, times in done.items():
                found[f"{work}.{name}_p50_milliseconds"] = median(times)
            pairs = zip(done["large"], done["small"], strict=True)
            found[f"{work}.ratio"] = median(large / small for large, small in pairs)
    return found


def measure() -> dict[str, float]:
    """Median milliseconds of filing and listing in both databases, and the ratio of turns side by side."""
    with standing() as ground:
        return {f"growth.{name}": value for name, value in uvloop.run(_measure(ground)).items()}


if __name__ == "__main__":
    for figure, value in measure().items():
        sys.stdout.write(f"{figure:50} {value:12,.2f}\n")
