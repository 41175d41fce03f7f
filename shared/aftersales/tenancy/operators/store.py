"""Every query of operators: platform tables, and two functions that reach into one tenant."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import OrganisationId, TenantId, new_id
from aftersales.kernel.pagination import read_cursor, write_cursor
from aftersales.kernel.tx import OperatorTx
from aftersales.tenancy.model import InvitationId, OperatorAct, OperatorState, Tenant, TenantState
from aftersales.tenancy.operators.model import NewTenant, WantedActs
from aftersales.tenancy.tables import operator_acts, operators, tenants


async def tenants_page(
    tx: OperatorTx,
    state: TenantState | None,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[Tenant], str | None]:
    """A page of all tenants by code."""
    bound = ("operator", "tenants", state)
    statement = select(tenants).order_by(tenants.c.code).limit(limit + 1)
    if state is not None:
        statement = statement.where(tenants.c.state == state.value)
    if cursor is not None:
        statement = statement.where(tenants.c.code > msgspec.convert(read_cursor(cursor, *bound)[0], str))
    rows = await tx.all(statement, Tenant)
    following = write_cursor((rows[limit - 1].code,), *bound) if len(rows) > limit else None
    return rows[:limit], following


async def tenant(tx: OperatorTx, tenant_id: TenantId) -> Tenant:
    """One tenant, or `NotFound`."""
    return await tx.one(select(tenants).where(tenants.c.id == tenant_id), Tenant, NotFound("tenant", "品牌"))


async def tenant_by_code(tx: OperatorTx, code: str) -> Tenant | None:
    """The tenant with a code, if there is one."""
    return await tx.first(select(tenants).where(tenants.c.code == code), Tenant)


async def add_tenant(tx: OperatorTx, tenant_id: TenantId, wanted: NewTenant) -> bool:
    """One more tenant; False if the code is taken."""
    added = await tx.execute(
        upsert(tenants)
        .values(
            id=tenant_id,
            code=wanted.code,
            name=wanted.name,
            name_en=wanted.name_en,
            currency=wanted.currency,
            time_zone=wanted.time_zone,
            locale=wanted.locale,
            created_at=tx.now,
        )
        .on_conflict_do_nothing(index_elements=["code"]),
    )
    return added.rowcount == 1


async def invite_first_administrator(
    tx: OperatorTx,
    tenant_id: TenantId,
    invitation_id: InvitationId,
    *,
    token_hash: bytes,
    email: str,
    name: str,
    expires_at: datetime,
) -> bool:
    """Make the headquarters and invite the first administrator; False if the tenant has an active one."""
    rows = await tx.fetch(
        "SELECT invite_first_administrator($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) AS invited",
        tenant_id,
        OrganisationId(new_id()),
        invitation_id,
        token_hash,
        email,
        name,
        tx.now,
        expires_at,
        new_id(),
        tx.operator_id,
        await operator_name(tx),
    )
    return bool(rows[0]["invited"])


async def set_tenant_state(tx: OperatorTx, tenant_id: TenantId, state: TenantState, reason: str) -> bool:
    """Move a tenant; False if it is in that state already."""
    rows = await tx.fetch(
        "SELECT set_tenant_state($1, $2, $3, $4, $5, $6, $7) AS moved",
        tenant_id,
        state.value,
        reason,
        tx.now,
        new_id(),
        tx.operator_id,
        await operator_name(tx),
    )
    return bool(rows[0]["moved"])


async def operator_name(tx: OperatorTx) -> str:
    """What the acting operator is called."""
    name: str | None = await tx.scalar(select(operators.c.name).where(operators.c.id == tx.operator_id))
    return name or "platform"


async def names_of(tx: OperatorTx, ids: Sequence[UUID]) -> dict[UUID, str]:
    """What operators are called."""
    statement = select(operators.c.id, operators.c.name).where(operators.c.id.in_(ids))
    return {row.id: row.name for row in await tx.execute(statement)}


async def record_act(tx: OperatorTx, act: str, tenant_id: TenantId | None, details: dict[str, str]) -> None:
    """One more line in the operators' own audit trail."""
    await tx.execute(
        insert(operator_acts).values(
            id=new_id(),
            operator_id=tx.operator_id,
            at=tx.now,
            act=act,
            tenant_id=tenant_id,
            details=details,
        ),
    )


async def acts_page(
    tx: OperatorTx,
    wanted: WantedActs,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[OperatorAct], str | None]:
    """A page of what operators did, newest first."""
    bound = ("operator", "acts", wanted)
    place = tuple_(operator_acts.c.at, operator_acts.c.id)
    statement = (
        select(operator_acts, operators.c.name.label("operator_name"))
        .outerjoin(operators, operators.c.id == operator_acts.c.operator_id)
        .order_by(operator_acts.c.at.desc(), operator_acts.c.id.desc())
        .limit(limit + 1)
    )
    for name, value in msgspec.structs.asdict(wanted).items():
        if value is not None:
            statement = statement.where(operator_acts.c[name] == value)
    if cursor is not None:
        at, last = msgspec.convert(read_cursor(cursor, *bound), tuple[datetime, UUID])
        statement = statement.where(place < tuple_(at, last))
    rows = await tx.all(statement, OperatorAct)
    following = write_cursor((rows[limit - 1].at, rows[limit - 1].id), *bound) if len(rows) > limit else None
    return rows[:limit], following


async def save_operator(tx: OperatorTx, name: str, email: str, key_hash: bytes) -> None:
    """Add an operator, or give a known one a new key."""
    known = await tx.scalar(select(operators.c.id).where(operators.c.email == email))
    values = {"name": name, "key_hash": key_hash, "state": OperatorState.ACTIVE.value, "created_at": tx.now}
    if known is None:
        await tx.execute(insert(operators).values(id=new_id(), email=email, **values))
    else:
        await tx.execute(update(operators).where(operators.c.id == known).values(**values))
