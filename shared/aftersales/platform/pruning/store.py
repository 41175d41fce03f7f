"""Every query of pruning."""

from sqlalchemy import delete, func, select, tuple_

from aftersales.kernel.tx import Tx
from aftersales.platform.pruning import rules
from aftersales.platform.pruning.model import Cut


async def prune(tx: Tx, cut: Cut) -> int:
    """Delete a batch of a rule's rows, one statement whatever their number; how many."""
    table, rule = rules.table_of(cut.rule), cut.rule
    at = table.c[rule.at] if rule.or_at is None else func.coalesce(table.c[rule.at], table.c[rule.or_at])
    key = tuple_(*table.primary_key.columns)
    chosen = select(*table.primary_key.columns).where(table.c.tenant_id == tx.tenant_id, at < cut.before)
    if rule.states:
        chosen = chosen.where(table.c.state.in_(rule.states))
    gone = await tx.execute(
        delete(table).where(table.c.tenant_id == tx.tenant_id, key.in_(chosen.limit(rule.batch))),
    )
    return gone.rowcount
