"""Rows of policy: versions that never change once published, and the decisions they made."""

from sqlalchemy import Column, Index, Integer, LargeBinary, String

from aftersales.kernel.tables import (
    APP_ROLE,
    CURRENT_DEALER,
    Wall,
    instant_column,
    json_column,
    tenant_ref,
    tenant_table,
    tenant_unique,
    uuid_column,
    version_column,
)

policy_versions = tenant_table(
    "policy_versions",
    Column("number", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("name", String(200), nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    instant_column("effective_at", nullable=True),
    instant_column("published_at", nullable=True),
    uuid_column("published_by", nullable=True),
    uuid_column("replay_id", nullable=True),
    uuid_column("created_by"),
    instant_column("created_at"),
    instant_column("changed_at"),
    version_column(),
    tenant_unique("number"),
    Index("ix_policy_versions_effective", "tenant_id", "state", "effective_at"),
    wall=Wall.SHARED,
    extra=(
        """CREATE OR REPLACE FUNCTION refuse_change_of_published_policy() RETURNS trigger LANGUAGE plpgsql
        SET search_path = pg_catalog, public, pg_temp AS $$
        BEGIN
          IF TG_OP = 'DELETE' AND current_user = 'aftersales_definer' THEN RETURN OLD; END IF;
          RAISE EXCEPTION 'a published policy version never changes' USING ERRCODE = 'AF001';
        END $$""",
        """CREATE TRIGGER published_is_final BEFORE UPDATE OR DELETE ON policy_versions
        FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION refuse_change_of_published_policy()""",
        f"""CREATE POLICY drafts_are_the_manufacturers ON policy_versions AS RESTRICTIVE TO {APP_ROLE}
        USING (state = 'published' OR {CURRENT_DEALER} IS NULL)""",
    ),
)

policy_decisions = tenant_table(
    "policy_decisions",
    uuid_column("policy_version_id"),
    Column("subject_kind", String(40), nullable=False),
    uuid_column("subject_id"),
    uuid_column("dealer_id", nullable=True),
    json_column("facts"),
    json_column("decision"),
    instant_column("decided_at"),
    tenant_ref("policy_version_id", "policy_versions"),
    Index("ix_policy_decisions_subject", "tenant_id", "subject_id", "id"),
    wall=Wall.OWN,
    app_grants="select, insert",
)
