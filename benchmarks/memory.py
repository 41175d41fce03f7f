"""What two API processes and a worker keep in memory after they have worked, as the kernel counts it.

Each page counts for a process by its share (PSS), so what processes have in common counts once. The process that
starts the two API processes counts as well.
"""

import sys
from typing import Final

import asyncpg
import uvloop

from benchmarks.deliveries import WARM_UP, add, until_done
from benchmarks.ground import Ground, standing
from benchmarks.load import answered_once, request
from benchmarks.people import databases, make_brand, make_tenants
from benchmarks.usage import memory

REQUESTS: Final = 400
FLEETS: Final = ("interactive", "documents", "money", "bulk")


async def _measure(ground: Ground) -> dict[str, float]:
    ground.compile_programs()
    async with (
        databases(ground) as (app, operators),
        asyncpg.create_pool(ground.settings.relay_database_url, min_size=1, max_size=1) as relay,
    ):
        brand = await make_brand(app, operators)
        (tenant,) = await make_tenants(operators, 1)
        with (
            ground.server("api", "aftersales_api.main:create_app", "/health/startup", workers=2) as (api, port),
            ground.program("worker", ["benchmarks.idle", *FLEETS]) as worker,
        ):
            await add(app, tenant, WARM_UP)
            await until_done(relay, [tenant], WARM_UP)
            listing = [request("GET", "/v1/returns", brand.clerk)] * REQUESTS
            await answered_once(port, listing, clients=16)
            parent, *children = memory(api.pid)
            (one,) = memory(worker.pid)
    apis = [child for child in children if "resource_tracker" not in child.command]
    total = parent.proportional + sum(child.proportional for child in children) + one.proportional
    return {
        "memory.megabytes": total,
        "memory.api_megabytes": sum(child.proportional for child in apis) / len(apis),
        "memory.worker_megabytes": one.proportional,
        "memory.server_megabytes": parent.proportional,
        "memory.processes": float(2 + len(children)),
    }


def measure() -> dict[str, float]:
    """Megabytes of all, and of each kind of process."""
    with standing() as ground:
        return uvloop.run(_measure(ground))


if __name__ == "__main__":
    for figure, value in measure().items():
        sys.stdout.write(f"{figure:50} {value:12,.1f}\n")
