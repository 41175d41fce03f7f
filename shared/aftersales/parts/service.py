"""The face of parts: warehouses, parts that leave a shelf and old parts that come back.

What moves in numbers is in `ledger.service`; stock counts are in `counts.service`.
"""

from uuid import UUID

from aftersales.catalog.model import PartId
from aftersales.kernel.access import Permission
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx
from aftersales.parts import store
from aftersales.parts.errors import OrganisationHasNoWarehouse, WarehouseClosed, WarehouseKindWrong
from aftersales.parts.events import WarehouseOpened
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
from aftersales.parts.tables import warehouses
from aftersales.tenancy import service as tenancy

__all__ = [
    "available",
    "balance",
    "change_warehouse",
    "issue_part",
    "move",
    "open_warehouse",
    "post",
    "post_all",
    "receive_old_part",
    "reverse",
    "visible_warehouses",
    "warehouse",
    "warehouse_of",
]


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
    return await store.change_warehouse(tx, warehouse_id, expected_version, name=name, state=state)


async def warehouse(tx: Tx, warehouse_id: WarehouseId) -> Warehouse:
    """One warehouse."""
    return await store.warehouse(tx, warehouse_id)


async def warehouse_of(tx: Tx, organisation_id: OrganisationId) -> Warehouse:
    """The warehouse that an organisation issues from and receives into: its first in use, by code."""
    found = await store.warehouse_of(tx, organisation_id)
    if found is None:
        raise OrganisationHasNoWarehouse
    return found


async def visible_warehouses(
    tx: Tx,
    *,
    organisation_id: OrganisationId | None,
    state: WarehouseState | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[Warehouse], str | None]:
    """A page of warehouses by code."""
    tx.actor.require(Permission.STOCK_READ)
    return await page(
        tx,
        store.visible_warehouses(tx, organisation_id=organisation_id, state=state),
        Warehouse,
        columns=(warehouses.c.code,),
        key=lambda row: (row.code,),
        limit=limit,
        cursor=cursor,
        bound=("warehouses", organisation_id, state),
    )


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
