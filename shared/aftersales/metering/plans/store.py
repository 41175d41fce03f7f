"""Every query of plans: the platform's own tables, and the functions that judge a tenant's month."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import TenantId
from aftersales.kernel.pagination import read_cursor, write_cursor
from aftersales.kernel.tx import Anteroom, OperatorTx, Tx, as_row
from aftersales.metering.model import Meter
from aftersales.metering.plans.model import (
    Allowances,
    Assignment,
    AssignmentId,
    Counted,
    Plan,
    PlanId,
    PlanVersion,
    Terms,
    TermsOfTenant,
)
from aftersales.metering.plans.tables import plan_versions as v
from aftersales.metering.plans.tables import plans as p

METERS: Final = [meter.value for meter in Meter]
REVIEW: Final = "SELECT review_quotas($1, $2) AS marks"
CALLED: Final = "SELECT coalesce((SELECT name FROM operators WHERE id = $1), 'platform') AS name"
PUT_DOWN: Final = "INSERT INTO operator_acts (id, operator_id, at, act, details) VALUES ($1, $2, $3, $4, $5::jsonb)"
SHOWN: Final = [v.c[name] for name in PlanVersion.__struct_fields__]


async def review(queries: Tx | Anteroom, tenant_ids: Sequence[TenantId], now: datetime) -> None:
    """Mark what was reached of the tenants' quotas and keep what is refused from now on."""
    await queries.fetch(REVIEW, tenant_ids, now)


async def review_after(tx: OperatorTx, *, plan_id: PlanId | None = None, tenant_id: TenantId | None = None) -> None:
    """The same for all tenants that were ever on a plan, or for one."""
    await tx.fetch("SELECT operator_review($1, $2, $3) AS marks", plan_id, tenant_id, tx.now)


async def add_plan(tx: OperatorTx, plan: Plan) -> bool:
    """One more plan; False if the code is taken."""
    values = {"id": plan.id, "code": plan.code, "name": plan.name, "name_en": plan.name_en, "created_at": tx.now}
    added = await tx.execute(upsert(p).values(values).on_conflict_do_nothing(index_elements=["code"]))
    return added.rowcount == 1


async def add_version(tx: OperatorTx, plan_id: PlanId, version: PlanVersion) -> None:
    """One more version of a plan that is locked."""
    values = msgspec.to_builtins(version, builtin_types=(date, datetime))
    await tx.execute(insert(v).values(plan_id=plan_id, operator_id=tx.operator_id, **values))


async def change_plan(tx: OperatorTx, plan_id: PlanId, **values: object) -> None:
    """Change a plan that is locked."""
    await tx.execute(update(p).where(p.c.id == plan_id).values(version=p.c.version + 1, **values))


async def plan(tx: OperatorTx, plan_id: PlanId, *, lock: bool = False) -> Plan:
    """One plan, or `NotFound`."""
    statement = select(p).where(p.c.id == plan_id)
    return await tx.one(statement.with_for_update() if lock else statement, Plan, NotFound("plan", "套餐"))


async def plan_of_code(tx: OperatorTx, code: str) -> Plan:
    """The plan with a code, or `NotFound`."""
    return await tx.one(select(p).where(p.c.code == code), Plan, NotFound("plan", "套餐"))


async def plans_page(
    tx: OperatorTx, *, retired: bool | None, limit: int, cursor: str | None
) -> tuple[list[Plan], str | None]:
    """A page of all plans by code."""
    bound = ("plans", retired)
    statement = select(p).order_by(p.c.code).limit(limit + 1)
    if retired is not None:
        statement = statement.where(p.c.retired_at.is_not(None) if retired else p.c.retired_at.is_(None))
    if cursor is not None:
        statement = statement.where(p.c.code > msgspec.convert(read_cursor(cursor, *bound)[0], str))
    rows = await tx.all(statement, Plan)
    following = write_cursor((rows[limit - 1].code,), *bound) if len(rows) > limit else None
    return rows[:limit], following


class _VersionOf(PlanVersion, frozen=True, kw_only=True):
    plan_id: PlanId


async def versions(tx: OperatorTx, plan_ids: Sequence[PlanId]) -> dict[PlanId, list[PlanVersion]]:
    """Every version of some plans, the newest first."""
    statement = select(v.c.plan_id, *SHOWN).where(v.c.plan_id.in_(plan_ids)).order_by(v.c.number.desc())
    found: dict[PlanId, list[PlanVersion]] = {plan_id: [] for plan_id in plan_ids}
    for row in await tx.all(statement, _VersionOf):
        found[row.plan_id].append(msgspec.convert(row, PlanVersion, from_attributes=True))
    return found


async def tenants_on(tx: OperatorTx) -> dict[UUID, int]:
    """How many tenants are on each plan in the month that is theirs now."""
    rows = await tx.fetch("SELECT * FROM operator_plan_tenants($1)", tx.now)
    return {row["plan_id"]: row["tenants"] for row in rows}


async def operator_name(tx: OperatorTx) -> str:
    """What the acting operator is called."""
    (row,) = await tx.fetch(CALLED, tx.operator_id)
    name: str = row["name"]
    return name


async def record_act(tx: OperatorTx, act_id: UUID, act: str, details: dict[str, str]) -> None:
    """One more line in the operators' own audit trail, of an act on a plan."""
    await tx.fetch(PUT_DOWN, act_id, tx.operator_id, tx.now, act, msgspec.json.encode(details).decode())


async def put_on_plan(
    tx: OperatorTx,
    tenant_id: TenantId,
    plan_id: PlanId,
    from_month: date,
    exceptions: Allowances,
    *,
    ids: tuple[AssignmentId, UUID],
    reason: str,
) -> int:
    """Put a tenant on a plan, with the act's line and the tenant's fact; the number of the assignment."""
    assignment_id, fact_id = ids
    (row,) = await tx.fetch(
        "SELECT put_on_plan($1, $2, $3, $4, $5::jsonb, $6::varchar, $7, $8, $9, $10::varchar) AS number",
        tenant_id,
        assignment_id,
        plan_id,
        from_month,
        msgspec.json.encode(exceptions).decode(),
        reason,
        tx.now,
        fact_id,
        tx.operator_id,
        await operator_name(tx),
    )
    number: int = row["number"]
    return number


async def end_plan(
    tx: OperatorTx, tenant_id: TenantId, from_month: date, *, ids: tuple[AssignmentId, UUID], reason: str
) -> int:
    """Take a tenant off its plan, with the act's line and the tenant's fact; 0 if it is on none in that month."""
    assignment_id, fact_id = ids
    (row,) = await tx.fetch(
        "SELECT end_plan($1, $2, $3, $4::varchar, $5, $6, $7, $8::varchar) AS number",
        tenant_id,
        assignment_id,
        from_month,
        reason,
        tx.now,
        fact_id,
        tx.operator_id,
        await operator_name(tx),
    )
    number: int = row["number"]
    return number


async def tell_terms(tx: OperatorTx, plan_id: PlanId, number: int) -> None:
    """Put the plan's newest terms down in the log of every tenant for which they change something."""
    called = await operator_name(tx)
    await tx.fetch("SELECT tell_terms($1, $2, $3, $4, $5::varchar)", plan_id, number, tx.now, tx.operator_id, called)


async def assignments(
    tx: OperatorTx | Tx, tenant_id: TenantId, *, limit: int, cursor: str | None
) -> tuple[list[Assignment], str | None]:
    """A page of a tenant's plans, newest first; a tenant reads its own."""
    bound = ("assignments", tenant_id)
    before = None if cursor is None else msgspec.convert(read_cursor(cursor, *bound)[0], int)
    if isinstance(tx, OperatorTx):
        rows = await tx.fetch("SELECT * FROM operator_assignments($1, $2, $3)", tenant_id, before, limit + 1)
    else:
        rows = await tx.fetch("SELECT * FROM own_assignments($1, $2)", before, limit + 1)
    found = [as_row(row, Assignment) for row in rows]
    following = write_cursor((found[limit - 1].number,), *bound) if len(found) > limit else None
    return found[:limit], following


async def terms(tx: OperatorTx | Tx, tenant_id: TenantId, month: date) -> Terms | None:
    """What holds for a tenant in a month; a tenant reads its own."""
    if isinstance(tx, OperatorTx):
        rows = await tx.fetch("SELECT * FROM operator_terms($1, $2)", [tenant_id], month)
    else:
        rows = await tx.fetch("SELECT * FROM own_terms($1)", month)
    return msgspec.convert(_terms(rows[0]), Terms) if rows else None


async def terms_of(tx: OperatorTx, tenant_ids: Sequence[TenantId], month: date) -> dict[TenantId, Terms]:
    """What holds for several tenants in a month."""
    rows = await tx.fetch("SELECT * FROM operator_terms($1, $2)", tenant_ids, month)
    found = [msgspec.convert(_terms(row), TermsOfTenant) for row in rows]
    return {one.tenant_id: one for one in found}


def _terms(record: asyncpg.Record) -> dict[str, Any]:
    row = dict(record)
    return row | {"excepted": sorted(row.pop("exceptions"))}


async def counted(tx: OperatorTx | Tx, tenant_id: TenantId, month: date) -> list[Counted]:
    """What a month's roll-up says of every meter; a tenant reads its own."""
    if isinstance(tx, OperatorTx):
        rows = await tx.fetch("SELECT * FROM operator_statement($1, $2, $3)", tenant_id, month, METERS)
    else:
        rows = await tx.fetch("SELECT * FROM own_statement($1, $2)", month, METERS)
    return [as_row(row, Counted) for row in rows]
