"""Every query of a customer's link."""

from datetime import datetime
from typing import Final

from msgspec import Struct
from sqlalchemy import bindparam, select

from aftersales.claims.returns.model import ReturnId, ReturnState
from aftersales.claims.returns.tables import return_lines, returns, shipments
from aftersales.kernel.errors import NotFound
from aftersales.kernel.straight import Prepared
from aftersales.kernel.tx import Tx
from aftersales.policy.model import Disposition


class SeenRow(Struct, frozen=True, kw_only=True):
    """What is read of a return for its customer, and nothing else of it."""

    number: str
    state: ReturnState
    filed_at: datetime
    approved_at: datetime | None
    shipped_at: datetime | None
    received_at: datetime | None
    closed_at: datetime | None


class SeenLine(Struct, frozen=True, kw_only=True):
    """What is read of a line for its customer."""

    part_name: str
    quantity: int
    accepted: bool
    disposition: Disposition | None
    settled_at: datetime | None


_ONE: Final = Prepared(
    select(
        returns.c.number,
        returns.c.state,
        returns.c.filed_at,
        returns.c.approved_at,
        shipments.c.created_at.label("shipped_at"),
        returns.c.received_at,
        returns.c.closed_at,
    )
    .outerjoin(shipments, (shipments.c.tenant_id == returns.c.tenant_id) & (shipments.c.id == returns.c.shipment_id))
    .where(returns.c.tenant_id == bindparam("tenant"), returns.c.id == bindparam("id")),
)
_LINES: Final = Prepared(
    select(
        return_lines.c.part_name,
        return_lines.c.quantity,
        return_lines.c.accepted,
        return_lines.c.disposition,
        return_lines.c.settled_at,
    )
    .where(return_lines.c.tenant_id == bindparam("tenant"), return_lines.c.return_id == bindparam("of"))
    .order_by(return_lines.c.line),
)


async def seen(tx: Tx, return_id: ReturnId) -> tuple[SeenRow, list[SeenLine]]:
    """A return and its lines, as far as its customer may know them."""
    one = await tx.one(_ONE.given(tenant=tx.tenant_id, id=return_id), SeenRow, NotFound("return", "退货单"))
    return one, await tx.all(_LINES.given(tenant=tx.tenant_id, of=return_id), SeenLine)
