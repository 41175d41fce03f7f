"""Reading the delivery log, replaying from it, and setting many timers in one statement."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from aftersales.kernel.access import Permission
from aftersales.kernel.errors import Forbidden
from aftersales.kernel.ids import DeliveryId
from aftersales.kernel.tx import Tx
from aftersales.platform.deliveries import store
from aftersales.platform.deliveries.store import Wanted
from aftersales.platform.model import Delivery, Fleet
from aftersales.platform.service import replay_delivery

__all__ = ["Wanted", "deliveries_page", "delivery", "replay", "set_timers"]


def _require(tx: Tx, permission: Permission) -> None:
    """The log tells of the whole tenant's work, so a dealer's people never read it."""
    tx.actor.require(permission)
    if tx.dealer_id is not None:
        raise Forbidden(permission=permission.value)


async def deliveries_page(
    tx: Tx,
    wanted: Wanted,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[Delivery], str | None]:
    """A page of the tenant's deliveries, newest first, and the cursor of the next."""
    _require(tx, Permission.DELIVERIES_READ)
    return await store.deliveries_page(tx, wanted, limit=limit, cursor=cursor)


async def delivery(tx: Tx, delivery_id: DeliveryId) -> Delivery:
    """One delivery with its last error."""
    _require(tx, Permission.DELIVERIES_READ)
    return await store.delivery(tx, delivery_id)


async def replay(tx: Tx, delivery_id: DeliveryId) -> Delivery:
    """Give a dead delivery another life, and answer how it stands now."""
    _require(tx, Permission.DELIVERIES_REPLAY)
    await replay_delivery(tx, delivery_id)
    return await store.delivery(tx, delivery_id)


async def set_timers(
    tx: Tx,
    handler: str,
    causes: Sequence[tuple[UUID, msgspec.Struct]],
    *,
    due_at: datetime,
    fleet: Fleet = Fleet.INTERACTIVE,
) -> None:
    """Have `handler` called once for each cause with its payload; setting one again changes nothing."""
    if causes:
        rows = [(cause_id, msgspec.to_builtins(payload)) for cause_id, payload in causes]
        await store.add_deliveries(tx, handler, rows, due_at=due_at, fleet=fleet)
