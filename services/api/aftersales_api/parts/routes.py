"""Warehouses, stock and its ledger."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_201_CREATED

from aftersales.catalog.model import PartId
from aftersales.kernel.ids import OrganisationId
from aftersales.parts import service
from aftersales.parts.counts.views import service as views
from aftersales.parts.counts.views.model import StockLine
from aftersales.parts.ledger import service as ledger
from aftersales.parts.ledger.model import Entry, Transaction, TransactionId
from aftersales.parts.model import Warehouse, WarehouseId, WarehouseState, Zone
from aftersales_api.deps import Cursor, IfMatch, InTx, Limit, Page, etag
from aftersales_api.parts.schemas import (
    ChangedWarehouse,
    NewDifference,
    NewMove,
    NewWarehouse,
    PostedMove,
    TransactionShown,
    WhyReversed,
)

CauseKind = Annotated[str | None, QueryParameter(min_length=1, max_length=40, description="Only this kind of cause.")]
InState = Annotated[WarehouseState | None, QueryParameter(name="state", description="Only warehouses in this state.")]
Text = Annotated[str, QueryParameter(name="q", max_length=100, description="Part of the code or the name.")]
MOST_ENTRIES = 200


def _warehouse(found: Warehouse, status: int = 200) -> Response[Warehouse]:
    headers = {"ETag": etag(found.version)}
    if status == HTTP_201_CREATED:
        headers["Location"] = f"/v1/warehouses/{found.id}"
    return Response(found, status_code=status, headers=headers)


@get("/warehouses", operation_id="list_warehouses")
async def list_warehouses(
    tx: InTx,
    *,
    organisation_id: FromQuery[UUID | None] = None,
    in_state: Annotated[WarehouseState | None, QueryParameter(name="state")] = None,
    text: Text = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Warehouse]:
    """List warehouses by code; a dealer's people see their own."""
    items, following = await service.visible_warehouses(
        tx,
        organisation_id=None if organisation_id is None else OrganisationId(organisation_id),
        state=in_state,
        text=text.strip(),
        limit=limit,
        cursor=cursor,
    )
    return Page(items=items, next_cursor=following)


@post("/warehouses", operation_id="open_warehouse", status_code=HTTP_201_CREATED)
async def open_warehouse(tx: InTx, data: JSONBody[NewWarehouse]) -> Response[Warehouse]:
    """Take a warehouse of an organisation into use."""
    opened = await service.open_warehouse(tx, organisation_id=data.organisation_id, code=data.code, name=data.name)
    return _warehouse(opened, HTTP_201_CREATED)


@get("/warehouses/{warehouse_id:uuid}", operation_id="read_warehouse")
async def read_warehouse(tx: InTx, warehouse_id: FromPath[UUID]) -> Response[Warehouse]:
    """Read one warehouse."""
    return _warehouse(await service.read_warehouse(tx, WarehouseId(warehouse_id)))


@put("/warehouses/{warehouse_id:uuid}", operation_id="change_warehouse")
async def change_warehouse(
    tx: InTx, warehouse_id: FromPath[UUID], expected_version: IfMatch, data: JSONBody[ChangedWarehouse]
) -> Response[Warehouse]:
    """Rename a warehouse, close it, or take it into use again."""
    changed = await service.change_warehouse(
        tx, WarehouseId(warehouse_id), expected_version, name=data.name, state=data.state
    )
    return _warehouse(changed)


@get("/stock", operation_id="list_stock")
async def list_stock(
    tx: InTx,
    *,
    warehouse_id: FromQuery[UUID | None] = None,
    zone: FromQuery[Zone | None] = None,
    part_id: FromQuery[UUID | None] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[StockLine]:
    """List what is where; quantities are null for counters while a blind count runs."""
    items, following = await views.stock(
        tx,
        warehouse_id=None if warehouse_id is None else WarehouseId(warehouse_id),
        zone=zone,
        part_id=None if part_id is None else PartId(part_id),
        limit=limit,
        cursor=cursor,
    )
    return Page(items=items, next_cursor=following)


@get("/stock-movements", operation_id="list_stock_movements")
async def list_movements(
    tx: InTx,
    *,
    warehouse_id: FromQuery[UUID],
    part_id: FromQuery[UUID],
    zone: FromQuery[Zone] = Zone.SERVICEABLE,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Entry]:
    """List the movements of a part in a zone, newest first, each with the balance that it left."""
    items, following = await views.movements(
        tx, warehouse_id=WarehouseId(warehouse_id), zone=zone, part_id=PartId(part_id), limit=limit, cursor=cursor
    )
    return Page(items=items, next_cursor=following)


@post("/stock-moves", operation_id="move_stock", status_code=HTTP_201_CREATED)
async def move_stock(tx: InTx, data: JSONBody[NewMove]) -> Response[PostedMove]:
    """Move parts between zones or warehouses, or from and to an account."""
    posted = await service.move_by_hand(
        tx,
        part_id=data.part_id,
        quantity=data.quantity,
        source=data.source.spot(),
        target=data.target.spot(),
        memo=data.memo,
    )
    return _posted(posted)


@post("/stock-differences", operation_id="post_stock_difference", status_code=HTTP_201_CREATED)
async def post_difference(tx: InTx, data: JSONBody[NewDifference]) -> Response[PostedMove]:
    """Post that more or fewer of a part lie in a zone than the books say; not while a count runs there."""
    posted = await service.post_difference(
        tx,
        part_id=data.part_id,
        warehouse_id=data.warehouse_id,
        zone=data.zone,
        difference=data.difference,
        reason=data.reason,
    )
    return _posted(posted)


def _posted(transaction_id: TransactionId) -> Response[PostedMove]:
    headers = {"Location": f"/v1/stock-transactions/{transaction_id}"}
    return Response(PostedMove(transaction_id=transaction_id), status_code=HTTP_201_CREATED, headers=headers)


@get("/stock-transactions", operation_id="list_stock_transactions")
async def list_transactions(
    tx: InTx,
    *,
    cause_kind: CauseKind = None,
    cause_id: FromQuery[UUID | None] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Transaction]:
    """List postings, newest first; by what caused them, if asked."""
    items, following = await ledger.transactions(
        tx, cause_kind=cause_kind, cause_id=cause_id, limit=limit, cursor=cursor
    )
    return Page(items=items, next_cursor=following)


@get("/stock-transactions/{transaction_id:uuid}", operation_id="read_stock_transaction")
async def read_transaction(tx: InTx, transaction_id: FromPath[UUID]) -> TransactionShown:
    """Read one posting with its entries, at most 200 of them."""
    found, entries, reversal = await views.posting(tx, TransactionId(transaction_id), limit=MOST_ENTRIES)
    return TransactionShown(transaction=found, entries=entries, reversal=reversal)


@post("/stock-transactions/{transaction_id:uuid}/reversal", operation_id="reverse_stock_move")
async def reverse_move(tx: InTx, transaction_id: FromPath[UUID], data: JSONBody[WhyReversed]) -> Response[PostedMove]:
    """Undo a move or a difference that was posted by hand; the same again changes nothing."""
    return _posted(await service.reverse_move(tx, TransactionId(transaction_id), reason=data.reason))


router = Router(
    "/v1",
    route_handlers=[
        list_warehouses,
        open_warehouse,
        read_warehouse,
        change_warehouse,
        list_stock,
        list_movements,
        move_stock,
        post_difference,
        list_transactions,
        read_transaction,
        reverse_move,
    ],
    tags=["stock"],
)
