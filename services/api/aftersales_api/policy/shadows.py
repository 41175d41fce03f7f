"""Shadow mode: let a version decide silently beside people, and see how far both agree."""

from typing import Annotated, Final
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from aftersales.claims.returns import service as returns
from aftersales.policy.shadows import service
from aftersales.policy.shadows.model import Agreement, CaseFilter, Shadow, ShadowState
from aftersales_api.deps import Cursor, IfMatch, InTx, Limit, Page, etag
from aftersales_api.policy.schemas import NamedCase, ShadowWanted, named

PATH: Final = "/policy-shadows/{shadow_id:uuid}"

InState = Annotated[ShadowState | None, QueryParameter(name="state", description="Only shadows in this state.")]
Clause = Annotated[str | None, QueryParameter(max_length=64, description="Only what this clause decided.")]
Agrees = Annotated[bool | None, QueryParameter(description="Only where people said the same, or did not.")]


@post("/policy-shadows", operation_id="start_policy_shadow", status_code=HTTP_201_CREATED)
async def start_shadow(tx: InTx, data: JSONBody[ShadowWanted]) -> Response[Shadow]:
    """Let a draft or a version decide silently beside people until their agreement is proven."""
    begun = await service.start(
        tx, data.policy_version_id, min_cases=data.min_cases, min_agreement_percent=data.min_agreement_percent
    )
    headers = {"Location": f"/v1/policy-shadows/{begun.id}", "ETag": etag(begun.version)}
    return Response(begun, status_code=HTTP_201_CREATED, headers=headers)


@get("/policy-shadows", operation_id="list_policy_shadows")
async def list_shadows(tx: InTx, in_state: InState = None, limit: Limit = 50, cursor: Cursor = None) -> Page[Shadow]:
    """Shadows, newest first."""
    items, following = await service.listed(tx, in_state, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@get(PATH, operation_id="read_policy_shadow")
async def read_shadow(tx: InTx, shadow_id: FromPath[UUID]) -> Response[Shadow]:
    """One shadow."""
    shown = await service.shadow(tx, shadow_id)
    return Response(shown, headers={"ETag": etag(shown.version)})


@get(f"{PATH}/agreement", operation_id="read_policy_shadow_agreement")
async def read_agreement(tx: InTx, shadow_id: FromPath[UUID]) -> Agreement:
    """The confusion table by clause, dealer and outcome, and what it proves."""
    return await service.agreement(tx, shadow_id)


@get(f"{PATH}/cases", operation_id="list_policy_shadow_cases")
async def list_cases(
    tx: InTx,
    shadow_id: FromPath[UUID],
    clause: Clause = None,
    dealer_id: FromQuery[UUID | None] = None,
    agrees: Agrees = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[NamedCase]:
    """The lines that both decided, each with its return's number; `agrees=false` shows where they differ."""
    wanted = CaseFilter(clause=clause, dealer_id=dealer_id, agrees=agrees)
    items, following = await service.cases_of(tx, shadow_id, wanted, limit=limit, cursor=cursor)
    names = await returns.names_of(tx, (one.subject_id for one in items))
    return Page(items=[named(NamedCase, one, names) for one in items], next_cursor=following)


@post(f"{PATH}/end", operation_id="end_policy_shadow", status_code=HTTP_200_OK)
async def end_shadow(tx: InTx, shadow_id: FromPath[UUID], expected_version: IfMatch) -> Response[Shadow]:
    """Let a shadow decide no more; what it has shown stays."""
    ended = await service.end(tx, shadow_id, expected_version)
    return Response(ended, headers={"ETag": etag(ended.version)})


router = Router(
    "/",
    route_handlers=[start_shadow, list_shadows, read_shadow, read_agreement, list_cases, end_shadow],
    tags=["policies"],
)
