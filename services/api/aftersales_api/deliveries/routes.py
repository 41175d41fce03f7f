"""The log of background work: what is waiting, what was done, what ended as a dead letter."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Router, get, post
from litestar.params import FromPath, QueryParameter
from litestar.status_codes import HTTP_202_ACCEPTED

from aftersales.kernel.ids import DeliveryId
from aftersales.platform.deliveries import service
from aftersales.platform.model import Delivery, DeliveryState
from aftersales_api.deps import Cursor, InTx, Limit, Page

HandlerName = Annotated[str | None, QueryParameter(max_length=80, description="Only deliveries of this handler.")]
CreatedFrom = Annotated[datetime | None, QueryParameter(description="Only deliveries created at or after this.")]
CreatedBefore = Annotated[datetime | None, QueryParameter(description="Only deliveries created before this.")]


@get("/deliveries", operation_id="list_deliveries")
async def list_deliveries(
    tx: InTx,
    *,
    in_state: Annotated[DeliveryState | None, QueryParameter(name="state")] = None,
    handler: HandlerName = None,
    created_from: CreatedFrom = None,
    created_before: CreatedBefore = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Delivery]:
    """List deliveries, newest first; `state=dead` shows those that ended in failure."""
    wanted = service.Wanted(state=in_state, handler=handler, created_from=created_from, created_before=created_before)
    items, following = await service.deliveries_page(tx, wanted, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@get("/deliveries/{delivery_id:uuid}", operation_id="read_delivery")
async def read_delivery(tx: InTx, delivery_id: FromPath[UUID]) -> Delivery:
    """Read one delivery with its last error."""
    return await service.delivery(tx, DeliveryId(delivery_id))


@post("/deliveries/{delivery_id:uuid}/replay", operation_id="replay_delivery", status_code=HTTP_202_ACCEPTED)
async def replay_delivery(tx: InTx, delivery_id: FromPath[UUID]) -> Delivery:
    """Replay a delivery that ended as a dead letter."""
    return await service.replay(tx, DeliveryId(delivery_id))


router = Router("/v1", route_handlers=[list_deliveries, read_delivery, replay_delivery], tags=["deliveries"])
