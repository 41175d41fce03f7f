"""Rows of webhooks: endpoints with their sealed secrets, messages, and the log of attempts."""

from sqlalchemy import ARRAY, Column, Index, Integer, LargeBinary, SmallInteger, String, text

from aftersales.kernel.tables import (
    Wall,
    instant_column,
    tenant_ref,
    tenant_table,
    tenant_unique,
    uuid_column,
    version_column,
)

webhook_endpoints = tenant_table(
    "webhook_endpoints",
    Column("url", String(2000), nullable=False),
    Column("description", String(200), nullable=False, server_default=""),
    Column("events", ARRAY(String(80)), nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("former_secret", LargeBinary),
    instant_column("former_secret_until", nullable=True),
    Column("state", String(12), nullable=False, server_default="active"),
    Column("disabled_reason", String(12)),
    instant_column("disabled_at", nullable=True),
    instant_column("failing_since", nullable=True),
    version_column(),
    instant_column("created_at", now=True),
    wall=Wall.CLOSED,
)

webhook_messages = tenant_table(
    "webhook_messages",
    uuid_column("endpoint_id"),
    uuid_column("fact_id"),
    Column("event", String(80), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("state", String(12), nullable=False, server_default="waiting"),
    Column("round", Integer, nullable=False, server_default=text("1")),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    instant_column("created_at"),
    instant_column("round_began_at"),
    instant_column("ended_at", nullable=True),
    tenant_unique("endpoint_id", "fact_id"),
    tenant_ref("endpoint_id", "webhook_endpoints", ondelete="CASCADE"),
    Index(
        "ix_webhook_messages_failed", "tenant_id", "endpoint_id", "fact_id", postgresql_where=text("state = 'failed'")
    ),
    wall=Wall.CLOSED,
)

webhook_attempts = tenant_table(
    "webhook_attempts",
    uuid_column("endpoint_id"),
    uuid_column("message_id"),
    uuid_column("fact_id"),
    Column("event", String(80), nullable=False),
    Column("number", Integer, nullable=False),
    instant_column("at"),
    Column("status", SmallInteger),
    Column("duration_ms", Integer, nullable=False),
    Column("error", String(400)),
    Column("response", String(1024), nullable=False, server_default=""),
    tenant_ref("message_id", "webhook_messages", ondelete="CASCADE"),
    Index("ix_webhook_attempts_endpoint", "tenant_id", "endpoint_id", "at", "message_id", "number"),
    wall=Wall.CLOSED,
    key=("message_id", "number"),
)
