"""Rows of rulings; they only grow."""

from sqlalchemy import Column, Index, String, Text

from aftersales.kernel.tables import Wall, instant_column, tenant_ref, tenant_table, uuid_column

decision_rulings = tenant_table(
    "decision_rulings",
    uuid_column("decision_id"),
    Column("line", String(40), nullable=False),
    uuid_column("dealer_id", nullable=True),
    Column("advised", String(12), nullable=False),
    Column("advised_clause", String(80), nullable=False),
    Column("ruled", String(12), nullable=False),
    Column("authority", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    uuid_column("ruled_by"),
    Column("ruled_by_name", String(200), nullable=False),
    instant_column("ruled_at"),
    tenant_ref("decision_id", "policy_decisions"),
    Index("ix_decision_rulings_decision", "tenant_id", "decision_id", "id"),
    wall=Wall.OWN,
    app_grants="select, insert",
)
