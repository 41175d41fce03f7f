"""Writing sheets of warehouses and of opening stock, many rows to a statement.

Opening stock is posted once for a part in a warehouse: the same row again changes nothing, another quantity is
refused, because from then on stock is changed by moves and counts.
"""

from collections.abc import Sequence
from uuid import UUID

from aftersales.catalog import service as catalog
from aftersales.catalog.model import Part
from aftersales.kernel.access import Permission
from aftersales.kernel.ids import derived_id
from aftersales.kernel.sheets import Row
from aftersales.kernel.tx import Tx
from aftersales.kernel.upserts import Effect
from aftersales.parts import store
from aftersales.parts.errors import WarehouseClosed, WarehouseKindWrong
from aftersales.parts.imports import rules
from aftersales.parts.imports.errors import (
    OpeningPostedOtherwise,
    OrganisationUnknown,
    StockPartUnknown,
    WarehouseOfAnother,
    WarehouseUnknown,
)
from aftersales.parts.ledger import service as ledger
from aftersales.parts.ledger import store as ledger_store
from aftersales.parts.ledger.model import Move, Posting, digest_of
from aftersales.parts.model import Account, Warehouse, WarehouseKind, WarehouseState, account_of, location_of
from aftersales.platform.imports.service import refusal_error, texts, write_rows
from aftersales.platform.model import RowAnswer, RowError
from aftersales.tenancy import service as tenancy

OPENING = "opening_stock"


async def import_warehouses(tx: Tx, rows: Sequence[Row]) -> list[RowAnswer]:
    """Open warehouses by code, or rename them; a warehouse never changes hands."""
    tx.actor.require(Permission.ORGANISATIONS_MANAGE)
    owners = await tenancy.organisations_by_codes(tx, texts(rows, "organisation_code"))
    known = await store.warehouses_by_codes(tx, sorted(texts(rows, "code")))

    def check(row: Row) -> list[RowError]:
        code = str(row.values["organisation_code"])
        owner, there = owners.get(code), known.get(str(row.values["code"]))
        if owner is None:
            return [refusal_error(rules.WAREHOUSES, "organisation_code", OrganisationUnknown(organisation=code))]
        if owner.kind.value not in set(WarehouseKind):
            return [refusal_error(rules.WAREHOUSES, "organisation_code", WarehouseKindWrong(kind=owner.kind.value))]
        if there is not None and there.organisation_id != owner.id:
            return [refusal_error(rules.WAREHOUSES, "organisation_code", WarehouseOfAnother(code=there.code))]
        return []

    async def save(good: list[Row]) -> list[Effect]:
        records: list[dict[str, object]] = []
        for row in good:
            owner = owners[str(row.values["organisation_code"])]
            records.append(
                {
                    "code": row.values["code"],
                    "name": row.values["name"],
                    "kind": owner.kind.value,
                    "organisation_id": owner.id,
                    "dealer_id": owner.dealer_id,
                },
            )
        return await store.write_warehouses(tx, records)

    return await write_rows(rules.WAREHOUSES, rows, check, save)


async def import_stock(tx: Tx, rows: Sequence[Row]) -> list[RowAnswer]:
    """Post opening stock into the serviceable zones, each part in each warehouse once."""
    tx.actor.require(Permission.STOCK_MOVE)
    warehouses = await store.warehouses_by_codes(tx, sorted(texts(rows, "warehouse")))
    parts = await catalog.parts_by_numbers(tx, texts(rows, "part"))
    postings = {row.number: _posting(tx, row, warehouses, parts) for row in rows}
    causes = [posting.cause_id for posting in postings.values() if posting]
    posted = await ledger_store.posted(tx, OPENING, causes)

    def check(row: Row) -> list[RowError]:
        return _errors(row, warehouses, parts, postings[row.number], posted)

    async def save(good: list[Row]) -> list[Effect]:
        wanted = {row.number: postings[row.number] for row in good}
        fresh = [one for one in wanted.values() if one and one.moves and one.cause_id not in posted]
        await ledger.post_all(tx, fresh)
        created = {one.cause_id for one in fresh}
        return [Effect.CREATED if one and one.cause_id in created else Effect.UNCHANGED for one in wanted.values()]

    return await write_rows(rules.STOCK, rows, check, save)


def _posting(tx: Tx, row: Row, warehouses: dict[str, Warehouse], parts: dict[str, Part]) -> Posting | None:
    warehouse, part = warehouses.get(str(row.values["warehouse"])), parts.get(str(row.values["part"]))
    if warehouse is None or part is None:
        return None
    quantity = int(str(row.values["quantity"]))
    move = Move(
        part_id=part.id,
        quantity=quantity,
        from_location=account_of(tx.tenant_id, Account.OPENING),
        to_location=location_of(tx.tenant_id, warehouse.id),
    )
    return Posting(
        cause_kind=OPENING,
        cause_id=derived_id(OPENING, tx.tenant_id, warehouse.id, part.id),
        moves=(move,) if quantity else (),
        memo="期初库存",
    )


def _errors(
    row: Row,
    warehouses: dict[str, Warehouse],
    parts: dict[str, Part],
    posting: Posting | None,
    posted: dict[UUID, bytes],
) -> list[RowError]:
    code, number = str(row.values["warehouse"]), str(row.values["part"])
    errors = []
    warehouse = warehouses.get(code)
    if warehouse is None:
        errors.append(refusal_error(rules.STOCK, "warehouse", WarehouseUnknown(warehouse=code)))
    elif warehouse.state is WarehouseState.CLOSED:
        errors.append(refusal_error(rules.STOCK, "warehouse", WarehouseClosed(code=code)))
    if number not in parts:
        errors.append(refusal_error(rules.STOCK, "part", StockPartUnknown(part=number)))
    if posting is not None and posted.get(posting.cause_id) not in {None, digest_of(posting.changes())}:
        errors.append(refusal_error(rules.STOCK, "quantity", OpeningPostedOtherwise(part=number)))
    return errors
