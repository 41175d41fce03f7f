"""Each customer's link has a row, can be taken back, and lasts as long as the tenant says."""

from typing import Final

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STATEMENTS: Final = (
    """ALTER TABLE tenants ADD COLUMN customer_link_days SMALLINT DEFAULT 180 NOT NULL""",
    """GRANT update (customer_link_days) ON tenants TO aftersales_app""",
    """CREATE TABLE customer_links (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    return_id UUID NOT NULL,
    dealer_id UUID NOT NULL,
    is_dealers BOOLEAN NOT NULL,
    given_by UUID NOT NULL,
    given_by_name VARCHAR(200) NOT NULL,
    given_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    revoked_by UUID,
    revoked_by_name VARCHAR(200),
    reason VARCHAR(400) DEFAULT '' NOT NULL,
    CONSTRAINT pk_customer_links PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_customer_links_tenant_id_return_id FOREIGN KEY(tenant_id, return_id) REFERENCES returns (tenant_id, id)
)""",
    """CREATE INDEX ix_customer_links_return_id ON customer_links (tenant_id, return_id, given_at, id)""",
    """ALTER TABLE customer_links ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE customer_links FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON customer_links TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON customer_links AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update (revoked_at, revoked_by, revoked_by_name, reason) ON customer_links TO aftersales_app""",
    """CREATE TABLE customer_link_stops (
    tenant_id UUID NOT NULL,
    return_id UUID NOT NULL,
    dealer_id UUID NOT NULL,
    stopped_at TIMESTAMP WITH TIME ZONE NOT NULL,
    stopped_by UUID NOT NULL,
    stopped_by_name VARCHAR(200) NOT NULL,
    reason VARCHAR(400) NOT NULL,
    CONSTRAINT pk_customer_link_stops PRIMARY KEY (tenant_id, return_id),
    CONSTRAINT fk_customer_link_stops_tenant_id_return_id FOREIGN KEY(tenant_id, return_id) REFERENCES returns (tenant_id, id)
)""",
    """ALTER TABLE customer_link_stops ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE customer_link_stops FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON customer_link_stops TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON customer_link_stops AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert ON customer_link_stops TO aftersales_app""",
)

BEFORE: Final = (
    "DROP TABLE customer_link_stops",
    "DROP TABLE customer_links",
    "ALTER TABLE tenants DROP COLUMN customer_link_days",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    for statement in BEFORE:
        connection.exec_driver_sql(statement)
