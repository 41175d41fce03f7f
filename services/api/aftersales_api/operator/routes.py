"""Tenants as platform operators see them, under an operator's key."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, delete, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from aftersales.kernel.ids import TenantId
from aftersales.tenancy.model import OperatorAct, Tenant, TenantState
from aftersales.tenancy.operators import service
from aftersales.tenancy.operators.model import NewTenant, Provisioned, WantedActs
from aftersales_api.deps import Cursor, InOperatorTx, Limit, Page, etag
from aftersales_api.operator.schemas import Administrator, ProvisionTenant, TenantProvisioned, Why

InState = Annotated[TenantState | None, QueryParameter(name="state", description="Only tenants in this state.")]
OfTenant = Annotated[UUID | None, QueryParameter(name="tenant_id", description="Only acts on this tenant.")]

OfOperator = Annotated[UUID | None, QueryParameter(name="operator_id", description="Only acts of this operator.")]
OfAct = Annotated[str | None, QueryParameter(name="act", max_length=80, description="Only acts of this kind.")]


def _tenant(tenant: Tenant) -> Response[Tenant]:
    return Response(tenant, headers={"ETag": etag(tenant.version)})


def _provisioned(provisioned: Provisioned) -> Response[TenantProvisioned]:
    answer = TenantProvisioned(
        tenant=provisioned.tenant,
        invitation_id=provisioned.invitation_id,
        invitation_expires_at=provisioned.expires_at,
    )
    headers = {"Location": f"/v1/operator/tenants/{provisioned.tenant.id}"}
    return Response(answer, status_code=HTTP_201_CREATED, headers=headers)


@post("/tenants", operation_id="provision_tenant", status_code=HTTP_201_CREATED)
async def provision_tenant(
    operator_tx: InOperatorTx,
    data: JSONBody[ProvisionTenant],
) -> Response[TenantProvisioned]:
    """Let a manufacturer in; its first administrator gets an invitation by mail."""
    wanted = NewTenant(
        code=data.code,
        name=data.name.strip(),
        name_en=data.name_en.strip(),
        currency=data.currency,
        time_zone=data.time_zone,
        locale=data.locale,
        administrator_name=data.administrator.name,
        administrator_email=data.administrator.email,
    )
    return _provisioned(await service.provision_tenant(operator_tx, wanted))


@get("/tenants", operation_id="list_tenants")
async def list_tenants(
    operator_tx: InOperatorTx,
    in_state: InState = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Tenant]:
    """All tenants by code."""
    items, following = await service.list_tenants(operator_tx, in_state, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@get("/tenants/{tenant_id:uuid}", operation_id="read_any_tenant")
async def read_tenant(operator_tx: InOperatorTx, tenant_id: FromPath[UUID]) -> Response[Tenant]:
    """One tenant's particulars; nothing of its data."""
    return _tenant(await service.read_tenant(operator_tx, TenantId(tenant_id)))


@post(
    "/tenants/{tenant_id:uuid}/administrator-invitations",
    operation_id="invite_administrator",
    status_code=HTTP_201_CREATED,
)
async def invite_administrator(
    operator_tx: InOperatorTx,
    tenant_id: FromPath[UUID],
    data: JSONBody[Administrator],
) -> Response[TenantProvisioned]:
    """Invite the first administrator anew, for as long as the tenant has no active one."""
    return _provisioned(
        await service.invite_administrator(operator_tx, TenantId(tenant_id), data.email, data.name),
    )


@put("/tenants/{tenant_id:uuid}/suspension", operation_id="suspend_tenant")
async def suspend_tenant(
    operator_tx: InOperatorTx,
    tenant_id: FromPath[UUID],
    data: JSONBody[Why],
) -> Response[Tenant]:
    """Let nobody of the tenant in from now on."""
    return _tenant(await service.suspend_tenant(operator_tx, TenantId(tenant_id), data.reason))


@delete("/tenants/{tenant_id:uuid}/suspension", operation_id="resume_tenant", status_code=HTTP_200_OK)
async def resume_tenant(operator_tx: InOperatorTx, tenant_id: FromPath[UUID]) -> Response[Tenant]:
    """Let the tenant's people and keys in again."""
    return _tenant(await service.resume_tenant(operator_tx, TenantId(tenant_id), ""))


@get("/acts", operation_id="list_operator_acts")
async def list_acts(
    operator_tx: InOperatorTx,
    tenant_id: OfTenant = None,
    operator_id: OfOperator = None,
    act: OfAct = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[OperatorAct]:
    """What operators did, newest first."""
    wanted = WantedActs(tenant_id=None if tenant_id is None else TenantId(tenant_id), operator_id=operator_id, act=act)
    items, following = await service.list_acts(operator_tx, wanted, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


router = Router(
    "/v1/operator",
    route_handlers=[
        provision_tenant,
        list_tenants,
        read_tenant,
        invite_administrator,
        suspend_tenant,
        resume_tenant,
        list_acts,
    ],
    tags=["operators"],
    security=[{"bearer": []}],
)
