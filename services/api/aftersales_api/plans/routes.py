"""Plans under an operator's key, and a tenant's own month beside its plan."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, delete, get, patch, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from aftersales.kernel.ids import TenantId
from aftersales.metering.plans import service, service_operators
from aftersales.metering.plans.model import PlanId, PlanShown, UsageStatement
from aftersales_api.deps import Cursor, IfMatch, InOperatorTx, InTx, Limit, Page, etag
from aftersales_api.metering.schemas import MonthOrNone, first_day
from aftersales_api.plans.schemas import (
    AssignmentShown,
    NewAssignment,
    NewPlan,
    NewTerms,
    PlanAnswered,
    PlanEnding,
    PlanNames,
    TermsShown,
    assignment_shown,
    plan_shown,
    terms_shown,
)

Retired = Annotated[bool | None, QueryParameter(description="Only plans that are retired, or only those that are not.")]


def _day(month: str | None) -> date | None:
    return None if month is None else first_day(month)


def _answer(plan: PlanShown) -> Response[PlanAnswered]:
    return Response(plan_shown(plan), headers={"ETag": etag(plan.version)})


@post("/operator/plans", operation_id="make_plan", status_code=HTTP_201_CREATED)
async def make_plan(operator_tx: InOperatorTx, data: JSONBody[NewPlan]) -> Response[PlanAnswered]:
    """Make a plan with its first terms."""
    plan = await service_operators.make_plan(
        operator_tx,
        code=data.code,
        name=data.name.strip(),
        name_en=data.name_en.strip(),
        from_month=_day(data.from_month),
        weight=data.weight,
        allowances=data.allowances,
    )
    headers = {"Location": f"/v1/operator/plans/{plan.id}", "ETag": etag(plan.version)}
    return Response(plan_shown(plan), status_code=HTTP_201_CREATED, headers=headers)


@get("/operator/plans", operation_id="list_plans")
async def list_plans(
    operator_tx: InOperatorTx, retired: Retired = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[PlanAnswered]:
    """All plans by code, with the terms that hold now."""
    items, following = await service_operators.list_plans(operator_tx, retired=retired, limit=limit, cursor=cursor)
    return Page(items=[plan_shown(plan) for plan in items], next_cursor=following)


@get("/operator/plans/{plan_id:uuid}", operation_id="read_plan")
async def read_plan(operator_tx: InOperatorTx, plan_id: FromPath[UUID]) -> Response[PlanAnswered]:
    """One plan with the terms that hold now."""
    return _answer(await service_operators.read_plan(operator_tx, PlanId(plan_id)))


@get("/operator/plans/{plan_id:uuid}/terms", operation_id="list_plan_terms")
async def list_plan_terms(operator_tx: InOperatorTx, plan_id: FromPath[UUID]) -> list[TermsShown]:
    """Every terms that a plan had, has and will have, the newest first."""
    return [terms_shown(one) for one in await service_operators.versions(operator_tx, PlanId(plan_id))]


@patch("/operator/plans/{plan_id:uuid}", operation_id="rename_plan", status_code=HTTP_200_OK)
async def rename_plan(
    operator_tx: InOperatorTx, plan_id: FromPath[UUID], expected_version: IfMatch, data: JSONBody[PlanNames]
) -> Response[PlanAnswered]:
    """Call a plan otherwise; its code stays."""
    plan = await service_operators.rename_plan(
        operator_tx,
        PlanId(plan_id),
        name=data.name.strip(),
        name_en=data.name_en.strip(),
        expected_version=expected_version,
    )
    return _answer(plan)


@post("/operator/plans/{plan_id:uuid}/terms", operation_id="change_plan_terms", status_code=HTTP_201_CREATED)
async def change_plan_terms(
    operator_tx: InOperatorTx, plan_id: FromPath[UUID], expected_version: IfMatch, data: JSONBody[NewTerms]
) -> Response[PlanAnswered]:
    """Give a plan new terms from a month on; months that are over stay as they are."""
    plan = await service_operators.change_terms(
        operator_tx,
        PlanId(plan_id),
        from_month=first_day(data.from_month),
        weight=data.weight,
        allowances=data.allowances,
        reason=data.reason,
        expected_version=expected_version,
    )
    return Response(plan_shown(plan), status_code=HTTP_201_CREATED, headers={"ETag": etag(plan.version)})


@put("/operator/plans/{plan_id:uuid}/retirement", operation_id="retire_plan")
async def retire_plan(
    operator_tx: InOperatorTx, plan_id: FromPath[UUID], expected_version: IfMatch
) -> Response[PlanAnswered]:
    """Put no more tenants on a plan; those that are on it stay."""
    return _answer(await service_operators.retire_plan(operator_tx, PlanId(plan_id), expected_version=expected_version))


@delete("/operator/plans/{plan_id:uuid}/retirement", operation_id="restore_plan", status_code=HTTP_200_OK)
async def restore_plan(
    operator_tx: InOperatorTx, plan_id: FromPath[UUID], expected_version: IfMatch
) -> Response[PlanAnswered]:
    """Let tenants be put on a retired plan again."""
    return _answer(
        await service_operators.restore_plan(operator_tx, PlanId(plan_id), expected_version=expected_version)
    )


@post("/operator/tenants/{tenant_id:uuid}/plans", operation_id="put_on_plan", status_code=HTTP_201_CREATED)
async def put_on_plan(
    operator_tx: InOperatorTx, tenant_id: FromPath[UUID], data: JSONBody[NewAssignment]
) -> AssignmentShown:
    """Put a tenant on a plan from one of its months on, with exceptions of its own; the tenant finds it in its log."""
    assignment = await service_operators.put_on_plan(
        operator_tx,
        TenantId(tenant_id),
        data.plan_id,
        from_month=_day(data.from_month),
        exceptions=data.exceptions,
        reason=data.reason,
    )
    return assignment_shown(assignment)


@post("/operator/tenants/{tenant_id:uuid}/plan-endings", operation_id="end_plan", status_code=HTTP_201_CREATED)
async def end_plan(operator_tx: InOperatorTx, tenant_id: FromPath[UUID], data: JSONBody[PlanEnding]) -> AssignmentShown:
    """Take a tenant off its plan from one of its months on: usage is counted on, and nothing is limited."""
    assignment = await service_operators.end_plan(
        operator_tx, TenantId(tenant_id), from_month=_day(data.from_month), reason=data.reason
    )
    return assignment_shown(assignment)


@get("/operator/tenants/{tenant_id:uuid}/plans", operation_id="list_plans_of_tenant")
async def list_plans_of_tenant(
    operator_tx: InOperatorTx, tenant_id: FromPath[UUID], limit: Limit = 50, cursor: Cursor = None
) -> Page[AssignmentShown]:
    """The plans that a tenant is, was and will be on, newest first."""
    items, following = await service_operators.assignments(operator_tx, TenantId(tenant_id), limit=limit, cursor=cursor)
    return Page(items=[assignment_shown(one) for one in items], next_cursor=following)


@get("/operator/tenants/{tenant_id:uuid}/usage-statement", operation_id="operator_read_usage_statement")
async def operator_read_usage_statement(
    operator_tx: InOperatorTx, tenant_id: FromPath[UUID], month: MonthOrNone = None
) -> UsageStatement:
    """A tenant's month, by default this one, beside the terms of its plan."""
    return await service_operators.statement(operator_tx, TenantId(tenant_id), _day(month))


@get("/usage/statement", operation_id="read_usage_statement")
async def read_usage_statement(tx: InTx, month: MonthOrNone = None) -> UsageStatement:
    """A month of one's own brand, by default this one: what was used, what the plan includes, what is left."""
    return await service.statement(tx, _day(month))


@get("/usage/plans", operation_id="list_own_plans")
async def list_own_plans(tx: InTx, limit: Limit = 50, cursor: Cursor = None) -> Page[AssignmentShown]:
    """The plans that one's own brand is, was and will be on, newest first."""
    items, following = await service.assignments(tx, limit=limit, cursor=cursor)
    return Page(items=[assignment_shown(one) for one in items], next_cursor=following)


operators = Router(
    "/",
    route_handlers=[
        make_plan,
        list_plans,
        read_plan,
        list_plan_terms,
        rename_plan,
        change_plan_terms,
        retire_plan,
        restore_plan,
        put_on_plan,
        end_plan,
        list_plans_of_tenant,
        operator_read_usage_statement,
    ],
    tags=["operators"],
    security=[{"bearer": []}],
)
tenants = Router("/", route_handlers=[read_usage_statement, list_own_plans], tags=["usage"])
router = Router("/v1", route_handlers=[operators, tenants])
