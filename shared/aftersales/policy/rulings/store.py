"""Every query of rulings."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import select

from aftersales.kernel.tx import Tx
from aftersales.policy.rulings.model import RulingRow
from aftersales.policy.rulings.tables import decision_rulings


def add(tx: Tx, rows: Sequence[RulingRow]) -> None:
    """Keep rulings for ever; they travel with what follows from them."""
    if rows:
        tx.add_later(decision_rulings, [{"tenant_id": tx.tenant_id} | msgspec.structs.asdict(row) for row in rows])


async def of_decision(tx: Tx, decision_id: UUID) -> list[RulingRow]:
    """The rulings on one decision, oldest first."""
    columns = [decision_rulings.c[name] for name in RulingRow.__struct_fields__]
    statement = (
        select(*columns)
        .where(decision_rulings.c.tenant_id == tx.tenant_id, decision_rulings.c.decision_id == decision_id)
        .order_by(decision_rulings.c.id)
        .limit(1000)
    )
    return await tx.all(statement, RulingRow)
