"""Rows of the catalogue; every one is reference data that the tenant's dealers may read."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, String

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

product_models = tenant_table(
    "product_models",
    Column("code", String(40, collation="C"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("name_en", String(200), nullable=False, server_default=""),
    Column("category", String(40), nullable=False, server_default=""),
    uuid_column("factory_id"),
    Column("state", String(16), nullable=False, server_default="active"),
    version_column(),
    instant_column("created_at", now=True),
    tenant_unique("code"),
    tenant_ref("factory_id", "organisations"),
    Index("ix_product_models_factory", "tenant_id", "factory_id"),
    wall=Wall.SHARED,
)

catalog_parts = tenant_table(
    "catalog_parts",
    Column("number", String(40, collation="C"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("name_en", String(200), nullable=False, server_default=""),
    Column("category", String(40), nullable=False, server_default=""),
    minor_column("unit_price_minor", nullable=True),
    currency_column(nullable=True),
    Column("state", String(16), nullable=False, server_default="active"),
    version_column(),
    instant_column("created_at", now=True),
    tenant_unique("number"),
    CheckConstraint("(unit_price_minor IS NULL) = (currency IS NULL)", name="price_has_currency"),
    CheckConstraint("unit_price_minor >= 0", name="price_not_negative"),
    Index("ix_catalog_parts_category", "tenant_id", "category", "number"),
    wall=Wall.SHARED,
)

bom_lines = tenant_table(
    "bom_lines",
    uuid_column("model_id"),
    uuid_column("part_id"),
    Column("quantity", Integer, nullable=False),
    tenant_ref("model_id", "product_models", ondelete="CASCADE"),
    tenant_ref("part_id", "catalog_parts"),
    CheckConstraint("quantity > 0", name="quantity_positive"),
    Index("ix_bom_lines_part", "tenant_id", "part_id"),
    wall=Wall.SHARED,
    key=("model_id", "part_id"),
)
