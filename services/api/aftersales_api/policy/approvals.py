"""Approvals: what waits for whom, and roles lent; a return is signed where it is decided."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, delete, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED, HTTP_204_NO_CONTENT

from aftersales.claims.returns import service as returns
from aftersales.kernel.ids import PersonId
from aftersales.policy.approvals import service
from aftersales.policy.approvals.model import ApprovalRow, ApprovalState, LentRole, Verdict
from aftersales_api.deps import Cursor, IfMatch, InTx, Limit, Page, etag
from aftersales_api.policy.schemas import Delegate, NamedApproval, Sign, named

InState = Annotated[ApprovalState | None, QueryParameter(name="state", description="Only requests in this state.")]


@get("/approvals", operation_id="list_approvals")
async def list_approvals(
    tx: InTx,
    mine: FromQuery[bool] = False,  # noqa: FBT002 - a query parameter, given by name
    in_state: InState = None,
    subject_id: FromQuery[UUID | None] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[NamedApproval]:
    """Approval requests with their returns' numbers, oldest first; `mine`, that I could sign now, may fill no page."""
    items, following = await service.listed(
        tx,
        mine=mine,
        state=in_state,
        subject_id=subject_id,
        limit=limit,
        cursor=cursor,
    )
    names = await returns.names_of(tx, (one.subject_id for one in items))
    return Page(items=[named(NamedApproval, one, names) for one in items], next_cursor=following)


@get("/approvals/{approval_id:uuid}", operation_id="read_approval")
async def read_approval(tx: InTx, approval_id: FromPath[UUID]) -> Response[ApprovalRow]:
    """One request with its signatures."""
    row = await service.one(tx, approval_id)
    return Response(row, headers={"ETag": etag(row.version)})


@post("/approvals/{approval_id:uuid}/signature", operation_id="sign_approval", status_code=HTTP_200_OK)
async def sign_approval(
    tx: InTx,
    approval_id: FromPath[UUID],
    expected_version: IfMatch,
    data: JSONBody[Sign],
) -> Response[ApprovalRow]:
    """Approve or reject what has no desk of its own, such as a credit; a return is signed where it is decided."""
    verdict = Verdict(answer=data.answer, reason=data.reason, fields=data.fields)
    row = await service.answer(tx, approval_id, expected_version, verdict)
    return Response(row, headers={"ETag": etag(row.version)})


@post("/approval-delegations", operation_id="lend_role", status_code=HTTP_201_CREATED)
async def lend_role(tx: InTx, data: JSONBody[Delegate]) -> LentRole:
    """Let another person sign in one of my roles for a while, for what neither of us asked for."""
    return await service.delegate(tx, PersonId(data.delegate_id), data.role, data.starts_at, data.ends_at)


@get("/approval-delegations", operation_id="list_delegations")
async def list_delegations(tx: InTx, limit: Limit = 50, cursor: Cursor = None) -> Page[LentRole]:
    """The delegations that I gave or received, newest first."""
    items, following = await service.loans(tx, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@delete("/approval-delegations/{delegation_id:uuid}", operation_id="end_delegation", status_code=HTTP_204_NO_CONTENT)
async def end_delegation(tx: InTx, delegation_id: FromPath[UUID]) -> None:
    """End one of my delegations now; it stays on record, and ending it again changes nothing."""
    await service.end_loan(tx, delegation_id)


router = Router(
    "/",
    route_handlers=[list_approvals, read_approval, sign_approval, lend_role, list_delegations, end_delegation],
    tags=["approvals"],
)
