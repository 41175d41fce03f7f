"""How each fleet runs: how many deliveries at once, how often it looks for more."""

import asyncio
from typing import Final

import structlog

from aftersales.platform.model import Fleet
from aftersales_worker.delivery import Runner
from aftersales_worker.queue import FleetQueue
from aftersales_worker.relay import Relay

log = structlog.get_logger()

SLOTS: Final = {Fleet.INTERACTIVE: 32, Fleet.DOCUMENTS: 4, Fleet.MONEY: 8, Fleet.BULK: 4}
"""Deliveries that one process of the fleet runs at once."""

QUICK, IDLE = 0.03, 0.15
"""Seconds between looks for work when there was some, and when there was none."""


async def feed(fleet: Fleet, relay: Relay, queue: FleetQueue, runner: Runner) -> None:
    """Route facts and claim what this process has free slots for, for ever."""
    waiting = QUICK
    offered = 0
    while True:
        routed = await relay.route_facts()
        free = SLOTS[fleet] - runner.busy - offered
        claimed = await relay.claim(fleet, free) if free > 0 else []
        await queue.push(claimed)
        offered = len(claimed)
        waiting = QUICK if routed or claimed else min(waiting * 1.5, IDLE)
        await asyncio.sleep(waiting)


async def watch(relay: Relay, runner: Runner) -> None:
    """Renew our leases and bring back what others lost, every five seconds."""
    while True:
        await runner.hold_all()
        lost = await relay.sweep()
        if lost:
            log.warning("deliveries.swept", lost=lost)
        await asyncio.sleep(5)


async def tick(relay: Relay) -> None:
    """Turn schedule slots into deliveries, every second."""
    while True:
        slots = await relay.tick()
        if slots:
            log.info("schedules.slots", slots=slots)
        await asyncio.sleep(1)
