"""Every query of warehouses and locations."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from aftersales.kernel.errors import Duplicate, NotFound, StaleVersion
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.searching import holds_text
from aftersales.kernel.tx import Tx
from aftersales.kernel.upserts import Effect
from aftersales.kernel.upserts import upsert as write
from aftersales.parts.errors import WarehouseClosed
from aftersales.parts.model import (
    Account,
    Warehouse,
    WarehouseId,
    WarehouseState,
    Zone,
    account_of,
    location_of,
)
from aftersales.parts.tables import stock_locations, warehouses


async def add_warehouse(tx: Tx, warehouse: Warehouse) -> None:
    """One more warehouse with its zones, and the accounts if the tenant had none yet."""
    values = {
        "tenant_id": tx.tenant_id,
        "id": warehouse.id,
        "code": warehouse.code,
        "name": warehouse.name,
        "kind": warehouse.kind.value,
        "organisation_id": warehouse.organisation_id,
        "dealer_id": warehouse.dealer_id,
        "created_at": warehouse.created_at,
    }
    statement = upsert(warehouses).values(values).on_conflict_do_nothing(index_elements=["tenant_id", "code"])
    if not (await tx.execute(statement)).rowcount:
        raise Duplicate(what="warehouse", what_zh="仓库", value=warehouse.code, pointer="/code")
    await tx.execute(upsert(stock_locations).values(_locations(tx, warehouse)).on_conflict_do_nothing())


async def write_warehouses(tx: Tx, records: Sequence[dict[str, object]]) -> list[Effect]:
    """Open or rename warehouses by code, with the zones of those that are new; the effect of each, in order."""
    effects = await write(tx, warehouses, records, key=("code",))
    codes = [str(record["code"]) for record, effect in zip(records, effects, strict=True) if effect is Effect.CREATED]
    opened = await warehouses_by_codes(tx, codes) if codes else {}
    rows = {row["id"]: row for one in opened.values() for row in _locations(tx, one)}
    if rows:
        await tx.execute(upsert(stock_locations).values(list(rows.values())).on_conflict_do_nothing())
    return effects


def _locations(tx: Tx, warehouse: Warehouse) -> list[dict[str, object]]:
    zones: list[dict[str, object]] = [
        {
            "tenant_id": tx.tenant_id,
            "id": location_of(tx.tenant_id, warehouse.id, zone),
            "warehouse_id": warehouse.id,
            "kind": zone.value,
            "is_virtual": False,
            "dealer_id": warehouse.dealer_id,
        }
        for zone in Zone
    ]
    accounts: list[dict[str, object]] = [
        {
            "tenant_id": tx.tenant_id,
            "id": account_of(tx.tenant_id, account),
            "warehouse_id": None,
            "kind": account.value,
            "is_virtual": True,
            "dealer_id": None,
        }
        for account in Account
    ]
    return zones + accounts


def visible_warehouses(
    tx: Tx,
    *,
    organisation_id: OrganisationId | None = None,
    state: WarehouseState | None = None,
    text: str = "",
) -> Select[Any]:
    """The warehouses that the caller may see."""
    w = warehouses.c
    statement = select(
        w.id, w.code, w.name, w.kind, w.organisation_id, w.dealer_id, w.state, w.version, w.created_at
    ).where(w.tenant_id == tx.tenant_id)
    if organisation_id is not None:
        statement = statement.where(w.organisation_id == organisation_id)
    if state is not None:
        statement = statement.where(w.state == state.value)
    if text:
        statement = statement.where(holds_text(text, w.code, w.name))
    return statement


async def warehouse(tx: Tx, warehouse_id: WarehouseId) -> Warehouse:
    """One warehouse."""
    statement = visible_warehouses(tx).where(warehouses.c.id == warehouse_id)
    return await tx.one(statement, Warehouse, NotFound("warehouse", "仓库"))


async def warehouse_in_use(tx: Tx, warehouse_id: WarehouseId) -> Warehouse:
    """One warehouse that takes part in something new."""
    found = await warehouse(tx, warehouse_id)
    if found.state is WarehouseState.CLOSED:
        raise WarehouseClosed(code=found.code)
    return found


async def warehouse_of(tx: Tx, organisation_id: OrganisationId) -> Warehouse | None:
    """The first warehouse in use of an organisation, by code."""
    statement = visible_warehouses(tx, organisation_id=organisation_id, state=WarehouseState.ACTIVE)
    return await tx.first(statement.order_by(warehouses.c.code).limit(1), Warehouse)


async def warehouses_by_codes(tx: Tx, codes: Sequence[str]) -> dict[str, Warehouse]:
    """The warehouses with these codes; an unknown code is absent."""
    statement = visible_warehouses(tx).where(warehouses.c.code.in_(codes))
    return {found.code: found for found in await tx.all(statement, Warehouse)}


async def warehouses_by_ids(tx: Tx, ids: Sequence[WarehouseId]) -> dict[WarehouseId, Warehouse]:
    """The warehouses with these identities."""
    statement = visible_warehouses(tx).where(warehouses.c.id.in_(ids))
    return {found.id: found for found in await tx.all(statement, Warehouse)}


async def chosen_warehouses(tx: Tx, codes: Sequence[str], kinds: Sequence[str]) -> list[Warehouse]:
    """The warehouses in use that are named by code, or are of a kind."""
    w = warehouses.c
    statement = visible_warehouses(tx, state=WarehouseState.ACTIVE).where(w.code.in_(codes) | w.kind.in_(kinds))
    return await tx.all(statement.order_by(w.code), Warehouse)


async def change_warehouse(
    tx: Tx, warehouse_id: WarehouseId, expected_version: int, *, name: str, state: WarehouseState
) -> Warehouse:
    """Rename, close or reopen a warehouse."""
    w = warehouses.c
    changed = await tx.execute(
        update(warehouses)
        .where(w.tenant_id == tx.tenant_id, w.id == warehouse_id, w.version == expected_version)
        .values(name=name, state=state.value, version=w.version + 1),
    )
    found = await warehouse(tx, warehouse_id)
    if not changed.rowcount:
        raise StaleVersion(version=found.version)
    return found
