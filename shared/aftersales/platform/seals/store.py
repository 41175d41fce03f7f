"""Every query of seals."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import insert, select

from aftersales.kernel.errors import NotFound
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx
from aftersales.platform.seals.model import Seal
from aftersales.platform.seals.tables import fact_seals

_LEAVES: Final = """
SELECT sha256('\\x00'::bytea || convert_to(concat_ws(chr(31), id, name, extract(epoch FROM at)::text, subject_kind,
       subject_id, actor_kind, actor_id, actor_name, coalesce(dealer_id::text, ''), request_id, payload::text), 'UTF8'))
       AS leaf
FROM facts WHERE tenant_id = $1 AND at >= $2 AND at < $3 ORDER BY id
"""


async def leaves(tx: Tx, day: date) -> list[bytes]:
    """The hash of every fact of a day of UTC, as the log has it now, in the order of their identities."""
    start = datetime.combine(day, time(), UTC)
    rows = await tx.fetch(_LEAVES, tx.tenant_id, start, start + timedelta(days=1))
    return [row["leaf"] for row in rows]


async def seal(tx: Tx, day: date) -> Seal | None:
    """The seal of a day, if it has one."""
    return await tx.first(select(fact_seals).filter_by(tenant_id=tx.tenant_id, day=day), Seal)


async def sealed(tx: Tx, day: date) -> Seal:
    """The seal of a day."""
    found = await seal(tx, day)
    if found is None:
        raise NotFound("seal", "封存记录")
    return found


async def newest_before(tx: Tx, day: date) -> Seal | None:
    """The seal before a day."""
    statement = (
        select(fact_seals)
        .where(fact_seals.c.tenant_id == tx.tenant_id, fact_seals.c.day < day)
        .order_by(fact_seals.c.day.desc())
        .limit(1)
    )
    return await tx.first(statement, Seal)


async def add(tx: Tx, made: Seal) -> None:
    """Keep a seal."""
    values = {name: getattr(made, name) for name in Seal.__struct_fields__}
    await tx.execute(insert(fact_seals).values(tenant_id=tx.tenant_id, **values))


async def listed(tx: Tx, *, limit: int, cursor: str | None) -> tuple[list[Seal], str | None]:
    """A page of seals, newest first."""
    return await page(
        tx,
        select(fact_seals).where(fact_seals.c.tenant_id == tx.tenant_id),
        Seal,
        columns=[fact_seals.c.day],
        key=lambda row: (row.day,),
        limit=limit,
        cursor=cursor,
        bound=("fact_seals",),
        descending=True,
    )
