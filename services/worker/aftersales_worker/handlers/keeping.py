"""What is done every night for each tenant: seal the day's facts, let go of what has served its purpose."""

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from aftersales.documents import keyring
from aftersales.kernel.settings import Keeping, Settings
from aftersales.kernel.tx import Tx
from aftersales.platform import service as platform
from aftersales.platform.idempotency import service as idempotency
from aftersales.platform.model import Fleet
from aftersales.platform.pruning import service as pruning
from aftersales.platform.pruning.model import Cut, Rule
from aftersales.platform.seals import service as seals
from aftersales.tenancy import service as tenancy
from aftersales.tenancy.events import PersonJoined
from aftersales_worker import world
from aftersales_worker.subscriptions import Work, on, timer, timer_staged

SEAL: Final = "platform.seal_facts"
FORGET: Final = "platform.forget_idempotency_keys"
PRUNE: Final = "platform.prune"
NIGHTLY: Final = {
    SEAL: "FREQ=DAILY;BYHOUR=0;BYMINUTE=30;BYSECOND=0",
    FORGET: "FREQ=DAILY;BYHOUR=1;BYMINUTE=0;BYSECOND=0",
    PRUNE: "FREQ=DAILY;BYHOUR=1;BYMINUTE=30;BYSECOND=0",
}
"""When, in UTC: after midnight by more than the longest transaction may last."""
KEPT: Final = timedelta(days=30)
"""How long an idempotency key answers."""


PRUNED: Final = {
    Rule(table="messages", at="ended_at", or_at="created_at", states=("sent", "read", "failed")): "messages",
    Rule(table="webhook_messages", at="ended_at", states=("delivered", "failed", "skipped"), batch=500): "webhooks",
    Rule(table="jobs", at="finished_at", states=("done", "failed"), batch=20): "jobs",
    Rule(table="deliveries", at="finished_at", states=("done", "cancelled")): "deliveries",
    Rule(table="invitations", at="accepted_at", or_at="expires_at"): "entries",
    Rule(table="usage_people_hours", at="hour"): "usage_hours",
}
"""What goes, and the setting that says after how many days; attempts go with their message, rows with their job."""


async def begin(settings: Settings) -> None:
    """Learn for how long things are kept; a rule for what stays for good stops the start."""
    pruning.check(PRUNED)
    await world.begin(settings)


class Slot(Struct, frozen=True):
    """The slot of a schedule."""

    slot: datetime


@on(PersonJoined, name="platform.plan_nights", fleet=Fleet.BULK)
async def plan_nights(tx: Tx, _: PersonJoined) -> None:
    """Begin the nightly work with a tenant's first person; with every later one it is there already."""
    await _plan(tx)


async def _plan(tx: Tx) -> None:
    for handler, rule in NIGHTLY.items():
        await platform.schedule_once(tx, handler, tx.tenant_id, rule, time_zone="UTC", starts_at=tx.now)


@timer(SEAL, Slot, fleet=Fleet.BULK)
async def seal_facts(tx: Tx, told: Slot) -> None:
    """Seal the day before the slot."""
    signer = seals.Signer(sign=keyring.sign, is_ours=keyring.is_ours)
    await seals.seal(tx, told.slot.date() - timedelta(days=1), signer)


@timer(FORGET, Slot, fleet=Fleet.BULK)
async def forget_idempotency_keys(tx: Tx, told: Slot) -> None:
    """Forget answers that were kept long enough."""
    await idempotency.forget(tx, told.slot - KEPT)
    await _plan(tx)  # a tenant of an earlier release gets the nights that came later


@timer_staged(PRUNE, Slot, fleet=Fleet.BULK)
async def prune(work: Work, told: Slot) -> None:
    """Let go of what has served its purpose, batch by batch; a rerun finds what is left."""
    keeping = world.settings().keeping
    for rule, kind in PRUNED.items():
        cut = Cut(rule, told.slot - timedelta(days=days_of(keeping, kind)))
        more = True
        while more:
            async with work.step() as tx:
                more = await pruning.prune(tx, cut)
    more = True
    while more:
        async with work.step() as tx:
            more = await tenancy.forget_entries(tx, told.slot - timedelta(days=keeping.entries))


def days_of(keeping: Keeping, kind: str) -> int:
    """For how many days a kind of row is kept."""
    days: int = getattr(keeping, kind)
    return days
