"""How many applications were filed in a period under a quota."""

from typing import Final

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATEMENTS: Final = (
    """CREATE TABLE policy_quota_uses (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    code VARCHAR(40) NOT NULL,
    holder_id UUID NOT NULL,
    dealer_id UUID,
    period_start DATE NOT NULL,
    used INTEGER NOT NULL,
    CONSTRAINT pk_policy_quota_uses PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_policy_quota_uses_tenant_id_code_holder_id_period_start UNIQUE (tenant_id, code, holder_id, period_start)
)""",
    """ALTER TABLE policy_quota_uses ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE policy_quota_uses FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON policy_quota_uses TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON policy_quota_uses AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update ON policy_quota_uses TO aftersales_app""",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    op.get_bind().exec_driver_sql("DROP TABLE policy_quota_uses")
