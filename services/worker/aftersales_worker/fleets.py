"""How each fleet runs: how many deliveries at once, how often it looks for more."""

import asyncio
import faulthandler
import time
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

STOPPED: Final = 60.0
"""Seconds after which a loop that does not turn is given up: its leases have passed, and others do its work."""

GRACE: Final = 5.0
"""Seconds that deliveries in hand are given to end by themselves when the process is told to stop."""


async def feed(fleet: Fleet, relay: Relay, queue: FleetQueue, stop: asyncio.Event) -> None:
    """Route facts and claim what can start at once, until told to stop: never between a claim and its offer."""
    await queue.connected.wait()
    waiting = QUICK
    while not stop.is_set():
        routed = await relay.route_facts()
        room = await queue.room()
        claimed = await relay.claim(fleet, room) if room > 0 else []
        await queue.push(claimed)
        waiting = QUICK if routed or claimed else min(waiting * 1.5, IDLE)
        await asyncio.sleep(waiting)


async def watch(relay: Relay, runner: Runner) -> None:
    """Renew our leases and bring back what others lost, every five seconds, for as long as the loop turns."""
    beating = asyncio.create_task(_beat())
    try:
        while True:
            await runner.hold_all()
            lost = await relay.sweep()
            if lost:
                log.warning("deliveries.swept", lost=lost)
            await asyncio.sleep(5)
    finally:
        beating.cancel()


async def _beat() -> None:
    """Let a process whose loop has stopped turning say where it stands, and end, so that another is started."""
    try:
        while True:
            faulthandler.dump_traceback_later(STOPPED, exit=True)
            await asyncio.sleep(STOPPED / 12)
    finally:
        faulthandler.cancel_dump_traceback_later()


async def tick(relay: Relay) -> None:
    """Turn schedule slots into deliveries, every second."""
    while True:
        slots = await relay.tick()
        if slots:
            log.info("schedules.slots", slots=slots)
        await asyncio.sleep(1)


async def finish(queues: list[FleetQueue], *, grace: float = GRACE) -> None:
    """Let what is in hand, or offered to us already, end by itself, for a short while."""
    deadline = time.monotonic() + grace
    while time.monotonic() < deadline:
        waiting = [await queue.waiting() for queue in queues if queue.connected.is_set()]
        if not any(waiting) and not any(queue.in_hand for queue in queues):
            return
        await asyncio.sleep(0.02)
