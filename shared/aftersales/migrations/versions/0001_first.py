"""The first schema."""

from alembic import op

from aftersales.kernel.tables import DEFINERS, definer_statements, metadata, security_statements
from aftersales.migrations import registry

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    assert registry
    metadata.create_all(op.get_bind())
    for statement in [*security_statements(), *definer_statements()]:
        op.execute(statement)


def downgrade() -> None:
    for function in DEFINERS:
        op.execute(f'DROP FUNCTION {function}')
    metadata.drop_all(op.get_bind())
