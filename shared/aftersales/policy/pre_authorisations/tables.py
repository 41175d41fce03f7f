"""Rows of pre-authorisations; a dealer sees its own."""

from sqlalchemy import CheckConstraint, Column, Date, Index, String, Text

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

pre_authorisations = tenant_table(
    "pre_authorisations",
    uuid_column("unit_id"),
    Column("serial", String(40), nullable=False),
    uuid_column("dealer_id"),
    json_column("lines"),
    minor_column("amount_minor"),
    currency_column(),
    Column("reason", Text, nullable=False),
    Column("clause", String(64), nullable=False),
    uuid_column("policy_version_id"),
    Column("state", String(12), nullable=False),
    minor_column("up_to_minor", nullable=True),
    Column("valid_until", Date),
    Column("answer", Text),
    uuid_column("asked_by"),
    instant_column("asked_at"),
    uuid_column("answered_by", nullable=True),
    instant_column("answered_at", nullable=True),
    uuid_column("consumed_by", nullable=True),
    instant_column("consumed_at", nullable=True),
    version_column(),
    tenant_ref("unit_id", "units"),
    tenant_ref("policy_version_id", "policy_versions"),
    CheckConstraint("(state = 'consumed') = (consumed_by IS NOT NULL)", name="consumed_by_one"),
    CheckConstraint("state <> 'granted' OR (up_to_minor > 0 AND valid_until IS NOT NULL)", name="granted_is_bound"),
    Index("ix_pre_authorisations_dealer", "tenant_id", "dealer_id", "id"),
    Index("ix_pre_authorisations_state", "tenant_id", "state", "id"),
    Index("ix_pre_authorisations_unit", "tenant_id", "unit_id"),
    wall=Wall.OWN,
)
