"""The tenant itself and its organisations."""

from typing import Annotated
from uuid import UUID

from litestar import Response, delete, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from aftersales.kernel.ids import OrganisationId
from aftersales.tenancy.model import Organisation, OrganisationKind, OrganisationState, Tenant
from aftersales.tenancy.organisations import service
from aftersales.tenancy.organisations.model import OrganisationFilter
from aftersales.tenancy.tenants import service as tenants
from aftersales.tenancy.tenants.model import TenantChange
from aftersales_api.deps import Cursor, IfMatch, InTx, Limit, Page, etag
from aftersales_api.tenancy.schemas import ChangeOrganisation, ChangeTenant, CreateOrganisation

OfKind = Annotated[OrganisationKind | None, QueryParameter(name="kind", description="Only organisations of this kind.")]
InState = Annotated[OrganisationState | None, QueryParameter(name="state", description="Only those in this state.")]
Text = Annotated[str, QueryParameter(name="q", max_length=100, description="How the code or a name begins.")]


def _tenant(tenant: Tenant) -> Response[Tenant]:
    return Response(tenant, headers={"ETag": etag(tenant.version)})


def _organisation(organisation: Organisation, status: int = HTTP_200_OK) -> Response[Organisation]:
    headers = {"ETag": etag(organisation.version)}
    if status == HTTP_201_CREATED:
        headers["Location"] = f"/v1/organisations/{organisation.id}"
    return Response(organisation, status_code=status, headers=headers)


@get("/tenant", operation_id="read_tenant")
async def read_tenant(tx: InTx) -> Response[Tenant]:
    """The brand that the caller acts in."""
    return _tenant(await tenants.read_tenant(tx))


@put("/tenant", operation_id="change_tenant")
async def change_tenant(tx: InTx, expected_version: IfMatch, data: JSONBody[ChangeTenant]) -> Response[Tenant]:
    """Change the brand's name, address, language and time zone."""
    change = TenantChange(
        name=data.name.strip(),
        name_en=data.name_en.strip(),
        locale=data.locale,
        time_zone=data.time_zone,
        address=data.address.strip(),
        phone=data.phone.strip(),
        access_hours=data.access_hours,
        access_wait_hours=data.access_wait_hours,
        customer_link_days=data.customer_link_days,
    )
    return _tenant(await tenants.change_tenant(tx, change, expected_version=expected_version))


@get("/organisations", operation_id="list_organisations")
async def list_organisations(
    tx: InTx,
    kind: OfKind = None,
    in_state: InState = None,
    text: Text = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Organisation]:
    """Factories, dealers, stations, suppliers and carriers by code; a dealer sees no other dealer."""
    wanted = OrganisationFilter(kind=kind, state=in_state, text=text)
    items, following = await service.list_organisations(tx, wanted, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@post("/organisations", operation_id="create_organisation", status_code=HTTP_201_CREATED)
async def create_organisation(tx: InTx, data: JSONBody[CreateOrganisation]) -> Response[Organisation]:
    """Add an organisation."""
    created = await service.create_organisation(tx, data.kind, data.code, data.particulars())
    return _organisation(created, HTTP_201_CREATED)


@get("/organisations/{organisation_id:uuid}", operation_id="read_organisation")
async def read_organisation(tx: InTx, organisation_id: FromPath[UUID]) -> Response[Organisation]:
    """One organisation."""
    return _organisation(await service.read_organisation(tx, OrganisationId(organisation_id)))


@put("/organisations/{organisation_id:uuid}", operation_id="change_organisation")
async def change_organisation(
    tx: InTx,
    organisation_id: FromPath[UUID],
    expected_version: IfMatch,
    data: JSONBody[ChangeOrganisation],
) -> Response[Organisation]:
    """Replace an organisation's particulars."""
    changed = await service.change_organisation(
        tx,
        OrganisationId(organisation_id),
        data.particulars(),
        expected_version=expected_version,
    )
    return _organisation(changed)


@put("/organisations/{organisation_id:uuid}/closure", operation_id="close_organisation")
async def close_organisation(
    tx: InTx,
    organisation_id: FromPath[UUID],
    expected_version: IfMatch,
) -> Response[Organisation]:
    """End the work with an organisation; its people and keys are let in no more."""
    return _organisation(
        await service.close_organisation(tx, OrganisationId(organisation_id), expected_version=expected_version),
    )


@delete("/organisations/{organisation_id:uuid}/closure", operation_id="reopen_organisation", status_code=HTTP_200_OK)
async def reopen_organisation(
    tx: InTx,
    organisation_id: FromPath[UUID],
    expected_version: IfMatch,
) -> Response[Organisation]:
    """Take up the work with a closed organisation again."""
    return _organisation(
        await service.reopen_organisation(tx, OrganisationId(organisation_id), expected_version=expected_version),
    )
