"""People keep views of pages, and choose which they find first."""

from typing import Final

from alembic import op

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None

STATEMENTS: Final = (
    """CREATE TABLE saved_views (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    page VARCHAR(40) NOT NULL,
    person_id UUID NOT NULL,
    owner_name VARCHAR(200) NOT NULL,
    organisation_id UUID,
    dealer_id UUID,
    name VARCHAR(60) NOT NULL,
    query VARCHAR(2000) NOT NULL,
    columns VARCHAR(60)[] NOT NULL,
    is_shared BOOLEAN NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_saved_views PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_saved_views_tenant_id_person_id_page_name UNIQUE (tenant_id, person_id, page, name)
)""",
    """CREATE INDEX ix_saved_views_shared ON saved_views (tenant_id, organisation_id, page) WHERE is_shared""",
    """ALTER TABLE saved_views ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE saved_views FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON saved_views TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON saved_views AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON saved_views TO aftersales_app""",
    """CREATE TABLE saved_view_defaults (
    tenant_id UUID NOT NULL,
    person_id UUID NOT NULL,
    page VARCHAR(40) NOT NULL,
    view_id UUID NOT NULL,
    dealer_id UUID,
    CONSTRAINT pk_saved_view_defaults PRIMARY KEY (tenant_id, person_id, page),
    CONSTRAINT fk_saved_view_defaults_tenant_id_view_id FOREIGN KEY(tenant_id, view_id) REFERENCES saved_views (tenant_id, id) ON DELETE CASCADE
)""",
    """CREATE INDEX ix_saved_view_defaults_view_id ON saved_view_defaults (tenant_id, view_id)""",
    """ALTER TABLE saved_view_defaults ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE saved_view_defaults FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON saved_view_defaults TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON saved_view_defaults AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON saved_view_defaults TO aftersales_app""",
)

BEFORE: Final = ("DROP TABLE saved_view_defaults", "DROP TABLE saved_views")


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    for statement in BEFORE:
        connection.exec_driver_sql(statement)
