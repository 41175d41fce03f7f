"""Use cases of pruning."""

from collections.abc import Iterable

from aftersales.kernel.tx import Tx
from aftersales.platform.pruning import rules, store
from aftersales.platform.pruning.model import Cut, Rule

__all__ = ["check", "prune"]


def check(wanted: Iterable[Rule]) -> None:
    """Refuse, when the worker starts, rules that name what stays for good or a column that is not there."""
    for rule in wanted:
        columns = set(rules.table_of(rule).columns.keys())
        missing = {rule.at, rule.or_at or rule.at, *(["state"] if rule.states else [])} - columns
        if missing:
            raise TypeError(f"{rule.table} has no {', '.join(sorted(missing))}")


async def prune(tx: Tx, cut: Cut) -> bool:
    """Delete a batch; whether there may be more."""
    return await store.prune(tx, cut) >= cut.rule.batch
