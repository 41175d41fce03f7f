"""What was sent out in place of returned parts."""

from uuid import UUID

from litestar import Router, get
from litestar.params import FromQuery

from aftersales.claims.replacements import service as replacements
from aftersales.claims.replacements.model import ReplacedLine
from aftersales.kernel.ids import OrganisationId
from aftersales_api.deps import Cursor, InTx, Limit, Page


@get("/replacements", operation_id="list_replacements")
async def list_replacements(
    tx: InTx,
    dealer_id: FromQuery[UUID | None] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ReplacedLine]:
    """Parts that were sent in place of returned ones, those sent last first."""
    wanted = OrganisationId(dealer_id) if dealer_id else None
    items, following = await replacements.listed(tx, wanted, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


router = Router("/v1", route_handlers=[list_replacements], tags=["returns"])
