"""Operators ask for access and open it; a tenant's administrators grant, refuse, revoke, and see what was looked at."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from aftersales.kernel.ids import TenantId
from aftersales.tenancy.access import service
from aftersales.tenancy.access.model import Access, AccessId, AccessOfTenant, Look, LookDay, SameLooks
from aftersales_api.access.schemas import AskAccess, GrantAccess, PassShown, RefuseAccess
from aftersales_api.deps import Cursor, IfMatch, InOperatorTx, InTx, Limit, Page, TheCall, etag

OfTenant = Annotated[UUID | None, QueryParameter(name="tenant_id", description="Only requests to this tenant.")]

OfAccess = Annotated[UUID | None, QueryParameter(name="access_id", description="Only looks under this request.")]
OfDay = Annotated[date | None, QueryParameter(name="day", description="Only looks of this day, where the brand is.")]


def _tagged(access: Access) -> Response[Access]:
    return Response(access, headers={"ETag": etag(access.version)})


@post("/operator/access-requests", operation_id="ask_for_access", status_code=HTTP_201_CREATED)
async def ask_for_access(operator_tx: InOperatorTx, data: JSONBody[AskAccess]) -> Response[AccessOfTenant]:
    """Ask to read a tenant's data; its administrators are told, and nothing opens before one of them agrees."""
    asked = await service.ask(operator_tx, TenantId(data.tenant_id), reason=data.reason.strip(), hours=data.hours)
    headers = {"Location": f"/v1/operator/access-requests/{asked.id}"}
    return Response(asked, status_code=HTTP_201_CREATED, headers=headers)


@get("/operator/access-requests", operation_id="list_access_requests")
async def list_requests(
    operator_tx: InOperatorTx, tenant_id: OfTenant = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[AccessOfTenant]:
    """List the requests of all operators, newest first."""
    wanted = None if tenant_id is None else TenantId(tenant_id)
    items, following = await service.list_requests(operator_tx, wanted, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@get("/operator/access-requests/{access_id:uuid}", operation_id="read_access_request")
async def read_request(operator_tx: InOperatorTx, access_id: FromPath[UUID]) -> AccessOfTenant:
    """One request and what became of it."""
    return await service.read_request(operator_tx, AccessId(access_id))


@post("/operator/access-requests/{access_id:uuid}/passes", operation_id="open_access", status_code=HTTP_201_CREATED)
async def open_access(operator_tx: InOperatorTx, call: TheCall, access_id: FromPath[UUID]) -> Response[PassShown]:
    """Open one's granted access: a token that reads the tenant's data until the grant ends, told this once."""
    opened = await service.open_pass(operator_tx, AccessId(access_id))
    shown = PassShown(token=opened.token, access_id=opened.access_id, tenant_id=opened.tenant_id, until=opened.until)
    call.keep_instead(msgspec.json.encode(msgspec.structs.replace(shown, token=None)))
    return Response(shown, status_code=HTTP_201_CREATED)


@post(
    "/operator/access-requests/{access_id:uuid}/withdrawal",
    operation_id="withdraw_access",
    status_code=HTTP_200_OK,
)
async def withdraw_access(operator_tx: InOperatorTx, access_id: FromPath[UUID]) -> AccessOfTenant:
    """Take one's own request back, or end one's own access before its time."""
    return await service.withdraw(operator_tx, AccessId(access_id))


@get("/access-grants", operation_id="list_access_grants")
async def list_grants(tx: InTx, limit: Limit = 50, cursor: Cursor = None) -> Page[Access]:
    """List what operators asked to read of the brand, and what was answered, newest first."""
    items, following = await service.list_accesses(tx, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@get("/access-grants/{access_id:uuid}", operation_id="read_access_grant")
async def read_grant(tx: InTx, access_id: FromPath[UUID]) -> Response[Access]:
    """One request of an operator and what became of it."""
    return _tagged(await service.read_access(tx, AccessId(access_id)))


@get("/access-grants/{access_id:uuid}/looks", operation_id="list_access_looks")
async def list_looks(
    tx: InTx, access_id: FromPath[UUID], of_day: OfDay = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[Look]:
    """List what was looked at under a grant: every single request, newest first."""
    items, following = await service.list_looks(tx, AccessId(access_id), of_day, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@get("/access-grants/{access_id:uuid}/same-looks", operation_id="list_same_access_looks")
async def list_same_looks(
    tx: InTx, access_id: FromPath[UUID], of_day: OfDay = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[SameLooks]:
    """List what was looked at under a grant, each thing once a day with how often, the latest first."""
    items, following = await service.list_same_looks(tx, AccessId(access_id), of_day, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@get("/access-look-days", operation_id="list_access_look_days")
async def list_look_days(
    tx: InTx, of_access: OfAccess = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[LookDay]:
    """List what operators looked at, summed up by request and day, newest day first."""
    wanted = None if of_access is None else AccessId(of_access)
    items, following = await service.list_look_days(tx, wanted, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@post("/access-grants/{access_id:uuid}/grant", operation_id="grant_access", status_code=HTTP_200_OK)
async def grant_access(
    tx: InTx, access_id: FromPath[UUID], expected_version: IfMatch, data: JSONBody[GrantAccess]
) -> Response[Access]:
    """Let the operator read from now on, for as long as was asked or less."""
    return _tagged(await service.grant(tx, AccessId(access_id), hours=data.hours, expected_version=expected_version))


@post("/access-grants/{access_id:uuid}/refusal", operation_id="refuse_access", status_code=HTTP_200_OK)
async def refuse_access(
    tx: InTx, access_id: FromPath[UUID], expected_version: IfMatch, data: JSONBody[RefuseAccess]
) -> Response[Access]:
    """Let the operator read nothing, and say why."""
    return _tagged(
        await service.refuse(tx, AccessId(access_id), reason=data.reason.strip(), expected_version=expected_version)
    )


@post("/access-grants/{access_id:uuid}/revocation", operation_id="revoke_access", status_code=HTTP_200_OK)
async def revoke_access(tx: InTx, access_id: FromPath[UUID], expected_version: IfMatch) -> Response[Access]:
    """End the operator's access: its next request is refused."""
    return _tagged(await service.revoke(tx, AccessId(access_id), expected_version=expected_version))


router = Router(
    "/v1",
    route_handlers=[
        ask_for_access,
        list_requests,
        read_request,
        open_access,
        withdraw_access,
        list_grants,
        read_grant,
        list_looks,
        list_same_looks,
        list_look_days,
        grant_access,
        refuse_access,
        revoke_access,
    ],
    tags=["access"],
)
