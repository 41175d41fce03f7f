"""The part of a run in which work is done: claims, attempts that meet every kind of end, leases that run out."""

import asyncio
from datetime import timedelta
from typing import Final

from msgspec import Struct
from tests.simulation.handlers import CHAIN, MEASURE
from tests.simulation.oracle import STAGED, Ending, Expected, Key
from tests.simulation.play import PLAYING, Killed, Play
from tests.simulation.run_happenings import Happenings
from tests.simulation.world import FOR_EVER, Ids, World

from aftersales.documents.files.events import FileStored
from aftersales.kernel.ids import DeliveryId
from aftersales.notifications.events import MessageSent
from aftersales.platform.model import Claimed, Fleet
from aftersales_worker.delivery import Runner
from aftersales_worker.subscriptions import HANDLERS

MOST_ASLEEP: Final = 4
STRIKES: Final = (
    *(Ending.FAILS, Ending.LATER, Ending.KILLED, Ending.KILLED, Ending.KILLED_AFTER),
    *(Ending.ANSWER_LOST, Ending.ANSWER_LOST, Ending.STOPPED, Ending.UNKNOWN),
)


class Attempt(Struct):
    """A claim in a worker's hands."""

    key: Key
    claimed: Claimed
    play: Play
    runner: Runner
    task: asyncio.Task[None] | None = None


class Attempts(Happenings):
    """Fleets claim, workers run what they are given, and some of them are lost."""

    def __init__(self, world: World, seed: int, fresh: Ids) -> None:
        super().__init__(world, seed, fresh)
        self.asleep: list[Attempt] = []

    async def claim(self, *, fleet: Fleet | None = None, most: int = 0) -> None:
        """A fleet claims what is due; the ids go out, some of them twice, unless they are lost."""
        fleet, most = fleet or self.chance.choice(list(Fleet)), most or self.chance.randint(1, 8)
        due = sum(len(one) for one in self.oracle.claimable(fleet, self.now).values())
        claimed = await self.world.relay.claim(fleet, most)
        self.note(f"  {fleet}: {len(claimed)} of {due}")
        self.expect(len(claimed), min(most, due), "number claimed")
        keys = await self._keys([one.id for one in claimed])
        self.expect(self.oracle.claim(fleet, most, self.now, [keys[one.id] for one in claimed]), "", "claim")
        for one in sorted(claimed, key=lambda one: one.id):
            self.expect(one.attempt, self.oracle.deliveries[keys[one.id]].attempt, "attempt")
            self.redis += [(keys[one.id], one)] * self.chance.choice((1, 1, 1, 1, 2))

    async def _keys(self, those: list[DeliveryId]) -> dict[DeliveryId, Key]:
        missing = [one for one in those if one not in self.known]
        if missing:
            for row in await self.world.superuser.fetch(
                "SELECT id, tenant_id, cause_id, handler FROM deliveries WHERE id = ANY($1)", missing
            ):
                self.known[row["id"]] = (row["tenant_id"], row["cause_id"], row["handler"])
        return {one: self.known[one] for one in those}

    async def lose_offers(self) -> None:
        """Redis forgets what it carries, or some of it."""
        self.redis = [one for one in self.redis if self.chance.random() < 0.5]

    async def work(self) -> None:
        """A worker takes an id, or several take the same at once."""
        if not self.redis:
            await self.claim(
                fleet=self.chance.choice([one.fleet for one in self.oracle.in_state("waiting")] or [*Fleet])
            )
        if self.redis:
            key, claimed = self.redis.pop(self.chance.randrange(len(self.redis)))
            twins = self.chance.choice((1, 1, 1, 1, 1, 3))
            await self._run([self._attempt(key, claimed) for _ in range(twins)])

    def _attempt(self, key: Key, claimed: Claimed) -> Attempt:
        ending = Ending.WELL
        if self.oracle.deliveries[key].is_poison:
            ending = Ending.KILLED
        elif self.chance.random() < 0.35:
            ending = self.chance.choice(STRIKES)
        elif self.chance.random() < 0.01:
            ending = Ending.CUT
        at = self.chance.choice((1, 2)) if key[2] == STAGED else 1
        pause = ""
        if len(self.asleep) < MOST_ASLEEP and self.chance.random() < (0.4 if key[2] == STAGED else 0.15):
            pause = "before" if key[2] == MEASURE or self.chance.random() < 0.6 else "within"
        runner = Runner(self.world.database, self.world.pool)
        return Attempt(key, claimed, Play(ending, at=at, pause=pause), runner)

    async def _run(self, attempts: list[Attempt]) -> None:
        """Start attempts at the same claim at the same time; one at most may begin."""
        key, claimed = attempts[0].key, attempts[0].claimed
        begins = self.oracle.begins(key, claimed.attempt)
        play = attempts[0].play
        for other in attempts[1:]:
            other.play = play  # whichever begins meets the same
        self.note(f"  {key[2]} attempt {claimed.attempt}, {play.ending} at {play.at} {play.pause} x{len(attempts)}")
        hidden = HANDLERS.pop(key[2]) if play.ending is Ending.UNKNOWN else None
        for one in attempts:
            one.task = asyncio.create_task(_played(one))
        await self._until_settled(attempts)
        if hidden is not None:
            HANDLERS[key[2]] = hidden
        self.expect(play.began, begins and hidden is None, f"whether {key} began")
        if not begins:
            return
        self.oracle.deliveries[key].state = "running"
        sleeping = [one for one in attempts if one.task is not None and not one.task.done()]
        if sleeping:
            if play.pause == "within" and key[2] == STAGED:
                self.oracle.first_step(key)
            self.asleep += sleeping
            return
        self._ended(attempts[0], within=False)

    async def _until_settled(self, attempts: list[Attempt]) -> None:
        """Wait until all have ended, or all but one that stands still."""
        pending = {one.task for one in attempts if one.task is not None}
        reached = asyncio.create_task(attempts[0].play.reached.wait())
        while pending and not (reached.done() and len(pending) == 1):
            waiting: set[asyncio.Task[None] | asyncio.Task[bool]] = {*pending}
            done, _ = await asyncio.wait(
                waiting if reached.done() else waiting | {reached}, return_when=asyncio.FIRST_COMPLETED
            )
            pending = {one for one in pending if one not in done}
        reached.cancel()

    async def wake(self) -> None:
        """A worker that stood still goes on, whether or not its delivery is still its own."""
        if self.asleep:
            one = self.asleep.pop(self.chance.randrange(len(self.asleep)))
            within = one.play.pause == "within"
            self.note(f"  {one.key[2]} attempt {one.claimed.attempt}, {one.play.ending}")
            one.play.gate.set()
            if one.task is not None:
                await asyncio.wait({one.task})
            self._ended(one, within=within)

    def _ended(self, one: Attempt, *, within: bool) -> None:
        """Tell the oracle how an attempt ended, if the delivery was still its own."""
        oracle, play, key = self.oracle, one.play, one.key
        if not oracle.holds(key, one.claimed.attempt):
            return
        is_staged = key[2] == STAGED
        passed_first = play.ending is Ending.WELL or play.at == 2 or play.ending.commits
        if is_staged and not within and passed_first and play.ending is not Ending.UNKNOWN:
            oracle.first_step(key)
        if oracle.end(key, play.ending, in_last=not is_staged or play.at == 2):
            self._effect_of(oracle.deliveries[key], play)

    def _effect_of(self, one: Expected, play: Play) -> None:
        tenant = one.key[0]
        if one.handler == CHAIN:
            self.announced_by(tenant, play)
        if one.handler == MEASURE:
            self.oracle.effects[one.key, "effect"] -= 1  # its effect is usage
            assert isinstance(one.subject, tuple)
            fact, at = one.subject
            if isinstance(fact, MessageSent):
                self.oracle.usage[tenant, "messages_sent", fact.channel.value, at] += 1
            if isinstance(fact, FileStored):
                self.oracle.usage[tenant, "document_bytes_kept", "file", at] += fact.bytes

    async def let_leases_run_out(self) -> None:
        """Workers are lost for long enough; those that renew in time keep what they have."""
        held = self.oracle.in_state("queued", "running")
        lost = [one for one in held if self.chance.random() < 0.6]
        await self._expire(lost)
        if self.chance.random() < 0.3:
            for one in self.asleep:
                await one.runner.hold_all()
                lost = [
                    other
                    for other in lost
                    if not (other.key == one.key and self.oracle.holds(one.key, one.claimed.attempt))
                ]
        self.expect(await self.world.relay.sweep(), self.oracle.sweep([one.key for one in lost]), "swept")

    async def _expire(self, lost: list[Expected]) -> None:
        ids = {key: one for one, key in self.known.items()}
        await self.world.superuser.execute(
            "UPDATE deliveries SET lease_until = now() + CASE WHEN id = ANY($1) THEN interval '-1 second'"
            " ELSE interval '1 hour' END WHERE state IN ('queued', 'running')",
            [ids[one.key] for one in lost],
        )

    async def let_time_pass(self) -> None:
        """What rested after a failure comes due."""
        await self.world.superuser.execute(
            "UPDATE deliveries SET due_at = $1 WHERE state = 'waiting' AND due_at > $2",
            self.now,
            FOR_EVER.replace(year=2024),
        )
        self.oracle.let_time_pass(self.now)

    async def move_clock(self) -> None:
        """The clock goes on by seconds, hours or days, and now and then back."""
        seconds = self.chance.choice((7, 90, 1_800, 3_600, 20_000, 90_000, -40, -3_000))
        self.world.clock.at += timedelta(seconds=self.chance.random() * seconds)
        self.world.clock.at = self.now.replace(microsecond=self.now.microsecond // 1000 * 1000)
        self.note(f"  {self.now}")


async def _played(one: Attempt) -> None:
    """Run an attempt as its own process would, whose end nobody else feels."""
    PLAYING.set(one.play)
    try:
        await one.runner.run(one.claimed)
    except (Killed, asyncio.CancelledError):
        return
