"""The face of parts: warehouses, parts that leave a shelf and old parts that come back.

What moves in numbers is in `ledger.service`; stock counts are in `counts.service`.
"""

from typing import Final
from uuid import UUID

from msgspec.structs import replace

from aftersales.catalog.model import PartId
from aftersales.kernel.access import Permission
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx
from aftersales.parts import store
from aftersales.parts.counts.views.service import hidden_warehouses
from aftersales.parts.errors import (
    NotMovedByHand,
    OrganisationHasNoWarehouse,
    SpotWrong,
    WarehouseClosed,
    WarehouseKindWrong,
)
from aftersales.parts.events import WarehouseOpened
from aftersales.parts.imports import rules as sheets
from aftersales.parts.imports.service import import_stock, import_warehouses
from aftersales.parts.ledger import service as ledger
from aftersales.parts.ledger.errors import AccountReserved, StockShort, StockShortUnseen
from aftersales.parts.ledger.model import Move, Posting, TransactionId
from aftersales.parts.ledger.service import available, balance, move, post, post_all, reverse
from aftersales.parts.model import (
    Account,
    LocationId,
    Spot,
    Warehouse,
    WarehouseId,
    WarehouseKind,
    WarehouseState,
    Zone,
    account_of,
    location_of,
)
from aftersales.parts.tables import warehouses
from aftersales.platform.imports.service import Importer
from aftersales.tenancy import service as tenancy

__all__ = [
    "IMPORTERS",
    "available",
    "balance",
    "change_warehouse",
    "issue_part",
    "move",
    "move_by_hand",
    "open_warehouse",
    "post",
    "post_all",
    "read_warehouse",
    "receive_old_part",
    "reverse",
    "reverse_move",
    "visible_warehouses",
    "warehouse",
    "warehouse_of",
]

IMPORTERS: Final = (
    Importer(
        kind="warehouses",
        sheet=sheets.WAREHOUSES,
        permission=Permission.ORGANISATIONS_MANAGE,
        write=import_warehouses,
    ),
    Importer(kind="stock", sheet=sheets.STOCK, permission=Permission.STOCK_MOVE, write=import_stock),
)
"""What parts take from sheets."""

BY_HAND: Final = "stock_move"
"""The cause of moves that a person makes."""

RESERVED: Final = frozenset({Account.GAIN_LOSS, Account.OPENING})
"""Accounts that only counts and imports post to."""


async def open_warehouse(tx: Tx, *, organisation_id: OrganisationId, code: str, name: str) -> Warehouse:
    """Take a warehouse of an organisation into use, with its four zones."""
    tx.actor.require(Permission.ORGANISATIONS_MANAGE)
    owner = await tenancy.organisation(tx, organisation_id)
    if owner.kind.value not in set(WarehouseKind):
        raise WarehouseKindWrong(kind=owner.kind.value, pointer="/organisation_id")
    opened = Warehouse(
        id=WarehouseId(new_id()),
        code=code,
        name=name,
        kind=WarehouseKind(owner.kind.value),
        organisation_id=owner.id,
        organisation_name=owner.name,
        dealer_id=owner.dealer_id,
        state=WarehouseState.ACTIVE,
        version=1,
        created_at=tx.now,
    )

    await store.add_warehouse(tx, opened)
    tx.emit(
        WarehouseOpened(
            warehouse_id=opened.id,
            code=code,
            kind=opened.kind,
            organisation_id=owner.id,
            dealer_id=owner.dealer_id,
        ),
    )
    return opened


async def change_warehouse(
    tx: Tx, warehouse_id: WarehouseId, expected_version: int, *, name: str, state: WarehouseState
) -> Warehouse:
    """Rename a warehouse, close it, or take it into use again; what it holds stays on the books."""
    tx.actor.require(Permission.ORGANISATIONS_MANAGE)
    changed = await store.change_warehouse(tx, warehouse_id, expected_version, name=name, state=state)
    return (await _named(tx, [changed]))[0]


async def _named(tx: Tx, found: list[Warehouse]) -> list[Warehouse]:
    """Warehouses with the names of their organisations."""
    owners = await tenancy.organisations_by_ids(tx, {one.organisation_id for one in found})
    return [replace(one, organisation_name=owners[one.organisation_id].name) for one in found]


async def warehouse(tx: Tx, warehouse_id: WarehouseId) -> Warehouse:
    """One warehouse."""
    return await store.warehouse(tx, warehouse_id)


async def read_warehouse(tx: Tx, warehouse_id: WarehouseId) -> Warehouse:
    """One warehouse, for whoever may read stock."""
    tx.actor.require(Permission.STOCK_READ)
    return (await _named(tx, [await store.warehouse(tx, warehouse_id)]))[0]


async def warehouse_of(tx: Tx, organisation_id: OrganisationId | None) -> Warehouse:
    """The warehouse that an organisation issues from and receives into: its first in use, by code."""
    found = await store.warehouse_of(tx, organisation_id) if organisation_id else None
    if found is None:
        raise OrganisationHasNoWarehouse
    return found


async def visible_warehouses(
    tx: Tx,
    *,
    organisation_id: OrganisationId | None,
    state: WarehouseState | None,
    text: str = "",
    limit: int,
    cursor: str | None,
) -> tuple[list[Warehouse], str | None]:
    """A page of warehouses by code; `text` is to be found in the code or the name."""
    tx.actor.require(Permission.STOCK_READ)
    found, following = await page(
        tx,
        store.visible_warehouses(tx, organisation_id=organisation_id, state=state, text=text),
        Warehouse,
        columns=(warehouses.c.code,),
        key=lambda row: (row.code,),
        limit=limit,
        cursor=cursor,
        bound=("warehouses", organisation_id, state, text),
    )
    return await _named(tx, found), following


async def _in_use(tx: Tx, warehouse_id: WarehouseId) -> Warehouse:
    found = await store.warehouse(tx, warehouse_id)
    if found.state is WarehouseState.CLOSED:
        raise WarehouseClosed(code=found.code)
    return found


async def issue_part(
    tx: Tx,
    *,
    part_id: PartId,
    quantity: int,
    warehouse_id: WarehouseId,
    cause_kind: str,
    cause_id: UUID,
    to: Account = Account.CUSTOMER,
    memo: str = "",
) -> TransactionId:
    """A part leaves the serviceable zone for good; `StockShort` if there are not enough, with nothing moved."""
    await _in_use(tx, warehouse_id)
    one = Move(
        part_id=part_id,
        quantity=quantity,
        from_location=location_of(tx.tenant_id, warehouse_id, Zone.SERVICEABLE),
        to_location=account_of(tx.tenant_id, to),
    )
    return await post(tx, Posting(cause_kind=cause_kind, cause_id=cause_id, moves=(one,), memo=memo))


async def receive_old_part(
    tx: Tx,
    *,
    part_id: PartId,
    quantity: int,
    warehouse_id: WarehouseId,
    cause_kind: str,
    cause_id: UUID,
    zone: Zone = Zone.QUARANTINE,
    memo: str = "",
) -> TransactionId:
    """An old part comes in from outside and waits, by default in quarantine, for its inspection [S11-R03]."""
    await _in_use(tx, warehouse_id)
    one = Move(
        part_id=part_id,
        quantity=quantity,
        from_location=account_of(tx.tenant_id, Account.CUSTOMER),
        to_location=location_of(tx.tenant_id, warehouse_id, zone),
    )
    return await post(tx, Posting(cause_kind=cause_kind, cause_id=cause_id, moves=(one,), memo=memo))


async def move_by_hand(
    tx: Tx, *, part_id: PartId, quantity: int, source: Spot, target: Spot, memo: str
) -> TransactionId:
    """Move parts between zones, between warehouses, or from and to an account, as a person says."""
    tx.actor.require(Permission.STOCK_MOVE)
    places = [await _place(tx, source, "/source"), await _place(tx, target, "/target")]
    if source.account is not None and target.account is not None:
        raise SpotWrong(pointer="/target")
    try:
        return await move(
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
    await _in_use(tx, spot.warehouse_id)
    return location_of(tx.tenant_id, spot.warehouse_id, spot.zone)


async def reverse_move(tx: Tx, transaction_id: TransactionId, *, reason: str) -> TransactionId:
    """Undo a move that a person made; what anything else caused is undone where it was caused."""
    tx.actor.require(Permission.STOCK_MOVE)
    original, _ = await ledger.transaction(tx, transaction_id, limit=1)
    if original.cause_kind not in {BY_HAND, ledger.REVERSAL}:
        raise NotMovedByHand(cause_kind=original.cause_kind)
    return await reverse(tx, transaction_id, reason=reason)
