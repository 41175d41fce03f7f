"""Use cases of packing and shipping approved returns."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec
from msgspec import Struct

from aftersales.claims import events
from aftersales.claims.packing.store import add_shipment
from aftersales.claims.returns import rules, store
from aftersales.claims.returns import service as returns
from aftersales.claims.returns.errors import ReturnTwice, ShipmentMixed
from aftersales.claims.returns.model import Move, Packing, ReturnId, ReturnState, Shipment, ShipmentId
from aftersales.claims.returns.service import Shown
from aftersales.claims.returns.store import Held
from aftersales.kernel.access import Permission
from aftersales.kernel.errors import Duplicate, NotFound
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Tx
from aftersales.policy import service as policy

EMPTY: Final = msgspec.convert({"packing_list": {}, "transport_form": {}}, Packing)
"""Papers with nothing filled in."""


async def pack(tx: Tx, return_id: ReturnId, expected_version: int, packing: Packing | None) -> Shown:
    """Fill in the packing list and the transport form; both are checked to the last field [S02-R03]."""
    tx.actor.require(Permission.RETURNS_PACK)
    held, following = await returns.taken(tx, return_id, expected_version, Move.PACK)
    filled = packing or held.shown.packing or EMPTY
    total = rules.sendable(await store.lines_of(tx, return_id))
    version = await policy.version(tx, held.shown.policy_version_id)
    rules.check_packing(version.document, filled, total, held.shown.route)

    await store.change(tx, return_id, state=following, packing=filled)
    tx.emit(events.ReturnPacked(**returns.about(held.shown), total_quantity=total))
    return await returns.shown(tx, return_id)


async def unpack(tx: Tx, return_id: ReturnId, expected_version: int) -> Shown:
    """Undo packing, to fill the papers in again; papers already made are superseded by the next ones."""
    tx.actor.require(Permission.RETURNS_PACK)
    held, following = await returns.taken(tx, return_id, expected_version, Move.UNPACK)
    await store.change(tx, return_id, state=following)
    tx.emit(events.ReturnUnpacked(**returns.about(held.shown)))
    return await returns.shown(tx, return_id)


class Sending(Struct, frozen=True, kw_only=True):
    """One packed return of a shipment and the version of it that the dealer saw."""

    return_id: ReturnId
    version: int


async def ship(tx: Tx, sent: Sequence[Sending], *, carrier: str, waybill: str, shipped_on: date) -> Shipment:
    """Send packed returns to their factory under one waybill, in as many statements for one return as for many."""
    tx.actor.require(Permission.RETURNS_PACK)
    taken = await _taken(tx, sent)
    first = taken[0].shown
    if len({(held.shown.factory_id, held.shown.dealer_id) for held in taken}) > 1 or first.factory_id is None:
        raise ShipmentMixed(pointer="/returns")
    for held in taken:
        version = await policy.version(tx, held.shown.policy_version_id)
        rules.check_shipped_on(version.document, held.approved_at or held.shown.filed_at, shipped_on, tx.now)

    shipment = Shipment(
        id=ShipmentId(new_id()),
        dealer_id=first.dealer_id,
        carrier=carrier,
        waybill=waybill,
        shipped_on=shipped_on,
        return_ids=tuple(one.return_id for one in sent),
    )
    if not await add_shipment(tx, shipment, first.factory_id):
        raise Duplicate(what="waybill", what_zh="运单", value=waybill, pointer="/waybill")
    await store.change(tx, *shipment.return_ids, state=ReturnState.SHIPPED, shipment_id=shipment.id)
    for held in taken:
        about = returns.about(held.shown)
        tx.emit(events.ReturnShipped(**about, shipment_id=shipment.id, carrier=carrier, waybill=waybill))
    return shipment


async def _taken(tx: Tx, sent: Sequence[Sending]) -> list[Held]:
    """Lock the returns of a shipment, in the order asked; each must be packed, as the dealer saw it, and there once."""
    found = await store.held_together(tx, [one.return_id for one in sent])
    seen: set[ReturnId] = set()
    for place, one in enumerate(sent):
        if one.return_id in seen:
            raise ReturnTwice(pointer=f"/returns/{place}/id")
        seen.add(one.return_id)
        if one.return_id not in found:
            raise NotFound("return", "退货单")
        shown = found[one.return_id].shown
        rules.check_version(shown.version, one.version, f"/returns/{place}/version")
        rules.check_move(shown.state, Move.SHIP, f"/returns/{place}")
    return [found[one.return_id] for one in sent]
