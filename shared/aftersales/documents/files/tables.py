"""Rows of files."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, String, text

from aftersales.kernel.tables import Wall, instant_column, json_column, tenant_table, uuid_column, version_column

files = tenant_table(
    "files",
    Column("purpose", String(16), nullable=False),
    Column("name", String(160), nullable=False),
    Column("content_type", String(100), nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("sha256", String(64)),
    Column("width", Integer),
    Column("height", Integer),
    Column("state", String(12), nullable=False, server_default="pending"),
    json_column("refusal", nullable=True),
    uuid_column("uploaded_by"),
    uuid_column("dealer_id", nullable=True),
    Column("subject_kind", String(40)),
    uuid_column("subject_id", nullable=True),
    instant_column("created_at"),
    version_column(),
    CheckConstraint("state <> 'ready' OR sha256 IS NOT NULL", name="ready_is_proven"),
    Index("ix_files_subject", "tenant_id", "subject_id", postgresql_where=text("subject_id IS NOT NULL")),
    wall=Wall.OWN,
)
