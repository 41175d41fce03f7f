"""Rows of approvals."""

from sqlalchemy import Column, Index, String, text
from sqlalchemy.dialects.postgresql import ARRAY

from aftersales.kernel.tables import (
    Wall,
    currency_column,
    instant_column,
    json_column,
    minor_column,
    tenant_ref,
    tenant_table,
    uuid_column,
    version_column,
)

approvals = tenant_table(
    "approvals",
    Column("subject", String(40), nullable=False),
    uuid_column("subject_id"),
    uuid_column("dealer_id", nullable=True),
    uuid_column("policy_version_id"),
    Column("chain", String(64), nullable=False),
    minor_column("amount_minor"),
    currency_column(),
    json_column("request"),
    Column("state", String(12), nullable=False),
    Column("waiting_for", ARRAY(String(40)), nullable=False),
    instant_column("created_at"),
    instant_column("decided_at", nullable=True),
    version_column(),
    tenant_ref("policy_version_id", "policy_versions"),
    Index("ix_approvals_subject", "tenant_id", "subject_id", "id"),
    Index("ix_approvals_pending", "tenant_id", "id", postgresql_where=text("state = 'pending'")),
    wall=Wall.OWN,
)

delegations = tenant_table(
    "approval_delegations",
    uuid_column("grantor_id"),
    uuid_column("delegate_id"),
    Column("role", String(40), nullable=False),
    instant_column("starts_at"),
    instant_column("ends_at"),
    instant_column("created_at"),
    Index("ix_approval_delegations_delegate", "tenant_id", "delegate_id", "ends_at"),
    Index("ix_approval_delegations_grantor", "tenant_id", "grantor_id", "ends_at"),
    wall=Wall.CLOSED,
)
