"""Use cases of packing and shipping approved returns."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec
from msgspec import Struct

from aftersales.claims import events
from aftersales.claims.returns import rules, store
from aftersales.claims.returns import service as returns
from aftersales.claims.returns.errors import ShipmentMixed
from aftersales.claims.returns.model import Move, Packing, Return, ReturnId, Shipment, ShipmentId
from aftersales.kernel.access import Permission
from aftersales.kernel.errors import Duplicate
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Tx
from aftersales.policy import service as policy

EMPTY: Final = msgspec.convert({"packing_list": {}, "transport_form": {}}, Packing)
"""Papers with nothing filled in."""


async def pack(tx: Tx, return_id: ReturnId, expected_version: int, packing: Packing | None) -> Return:
    """Fill in the packing list and the transport form; both are checked to the last field [S02-R03]."""
    tx.actor.require(Permission.RETURNS_PACK)
    held, following = await returns.taken(tx, return_id, expected_version, Move.PACK)
    filled = packing or held.shown.packing or EMPTY
    total = rules.sendable(await store.lines_of(tx, return_id))
    version = await policy.version(tx, held.shown.policy_version_id)
    rules.check_packing(version.document, filled, total, held.shown.route)

    await store.change(tx, return_id, state=following, packing=filled)
    tx.emit(events.ReturnPacked(**returns.about(held.shown), total_quantity=total))
    return await store.one(tx, return_id)


async def unpack(tx: Tx, return_id: ReturnId, expected_version: int) -> Return:
    """Undo packing, to fill the papers in again; papers already made are superseded by the next ones."""
    tx.actor.require(Permission.RETURNS_PACK)
    held, following = await returns.taken(tx, return_id, expected_version, Move.UNPACK)
    await store.change(tx, return_id, state=following)
    tx.emit(events.ReturnUnpacked(**returns.about(held.shown)))
    return await store.one(tx, return_id)


class Sending(Struct, frozen=True, kw_only=True):
    """One packed return of a shipment and the version of it that the dealer saw."""

    return_id: ReturnId
    version: int


async def ship(tx: Tx, sent: Sequence[Sending], *, carrier: str, waybill: str, shipped_on: date) -> Shipment:
    """Send packed returns to their factory under one waybill."""
    tx.actor.require(Permission.RETURNS_PACK)
    taken = [await returns.taken(tx, one.return_id, one.version, Move.SHIP) for one in _in_order(sent)]
    first = taken[0][0].shown
    if len({(held.shown.factory_id, held.shown.dealer_id) for held, _ in taken}) > 1 or first.factory_id is None:
        raise ShipmentMixed(pointer="/returns")
    if await store.waybill_known(tx, carrier, waybill):
        raise Duplicate(what="waybill", what_zh="运单", value=waybill, pointer="/waybill")
    for held, _ in taken:
        version = await policy.version(tx, held.shown.policy_version_id)
        approved_at = held.approved_at or held.shown.filed_at
        rules.check_ship_by(version.document, approved_at, shipped_on, version.document.time_zone)

    shipment = Shipment(
        id=ShipmentId(new_id()),
        dealer_id=first.dealer_id,
        carrier=carrier,
        waybill=waybill,
        shipped_on=shipped_on,
        return_ids=tuple(held.shown.id for held, _ in taken),
    )
    await store.add_shipment(tx, shipment, first.factory_id)
    for held, following in taken:
        await store.change(tx, held.shown.id, state=following, shipment_id=shipment.id)
        about = returns.about(held.shown)
        tx.emit(events.ReturnShipped(**about, shipment_id=shipment.id, carrier=carrier, waybill=waybill))
    return shipment


def _in_order(sent: Sequence[Sending]) -> list[Sending]:
    """Lock in order of identity, so that two shipments cannot wait for each other."""
    return sorted(sent, key=lambda one: one.return_id)
