"""A return is found by the serial of a line through an index."""

from typing import Final

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

INDEX: Final = """-- squawk-ignore ban-concurrent-index-creation-in-transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_return_lines_serial ON return_lines (tenant_id, serial)
WHERE serial IS NOT NULL"""


def upgrade() -> None:
    with op.get_context().autocommit_block():  # outside any transaction, so that filing goes on meanwhile
        connection = op.get_bind()
        connection.exec_driver_sql(
            "DROP INDEX CONCURRENTLY IF EXISTS ix_return_lines_serial"
        )  # what a try left unfinished
        connection.exec_driver_sql(INDEX)


def downgrade() -> None:
    op.get_bind().exec_driver_sql("DROP INDEX ix_return_lines_serial")
