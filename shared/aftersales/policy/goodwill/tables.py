"""Rows of goodwill; the database itself lets no budget be overspent."""

from sqlalchemy import CheckConstraint, Column, Date, Index, String, Text, text

from aftersales.kernel.tables import (
    Wall,
    currency_column,
    instant_column,
    minor_column,
    tenant_ref,
    tenant_table,
    tenant_unique,
    uuid_column,
    version_column,
)

goodwill_budgets = tenant_table(
    "goodwill_budgets",
    Column("code", String(40), nullable=False),
    uuid_column("holder_id"),
    uuid_column("dealer_id", nullable=True),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    currency_column(),
    minor_column("amount_minor"),
    minor_column("spent_minor"),
    version_column(),
    instant_column("created_at", now=True),
    tenant_unique("code", "holder_id", "starts_on", "ends_on"),
    CheckConstraint("spent_minor >= 0 AND spent_minor <= amount_minor", name="never_negative"),
    Index("ix_goodwill_budgets_period", "tenant_id", "starts_on", "id"),
    wall=Wall.CLOSED,
)
"""`holder_id` is the dealer, or the tenant itself where the budget is the whole network's."""

goodwill_grants = tenant_table(
    "goodwill_grants",
    uuid_column("budget_id"),
    uuid_column("decision_id"),
    Column("line", String(40), nullable=False),
    uuid_column("dealer_id", nullable=True),
    Column("code", String(40), nullable=False),
    Column("clause", String(64), nullable=False),
    minor_column("amount_minor"),
    currency_column(),
    Column("reason", Text, nullable=False),
    uuid_column("granted_by"),
    instant_column("granted_at"),
    uuid_column("reversed_by", nullable=True),
    instant_column("reversed_at", nullable=True),
    Column("reversal_reason", Text),
    tenant_ref("budget_id", "goodwill_budgets"),
    tenant_ref("decision_id", "policy_decisions"),
    CheckConstraint("amount_minor > 0", name="grants_something"),
    Index(
        "uq_goodwill_grants_line",
        "tenant_id",
        "decision_id",
        "line",
        unique=True,
        postgresql_where=text("reversed_at IS NULL"),
    ),
    Index("ix_goodwill_grants_budget", "tenant_id", "budget_id", "id"),
    wall=Wall.OWN,
)
