"""Which tables may be pruned at all."""

from sqlalchemy import Table

from aftersales.kernel.tables import TENANT_TABLES
from aftersales.platform.pruning.model import Rule

PAPERS = frozenset({"documents", "document_numbers", "letterheads", "files"})
"""What was issued, and what was handed in as evidence."""


def table_of(rule: Rule) -> Table:
    """The table of a rule; a TypeError for one whose rows stay for good."""
    entry = TENANT_TABLES[rule.table]
    if rule.table in PAPERS or "delete" not in entry.app_grants:
        raise TypeError(f"the rows of {rule.table} stay for good")
    return entry.table
