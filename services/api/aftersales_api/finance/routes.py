"""Credits to dealers, and a dealer's statement."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK

from aftersales.claims.returns import service as returns
from aftersales.finance import service
from aftersales.finance.model import Bearing, CreditNote, CreditNoteId, CreditState, Statement
from aftersales.kernel.ids import OrganisationId
from aftersales_api.deps import Cursor, IfMatch, InTx, Limit, Page, etag
from aftersales_api.finance.schemas import CreditReversal, CreditShown

Month = Annotated[
    str,
    QueryParameter(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", description="A month of the brand's calendar, as 2026-06."),
]
InState = Annotated[CreditState | None, QueryParameter(name="state", description="Only credits in this state.")]
Text = Annotated[
    str,
    QueryParameter(
        max_length=64,
        description="The number of a credit or of its reversal, or of the return that was credited, or a serial or "
        "waybill of that return.",
    ),
]


@get("/credits", operation_id="list_credits")
async def list_credits(
    tx: InTx,
    *,
    dealer_id: FromQuery[UUID | None] = None,
    in_state: InState = None,
    text: Text = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[CreditNote]:
    """List credit notes, newest first; a dealer's people see their own."""
    wanted = text.strip()
    items, following = await service.credits_of(
        tx,
        dealer_id=None if dealer_id is None else OrganisationId(dealer_id),
        state=in_state,
        bearing=Bearing(text=wanted, cause_ids=await returns.ids_named(tx, wanted)) if wanted else None,
        limit=limit,
        cursor=cursor,
    )
    return Page(items=items, next_cursor=following)


@get("/credits/{credit_note_id:uuid}", operation_id="read_credit")
async def read_credit(tx: InTx, credit_note_id: FromPath[UUID]) -> Response[CreditShown]:
    """Read one credit note with its lines."""
    note, lines = await service.credit(tx, CreditNoteId(credit_note_id))
    return Response(CreditShown(credit=note, lines=lines), headers={"ETag": etag(note.version)})


@post("/credits/{credit_note_id:uuid}/reversal", operation_id="reverse_credit", status_code=HTTP_200_OK)
async def reverse_credit(
    tx: InTx, credit_note_id: FromPath[UUID], expected_version: IfMatch, data: JSONBody[CreditReversal]
) -> Response[CreditNote]:
    """Take a credit back whole; its mirror image is booked under a number of its own."""
    note = await service.reverse_credit(
        tx, CreditNoteId(credit_note_id), reason=data.reason, expected_version=expected_version
    )
    return Response(note, headers={"ETag": etag(note.version)})


@get("/dealers/{dealer_id:uuid}/statement", operation_id="read_statement")
async def read_statement(tx: InTx, dealer_id: FromPath[UUID], *, month: Month) -> Statement:
    """Read a dealer's account in one month: what stood before, every booking, what stands after."""
    return await service.statement_of(tx, OrganisationId(dealer_id), date.fromisoformat(f"{month}-01"))


router = Router(
    "/v1",
    route_handlers=[list_credits, read_credit, reverse_credit, read_statement],
    tags=["finance"],
)
