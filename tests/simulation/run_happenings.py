"""The part of a run in which things happen: facts, timers, schedules, and the relay that makes work of them."""

import asyncio
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from tests.simulation.handlers import RING, SLOT, SUBSCRIBERS, Closed, Nothing, Opened
from tests.simulation.oracle import Ending, Schedule
from tests.simulation.play import PLAYING, Play
from tests.simulation.run import Run, silenced
from tests.simulation.world import START

from aftersales.documents.files.events import FileStored
from aftersales.documents.files.model import FileId, Purpose
from aftersales.kernel.access import WORKER
from aftersales.kernel.facts import Fact
from aftersales.kernel.ids import TenantId, derived_id
from aftersales.notifications.events import MessageSent
from aftersales.notifications.model import Channel, MessageId
from aftersales.platform import service as platform
from aftersales.platform.model import Fleet
from aftersales_worker.relay import slot_id

EVERY: Final = {2: "FREQ=HOURLY;INTERVAL=2", 6: "FREQ=HOURLY;INTERVAL=6", 24: "FREQ=DAILY"}


class Happenings(Run):
    """Facts are announced and routed, timers set and taken back, slots come due."""

    def a_fact(self) -> Fact:
        """Something that happens."""
        kind = self.chance.choice((Opened, Opened, Closed, MessageSent, FileStored))
        if kind is MessageSent:
            channel = self.chance.choice(list(Channel))
            return MessageSent(
                message_id=MessageId(self.fresh()), channel=channel, template="t", person_id=None, dealer_id=None
            )
        if kind is FileStored:
            return FileStored(
                file_id=FileId(self.fresh()),
                purpose=next(iter(Purpose)),
                content_type="image/jpeg",
                bytes=self.chance.randint(1, 9_999_999),
                sha256="",
                dealer_id=None,
            )
        return Opened(thing_id=self.fresh()) if kind is Opened else Closed(thing_id=self.fresh())

    async def announce(self) -> None:
        """A transaction announces facts, and is kept or not."""
        tenant = self.a_tenant()
        ending = self.chance.choices(
            (Ending.WELL, Ending.FAILS, Ending.KILLED, Ending.ANSWER_LOST, Ending.CUT), (20, 2, 2, 2, 0.3)
        )[0]
        play = Play(ending)
        facts = [self.a_fact() for _ in range(self.chance.randint(1, 4))]

        async def transaction() -> None:
            PLAYING.set(play)
            async with self.world.database.transaction(TenantId(tenant), WORKER) as tx:
                for fact in facts:
                    tx.emit(fact)

        await asyncio.wait({asyncio.create_task(silenced(transaction()))})
        self.note(f"  {len(facts)} facts, {ending}")
        if ending.commits:
            self.announced_by(tenant, play)

    def announced_by(self, tenant: UUID, play: Play) -> None:
        for one in play.announced:
            at = play.announced_at or self.now
            self.oracle.announce(tenant, one.id, at, SUBSCRIBERS[type(one.fact)], (one.fact, at))

    async def route(self) -> None:
        """One relay or two at once turn facts into deliveries."""
        batch = self.chance.randint(1, 12)
        relays = self.chance.choice((1, 1, 2))
        routed = await asyncio.gather(*(self.world.relay.route_facts(batch=batch) for _ in range(relays)))
        self.expect(sum(routed), self.oracle.route(batch * relays), "facts routed")

    async def set_timer(self) -> None:
        """A timer is set, some of them twice, and some for work that kills its worker every time."""
        tenant, cause = self.a_tenant(), self.fresh()
        due = self.now + timedelta(minutes=self.chance.randint(-5, 90))
        for _ in range(self.chance.choice((1, 1, 2))):
            async with self.world.database.transaction(TenantId(tenant), WORKER) as tx:
                await platform.set_timer(tx, RING, cause, due, payload=Nothing())
        is_poison = self.chance.random() < 0.1
        self.oracle.add((tenant, cause, RING), Fleet.INTERACTIVE, due, is_poison=is_poison)

    async def cancel_timer(self) -> None:
        """A timer is taken back, which works until it has started."""
        timers = [one for one in self.oracle.deliveries.values() if one.handler == RING]
        if timers:
            one = self.chance.choice(timers)
            async with self.world.database.transaction(TenantId(one.key[0]), WORKER) as tx:
                await platform.cancel_timer(tx, RING, one.key[1])
            if one.state in {"waiting", "queued"}:
                one.state = "cancelled"

    async def set_schedule(self) -> None:
        """A tenant gets a schedule, another one, or none."""
        tenant = self.oracle.tenants[self.a_tenant()]
        hours = self.chance.choice(list(EVERY))
        starts_at = START + timedelta(hours=self.chance.randint(0, 5))
        async with self.world.database.transaction(TenantId(tenant.id), WORKER) as tx:
            if tenant.schedule is not None and self.chance.random() < 0.2:
                await platform.unschedule(tx, SLOT, tenant.id)
                tenant.schedule.following = None
                return
            await platform.schedule(tx, SLOT, tenant.id, EVERY[hours], time_zone="Asia/Shanghai", starts_at=starts_at)
        tenant.schedule = Schedule(starts_at, timedelta(hours=hours), None)
        tenant.schedule.following = tenant.schedule.after(self.now)

    async def tick(self) -> None:
        """Slots that have come due become deliveries."""
        slots = await self.world.relay.tick()
        self.expect(slots, self.oracle.tick(self.now, SLOT, Fleet.BULK, _slot_of), "slots")


def _slot_of(tenant: UUID, slot: datetime) -> UUID:
    return slot_id(derived_id("schedule", tenant, tenant, SLOT), slot)
