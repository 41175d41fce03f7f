"""The query of replacements."""

from sqlalchemy import func, select

from aftersales.claims.replacements.model import ReplacedLine
from aftersales.claims.returns.tables import return_lines, returns
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx
from aftersales.policy.model import Disposition


async def listed(
    tx: Tx, dealer_id: OrganisationId | None, *, limit: int, cursor: str | None
) -> tuple[list[ReplacedLine], str | None]:
    """A page of replacements, those sent last first; never more pieces than were announced and arrived."""
    line = return_lines.c
    arrived = func.coalesce(line.received_quantity, 0) - func.coalesce(line.wrong_quantity, 0)
    statement = (
        select(
            line.return_id,
            returns.c.number,
            line.line,
            line.dealer_id,
            returns.c.dealer_name,
            returns.c.dealer_name_en,
            line.serial,
            line.part_number,
            line.part_name,
            line.part_name_en,
            func.least(line.quantity, arrived).label("quantity"),
            line.replacement_serial,
            line.settled_at,
        )
        .join(returns, (returns.c.tenant_id == line.tenant_id) & (returns.c.id == line.return_id))
        .where(
            line.tenant_id == tx.tenant_id,
            line.disposition == Disposition.REPLACE.value,
            line.settled_at.is_not(None),
            arrived > 0,
        )
    )
    if dealer_id is not None:
        statement = statement.where(line.dealer_id == dealer_id)
    return await page(
        tx,
        statement,
        ReplacedLine,
        columns=[line.settled_at, line.return_id, line.line],
        key=lambda row: (row.settled_at, row.return_id, row.line),
        limit=limit,
        cursor=cursor,
        bound=("replacements", dealer_id),
        descending=True,
    )
