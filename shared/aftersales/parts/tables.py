"""Rows of warehouses and locations."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, String, UniqueConstraint

from aftersales.kernel.tables import (
    Wall,
    instant_column,
    tenant_ref,
    tenant_table,
    tenant_unique,
    uuid_column,
    version_column,
)

warehouses = tenant_table(
    "warehouses",
    Column("code", String(40, collation="C"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("kind", String(16), nullable=False),
    uuid_column("organisation_id"),
    uuid_column("dealer_id", nullable=True),
    Column("state", String(12), nullable=False, server_default="active"),
    version_column(),
    instant_column("created_at", now=True),
    tenant_unique("code"),
    tenant_ref("organisation_id", "organisations"),
    Index("ix_warehouses_organisation", "tenant_id", "organisation_id", "code"),
    wall=Wall.OWN,
)

stock_locations = tenant_table(
    "stock_locations",
    uuid_column("warehouse_id", nullable=True),
    Column("kind", String(16), nullable=False),
    Column("is_virtual", Boolean, nullable=False),
    uuid_column("dealer_id", nullable=True),
    tenant_ref("warehouse_id", "warehouses"),
    CheckConstraint("is_virtual = (warehouse_id IS NULL)", name="zones_are_real"),
    UniqueConstraint(
        "tenant_id",
        "warehouse_id",
        "kind",
        name="uq_stock_locations_kind",
        postgresql_nulls_not_distinct=True,
    ),
    wall=Wall.OWN,
    app_grants="select, insert",
)
