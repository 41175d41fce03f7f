"""Every query of scheduled counts."""

from collections.abc import Collection
from uuid import UUID

from msgspec import Struct
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as upsert

from aftersales.kernel.tx import Tx
from aftersales.parts.counts.tables import count_schedules


class Scheduled(Struct, frozen=True):
    """A plan that has a schedule."""

    code: str


async def scheduled_codes(tx: Tx) -> set[str]:
    """The plans that have a schedule now."""
    statement = select(count_schedules.c.code).where(count_schedules.c.tenant_id == tx.tenant_id)
    return {row.code for row in await tx.all(statement, Scheduled)}


async def replace_codes(tx: Tx, codes: Collection[str], policy_version_id: UUID) -> None:
    """Make these the plans that have a schedule."""
    c = count_schedules.c
    await tx.execute(delete(count_schedules).where(c.tenant_id == tx.tenant_id, c.code.not_in(codes)))
    if codes:
        rows = [
            {"tenant_id": tx.tenant_id, "code": code, "policy_version_id": policy_version_id} for code in sorted(codes)
        ]
        statement = upsert(count_schedules).values(rows)
        await tx.execute(
            statement.on_conflict_do_update(
                index_elements=["tenant_id", "code"],
                set_={"policy_version_id": statement.excluded.policy_version_id},
            ),
        )
