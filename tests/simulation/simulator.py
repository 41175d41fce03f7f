"""One run: a seed decides what happens next, the real parts do it, and the oracle says what must have come of it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

from tests.simulation.oracle import OPEN, Expected
from tests.simulation.play import Play
from tests.simulation.run_attempts import Attempt, Attempts
from tests.simulation.run_requests import Requests
from tests.simulation.world import START

from aftersales.kernel.access import WORKER
from aftersales.kernel.ids import DeliveryId, TenantId
from aftersales.platform import service as platform
from aftersales.platform.model import Fleet
from aftersales_worker.delivery import Runner

ROUNDS: Final = 50
"""Rounds in which everything that is left must be done."""


class Simulator(Attempts, Requests):
    """All parts together, from the first tenant to the last delivery."""

    async def begin(self) -> None:
        """Make two or three tenants."""
        self.world.clock.at = START
        for _ in range(self.chance.choice((2, 2, 3))):
            tenant, callers = await self.world.make_tenant(self.chance, self.fresh)
            self.oracle.tenants[tenant.id] = tenant
            self.callers += callers

    async def step(self) -> None:
        """Do one thing."""
        acts, weights = zip(*self.acts().items(), strict=True)
        [act] = self.chance.choices(acts, weights)
        self.played += 1
        self.world.clock.at += timedelta(milliseconds=1)  # no two things happen in the same instant
        self.note(f"{self.played} {act.__name__}")
        await act()
        self.latest = max(self.latest, self.now)

    def acts(self) -> dict[Callable[[], Awaitable[None]], int]:
        """What may happen, and how often."""
        return {
            self.announce: 14,
            self.route: 12,
            self.claim: 16,
            self.work: 34,
            self.wake: 8,
            self.lose_offers: 2,
            self.let_leases_run_out: 5,
            self.let_time_pass: 4,
            self.move_clock: 5,
            self.request: 12,
            self.flush: 4,
            self.tick: 6,
            self.set_schedule: 3,
            self.set_timer: 5,
            self.cancel_timer: 2,
            self.replay: 2,
            self.suspend_or_resume: 1,
        }

    async def replay(self) -> None:
        """Somebody gives a dead delivery another life."""
        dead = self.oracle.in_state("dead")
        if dead:
            await self._replay(self.chance.choice(dead))

    async def _replay(self, one: Expected) -> None:
        ids = {key: found for found, key in self.known.items()}
        async with self.world.database.transaction(TenantId(one.key[0]), WORKER) as tx:
            await platform.replay_delivery(tx, DeliveryId(ids[one.key]))
        one.state, one.failures, one.losses, one.due = "waiting", 0, 0, self.now
        one.is_poison = False

    async def suspend_or_resume(self, *, only: UUID | None = None) -> None:
        """An operator suspends a tenant, or lets it work again."""
        tenant = self.oracle.tenants[only or self.a_tenant()]
        tenant.is_active = not tenant.is_active
        state = "active" if tenant.is_active else "suspended"
        await self.world.superuser.execute("UPDATE tenants SET state = $2 WHERE id = $1", tenant.id, state)
        self.note(f"  {state}")

    async def finish(self) -> None:
        """Let everything that is left be done without further trouble."""
        for tenant in self.oracle.tenants.values():
            if not tenant.is_active:
                await self.suspend_or_resume(only=tenant.id)
        while self.asleep:
            await self.wake()
        self.redis.clear()
        await self._expire(held := self.oracle.in_state("queued", "running"))
        self.expect(await self.world.relay.sweep(), self.oracle.sweep([one.key for one in held]), "swept at the end")
        for one in self.oracle.in_state("dead"):
            if self.chance.random() < 0.5:
                await self._replay(one)
        self.world.clock.at = self.latest + timedelta(days=1)
        await self.tick()
        await self.let_time_pass()
        for _ in range(ROUNDS):
            if not await self._finish_some():
                break
        for _ in range(2):  # what a lost answer left pending, and the rest
            await self.world.tally.flush()
            self.oracle.flush(heard=True)

    async def let_go(self) -> None:
        """End the workers that still stand still, so that nothing of this run goes on."""
        for one in self.asleep:
            if one.task is not None:
                one.task.cancel()
                await asyncio.wait({one.task})

    async def _finish_some(self) -> bool:
        routed = await self.world.relay.route_facts()
        self.expect(routed, self.oracle.route(500), "facts routed at the end")
        for fleet in Fleet:
            await self.claim(fleet=fleet, most=200)
        there, self.redis = self.redis, []
        for key, claimed in there:
            await self._run([Attempt(key, claimed, Play(), Runner(self.world.database, self.world.pool))])
        return bool(routed or there or self.oracle.in_state(*OPEN))
