"""Rows of quotas: how many applications a holder filed in a period."""

from sqlalchemy import Column, Date, Integer, String

from aftersales.kernel.tables import Wall, tenant_table, tenant_unique, uuid_column

quota_uses = tenant_table(
    "policy_quota_uses",
    Column("code", String(40), nullable=False),
    uuid_column("holder_id"),
    uuid_column("dealer_id", nullable=True),
    Column("period_start", Date, nullable=False),
    Column("used", Integer, nullable=False),
    tenant_unique("code", "holder_id", "period_start"),
    wall=Wall.OWN,
    app_grants="select, insert, update",
)
