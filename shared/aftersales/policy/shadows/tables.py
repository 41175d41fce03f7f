"""Rows of shadows: what decides silently, and what it and people said of each line."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, String

from aftersales.kernel.tables import (
    Wall,
    instant_column,
    tenant_ref,
    tenant_table,
    uuid_column,
    version_column,
)

policy_shadows = tenant_table(
    "policy_shadows",
    uuid_column("policy_version_id"),
    Column("document", LargeBinary, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("state", String(12), nullable=False),
    Column("min_cases", Integer, nullable=False),
    Column("min_agreement_percent", Integer, nullable=False),
    uuid_column("started_by"),
    instant_column("started_at"),
    instant_column("ended_at", nullable=True),
    version_column(),
    tenant_ref("policy_version_id", "policy_versions"),
    Index("ix_policy_shadows_state", "tenant_id", "state", "id"),
    wall=Wall.CLOSED,
    app_grants="select, insert, update",
)

policy_shadow_cases = tenant_table(
    "policy_shadow_cases",
    uuid_column("shadow_id"),
    uuid_column("decision_id"),
    Column("line", String(64), nullable=False),
    Column("subject_kind", String(40), nullable=False),
    uuid_column("subject_id"),
    uuid_column("dealer_id", nullable=True),
    Column("outcome", String(12), nullable=False),
    Column("clause", String(64), nullable=False),
    Column("is_accepted", Boolean, nullable=False),
    instant_column("answered_at"),
    tenant_ref("shadow_id", "policy_shadows", ondelete="CASCADE"),
    tenant_ref("decision_id", "policy_decisions"),
    Index("ix_policy_shadow_cases_clause", "tenant_id", "shadow_id", "clause", "decision_id", "line"),
    wall=Wall.CLOSED,
    key=("shadow_id", "decision_id", "line"),
    app_grants="select, insert, update",
)
