"""The face of parts: warehouses, parts that leave a shelf and old parts that come back.

What moves in numbers is in `ledger.service`, what people do by hand in `service_by_hand`, stock counts are in
`counts.service`.
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
from aftersales.parts.errors import OrganisationHasNoWarehouse, WarehouseKindWrong
from aftersales.parts.events import WarehouseChanged, WarehouseOpened
from aftersales.parts.imports import rules as sheets
from aftersales.parts.imports.service import import_stock, import_warehouses
from aftersales.parts.ledger.model import Move, Posting, TransactionId
from aftersales.parts.ledger.service import available, balance, move, post, post_all, reverse
from aftersales.parts.model import (
    Account,
    Warehouse,
    WarehouseId,
    WarehouseKind,
    WarehouseState,
    Zone,
    account_of,
    location_of,
)
from aftersales.parts.service_by_hand import move_by_hand, post_difference, reverse_move
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
    "post_difference",
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
    tx.emit(
        WarehouseChanged(
            warehouse_id=changed.id,
            code=changed.code,
            name=changed.name,
            state=changed.state,
            dealer_id=changed.dealer_id,
        ),
    )
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
    await store.warehouse_in_use(tx, warehouse_id)
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
    await store.warehouse_in_use(tx, warehouse_id)
    one = Move(
        part_id=part_id,
        quantity=quantity,
        from_location=account_of(tx.tenant_id, Account.CUSTOMER),
        to_location=location_of(tx.tenant_id, warehouse_id, zone),
    )
    return await post(tx, Posting(cause_kind=cause_kind, cause_id=cause_id, moves=(one,), memo=memo))
