"""Rows of stopwatches."""

from sqlalchemy import Column, Index, String, text

from aftersales.kernel.tables import (
    Wall,
    instant_column,
    json_column,
    tenant_ref,
    tenant_table,
    tenant_unique,
    uuid_column,
    version_column,
)

stopwatches = tenant_table(
    "stopwatches",
    Column("code", String(40), nullable=False),
    Column("subject", String(40), nullable=False),
    uuid_column("subject_id"),
    uuid_column("dealer_id", nullable=True),
    uuid_column("policy_version_id"),
    uuid_column("started_by"),
    json_column("events"),
    Column("state", String(12), nullable=False),
    instant_column("started_at"),
    instant_column("due_at", nullable=True),
    instant_column("breached_at", nullable=True),
    version_column(),
    tenant_ref("policy_version_id", "policy_versions"),
    tenant_unique("started_by", "code"),
    Index("ix_stopwatches_subject", "tenant_id", "subject_id", "id"),
    Index("ix_stopwatches_open", "tenant_id", "id", postgresql_where=text("state IN ('running', 'paused')")),
    Index("ix_stopwatches_started", "tenant_id", "started_at", "id"),
    Index(
        "ix_stopwatches_breached",
        "tenant_id",
        "started_at",
        "id",
        postgresql_where=text("breached_at IS NOT NULL"),
    ),
    wall=Wall.OWN,
)
