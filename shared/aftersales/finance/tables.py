"""Rows of finance: an append-only double-entry ledger, and the notes that name its bookings."""

from typing import Final

from sqlalchemy import (
    DDL,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    event,
    text,
)

from aftersales.kernel.tables import (
    Wall,
    currency_column,
    instant_column,
    metadata,
    minor_column,
    tenant_ref,
    tenant_table,
    tenant_unique,
    uuid_column,
    version_column,
)

BALANCED: Final = """
CREATE OR REPLACE FUNCTION ledger_entries_balanced() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $body$
BEGIN
  IF EXISTS (SELECT FROM added GROUP BY tenant_id, transaction_id, currency HAVING sum(amount_minor) <> 0) THEN
    RAISE EXCEPTION 'the entries of a transaction must sum to zero in each currency' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$body$
"""

TRIGGER: Final = """
CREATE TRIGGER balanced AFTER INSERT ON ledger_entries REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION ledger_entries_balanced()
"""

ledger_accounts = tenant_table(
    "ledger_accounts",
    Column("kind", String(24), nullable=False),
    uuid_column("dealer_id", nullable=True),
    currency_column(),
    tenant_ref("dealer_id", "organisations"),
    wall=Wall.OWN,
    app_grants="select, insert",
)

ledger_transactions = tenant_table(
    "ledger_transactions",
    Column("cause_kind", String(40), nullable=False),
    uuid_column("cause_id"),
    uuid_column("credit_note_id"),
    Column("number", String(24), nullable=False),
    instant_column("at"),
    Column("actor_kind", String(16), nullable=False),
    uuid_column("actor_id"),
    Column("actor_name", String(200), nullable=False),
    Column("memo", String(400), nullable=False, server_default=""),
    uuid_column("dealer_id"),
    tenant_unique("cause_id", "cause_kind"),
    tenant_unique("number"),
    tenant_ref("credit_note_id", "credit_notes"),
    wall=Wall.OWN,
    app_grants="select, insert",
)

ledger_entries = tenant_table(
    "ledger_entries",
    uuid_column("transaction_id"),
    Column("line", SmallInteger, nullable=False),
    uuid_column("account_id"),
    uuid_column("dealer_id", nullable=True),
    minor_column("amount_minor"),
    currency_column(),
    instant_column("at"),
    tenant_ref("transaction_id", "ledger_transactions"),
    tenant_ref("account_id", "ledger_accounts"),
    CheckConstraint("amount_minor <> 0", name="moves"),
    Index("ix_ledger_entries_account", "tenant_id", "account_id", "at"),
    wall=Wall.OWN,
    key=("transaction_id", "line"),
    app_grants="select, insert",
    extra=(BALANCED, TRIGGER),
)

event.listen(
    metadata,
    "after_drop",
    DDL("DROP FUNCTION IF EXISTS ledger_entries_balanced"),  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy
)

credit_series = tenant_table(
    "credit_series",
    Column("series", String(8), nullable=False),
    Column("year", SmallInteger, nullable=False),
    Column("last", Integer, nullable=False),
    wall=Wall.CLOSED,
    key=("series", "year"),
    app_grants="select, insert, update (last)",
)

credit_notes = tenant_table(
    "credit_notes",
    Column("number", String(24), nullable=False),
    uuid_column("dealer_id"),
    minor_column("amount_minor"),
    currency_column(),
    Column("expense", String(24), nullable=False),
    Column("cause_kind", String(40), nullable=False),
    uuid_column("cause_id"),
    Column("digest", LargeBinary, nullable=False),
    Column("memo", String(400), nullable=False, server_default=""),
    Column("state", String(12), nullable=False, server_default="posted"),
    instant_column("posted_at"),
    Column("reversal_number", String(24)),
    Column("reversal_reason", String(400)),
    instant_column("reversed_at", nullable=True),
    version_column(),
    tenant_unique("number"),
    tenant_unique("cause_id", "cause_kind"),
    tenant_ref("dealer_id", "organisations"),
    CheckConstraint("amount_minor > 0", name="amount_positive"),
    Index("ix_credit_notes_dealer", "tenant_id", "dealer_id", "id"),
    wall=Wall.OWN,
    app_grants="select, insert, update (state, reversal_number, reversal_reason, reversed_at, version)",
)

credit_note_lines = tenant_table(
    "credit_note_lines",
    uuid_column("credit_note_id"),
    Column("number", SmallInteger, nullable=False),
    uuid_column("line_id"),
    uuid_column("dealer_id"),
    Column("text", String(200), nullable=False, server_default=""),
    Column("quantity", Integer, nullable=False),
    minor_column("amount_minor"),
    currency_column(),
    instant_column("reversed_at", nullable=True),
    tenant_ref("credit_note_id", "credit_notes"),
    Index(
        "uq_credit_note_lines_line", "tenant_id", "line_id", unique=True, postgresql_where=text("reversed_at IS NULL")
    ),
    wall=Wall.OWN,
    key=("credit_note_id", "number"),
    app_grants="select, insert, update (reversed_at)",
)
