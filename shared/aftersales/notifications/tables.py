"""Rows of notifications: messages and what people want to be mailed."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Text, text

from aftersales.kernel.tables import (
    Wall,
    instant_column,
    tenant_table,
    tenant_unique,
    uuid_column,
    version_column,
)

messages = tenant_table(
    "messages",
    uuid_column("cause_id"),
    Column("recipient_key", String(254), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("template", String(40), nullable=False),
    uuid_column("person_id", nullable=True),
    Column("recipient_name", String(200), nullable=False),
    Column("address", String(254), nullable=False),
    uuid_column("dealer_id", nullable=True),
    Column("locale", String(8), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("body", Text, nullable=False),
    Column("link", String(2000)),
    Column("by_phone", Boolean, nullable=False, server_default=text("false")),
    Column("is_confidential", Boolean, nullable=False, server_default=text("false")),
    Column("state", String(12), nullable=False),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("round", Integer, nullable=False, server_default=text("1")),
    Column("answer", String(500), nullable=False, server_default=""),
    instant_column("created_at"),
    instant_column("handed_at", nullable=True),
    instant_column("ended_at", nullable=True),
    instant_column("read_at", nullable=True),
    version_column(),
    tenant_unique("cause_id", "recipient_key", "channel", "template"),
    Index("ix_messages_inbox", "tenant_id", "person_id", "id", postgresql_where=text("channel = 'inbox'")),
    Index(
        "ix_messages_unread",
        "tenant_id",
        "person_id",
        "id",
        postgresql_where=text("channel = 'inbox' AND state = 'sent'"),
    ),
    Index("ix_messages_state", "tenant_id", "state", "id"),
    Index("ix_messages_person", "tenant_id", "person_id", "id"),
    wall=Wall.OWN,
)

message_preferences = tenant_table(
    "message_preferences",
    uuid_column("person_id"),
    Column("template", String(40), nullable=False),
    Column("mail", Boolean, nullable=False),
    uuid_column("dealer_id", nullable=True),
    wall=Wall.OWN,
    key=("person_id", "template"),
)
