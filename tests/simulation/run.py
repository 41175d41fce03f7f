"""What every part of a run shares: the seed's chances, the oracle, and a trace of what was done."""

import random
from collections.abc import Awaitable
from datetime import datetime
from uuid import UUID

from tests.simulation.oracle import Key, Oracle
from tests.simulation.play import Killed
from tests.simulation.world import START, Caller, Ids, World

from aftersales.platform.model import Claimed


class Run:
    """One seed's run over a world."""

    def __init__(self, world: World, seed: int, fresh: Ids) -> None:
        self.world = world
        self.seed = seed
        self.fresh = fresh
        self.chance = random.Random(seed)  # noqa: S311 - chooses what to try, guards nothing
        self.oracle = Oracle()
        self.callers: list[Caller] = []
        self.redis: list[tuple[Key, Claimed]] = []
        """Ids on their way to a worker."""
        self.known: dict[UUID, Key] = {}
        """Deliveries by the identity that the database gave them."""
        self.latest = START
        self.trace: list[str] = []
        self.played = 0

    @property
    def now(self) -> datetime:
        """The instant on the clock of all processes."""
        return self.world.clock.at

    def note(self, what: str) -> None:
        """Remember what was done."""
        self.trace.append(what)

    def expect(self, found: object, expected: object, what: str) -> None:
        """Stop the run when something is not as it ought to be."""
        assert found == expected, f"{what}: {found} and not {expected}"

    def a_tenant(self) -> UUID:
        """One of the tenants."""
        return self.chance.choice(list(self.oracle.tenants))


async def silenced(work: Awaitable[None]) -> None:
    """Let a process fail by itself."""
    try:
        await work
    except (Killed, OSError, Exception):  # noqa: BLE001 - whatever was played; the oracle judges what is left
        return
