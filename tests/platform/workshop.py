"""What the tests of deliveries share: an effect that can be counted, handlers for the length of a test, timers."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import asyncpg
from msgspec import Struct
from tests.fixtures.kernel import NOW, Brand

from aftersales.kernel.facts import Fact
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database, Tx
from aftersales.platform import service as platform
from aftersales.platform.model import Claimed, Fleet
from aftersales_worker.delivery import Runner
from aftersales_worker.relay import Relay
from aftersales_worker.subscriptions import DEFAULT_RETRIES, Retries, Work, on, timer, timer_staged


class Happened(Fact, frozen=True, kw_only=True):
    """Something that handlers of a test are told of."""

    NAME: ClassVar = "test.happened"
    SUBJECT: ClassVar = ("test", "thing_id")

    thing_id: UUID


class Effect(Fact, frozen=True, kw_only=True):
    """The effect of a test's handler: written with its transaction or not at all, and easily counted."""

    NAME: ClassVar = "test.effect"
    SUBJECT: ClassVar = ("test", "thing_id")

    thing_id: UUID
    note: str = ""


class Thing(Struct, frozen=True):
    """The payload of a test's timer."""

    thing_id: UUID


class Row(Struct, frozen=True, kw_only=True):
    """A delivery as it lies in the database."""

    id: UUID
    state: str
    attempt: int
    failures: int
    losses: int
    last_error: str | None
    wait: timedelta
    leased: bool
    finished: bool


ROW = """
SELECT id, state, attempt, failures, losses, last_error, due_at - now() AS wait, lease_until IS NOT NULL AS leased,
       finished_at IS NOT NULL AS finished
FROM deliveries WHERE tenant_id = $1 AND cause_id = $2
"""


class Workshop:
    """Handlers and deliveries of one test, in one tenant."""

    def __init__(self, brand: Brand, database: Database, pool: asyncpg.Pool, relay: Relay) -> None:
        self.brand = brand
        self.database = database
        self.pool = pool
        self.relay = relay
        self.runner = Runner(database, pool)

    def handler(
        self, run: Callable[[Tx, Any], Awaitable[None]], name: str, *, retries: Retries = DEFAULT_RETRIES
    ) -> None:
        """Register a handler of timers that works in one step."""
        timer(name, Thing, fleet=Fleet.MONEY, retries=retries)(run)

    def staged(self, run: Callable[[Work, Any], Awaitable[None]], name: str) -> None:
        """Register a handler of timers that works in several steps."""
        timer_staged(name, Thing, fleet=Fleet.MONEY)(run)

    def subscriber(self, name: str, *, fleet: Fleet = Fleet.MONEY) -> None:
        """Register a handler that answers `Happened` with an `Effect`."""

        async def answer(tx: Tx, fact: Happened) -> None:
            tx.emit(Effect(thing_id=fact.thing_id, note=name))

        on(Happened, name=name, fleet=fleet)(answer)

    async def announce(self, count: int = 1) -> list[UUID]:
        """Let things happen, in one transaction."""
        things = [new_id() for _ in range(count)]
        async with self.database.transaction(self.brand.id, self.brand.anyone) as tx:
            for thing in things:
                tx.emit(Happened(thing_id=thing))
        return things

    async def due(self, handler: str, *, at: datetime = NOW, fleet: Fleet = Fleet.MONEY) -> UUID:
        """A delivery of a handler that is due; the thing it is about, which is also its cause."""
        thing = new_id()
        async with self.database.transaction(self.brand.id, self.brand.anyone) as tx:
            await platform.set_timer(tx, handler, thing, at, fleet=fleet, payload=Thing(thing))
        return thing

    async def claim(self, fleet: Fleet = Fleet.MONEY) -> list[Claimed]:
        """Claim all of this tenant's deliveries that are due."""
        return [one for one in await self.relay.claim(fleet, 200) if one.tenant_id == self.brand.id]

    async def run_all(self, fleet: Fleet = Fleet.MONEY) -> int:
        """Claim and run what is due, one after the other; how many."""
        claimed = await self.claim(fleet)
        for one in claimed:
            await self.runner.run(one)
        return len(claimed)

    async def row(self, thing: UUID) -> Row:
        """The one delivery of a cause."""
        [record] = await self.pool.fetch(ROW, self.brand.id, thing)
        return Row(**record)

    async def change(self, thing: UUID, change: str) -> None:
        """Do to a delivery's row what time or another release would."""
        await self.pool.execute(
            f"UPDATE deliveries SET {change} WHERE tenant_id = $1 AND cause_id = $2",  # noqa: S608 - said by a test
            self.brand.id,
            thing,
        )

    async def lose(self, thing: UUID) -> None:
        """Let the lease of a delivery run out and sweep."""
        await self.change(thing, "lease_until = now() - interval '1 second'")
        await self.relay.sweep()

    async def effects(self, thing: UUID | None = None) -> list[str]:
        """The notes of the effects in this tenant, or of one thing, in order."""
        async with self.database.transaction(self.brand.id, self.brand.anyone) as tx:
            rows = await tx.fetch(
                "SELECT payload ->> 'note' AS note FROM facts WHERE tenant_id = $1 AND name = $2"
                " AND ($3::uuid IS NULL OR subject_id = $3) ORDER BY id",
                self.brand.id,
                Effect.NAME,
                thing,
            )
        return [row["note"] for row in rows]
