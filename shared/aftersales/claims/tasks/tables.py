"""Rows of tasks; only the manufacturer's people see them."""

from sqlalchemy import Column, Index, String, Text

from aftersales.kernel.tables import (
    Wall,
    instant_column,
    tenant_ref,
    tenant_table,
    tenant_unique,
    uuid_column,
    version_column,
)

tasks = tenant_table(
    "return_tasks",
    Column("kind", String(20), nullable=False),
    uuid_column("return_id"),
    Column("number", String(24), nullable=False),
    uuid_column("dealer_id"),
    Column("dealer_name", String(200), nullable=False),
    Column("dealer_name_en", String(200), nullable=False, server_default=""),
    Column("role", String(40), nullable=False),
    Column("reason", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
    Column("state", String(8), nullable=False, server_default="open"),
    Column("note", Text),
    Column("done_by", String(200)),
    instant_column("done_at", nullable=True),
    instant_column("created_at"),
    version_column(),
    tenant_ref("return_id", "returns", ondelete="CASCADE"),
    tenant_unique("return_id", "kind"),
    Index("ix_return_tasks_state", "tenant_id", "state", "id"),
    wall=Wall.CLOSED,
)
