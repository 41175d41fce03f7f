"""Rows of customers' links, and which returns' former tokens are revoked; never a token."""

from sqlalchemy import Boolean, Column, Index, String

from aftersales.kernel.tables import Wall, instant_column, tenant_ref, tenant_table, uuid_column

customer_links = tenant_table(
    "customer_links",
    uuid_column("return_id"),
    uuid_column("dealer_id"),
    Column("is_dealers", Boolean, nullable=False),
    uuid_column("given_by"),
    Column("given_by_name", String(200), nullable=False),
    instant_column("given_at"),
    instant_column("expires_at"),
    instant_column("revoked_at", nullable=True),
    uuid_column("revoked_by", nullable=True),
    Column("revoked_by_name", String(200)),
    Column("reason", String(400), nullable=False, server_default=""),
    tenant_ref("return_id", "returns"),
    Index("ix_customer_links_return_id", "tenant_id", "return_id", "given_at", "id"),
    wall=Wall.OWN,
    app_grants="select, insert, update (revoked_at, revoked_by, revoked_by_name, reason)",
)

customer_link_stops = tenant_table(
    "customer_link_stops",
    uuid_column("return_id"),
    uuid_column("dealer_id"),
    instant_column("stopped_at"),
    uuid_column("stopped_by"),
    Column("stopped_by_name", String(200), nullable=False),
    Column("reason", String(400), nullable=False),
    tenant_ref("return_id", "returns"),
    key=("return_id",),
    wall=Wall.OWN,
    app_grants="select, insert",
)
