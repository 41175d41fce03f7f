"""What workers do for policy: facts move stopwatches, due instants find breaches, a new version moves due instants."""

from typing import Final

from aftersales.kernel.facts import REGISTRY, Fact
from aftersales.kernel.tx import Tx
from aftersales.platform import service as platform
from aftersales.platform.model import Fleet
from aftersales.policy.events import VersionPublished
from aftersales.policy.model_planned import SUBJECT_OF
from aftersales.policy.model_words import BREACH
from aftersales.policy.stopwatches import service as stopwatches
from aftersales.policy.stopwatches.service import DUE, REREAD, StopwatchRef, VersionRef
from aftersales_worker.subscriptions import Work, on, timer, timer_staged

FOLLOWED: Final = tuple(REGISTRY[name] for name in sorted({*SUBJECT_OF, BREACH} & REGISTRY.keys()))
"""Every fact that a policy may name for a stopwatch."""


@on(*FOLLOWED, name="policy.stopwatches")
async def move_stopwatches(tx: Tx, _: Fact) -> None:
    """Start and stop the stopwatches that the policy hangs on a fact, at the instant of the fact."""
    await stopwatches.follow(tx, await platform.cause(tx))


@timer(DUE, StopwatchRef)
async def ring_stopwatch(tx: Tx, due: StopwatchRef) -> None:
    """Announce a breach if the limit is used up and nothing has stopped the stopwatch."""
    await stopwatches.ring(tx, due.stopwatch_id)


@on(VersionPublished, name="policy.take_effect")
async def take_effect(tx: Tx, fact: VersionPublished) -> None:
    """Remember the instant at which a version begins to decide."""
    await stopwatches.take_effect(tx, fact.version_id, fact.effective_at)


@timer_staged(REREAD, VersionRef, fleet=Fleet.BULK)
async def reread_stopwatches(work: Work, version: VersionRef) -> None:
    """Put every open stopwatch under the version that decides now, a chunk at a time."""
    after = None
    while True:
        async with work.step() as tx:
            after = await stopwatches.reread(tx, version.effective_at, after)
        if after is None:
            return
