"""What is done every night for each tenant: seal the day's facts, forget old idempotency keys."""

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from aftersales.documents import keyring
from aftersales.kernel.tx import Tx
from aftersales.platform import service as platform
from aftersales.platform.idempotency import service as idempotency
from aftersales.platform.model import Fleet
from aftersales.platform.seals import service as seals
from aftersales.tenancy.events import PersonJoined
from aftersales_worker.subscriptions import on, timer

SEAL: Final = "platform.seal_facts"
FORGET: Final = "platform.forget_idempotency_keys"
NIGHTLY: Final = {
    SEAL: "FREQ=DAILY;BYHOUR=0;BYMINUTE=30;BYSECOND=0",
    FORGET: "FREQ=DAILY;BYHOUR=1;BYMINUTE=0;BYSECOND=0",
}
"""When, in UTC: after midnight by more than the longest transaction may last."""
KEPT: Final = timedelta(days=30)
"""How long an idempotency key answers."""


class Slot(Struct, frozen=True):
    """The slot of a schedule."""

    slot: datetime


@on(PersonJoined, name="platform.plan_nights", fleet=Fleet.BULK)
async def plan_nights(tx: Tx, _: PersonJoined) -> None:
    """Begin the nightly work with a tenant's first person; with every later one it is there already."""
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
