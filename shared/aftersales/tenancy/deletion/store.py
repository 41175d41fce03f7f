"""Every query of deletion."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import insert, select, tuple_, update

from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import TenantId, new_id
from aftersales.kernel.pagination import read_cursor, write_cursor
from aftersales.kernel.tx import OperatorTx
from aftersales.tenancy.deletion.model import BATCH, Deletion, DeletionId, DeletionState
from aftersales.tenancy.deletion.tables import tenant_deletions as t

OPEN = (DeletionState.ASKED, DeletionState.CONFIRMED, DeletionState.ERASING)


async def add(tx: OperatorTx, values: Mapping[str, object]) -> None:
    """One more deletion, asked for."""
    await tx.execute(insert(t).values(values))


async def open_of(tx: OperatorTx, tenant_id: TenantId) -> Deletion | None:
    """The deletion of a tenant that has not ended, locked."""
    states = [state.value for state in OPEN]
    return await tx.first(
        select(t).where(t.c.tenant_id == tenant_id, t.c.state.in_(states)).with_for_update(), Deletion
    )


async def deletion(tx: OperatorTx, deletion_id: DeletionId) -> Deletion:
    """One deletion, or `NotFound`."""
    return await tx.one(select(t).where(t.c.id == deletion_id), Deletion, NotFound("deletion", "删除"))


async def deletion_for_update(tx: OperatorTx, deletion_id: DeletionId) -> Deletion:
    """One deletion, locked."""
    statement = select(t).where(t.c.id == deletion_id).with_for_update()
    return await tx.one(statement, Deletion, NotFound("deletion", "删除"))


async def page(tx: OperatorTx, *, limit: int, cursor: str | None) -> tuple[list[Deletion], str | None]:
    """A page of all deletions, newest first."""
    bound = ("operator", "deletions")
    statement = select(t).order_by(t.c.asked_at.desc(), t.c.id.desc()).limit(limit + 1)
    if cursor is not None:
        at, last = msgspec.convert(read_cursor(cursor, *bound), tuple[datetime, UUID])
        statement = statement.where(tuple_(t.c.asked_at, t.c.id) < tuple_(at, last))
    rows = await tx.all(statement, Deletion)
    following = write_cursor((rows[limit - 1].asked_at, rows[limit - 1].id), *bound) if len(rows) > limit else None
    return rows[:limit], following


async def move(tx: OperatorTx, deletion_id: DeletionId, state: DeletionState, **values: object) -> None:
    """Move a deletion that is locked."""
    await tx.execute(
        update(t).where(t.c.id == deletion_id).values(state=state.value, version=t.c.version + 1, **values)
    )


async def plan(tx: OperatorTx, deletion_id: DeletionId) -> None:
    """Have the tenant erased when its day has come."""
    await tx.fetch("SELECT plan_tenant_deletion($1, $2)", deletion_id, new_id())


async def tell(tx: OperatorTx, deletion_id: DeletionId, operator_name: str, reason: str) -> None:
    """Say in the tenant's own log what was decided."""
    await tx.fetch(
        "SELECT tell_of_deletion($1, $2, $3, $4, $5, $6)",
        deletion_id,
        tx.now,
        new_id(),
        tx.operator_id,
        operator_name,
        reason,
    )


async def count(tx: OperatorTx, deletion_id: DeletionId, what: str, more: int) -> None:
    """Count what went elsewhere than in the database."""
    await tx.fetch(
        "UPDATE tenant_deletions SET erased = erased || jsonb_build_object($2::text, "
        "coalesce((erased ->> $2)::bigint, 0) + $3::bigint) WHERE id = $1 AND state = 'erasing'",
        deletion_id,
        what,
        more,
    )


async def erase_rows(tx: OperatorTx, deletion_id: DeletionId, table: str) -> int:
    """Erase a batch of a table's rows; how many."""
    rows = await tx.fetch("SELECT erase_rows($1, $2, $3) AS gone", deletion_id, table, BATCH)
    gone: int = rows[0]["gone"]
    return gone


async def erase_tenant(tx: OperatorTx, deletion_id: DeletionId) -> str | None:
    """Erase the tenant's own row; the name of a table that still holds some of it instead, if there is one."""
    rows = await tx.fetch("SELECT erase_tenant($1) AS left_over", deletion_id)
    left_over: str | None = rows[0]["left_over"]
    return left_over
