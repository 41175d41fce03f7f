"""Every query of operators' access: the tenant's own rows, and the functions that operators call."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, Select, Uuid, cast, func, select, update
from sqlalchemy.dialects.postgresql import aggregate_order_by

from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import TenantId, new_id
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import OperatorTx, Tx, as_row
from aftersales.tenancy.access.model import (
    Access,
    AccessId,
    AccessOfTenant,
    AccessState,
    Asker,
    Look,
    LookDay,
    SameLooks,
)
from aftersales.tenancy.access.tables import access_grants as g
from aftersales.tenancy.access.tables import access_looks as l
from aftersales.tenancy.tables import tenants

SHOWN = [g.c[name] for name in Access.__struct_fields__ if name not in {"looks", "last_look_at"}]


def _accesses(tx: Tx) -> Select[Any]:
    of_grant = (l.c.tenant_id == g.c.tenant_id, l.c.access_id == g.c.id)
    looks = select(func.count()).select_from(l).where(*of_grant).scalar_subquery()
    last = select(func.max(l.c.at)).where(*of_grant).scalar_subquery()
    return select(*SHOWN, looks.label("looks"), last.label("last_look_at")).where(g.c.tenant_id == tx.tenant_id)


async def accesses_page(tx: Tx, *, limit: int, cursor: str | None) -> tuple[list[Access], str | None]:
    """A page of the requests to the caller's tenant, newest first."""
    return await page(
        tx,
        _accesses(tx),
        Access,
        columns=[g.c.asked_at, g.c.id],
        key=lambda found: (found.asked_at, found.id),
        limit=limit,
        cursor=cursor,
        bound=("access",),
        descending=True,
    )


async def access(tx: Tx, access_id: AccessId) -> Access:
    """One request, or `NotFound`."""
    return await tx.one(_accesses(tx).where(g.c.id == access_id), Access, NotFound("access", "访问申请"))


async def access_for_update(tx: Tx, access_id: AccessId) -> Access:
    """One request, locked."""
    return await tx.one(
        _accesses(tx).where(g.c.id == access_id).with_for_update(of=g), Access, NotFound("access", "访问申请")
    )


async def move(tx: Tx, access_id: AccessId, state: AccessState, **values: object) -> None:
    """Move a request that is locked."""
    await tx.execute(
        update(g)
        .where(g.c.tenant_id == tx.tenant_id, g.c.id == access_id)
        .values(state=state.value, version=g.c.version + 1, **values)
    )


async def lapse(tx: Tx, access_id: AccessId) -> Asker | None:
    """End a request that nobody answered in time; who asked, or None where nothing was left to end."""
    rows = await tx.fetch("SELECT * FROM lapse_access($1, $2, $3, $4)", tx.tenant_id, access_id, tx.now, new_id())
    return as_row(rows[0], Asker) if rows else None


async def look_days(
    tx: Tx, zone: str, access_id: AccessId | None, *, limit: int, cursor: str | None
) -> tuple[list[LookDay], str | None]:
    """A page of looks summed up by request and day of the tenant's, newest day first."""
    each = select(l.c.access_id, l.c.at, l.c.method, cast(func.timezone(zone, l.c.at), Date).label("day"))
    each = each.where(l.c.tenant_id == tx.tenant_id)
    if access_id is not None:
        each = each.where(l.c.access_id == access_id)
    one = each.subquery()
    days = (
        select(
            one.c.access_id,
            one.c.day,
            func.count().label("looks"),
            func.count().filter(one.c.method.not_in(("GET", "HEAD"))).label("tried"),
            func.min(one.c.at).label("first_at"),
            func.max(one.c.at).label("last_at"),
        )
        .group_by(one.c.access_id, one.c.day)
        .subquery()
    )
    return await page(
        tx,
        select(days, g.c.operator_name, g.c.reason)
        .join(g, g.c.id == days.c.access_id)
        .where(g.c.tenant_id == tx.tenant_id),
        LookDay,
        columns=[days.c.day, days.c.access_id],
        key=lambda found: (found.day, found.access_id),
        limit=limit,
        cursor=cursor,
        bound=("access look days", zone, access_id),
        descending=True,
    )


async def same_looks(
    tx: Tx,
    zone: str,
    access_id: AccessId,
    between: tuple[datetime, datetime] | None,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[SameLooks], str | None]:
    """A page of looks under a grant, those at the same thing on one day of the tenant's as one, the latest first."""
    day = cast(func.timezone(zone, l.c.at), Date).label("day")
    address = func.split_part(l.c.address, "?", 1).label("address")
    each = select(l.c.id, l.c.at, l.c.method, address, day).where(
        l.c.tenant_id == tx.tenant_id, l.c.access_id == access_id
    )
    if between is not None:
        each = each.where(l.c.at >= between[0], l.c.at < between[1])
    one = each.subquery().c
    newest_first = aggregate_order_by(one.id, one.at.desc(), one.id.desc())
    same = (
        select(
            func.array_agg(newest_first, type_=ARRAY(Uuid))[1].label("id"),
            *(one.day, one.method, one.address),
            func.count().label("looks"),
            func.min(one.at).label("first_at"),
            func.max(one.at).label("last_at"),
        )
        .group_by(one.day, one.method, one.address)
        .subquery()
    )
    return await page(
        tx,
        select(same),
        SameLooks,
        columns=[same.c.last_at, same.c.id],
        key=lambda found: (found.last_at, found.id),
        limit=limit,
        cursor=cursor,
        bound=("same access looks", zone, access_id, between),
        descending=True,
    )


async def looks_page(
    tx: Tx,
    access_id: AccessId,
    between: tuple[datetime, datetime] | None,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[Look], str | None]:
    """A page of what was looked at under a grant, newest first."""
    statement = select(l.c.id, l.c.at, l.c.method, l.c.address, l.c.request_id).where(
        l.c.tenant_id == tx.tenant_id, l.c.access_id == access_id
    )
    if between is not None:
        statement = statement.where(l.c.at >= between[0], l.c.at < between[1])
    return await page(
        tx,
        statement,
        Look,
        columns=[l.c.at, l.c.id],
        key=lambda found: (found.at, found.id),
        limit=limit,
        cursor=cursor,
        bound=("access looks", access_id, between),
        descending=True,
    )


async def longest(tx: Tx) -> int:
    """For how many hours the caller's tenant lets operators ask."""
    hours: int = await tx.scalar(select(tenants.c.access_hours).where(tenants.c.id == tx.tenant_id))
    return hours


async def ask(
    tx: OperatorTx, tenant_id: TenantId, access_id: AccessId, reason: str, hours: int, name: str
) -> int | None:
    """Ask; -1 when it was put down, else the tenant's longest, 0 while another waits, None without a tenant."""
    (row,) = await tx.fetch(
        "SELECT ask_access($1, $2, $3::varchar, $4, $5, $6, $7, $8::varchar) AS answer",
        tenant_id,
        access_id,
        reason,
        hours,
        tx.now,
        new_id(),
        tx.operator_id,
        name,
    )
    answer: int | None = row["answer"]
    return answer


async def of_operators(
    tx: OperatorTx,
    *,
    tenant_id: TenantId | None = None,
    only: AccessId | None = None,
    before: UUID | None = None,
    limit: int = 1,
) -> list[AccessOfTenant]:
    """Requests of all operators, newest first."""
    rows = await tx.fetch(
        "SELECT a.*, access_lapses_at(a.tenant_id, a.id) AS lapses_at "
        "FROM operator_accesses($1, $2, $3, $4, $5) a ORDER BY a.id DESC",
        *(tx.operator_id, tenant_id, only, before, limit),
    )
    return [as_row(row, AccessOfTenant) for row in rows]


async def open_pass(
    tx: OperatorTx, access_id: AccessId, token_hash: bytes, name: str
) -> tuple[TenantId, datetime] | None:
    """Let a token in under a running grant of the caller's; whose data it opens and until when, if there is one."""
    rows = await tx.fetch(
        "SELECT * FROM open_access($1, $2, $3, $4, $5, $6::varchar)",
        access_id,
        token_hash,
        tx.now,
        new_id(),
        tx.operator_id,
        name,
    )
    return (TenantId(rows[0]["tenant_id"]), rows[0]["until"]) if rows else None


async def withdraw(tx: OperatorTx, access_id: AccessId, name: str) -> bool:
    """Take a request back or end a grant of the caller's; False if there is none that is open."""
    (row,) = await tx.fetch(
        "SELECT withdraw_access($1, $2, $3, $4, $5::varchar) AS withdrawn",
        access_id,
        tx.now,
        new_id(),
        tx.operator_id,
        name,
    )
    return bool(row["withdrawn"])
