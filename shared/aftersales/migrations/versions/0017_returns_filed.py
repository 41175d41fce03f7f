"""Figures of a period find its returns by an index."""

from typing import Final

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INDEX: Final = """-- squawk-ignore ban-concurrent-index-creation-in-transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_returns_filed_at ON returns (tenant_id, filed_at)"""


def upgrade() -> None:
    with op.get_context().autocommit_block():  # outside any transaction, so that filing goes on meanwhile
        connection = op.get_bind()
        connection.exec_driver_sql(
            "DROP INDEX CONCURRENTLY IF EXISTS ix_returns_filed_at"
        )  # what a try left unfinished
        connection.exec_driver_sql(INDEX)


def downgrade() -> None:
    op.get_bind().exec_driver_sql("DROP INDEX ix_returns_filed_at")
