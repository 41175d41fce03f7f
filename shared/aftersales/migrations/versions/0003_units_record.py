"""A unit's record: repairs, meter readings, stops, extended cards; and what the law asks of a sale."""

from typing import Final

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENTS: Final = (
    """ALTER TABLE units ADD COLUMN province VARCHAR(6)""",
    """ALTER TABLE units ADD COLUMN use VARCHAR(16)""",
    """ALTER TABLE units ADD COLUMN exchanged_on DATE""",
    """ALTER TABLE units ADD COLUMN certificate_until DATE""",
    """ALTER TABLE units ADD COLUMN is_installation_agreed BOOLEAN""",
    """ALTER TABLE units ADD COLUMN is_remote_sale BOOLEAN""",
    """ALTER TABLE units ADD COLUMN is_odometer_tampered BOOLEAN DEFAULT false NOT NULL""",
    """ALTER TABLE units ADD COLUMN price_minor BIGINT""",
    """ALTER TABLE units ADD COLUMN price_currency VARCHAR(3)""",
    """CREATE TABLE unit_repairs (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    dealer_id UUID NOT NULL,
    brought_in_at TIMESTAMP WITH TIME ZONE NOT NULL,
    returned_at TIMESTAMP WITH TIME ZONE,
    fault VARCHAR(64) NOT NULL,
    is_safety_fault BOOLEAN,
    is_loaner_given BOOLEAN,
    replaced JSONB DEFAULT '[]' NOT NULL,
    waiting_for_parts JSONB DEFAULT '[]' NOT NULL,
    excluded JSONB DEFAULT '[]' NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_unit_repairs PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_unit_repairs_tenant_id_unit_id FOREIGN KEY(tenant_id, unit_id) REFERENCES units (tenant_id, id),
    CONSTRAINT ck_unit_repairs_ends_after_it_begins CHECK (returned_at >= brought_in_at)
)""",
    """CREATE INDEX ix_unit_repairs_unit ON unit_repairs (tenant_id, unit_id, brought_in_at)""",
    """CREATE TABLE unit_readings (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    dealer_id UUID NOT NULL,
    read_on DATE NOT NULL,
    km INTEGER,
    hours INTEGER,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_unit_readings PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_unit_readings_tenant_id_unit_id FOREIGN KEY(tenant_id, unit_id) REFERENCES units (tenant_id, id),
    CONSTRAINT ck_unit_readings_says_something CHECK (coalesce(km, hours) IS NOT NULL),
    CONSTRAINT ck_unit_readings_not_negative CHECK (km >= 0 AND hours >= 0)
)""",
    """CREATE INDEX ix_unit_readings_unit ON unit_readings (tenant_id, unit_id, read_on)""",
    """CREATE TABLE unit_stops (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    dealer_id UUID NOT NULL,
    kind VARCHAR(20) NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_unit_stops PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_unit_stops_tenant_id_unit_id FOREIGN KEY(tenant_id, unit_id) REFERENCES units (tenant_id, id),
    CONSTRAINT ck_unit_stops_ends_after_it_begins CHECK (ends_at >= starts_at)
)""",
    """CREATE INDEX ix_unit_stops_unit ON unit_stops (tenant_id, unit_id, starts_at)""",
    """CREATE TABLE unit_cards (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    dealer_id UUID NOT NULL,
    number VARCHAR(64) NOT NULL,
    code VARCHAR(40) NOT NULL,
    purchased_on DATE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_unit_cards PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_unit_cards_tenant_id_number UNIQUE (tenant_id, number),
    CONSTRAINT fk_unit_cards_tenant_id_unit_id FOREIGN KEY(tenant_id, unit_id) REFERENCES units (tenant_id, id)
)""",
    """CREATE INDEX ix_unit_cards_unit ON unit_cards (tenant_id, unit_id)""",
    """ALTER TABLE unit_repairs ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE unit_repairs FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON unit_repairs TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON unit_repairs AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON unit_repairs TO aftersales_app""",
    """ALTER TABLE unit_readings ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE unit_readings FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON unit_readings TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON unit_readings AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON unit_readings TO aftersales_app""",
    """ALTER TABLE unit_stops ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE unit_stops FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON unit_stops TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON unit_stops AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON unit_stops TO aftersales_app""",
    """ALTER TABLE unit_cards ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE unit_cards FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON unit_cards TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON unit_cards AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON unit_cards TO aftersales_app""",
)

TABLES: Final = ("unit_cards", "unit_stops", "unit_readings", "unit_repairs")
COLUMNS: Final = (
    "price_currency",
    "price_minor",
    "is_odometer_tampered",
    "is_remote_sale",
    "is_installation_agreed",
    "certificate_until",
    "exchanged_on",
    "use",
    "province",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    for name in TABLES:
        connection.exec_driver_sql(f"DROP TABLE {name}")
    for name in COLUMNS:
        connection.exec_driver_sql(f"ALTER TABLE units DROP COLUMN {name}")
