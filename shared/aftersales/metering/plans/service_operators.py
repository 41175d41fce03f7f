"""Use cases of operators: make and change plans, put tenants on them, see a tenant's month against its quotas.

An `OperatorTx` is only ever opened for a recognised operator, so it stands in for a permission here.
"""

from datetime import date
from uuid import UUID

import msgspec

from aftersales.kernel.errors import Duplicate, StaleVersion
from aftersales.kernel.ids import TenantId, new_id
from aftersales.kernel.tx import OperatorTx
from aftersales.metering.plans import rules, store
from aftersales.metering.plans.errors import NoPlanToEnd, PlanNotBegun, PlanRetired, PlanStateSame
from aftersales.metering.plans.model import (
    Allowances,
    Assignment,
    AssignmentId,
    Plan,
    PlanId,
    PlanShown,
    PlanVersion,
    UsageStatement,
)
from aftersales.metering.plans.service import statement_of
from aftersales.metering.rules import month_of
from aftersales.tenancy.operators import service as operators


async def make_plan(
    tx: OperatorTx,
    *,
    code: str,
    name: str,
    name_en: str,
    from_month: date | None,
    weight: int,
    allowances: Allowances,
) -> PlanShown:
    """Make a plan with its first terms, from this month on unless another is said; it may begin in the past."""
    rules.check_allowances(allowances, "/allowances")
    plan = Plan(
        id=PlanId(new_id()), code=code, name=name, name_en=name_en, retired_at=None, version=1, created_at=tx.now
    )
    if not await store.add_plan(tx, plan):
        raise Duplicate(what="plan", what_zh="套餐编码", value=code, pointer="/code")

    begins = from_month or month_of(tx.now, "UTC")
    await _add_version(tx, plan.id, 1, begins, weight, allowances, "")
    await store.record_act(tx, new_id(), "plan.made", {"plan_id": str(plan.id), "code": code, "name": name})
    return await read_plan(tx, plan.id)


async def _add_version(
    tx: OperatorTx, plan_id: PlanId, number: int, from_month: date, weight: int, allowances: Allowances, reason: str
) -> None:
    version = PlanVersion(
        number=number,
        from_month=from_month,
        weight=weight,
        allowances=allowances,
        reason=reason,
        operator_name=await store.operator_name(tx),
        created_at=tx.now,
    )
    await store.add_version(tx, plan_id, version)


async def list_plans(
    tx: OperatorTx, *, retired: bool | None, limit: int, cursor: str | None
) -> tuple[list[PlanShown], str | None]:
    """A page of plans by code, each with the terms that hold now."""
    found, following = await store.plans_page(tx, retired=retired, limit=limit, cursor=cursor)
    versions = await store.versions(tx, [plan.id for plan in found])
    tenants = await store.tenants_on(tx)
    return [_shown(tx, plan, versions[plan.id], tenants.get(plan.id, 0)) for plan in found], following


def _shown(tx: OperatorTx, plan: Plan, versions: list[PlanVersion], tenants: int) -> PlanShown:
    terms = rules.in_force(versions, month_of(tx.now, "UTC")) or min(versions, key=lambda one: one.from_month)
    return PlanShown(**msgspec.structs.asdict(plan), terms=terms, tenants=tenants)


async def read_plan(tx: OperatorTx, plan_id: PlanId) -> PlanShown:
    """One plan with the terms that hold now."""
    plan = await store.plan(tx, plan_id)
    versions = await store.versions(tx, [plan_id])
    return _shown(tx, plan, versions[plan_id], (await store.tenants_on(tx)).get(plan_id, 0))


async def plan_of_code(tx: OperatorTx, code: str) -> Plan:
    """The plan with a code, or `NotFound`."""
    return await store.plan_of_code(tx, code)


async def versions(tx: OperatorTx, plan_id: PlanId) -> list[PlanVersion]:
    """Every version of a plan, the newest first."""
    await store.plan(tx, plan_id)
    return (await store.versions(tx, [plan_id]))[plan_id]


async def _changing(tx: OperatorTx, plan_id: PlanId, expected_version: int) -> Plan:
    plan = await store.plan(tx, plan_id, lock=True)
    if plan.version != expected_version:
        raise StaleVersion(version=plan.version)
    return plan


async def rename_plan(tx: OperatorTx, plan_id: PlanId, *, name: str, name_en: str, expected_version: int) -> PlanShown:
    """Call a plan otherwise; its code stays."""
    plan = await _changing(tx, plan_id, expected_version)
    await store.change_plan(tx, plan_id, name=name, name_en=name_en)
    await store.record_act(tx, new_id(), "plan.renamed", {"plan_id": str(plan_id), "code": plan.code, "name": name})
    return await read_plan(tx, plan_id)


async def change_terms(
    tx: OperatorTx,
    plan_id: PlanId,
    *,
    from_month: date,
    weight: int,
    allowances: Allowances,
    reason: str,
    expected_version: int,
) -> PlanShown:
    """Give a plan new terms from a month on; what held before stays on record and goes on for the months before."""
    plan = await _changing(tx, plan_id, expected_version)
    if plan.retired_at is not None:
        raise PlanRetired(code=plan.code)
    rules.check_allowances(allowances, "/allowances")
    rules.check_month(from_month, tx.now)

    number = (await store.versions(tx, [plan_id]))[plan_id][0].number + 1
    await _add_version(tx, plan_id, number, from_month, weight, allowances, reason)
    await store.change_plan(tx, plan_id)
    details = {"plan_id": str(plan_id), "code": plan.code, "from_month": f"{from_month:%Y-%m}", "reason": reason}
    await store.record_act(tx, new_id(), "plan.terms_changed", details)
    await store.tell_terms(tx, plan_id, number)
    await store.review_after(tx, plan_id=plan_id)
    return await read_plan(tx, plan_id)


async def retire_plan(tx: OperatorTx, plan_id: PlanId, *, expected_version: int) -> PlanShown:
    """Put no more tenants on a plan; those that are on it stay."""
    return await _move(tx, plan_id, "plan.retired", expected_version, is_retired=True)


async def restore_plan(tx: OperatorTx, plan_id: PlanId, *, expected_version: int) -> PlanShown:
    """Let tenants be put on a retired plan again."""
    return await _move(tx, plan_id, "plan.restored", expected_version, is_retired=False)


async def _move(tx: OperatorTx, plan_id: PlanId, act: str, expected_version: int, *, is_retired: bool) -> PlanShown:
    plan = await _changing(tx, plan_id, expected_version)
    if (plan.retired_at is not None) is is_retired:
        raise PlanStateSame(code=plan.code)
    await store.change_plan(tx, plan_id, retired_at=tx.now if is_retired else None)
    await store.record_act(tx, new_id(), act, {"plan_id": str(plan_id), "code": plan.code})
    return await read_plan(tx, plan_id)


async def put_on_plan(
    tx: OperatorTx,
    tenant_id: TenantId,
    plan_id: PlanId,
    *,
    from_month: date | None,
    exceptions: Allowances,
    reason: str,
) -> Assignment:
    """Put a tenant on a plan from one of its own months on (this one by default); those before stay as they are."""
    zone = (await operators.read_tenant(tx, tenant_id)).time_zone
    plan = await store.plan(tx, plan_id, lock=True)
    if plan.retired_at is not None:
        raise PlanRetired(code=plan.code)
    month = from_month or month_of(tx.now, zone)
    rules.check_month(month, tx.now, zone)
    rules.check_allowances(exceptions, "/exceptions")
    begins = min(version.from_month for version in (await store.versions(tx, [plan_id]))[plan_id])
    if month < begins:
        raise PlanNotBegun(code=plan.code, begins=f"{begins:%Y-%m}", pointer="/from_month")

    ids = (AssignmentId(new_id()), UUID(str(new_id())))
    await store.put_on_plan(tx, tenant_id, plan_id, month, exceptions, ids=ids, reason=reason)
    return (await store.assignments(tx, tenant_id, limit=1, cursor=None))[0][0]


async def end_plan(tx: OperatorTx, tenant_id: TenantId, *, from_month: date | None, reason: str) -> Assignment:
    """Take a tenant off its plan from one of its own months on (this one by default): it is counted, not limited."""
    zone = (await operators.read_tenant(tx, tenant_id)).time_zone
    month = from_month or month_of(tx.now, zone)
    rules.check_month(month, tx.now, zone)

    ids = (AssignmentId(new_id()), UUID(str(new_id())))
    if not await store.end_plan(tx, tenant_id, month, ids=ids, reason=reason):
        raise NoPlanToEnd(month=f"{month:%Y-%m}", pointer="/from_month")
    return (await store.assignments(tx, tenant_id, limit=1, cursor=None))[0][0]


async def assignments(
    tx: OperatorTx, tenant_id: TenantId, *, limit: int, cursor: str | None
) -> tuple[list[Assignment], str | None]:
    """A page of the plans that a tenant is, was and will be on, newest first."""
    await operators.read_tenant(tx, tenant_id)
    return await store.assignments(tx, tenant_id, limit=limit, cursor=cursor)


async def statement(tx: OperatorTx, tenant_id: TenantId, month: date | None) -> UsageStatement:
    """A tenant's month beside the terms of its plan; this month by default."""
    zone = (await operators.read_tenant(tx, tenant_id)).time_zone
    return await statement_of(tx, tenant_id, month or month_of(tx.now, zone), zone)
