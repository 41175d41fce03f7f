"""`aftersales-worker FLEET…`: one process that serves the named fleets until it is told to stop."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import asyncpg
import structlog
import uvloop

from aftersales.kernel import log as logging
from aftersales.kernel import reports, traces
from aftersales.kernel.clock import SystemClock
from aftersales.kernel.settings import Settings, SettingWrong, load
from aftersales.kernel.tx import Database, create_engine
from aftersales.platform.model import Fleet
from aftersales.platform.service import write_facts
from aftersales_worker import fleets, handlers
from aftersales_worker.delivery import Runner
from aftersales_worker.queue import FleetQueue
from aftersales_worker.relay import Relay, create_pool
from aftersales_worker.showing import shown

log = structlog.get_logger()


GONE: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What a part that we stand on looks like when it is away."""


async def serve(settings: Settings, served: Sequence[Fleet]) -> None:
    """Run the fleets; returns after SIGTERM or SIGINT, raises when a part that it stands on is gone."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    slots = sum(fleets.SLOTS[fleet] for fleet in served)
    database = Database(create_engine(settings.database_url, pool_size=min(slots, 12)), before_commit=write_facts)
    pool = await create_pool(settings.relay_database_url)
    relay, runner = Relay(pool, SystemClock()), Runner(database, pool)
    await handlers.begin(settings)
    queues = {
        fleet: FleetQueue(settings.redis_url, fleet, slots=fleets.SLOTS[fleet], run=runner.run) for fleet in served
    }
    try:
        async with shown(settings.metrics_address):
            await _run_until(stop, relay, runner, queues)
    finally:
        for queue in queues.values():
            await queue.close()
        await handlers.end()
        await pool.close()
        await database.close()
        traces.end()
        reports.end()
    log.info("worker.stopped")


async def _run_until(stop: asyncio.Event, relay: Relay, runner: Runner, queues: Mapping[Fleet, FleetQueue]) -> None:
    """Claim and run until told to stop, then let what is in hand end by itself while its leases are held."""
    async with asyncio.TaskGroup() as group:
        lasting = [group.create_task(queue.serve()) for queue in queues.values()]
        lasting += [group.create_task(fleets.watch(relay, runner)), group.create_task(fleets.tick(relay))]
        feeding = [group.create_task(fleets.feed(fleet, relay, queue, stop)) for fleet, queue in queues.items()]
        log.info("worker.started", fleets=[fleet.value for fleet in queues])
        await stop.wait()
        log.info("worker.stopping", in_hand=runner.busy)
        await asyncio.wait(feeding, timeout=fleets.GRACE)
        await fleets.finish(list(queues.values()))
        for task in (*feeding, *lasting):
            task.cancel()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="aftersales-worker", description=__doc__)
    parser.add_argument("fleet", nargs="+", choices=[*(fleet.value for fleet in Fleet), "all"])
    chosen = parser.parse_args().fleet
    served = list(Fleet) if "all" in chosen else [Fleet(name) for name in dict.fromkeys(chosen)]
    try:
        settings = load()
    except SettingWrong as wrong:
        parser.exit(2, f"{wrong}\n")
    logging.configure(settings)
    reports.begin(settings)
    traces.begin(settings.otlp_endpoint, "aftersales-worker", percent=settings.otlp_percent)
    lost: tuple[str, ...] = ()
    try:
        uvloop.run(serve(settings, served))
    except* GONE as gone:
        lost = tuple(f"{type(error).__name__}: {_what_is_away(error)}" for error in _leaves(gone))
    if lost:
        log.error("worker.lost_its_ground", errors=lost)
        sys.exit(1)


def _what_is_away(error: BaseException) -> str:
    """The address that does not answer; of PostgreSQL's errors only what may be told."""
    return str(error) if isinstance(error, OSError) else reports.said_by_name(error)


def _leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error


if __name__ == "__main__":
    main()
