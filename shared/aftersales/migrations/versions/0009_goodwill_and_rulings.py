"""Goodwill with its budgets, rulings beside decisions, pre-authorisations."""

from typing import Final

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STATEMENTS: Final = (
    """CREATE TABLE goodwill_budgets (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    code VARCHAR(40) NOT NULL,
    holder_id UUID NOT NULL,
    dealer_id UUID,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    currency VARCHAR(3) NOT NULL,
    amount_minor BIGINT NOT NULL,
    spent_minor BIGINT NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_goodwill_budgets PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_goodwill_budgets_tenant_id_code_holder_id_starts_on_ends_on UNIQUE (tenant_id, code, holder_id, starts_on, ends_on),
    CONSTRAINT ck_goodwill_budgets_never_negative CHECK (spent_minor >= 0 AND spent_minor <= amount_minor)
)""",
    """CREATE INDEX ix_goodwill_budgets_period ON goodwill_budgets (tenant_id, starts_on, id)""",
    """CREATE TABLE goodwill_grants (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    budget_id UUID NOT NULL,
    decision_id UUID NOT NULL,
    line VARCHAR(40) NOT NULL,
    dealer_id UUID,
    code VARCHAR(40) NOT NULL,
    clause VARCHAR(64) NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    reason TEXT NOT NULL,
    granted_by UUID NOT NULL,
    granted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    reversed_by UUID,
    reversed_at TIMESTAMP WITH TIME ZONE,
    reversal_reason TEXT,
    CONSTRAINT pk_goodwill_grants PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_goodwill_grants_tenant_id_budget_id FOREIGN KEY(tenant_id, budget_id) REFERENCES goodwill_budgets (tenant_id, id),
    CONSTRAINT fk_goodwill_grants_tenant_id_decision_id FOREIGN KEY(tenant_id, decision_id) REFERENCES policy_decisions (tenant_id, id),
    CONSTRAINT ck_goodwill_grants_grants_something CHECK (amount_minor > 0)
)""",
    """CREATE INDEX ix_goodwill_grants_budget ON goodwill_grants (tenant_id, budget_id, id)""",
    """CREATE UNIQUE INDEX uq_goodwill_grants_line ON goodwill_grants (tenant_id, decision_id, line) WHERE reversed_at IS NULL""",
    """CREATE TABLE decision_rulings (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    decision_id UUID NOT NULL,
    line VARCHAR(40) NOT NULL,
    dealer_id UUID,
    advised VARCHAR(12) NOT NULL,
    advised_clause VARCHAR(80) NOT NULL,
    ruled VARCHAR(12) NOT NULL,
    authority VARCHAR(64) NOT NULL,
    reason TEXT NOT NULL,
    ruled_by UUID NOT NULL,
    ruled_by_name VARCHAR(200) NOT NULL,
    ruled_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_decision_rulings PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_decision_rulings_tenant_id_decision_id FOREIGN KEY(tenant_id, decision_id) REFERENCES policy_decisions (tenant_id, id)
)""",
    """CREATE INDEX ix_decision_rulings_decision ON decision_rulings (tenant_id, decision_id, id)""",
    """CREATE TABLE pre_authorisations (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    serial VARCHAR(40) NOT NULL,
    dealer_id UUID NOT NULL,
    lines JSONB NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    reason TEXT NOT NULL,
    clause VARCHAR(64) NOT NULL,
    policy_version_id UUID NOT NULL,
    state VARCHAR(12) NOT NULL,
    up_to_minor BIGINT,
    valid_until DATE,
    answer TEXT,
    asked_by UUID NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    answered_by UUID,
    answered_at TIMESTAMP WITH TIME ZONE,
    consumed_by UUID,
    consumed_at TIMESTAMP WITH TIME ZONE,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_pre_authorisations PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_pre_authorisations_tenant_id_unit_id FOREIGN KEY(tenant_id, unit_id) REFERENCES units (tenant_id, id),
    CONSTRAINT fk_pre_authorisations_tenant_id_policy_version_id FOREIGN KEY(tenant_id, policy_version_id) REFERENCES policy_versions (tenant_id, id),
    CONSTRAINT ck_pre_authorisations_consumed_by_one CHECK ((state = 'consumed') = (consumed_by IS NOT NULL)),
    CONSTRAINT ck_pre_authorisations_granted_is_bound CHECK (state <> 'granted' OR (up_to_minor > 0 AND valid_until IS NOT NULL))
)""",
    """CREATE INDEX ix_pre_authorisations_dealer ON pre_authorisations (tenant_id, dealer_id, id)""",
    """CREATE INDEX ix_pre_authorisations_state ON pre_authorisations (tenant_id, state, id)""",
    """CREATE INDEX ix_pre_authorisations_unit ON pre_authorisations (tenant_id, unit_id)""",
    """ALTER TABLE goodwill_budgets ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE goodwill_budgets FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON goodwill_budgets TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON goodwill_budgets AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert, update, delete ON goodwill_budgets TO aftersales_app""",
    """ALTER TABLE goodwill_grants ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE goodwill_grants FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON goodwill_grants TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON goodwill_grants AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON goodwill_grants TO aftersales_app""",
    """ALTER TABLE pre_authorisations ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE pre_authorisations FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON pre_authorisations TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON pre_authorisations AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON pre_authorisations TO aftersales_app""",
    """ALTER TABLE decision_rulings ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE decision_rulings FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON decision_rulings TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON decision_rulings AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert ON decision_rulings TO aftersales_app""",
)

TABLES: Final = ("pre_authorisations", "decision_rulings", "goodwill_grants", "goodwill_budgets")


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    for name in TABLES:
        connection.exec_driver_sql(f"DROP TABLE {name}")
