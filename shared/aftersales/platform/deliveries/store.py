"""Queries over the delivery log, and timers set by the handful."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from aftersales.kernel import traces
from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import DeliveryId, new_id
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx
from aftersales.platform.model import Delivery, DeliveryState, Fleet
from aftersales.platform.tables import deliveries


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which deliveries a reader asks for; None asks for all."""

    state: DeliveryState | None = None
    handler: str | None = None
    created_from: datetime | None = None
    created_before: datetime | None = None


async def deliveries_page(
    tx: Tx,
    wanted: Wanted,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[Delivery], str | None]:
    """A page of the log, newest first."""
    statement = select(deliveries).where(deliveries.c.tenant_id == tx.tenant_id)
    if wanted.state is not None:
        statement = statement.where(deliveries.c.state == wanted.state.value)
    if wanted.handler is not None:
        statement = statement.where(deliveries.c.handler == wanted.handler)
    if wanted.created_from is not None:
        statement = statement.where(deliveries.c.created_at >= wanted.created_from)
    if wanted.created_before is not None:
        statement = statement.where(deliveries.c.created_at < wanted.created_before)
    return await page(
        tx,
        statement,
        Delivery,
        columns=(deliveries.c.id,),
        key=lambda row: (row.id,),
        limit=limit,
        cursor=cursor,
        bound=("deliveries", wanted),
        descending=True,
    )


async def delivery(tx: Tx, delivery_id: DeliveryId) -> Delivery:
    """One delivery."""
    statement = select(deliveries).where(deliveries.c.tenant_id == tx.tenant_id, deliveries.c.id == delivery_id)
    return await tx.one(statement, Delivery, NotFound("delivery", "投递"))


async def add_deliveries(
    tx: Tx,
    handler: str,
    causes: Sequence[tuple[UUID, object]],
    *,
    due_at: datetime,
    fleet: Fleet,
) -> None:
    """Deliveries of one handler, one for each cause and payload; a cause that has its delivery keeps it."""
    traceparent = traces.parent()
    rows = [
        {
            "tenant_id": tx.tenant_id,
            "id": new_id(),
            "cause_id": cause_id,
            "handler": handler,
            "fleet": fleet.value,
            "due_at": due_at,
            "payload": payload,
            "dealer_id": tx.dealer_id,
            "traceparent": traceparent,
        }
        for cause_id, payload in causes
    ]
    statement = upsert(deliveries).values(rows)
    await tx.execute(statement.on_conflict_do_nothing(index_elements=["tenant_id", "cause_id", "handler"]))
