"""Rows of the installed base; a dealer sees the units that it sold and no other."""

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, String

from aftersales.kernel.tables import (
    Wall,
    instant_column,
    tenant_ref,
    tenant_table,
    tenant_unique,
    uuid_column,
    version_column,
)

units = tenant_table(
    "units",
    Column("serial", String(40, collation="C"), nullable=False),
    uuid_column("model_id"),
    uuid_column("dealer_id"),
    Column("sale_date", Date, nullable=False),
    Column("invoice_date", Date),
    Column("delivery_date", Date),
    Column("installation_date", Date),
    Column("acceptance_date", Date),
    Column("proof", String(16), nullable=False, server_default="none"),
    Column("proof_number", String(60), nullable=False, server_default=""),
    Column("owner_name", String(100), nullable=False, server_default=""),
    Column("owner_phone", String(40), nullable=False, server_default=""),
    Column("usage_km", Integer),
    Column("usage_hours", Integer),
    Column("state", String(16), nullable=False, server_default="in_use"),
    version_column(),
    instant_column("created_at", now=True),
    tenant_unique("serial"),
    tenant_ref("model_id", "product_models"),
    tenant_ref("dealer_id", "organisations"),
    CheckConstraint("usage_km >= 0 AND usage_hours >= 0", name="usage_not_negative"),
    Index("ix_units_dealer", "tenant_id", "dealer_id", "serial"),
    Index("ix_units_model", "tenant_id", "model_id", "serial"),
    Index("ix_units_sale_date", "tenant_id", "sale_date"),
    wall=Wall.OWN,
)
