"""Replays of a policy over past decisions, and shadows that decide beside people."""

from typing import Final

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATEMENTS: Final = (
    """ALTER TABLE policy_versions ADD COLUMN replay_id UUID""",
    """CREATE TABLE policy_replays (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    policy_version_id UUID NOT NULL,
    document BYTEA NOT NULL,
    fingerprint VARCHAR(64) NOT NULL,
    wanted JSONB NOT NULL,
    state VARCHAR(12) NOT NULL,
    job_id UUID NOT NULL,
    total INTEGER NOT NULL,
    reached UUID,
    report JSONB NOT NULL,
    created_by UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_policy_replays PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_policy_replays_tenant_id_policy_version_id FOREIGN KEY(tenant_id, policy_version_id) REFERENCES policy_versions (tenant_id, id)
)""",
    """CREATE INDEX ix_policy_replays_fingerprint ON policy_replays (tenant_id, fingerprint, id)""",
    """CREATE INDEX ix_policy_replays_version ON policy_replays (tenant_id, policy_version_id, id)""",
    """CREATE TABLE policy_replay_flips (
    tenant_id UUID NOT NULL,
    replay_id UUID NOT NULL,
    decision_id UUID NOT NULL,
    line VARCHAR(64) NOT NULL,
    subject_kind VARCHAR(40) NOT NULL,
    subject_id UUID NOT NULL,
    dealer_id UUID,
    decided_at TIMESTAMP WITH TIME ZONE NOT NULL,
    direction VARCHAR(16) NOT NULL,
    before VARCHAR(12) NOT NULL,
    after VARCHAR(12) NOT NULL,
    clause_before VARCHAR(64) NOT NULL,
    clause_after VARCHAR(64) NOT NULL,
    credit_before_minor BIGINT,
    credit_after_minor BIGINT,
    currency VARCHAR(3) NOT NULL,
    needs JSONB NOT NULL,
    CONSTRAINT pk_policy_replay_flips PRIMARY KEY (tenant_id, replay_id, decision_id, line),
    CONSTRAINT fk_policy_replay_flips_tenant_id_replay_id FOREIGN KEY(tenant_id, replay_id) REFERENCES policy_replays (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_policy_replay_flips_tenant_id_decision_id FOREIGN KEY(tenant_id, decision_id) REFERENCES policy_decisions (tenant_id, id)
)""",
    """CREATE INDEX ix_policy_replay_flips_dealer ON policy_replay_flips (tenant_id, replay_id, dealer_id, decision_id, line)""",
    """CREATE INDEX ix_policy_replay_flips_direction ON policy_replay_flips (tenant_id, replay_id, direction, decision_id, line)""",
    """CREATE TABLE policy_shadows (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    policy_version_id UUID NOT NULL,
    document BYTEA NOT NULL,
    fingerprint VARCHAR(64) NOT NULL,
    state VARCHAR(12) NOT NULL,
    min_cases INTEGER NOT NULL,
    min_agreement_percent INTEGER NOT NULL,
    started_by UUID NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_policy_shadows PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_policy_shadows_tenant_id_policy_version_id FOREIGN KEY(tenant_id, policy_version_id) REFERENCES policy_versions (tenant_id, id)
)""",
    """CREATE INDEX ix_policy_shadows_state ON policy_shadows (tenant_id, state, id)""",
    """CREATE TABLE policy_shadow_cases (
    tenant_id UUID NOT NULL,
    shadow_id UUID NOT NULL,
    decision_id UUID NOT NULL,
    line VARCHAR(64) NOT NULL,
    subject_kind VARCHAR(40) NOT NULL,
    subject_id UUID NOT NULL,
    dealer_id UUID,
    outcome VARCHAR(12) NOT NULL,
    clause VARCHAR(64) NOT NULL,
    is_accepted BOOLEAN NOT NULL,
    answered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_policy_shadow_cases PRIMARY KEY (tenant_id, shadow_id, decision_id, line),
    CONSTRAINT fk_policy_shadow_cases_tenant_id_shadow_id FOREIGN KEY(tenant_id, shadow_id) REFERENCES policy_shadows (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_policy_shadow_cases_tenant_id_decision_id FOREIGN KEY(tenant_id, decision_id) REFERENCES policy_decisions (tenant_id, id)
)""",
    """CREATE INDEX ix_policy_shadow_cases_clause ON policy_shadow_cases (tenant_id, shadow_id, clause, decision_id, line)""",
    """ALTER TABLE policy_replays ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE policy_replays FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON policy_replays TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON policy_replays AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert, update ON policy_replays TO aftersales_app""",
    """ALTER TABLE policy_replay_flips ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE policy_replay_flips FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON policy_replay_flips TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON policy_replay_flips AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert ON policy_replay_flips TO aftersales_app""",
    """ALTER TABLE policy_shadows ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE policy_shadows FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON policy_shadows TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON policy_shadows AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert, update ON policy_shadows TO aftersales_app""",
    """ALTER TABLE policy_shadow_cases ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE policy_shadow_cases FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON policy_shadow_cases TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON policy_shadow_cases AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert, update ON policy_shadow_cases TO aftersales_app""",
)

TABLES: Final = ("policy_shadow_cases", "policy_shadows", "policy_replay_flips", "policy_replays")


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    for name in TABLES:
        connection.exec_driver_sql(f"DROP TABLE {name}")
    connection.exec_driver_sql("ALTER TABLE policy_versions DROP COLUMN replay_id")
