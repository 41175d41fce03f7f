"""Rows of the ledger, and the statements that keep it true whoever writes.

The application may add transactions and entries and may never change them. Entries that do not sum to zero for each
part of a transaction are refused by the database, and so is a real place that would hold less than nothing.
"""

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    LargeBinary,
    String,
    event,
    text,
)

from aftersales.kernel.tables import (
    Wall,
    instant_column,
    metadata,
    tenant_ref,
    tenant_table,
    tenant_unique,
    uuid_column,
)
from aftersales.parts.ledger.tables_posting import BALANCED, POST_STOCK, TRIGGER

stock_transactions = tenant_table(
    "stock_transactions",
    Column("cause_kind", String(40), nullable=False),
    uuid_column("cause_id"),
    Column("digest", LargeBinary, nullable=False),
    instant_column("at"),
    Column("actor_kind", String(16), nullable=False),
    uuid_column("actor_id"),
    Column("actor_name", String(200), nullable=False),
    Column("memo", String(400), nullable=False, server_default=""),
    uuid_column("dealer_id", nullable=True),
    tenant_unique("cause_id", "cause_kind"),
    Index("ix_stock_transactions_kind", "tenant_id", "cause_kind", "id"),
    wall=Wall.OWN,
    app_grants="select, insert",
)

stock_balances = tenant_table(
    "stock_balances",
    uuid_column("location_id"),
    uuid_column("part_id"),
    uuid_column("dealer_id", nullable=True),
    Column("is_virtual", Boolean, nullable=False),
    Column("quantity", BigInteger, nullable=False, server_default=text("0")),
    Column("position", BigInteger, nullable=False, server_default=text("0")),
    instant_column("at", nullable=True),
    tenant_ref("part_id", "catalog_parts"),
    CheckConstraint("is_virtual OR quantity >= 0", name="never_negative"),
    Index("ix_stock_balances_part", "tenant_id", "part_id", "location_id"),
    wall=Wall.OWN,
    key=("location_id", "part_id"),
    app_grants="select, insert, update (quantity, position, at)",
    extra=("ALTER TABLE stock_balances SET (fillfactor = 70)",),
)

stock_entries = tenant_table(
    "stock_entries",
    uuid_column("location_id"),
    uuid_column("part_id"),
    Column("position", BigInteger, nullable=False),
    uuid_column("transaction_id"),
    uuid_column("dealer_id", nullable=True),
    Column("quantity", BigInteger, nullable=False),
    Column("balance", BigInteger, nullable=False),
    instant_column("at"),
    CheckConstraint("quantity <> 0", name="moves"),
    Index("ix_stock_entries_transaction", "tenant_id", "transaction_id"),
    wall=Wall.OWN,
    key=("location_id", "part_id", "position"),
    app_grants="select, insert",
    extra=(
        BALANCED,
        TRIGGER,
        POST_STOCK,
    ),
)

event.listen(
    metadata,
    "after_drop",
    DDL("DROP FUNCTION IF EXISTS stock_entries_balanced, post_stock"),  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy
)
