"""The first schema."""

from alembic import op

from aftersales.kernel.tables import definer_statements, metadata, security_statements
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


FUNCTIONS = """
SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
"""
POLICIES = "SELECT format('%I ON %I', policyname, tablename) FROM pg_policies WHERE schemaname = 'public'"


def downgrade() -> None:
    bind = op.get_bind()
    for (policy,) in bind.exec_driver_sql(POLICIES).all():
        op.execute(f"DROP POLICY {policy}")
    for (function,) in bind.exec_driver_sql(FUNCTIONS).all():
        op.execute(f"DROP FUNCTION {function} CASCADE")
    metadata.drop_all(bind)
