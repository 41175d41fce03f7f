"""Queries of shipments."""

from typing import Final

from aftersales.claims.returns.model import Shipment
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.tx import Tx

_ADD: Final = """
INSERT INTO shipments (tenant_id, id, dealer_id, factory_id, carrier, waybill, shipped_on, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (tenant_id, carrier, waybill) DO NOTHING RETURNING id
"""


async def add_shipment(tx: Tx, shipment: Shipment, factory_id: OrganisationId) -> bool:
    """One more shipment; false if its waybill was used before, by whomever."""
    added = await tx.fetch(
        _ADD,
        tx.tenant_id,
        shipment.id,
        shipment.dealer_id,
        factory_id,
        shipment.carrier,
        shipment.waybill,
        shipment.shipped_on,
        tx.now,
    )
    return bool(added)
