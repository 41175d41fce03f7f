"""Every query of windows and quotas."""

from datetime import date
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert as upsert

from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.tx import Tx
from aftersales.policy.windows.tables import quota_uses

NETWORK = UUID(int=0)
"""Stands for the whole network where a quota is not each dealer's own."""


async def take(tx: Tx, code: str, dealer_id: OrganisationId | None, period_start: date, most: int) -> int | None:
    """Use one of a quota, and how many are used now; None if none is left. Two at once wait for each other."""
    used = quota_uses.c.used
    statement = (
        upsert(quota_uses)
        .values(
            tenant_id=tx.tenant_id,
            id=new_id(),
            code=code,
            holder_id=dealer_id or NETWORK,
            dealer_id=dealer_id,
            period_start=period_start,
            used=1,
        )
        .on_conflict_do_update(
            index_elements=["tenant_id", "code", "holder_id", "period_start"],
            set_={"used": used + 1},
            where=used < most,
        )
        .returning(used)
    )
    found: int | None = await tx.scalar(statement)
    return found
