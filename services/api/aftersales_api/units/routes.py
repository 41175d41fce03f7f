"""Sold units: register, correct, look up by serial, follow."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from aftersales.catalog.model import ModelId
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.tx import Tx
from aftersales.units import service
from aftersales.units.model import Unit, UnitFilter, UnitId, UnitShown, UnitState
from aftersales_api.deps import Cursor, IfMatch, InTx, Limit, Page, etag
from aftersales_api.units import record
from aftersales_api.units.schemas import ChangedUnit, History, Move, NewUnit, entry_of

Serial = Annotated[str | None, QueryParameter(min_length=1, max_length=40, description="Exactly this serial.")]
Text = Annotated[str | None, QueryParameter(min_length=1, max_length=40, description="The start of the serial.")]
SoldFrom = Annotated[date | None, QueryParameter(description="Sold on this day or later.")]
SoldTo = Annotated[date | None, QueryParameter(description="Sold on this day or earlier.")]
InState = Annotated[UnitState | None, QueryParameter(name="state", description="Only those in this state.")]


async def _shown(tx: Tx, unit: Unit, *, status: int = HTTP_200_OK) -> Response[UnitShown]:
    [shown] = await service.with_names(tx, [unit])
    headers = {"ETag": etag(unit.version)}
    if status == HTTP_201_CREATED:
        headers["Location"] = f"/v1/units/{unit.id}"
    return Response(shown, status_code=status, headers=headers)


@get("/", operation_id="list_units")
async def list_units(
    tx: InTx,
    *,
    serial: Serial = None,
    text: Text = None,
    dealer_id: FromQuery[UUID | None] = None,
    model_id: FromQuery[UUID | None] = None,
    in_state: InState = None,
    sold_from: SoldFrom = None,
    sold_to: SoldTo = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[UnitShown]:
    """List units by serial with owners masked; a dealer sees the units that it sold."""
    wanted = UnitFilter(
        serial=serial,
        text=text,
        dealer_id=None if dealer_id is None else OrganisationId(dealer_id),
        model_id=None if model_id is None else ModelId(model_id),
        state=in_state,
        sold_from=sold_from,
        sold_to=sold_to,
    )
    items, following = await service.units(tx, wanted, limit=limit, cursor=cursor)
    return Page(items=await service.with_names(tx, items), next_cursor=following)


@post("/", operation_id="register_unit", status_code=HTTP_201_CREATED)
async def register_unit(tx: InTx, data: JSONBody[NewUnit]) -> Response[UnitShown]:
    """Register one sold unit; many come by import."""
    return await _shown(tx, await service.register_unit(tx, data.serial, data.fields()), status=HTTP_201_CREATED)


@get("/{unit_id:uuid}", operation_id="read_unit")
async def read_unit(tx: InTx, unit_id: FromPath[UUID]) -> Response[UnitShown]:
    """Read one unit; those who need no owner see the owner masked."""
    return await _shown(tx, await service.unit(tx, UnitId(unit_id)))


@put("/{unit_id:uuid}", operation_id="change_unit")
async def change_unit(
    tx: InTx, unit_id: FromPath[UUID], expected_version: IfMatch, data: JSONBody[ChangedUnit]
) -> Response[UnitShown]:
    """Correct what is known of a unit; its serial stays."""
    unit = await service.change_unit(tx, UnitId(unit_id), data.fields(), expected_version=expected_version)
    return await _shown(tx, unit)


@put("/{unit_id:uuid}/state", operation_id="move_unit")
async def move_unit(
    tx: InTx, unit_id: FromPath[UUID], expected_version: IfMatch, data: JSONBody[Move]
) -> Response[UnitShown]:
    """Say that a unit was returned, exchanged or scrapped, or is in use again."""
    return await _shown(tx, await service.move_unit(tx, UnitId(unit_id), data.state, expected_version=expected_version))


@get("/{unit_id:uuid}/history", operation_id="read_unit_history")
async def read_history(tx: InTx, unit_id: FromPath[UUID]) -> History:
    """What happened to a unit, oldest first."""
    return History(items=[entry_of(fact) for fact in await service.history(tx, UnitId(unit_id))])


router = Router(
    "/v1/units",
    route_handlers=[list_units, register_unit, read_unit, change_unit, move_unit, read_history, *record.HANDLERS],
    tags=["units"],
)
