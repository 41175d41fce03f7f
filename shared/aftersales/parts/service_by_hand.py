"""What people do to stock by hand: moves, differences that they find outside a count, and taking either back.

A move is something that happened to parts. A difference and a reversal say that the books were wrong: while a count
compares books and shelves they would be posted twice, so they wait until it has ended.
"""

from collections.abc import Iterable
from typing import Final

from aftersales.catalog.model import PartId
from aftersales.kernel.access import Permission
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Tx
from aftersales.parts import store
from aftersales.parts.counts.errors import CountUnderWay
from aftersales.parts.counts.store import counted_warehouses
from aftersales.parts.counts.views.service import hidden_warehouses
from aftersales.parts.errors import AlreadyReversed, NotMovedByHand, SpotWrong
from aftersales.parts.events import DifferencePosted, MoveReversed
from aftersales.parts.ledger import service as ledger
from aftersales.parts.ledger.errors import AccountReserved, StockShort, StockShortUnseen
from aftersales.parts.ledger.model import TransactionId
from aftersales.parts.model import Account, LocationId, Spot, WarehouseId, Zone, account_of, location_of

BY_HAND: Final = "stock_move"
"""The cause of moves that a person makes."""

DIFFERENCE: Final = "stock_difference"
"""The cause of differences that a person found."""

RESERVED: Final = frozenset({Account.GAIN_LOSS, Account.OPENING})
"""Accounts that no move names: differences, counts and imports post to them."""


async def move_by_hand(
    tx: Tx, *, part_id: PartId, quantity: int, source: Spot, target: Spot, memo: str
) -> TransactionId:
    """Move parts between zones, between warehouses, or from and to an account, as a person says."""
    tx.actor.require(Permission.STOCK_MOVE)
    places = [await _place(tx, source, "/source"), await _place(tx, target, "/target")]
    if source.account is not None and target.account is not None:
        raise SpotWrong(pointer="/target")
    try:
        return await ledger.move(
            tx,
            part_id=part_id,
            quantity=quantity,
            from_location=places[0],
            to_location=places[1],
            cause_kind=BY_HAND,
            cause_id=new_id(),
            memo=memo,
        )
    except StockShort as short:
        if source.warehouse_id in await hidden_warehouses(tx):
            raise StockShortUnseen(part=short.part, pointer="/quantity") from short
        raise


async def _place(tx: Tx, spot: Spot, pointer: str) -> LocationId:
    if spot.account is not None and spot.warehouse_id is None and spot.zone is None:
        if spot.account in RESERVED:
            raise AccountReserved(account=spot.account.value, pointer=f"{pointer}/account")
        return account_of(tx.tenant_id, spot.account)
    if spot.account is not None or spot.warehouse_id is None or spot.zone is None:
        raise SpotWrong(pointer=pointer)
    await store.warehouse_in_use(tx, spot.warehouse_id)
    return location_of(tx.tenant_id, spot.warehouse_id, spot.zone)


async def post_difference(
    tx: Tx, *, part_id: PartId, warehouse_id: WarehouseId, zone: Zone, difference: int, reason: str
) -> TransactionId:
    """Post that so many more (or fewer) of a part lie in a zone than the books say, and why."""
    tx.actor.require(Permission.STOCK_MOVE)
    await store.warehouse_in_use(tx, warehouse_id)
    await _require_no_count(tx, [warehouse_id])
    here, gone = location_of(tx.tenant_id, warehouse_id, zone), account_of(tx.tenant_id, Account.GAIN_LOSS)

    posted = await ledger.move(
        tx,
        part_id=part_id,
        quantity=abs(difference),
        from_location=gone if difference > 0 else here,
        to_location=here if difference > 0 else gone,
        cause_kind=DIFFERENCE,
        cause_id=new_id(),
        memo=reason,
    )
    tx.emit(
        DifferencePosted(
            transaction_id=posted,
            warehouse_id=warehouse_id,
            zone=zone,
            part_id=part_id,
            difference=difference,
            reason=reason,
        ),
    )
    return posted


async def _require_no_count(tx: Tx, warehouse_ids: Iterable[WarehouseId]) -> None:
    counted = await counted_warehouses(tx, list(warehouse_ids))
    if counted:
        raise CountUnderWay(code=", ".join(counted))


async def reverse_move(tx: Tx, transaction_id: TransactionId, *, reason: str) -> TransactionId:
    """Undo what a person moved or posted by hand, once; what anything else caused is undone where it was caused."""
    tx.actor.require(Permission.STOCK_MOVE)
    original, entries = await ledger.transaction(tx, transaction_id, limit=ledger.MOST_ENTRIES)
    if original.cause_kind not in {BY_HAND, DIFFERENCE, ledger.REVERSAL}:
        raise NotMovedByHand(cause_kind=original.cause_kind)
    before = await ledger.reversal_of(tx, transaction_id)
    if before is not None:
        if before.memo != reason:
            raise AlreadyReversed(by=before.actor_name, reason=before.memo)
        return before.id
    await _require_no_count(tx, {entry.warehouse_id for entry in entries if entry.warehouse_id is not None})

    reversal = await ledger.reverse(tx, transaction_id, reason=reason)
    tx.emit(MoveReversed(transaction_id=transaction_id, reversal_id=reversal, reason=reason))
    return reversal
