"""Stock counts: open, enter, submit, explain, approve; sheets to count with and of what differs."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from aftersales.documents.files.model import XLSX
from aftersales.parts.counts import service
from aftersales.parts.counts.model import Count, CountId, CountState, LineState, LineToCount
from aftersales.parts.counts.views import service as views
from aftersales.parts.counts.views.model import CountedLine
from aftersales.parts.model import WarehouseId
from aftersales_api.counts.schemas import (
    CountApproval,
    CountEntries,
    Explanations,
    NewCount,
    RecountAsked,
    VarianceList,
    WhyCancelled,
)
from aftersales_api.deps import Cursor, IfMatch, InTx, Limit, Page, etag

InState = Annotated[CountState | None, QueryParameter(name="state", description="Only counts in this state.")]
LineInState = Annotated[LineState | None, QueryParameter(name="state", description="Only lines in this state.")]


def _count(found: Count, status: int = HTTP_200_OK) -> Response[Count]:
    headers = {"ETag": etag(found.version)}
    if status == HTTP_201_CREATED:
        headers["Location"] = f"/v1/stock-counts/{found.id}"
    return Response(found, status_code=status, headers=headers)


def _sheet(name: str, found: Count, content: bytes) -> Response[bytes]:
    file = f"{name}-{found.warehouse_code}-{found.opened_at:%Y%m%d}.xlsx"
    return Response(content, media_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{file}"'})


@get("/stock-counts", operation_id="list_stock_counts")
async def list_counts(
    tx: InTx,
    *,
    warehouse_id: FromQuery[UUID | None] = None,
    in_state: InState = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Count]:
    """List stock counts, newest first."""
    items, following = await views.counts(
        tx,
        warehouse_id=None if warehouse_id is None else WarehouseId(warehouse_id),
        state=in_state,
        limit=limit,
        cursor=cursor,
    )
    return Page(items=items, next_cursor=following)


@post("/stock-counts", operation_id="open_stock_count", status_code=HTTP_201_CREATED)
async def open_count(tx: InTx, data: JSONBody[NewCount]) -> Response[Count]:
    """Open a count of a warehouse; it has one at a time."""
    return _count(await service.open_count(tx, data.warehouse_id, data.plan()), HTTP_201_CREATED)


@get("/stock-counts/{count_id:uuid}", operation_id="read_stock_count")
async def read_count(tx: InTx, count_id: FromPath[UUID]) -> Response[Count]:
    """Read one stock count and how far it is."""
    return _count(await views.count(tx, CountId(count_id)))


@get("/stock-counts/{count_id:uuid}/lines-to-count", operation_id="list_lines_to_count")
async def list_lines_to_count(
    tx: InTx, count_id: FromPath[UUID], *, in_state: LineInState = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[LineToCount]:
    """List the lines as their counter sees them, never with what the books say."""
    items, following = await views.lines_to_count(tx, CountId(count_id), state=in_state, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@get("/stock-counts/{count_id:uuid}/lines", operation_id="list_counted_lines")
async def list_lines(
    tx: InTx, count_id: FromPath[UUID], *, in_state: LineInState = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[CountedLine]:
    """List the lines with all that was seen on them; hidden from counters."""
    items, following = await views.seen_lines(tx, CountId(count_id), state=in_state, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@post("/stock-counts/{count_id:uuid}/entries", operation_id="enter_count", status_code=HTTP_200_OK)
async def enter(tx: InTx, count_id: FromPath[UUID], data: JSONBody[CountEntries]) -> Response[Count]:
    """Enter what was counted, many lines at once."""
    return _count(await service.enter(tx, CountId(count_id), data.entered(), data.found()))


@post("/stock-counts/{count_id:uuid}/submission", operation_id="submit_count", status_code=HTTP_200_OK)
async def submit(tx: InTx, count_id: FromPath[UUID], expected_version: IfMatch) -> Response[Count]:
    """Say that every line is entered; differences beyond the thresholds are counted again by another person."""
    return _count(await service.submit(tx, CountId(count_id), expected_version))


@put("/stock-counts/{count_id:uuid}/explanations", operation_id="explain_count")
async def explain(tx: InTx, count_id: FromPath[UUID], data: JSONBody[Explanations]) -> Response[Count]:
    """Say why lines differ."""
    return _count(await service.explain(tx, CountId(count_id), data.explained()))


@post("/stock-counts/{count_id:uuid}/recount", operation_id="ask_recount", status_code=HTTP_200_OK)
async def ask_recount(
    tx: InTx, count_id: FromPath[UUID], expected_version: IfMatch, data: JSONBody[RecountAsked]
) -> Response[Count]:
    """Send lines back to be counted again."""
    return _count(await service.ask_recount(tx, CountId(count_id), expected_version, data.lines))


@post("/stock-counts/{count_id:uuid}/approval", operation_id="approve_count", status_code=HTTP_200_OK)
async def approve(
    tx: InTx, count_id: FromPath[UUID], expected_version: IfMatch, data: JSONBody[CountApproval]
) -> Response[Count]:
    """Approve gains and losses and post them."""
    return _count(await service.approve(tx, CountId(count_id), expected_version, data.note))


@post("/stock-counts/{count_id:uuid}/cancellation", operation_id="cancel_count", status_code=HTTP_200_OK)
async def cancel(
    tx: InTx, count_id: FromPath[UUID], expected_version: IfMatch, data: JSONBody[WhyCancelled]
) -> Response[Count]:
    """Give a count up; nothing is posted."""
    return _count(await service.cancel(tx, CountId(count_id), expected_version, data.reason))


@get("/stock-counts/{count_id:uuid}/variances", operation_id="list_count_variances")
async def list_variances(tx: InTx, count_id: FromPath[UUID]) -> VarianceList:
    """Every line that differs from the books, with its value; hidden from counters."""
    _, items = await views.variances(tx, CountId(count_id))
    return VarianceList(items=items)


@get("/stock-counts/{count_id:uuid}/sheet", operation_id="read_count_sheet")
async def read_sheet(tx: InTx, count_id: FromPath[UUID]) -> Response[bytes]:
    """Fetch a workbook to count with: where and what, never how many."""
    return _sheet("count", *await views.count_sheet(tx, CountId(count_id)))


@get("/stock-counts/{count_id:uuid}/variance-sheet", operation_id="read_variance_sheet")
async def read_variance_sheet(tx: InTx, count_id: FromPath[UUID]) -> Response[bytes]:
    """Fetch a workbook of every difference; hidden from counters."""
    return _sheet("variances", *await views.variance_sheet(tx, CountId(count_id)))


router = Router(
    "/v1",
    route_handlers=[
        list_counts,
        open_count,
        read_count,
        list_lines_to_count,
        list_lines,
        enter,
        submit,
        explain,
        ask_recount,
        approve,
        cancel,
        list_variances,
        read_sheet,
        read_variance_sheet,
    ],
    tags=["stock counts"],
)
