"""`aftersales-worker FLEET…`: one process that serves the named fleets until it is told to stop."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence

import structlog
import uvloop

from aftersales.kernel import log as logging
from aftersales.kernel.clock import SystemClock
from aftersales.kernel.settings import Settings, load
from aftersales.kernel.tx import Database, create_engine
from aftersales.platform.model import Fleet
from aftersales.platform.service import write_facts
from aftersales_worker import fleets, handlers
from aftersales_worker.delivery import Runner
from aftersales_worker.queue import FleetQueue
from aftersales_worker.relay import Relay, create_pool

log = structlog.get_logger()


async def serve(settings: Settings, served: Sequence[Fleet]) -> None:
    """Run the fleets; returns after SIGTERM or SIGINT, raises when a part that it stands on is gone."""
    slots = sum(fleets.SLOTS[fleet] for fleet in served)
    database = Database(create_engine(settings.database_url, pool_size=min(slots, 12)), before_commit=write_facts)
    pool = await create_pool(settings.relay_database_url)
    relay, runner = Relay(pool, SystemClock()), Runner(database, pool)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await handlers.begin(settings)
    queues = [
        FleetQueue(settings.redis_url, fleet, slots=fleets.SLOTS[fleet], run=runner.run) for fleet in served
    ]
    log.info("worker.started", fleets=[fleet.value for fleet in served])
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(queue.serve()) for queue in queues]
            await asyncio.sleep(0)
            for fleet, queue in zip(served, queues, strict=True):
                tasks.append(group.create_task(_feed_when_ready(fleet, relay, queue, runner)))
            tasks += [group.create_task(fleets.watch(relay, runner)), group.create_task(fleets.tick(relay))]
            await stop.wait()
            log.info("worker.stopping", in_hand=runner.busy)
            for task in tasks:
                task.cancel()
    finally:
        for queue in queues:
            await queue.close()
        await handlers.end()
        await pool.close()
        await database.close()


async def _feed_when_ready(fleet: Fleet, relay: Relay, queue: FleetQueue, runner: Runner) -> None:
    while not queue.ready:
        await asyncio.sleep(0.02)
    await fleets.feed(fleet, relay, queue, runner)


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="aftersales-worker", description=__doc__)
    parser.add_argument("fleet", nargs="+", choices=[*(fleet.value for fleet in Fleet), "all"])
    chosen = parser.parse_args().fleet
    served = list(Fleet) if "all" in chosen else [Fleet(name) for name in dict.fromkeys(chosen)]
    settings = load()
    logging.configure(settings)
    try:
        uvloop.run(serve(settings, served))
    except* (OSError, ConnectionError) as gone:
        log.error("worker.lost_its_ground", errors=[str(error) for error in gone.exceptions])  # noqa: TRY400
        sys.exit(1)


if __name__ == "__main__":
    main()
