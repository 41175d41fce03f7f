"""Rows of documents: papers on record, the counters of their numbers, letterheads."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    text,
)

from aftersales.kernel.tables import (
    Wall,
    instant_column,
    tenant_ref,
    tenant_table,
    tenant_unique,
    uuid_column,
    version_column,
)

documents = tenant_table(
    "documents",
    Column("kind", String(24), nullable=False),
    Column("number", String(64), nullable=False),
    Column("subject_kind", String(40), nullable=False),
    uuid_column("subject_id"),
    uuid_column("dealer_id", nullable=True),
    uuid_column("cause_id"),
    Column("state", String(12), nullable=False, server_default="requested"),
    Column("language", String(8), nullable=False),
    Column("template_version", SmallInteger, nullable=False),
    Column("policy_version", String(64), nullable=False),
    Column("contents", LargeBinary, nullable=False),
    Column("paper_hash", LargeBinary, nullable=False),
    Column("code", String(216), nullable=False),
    Column("object_key", String(200)),
    Column("pdf_sha256", String(64)),
    Column("length", BigInteger),
    Column("pages", Integer),
    uuid_column("requested_by"),
    Column("requested_by_name", String(200), nullable=False),
    instant_column("issued_at"),
    uuid_column("supersedes", nullable=True),
    uuid_column("superseded_by", nullable=True),
    instant_column("superseded_at", nullable=True),
    instant_column("revoked_at", nullable=True),
    Column("revocation_reason", String(500)),
    Column("failure", String(80)),
    version_column(),
    tenant_unique("kind", "number"),
    tenant_unique("cause_id", "kind"),
    tenant_ref("supersedes", "documents"),
    CheckConstraint(
        "state <> 'ready' OR (object_key IS NOT NULL AND pdf_sha256 IS NOT NULL AND length > 0 AND pages > 0)",
        name="ready_has_a_file",
    ),
    CheckConstraint("(state = 'revoked') = (revoked_at IS NOT NULL)", name="revoked_says_when"),
    Index("ix_documents_subject", "tenant_id", "subject_id", "kind", "id"),
    Index(
        "uq_documents_current",
        "tenant_id",
        "subject_id",
        "kind",
        unique=True,
        postgresql_where=text("state IN ('requested', 'ready', 'failed')"),
    ),
    Index("ix_documents_dealer", "tenant_id", "dealer_id", "id", postgresql_where=text("dealer_id IS NOT NULL")),
    wall=Wall.OWN,
    app_grants=(
        "select, insert, update (state, object_key, pdf_sha256, length, pages, superseded_by, superseded_at, "
        "revoked_at, revocation_reason, failure, version)"
    ),
)

document_numbers = tenant_table(
    "document_numbers",
    Column("kind", String(24), nullable=False),
    Column("year", SmallInteger, nullable=False),
    Column("last", Integer, nullable=False),
    wall=Wall.SHARED,
    key=("kind", "year"),
    app_grants="select, insert, update",
)

letterheads = tenant_table(
    "letterheads",
    Column("stamp", String(40), nullable=False, server_default=""),
    Column("logo", LargeBinary),
    uuid_column("logo_file_id", nullable=True),
    version_column(),
    wall=Wall.SHARED,
    key=(),
)
