"""Operators ask a tenant for access, and what they look at under its grant is put down."""

from typing import Final

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STATEMENTS: Final = (
    """ALTER TABLE tenants ADD COLUMN access_hours SMALLINT DEFAULT 8 NOT NULL""",
    """GRANT update (access_hours) ON tenants TO aftersales_app""",
    """CREATE TABLE access_grants (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    operator_id UUID NOT NULL,
    operator_name VARCHAR(200) NOT NULL,
    reason VARCHAR(400) NOT NULL,
    hours SMALLINT NOT NULL,
    state VARCHAR(12) NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    answered_by UUID,
    answered_by_name VARCHAR(200),
    answered_at TIMESTAMP WITH TIME ZONE,
    answer VARCHAR(400) DEFAULT '' NOT NULL,
    granted_hours SMALLINT,
    until TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    token_hash BYTEA,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_access_grants PRIMARY KEY (tenant_id, id),
    CONSTRAINT ck_access_grants_granted_by_somebody CHECK (state <> 'granted' OR (until IS NOT NULL AND answered_by IS NOT NULL))
)""",
    """CREATE INDEX ix_access_grants_asked_at ON access_grants (tenant_id, asked_at, id)""",
    """CREATE INDEX ix_access_grants_token_hash ON access_grants (token_hash) WHERE token_hash IS NOT NULL""",
    """CREATE UNIQUE INDEX uq_access_grants_asked ON access_grants (tenant_id, operator_id) WHERE state = 'asked'""",
    """CREATE TABLE access_looks (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    access_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    method VARCHAR(16) NOT NULL,
    address VARCHAR(500) NOT NULL,
    request_id VARCHAR(64) NOT NULL,
    CONSTRAINT pk_access_looks PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_access_looks_tenant_id_access_id FOREIGN KEY(tenant_id, access_id) REFERENCES access_grants (tenant_id, id)
)""",
    """CREATE INDEX ix_access_looks_access_id ON access_looks (tenant_id, access_id, at, id)""",
    """ALTER TABLE access_grants ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE access_grants FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON access_grants TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON access_grants AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, update (state, answered_by, answered_by_name, answered_at, answer, granted_hours, until, ended_at, version) ON access_grants TO aftersales_app""",
    """ALTER TABLE access_looks ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE access_looks FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON access_looks TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON access_looks AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select ON access_looks TO aftersales_app""",
    """GRANT select, insert, update ON access_grants TO aftersales_definer""",
    """CREATE FUNCTION ask_access(of_tenant uuid, access uuid, why varchar, wanted integer, at timestamptz, fact uuid, operator uuid, called varchar) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

DECLARE
  longest integer;
BEGIN
  SELECT t.access_hours INTO longest FROM tenants t WHERE t.id = of_tenant;
  IF NOT FOUND OR wanted > longest THEN RETURN longest; END IF;
  INSERT INTO access_grants (tenant_id, id, operator_id, operator_name, reason, hours, state, asked_at)
  VALUES (of_tenant, access, operator, called, why, wanted, 'asked', at)
  ON CONFLICT (tenant_id, operator_id) WHERE state = 'asked' DO NOTHING;
  IF NOT FOUND THEN RETURN 0; END IF;
  PERFORM announce(of_tenant, fact, 'tenancy.access_asked', at, 'access', access, NULL, 'operator', operator, called,
    '', jsonb_build_object('access_id', access, 'operator_name', called, 'reason', why, 'hours', wanted));
  INSERT INTO operator_acts (id, operator_id, at, act, tenant_id, details)
  VALUES (fact, operator, at, 'access.asked', of_tenant,
          jsonb_build_object('access_id', access, 'reason', why, 'hours', wanted::text));
  RETURN -1;
END

$body$""",
    """REVOKE ALL ON FUNCTION ask_access FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION ask_access TO aftersales_operator""",
    """ALTER FUNCTION ask_access OWNER TO aftersales_definer""",
    """GRANT select, insert ON access_looks TO aftersales_definer""",
    """CREATE FUNCTION operator_accesses(caller uuid, of_tenant uuid, only_id uuid, before_id uuid, most integer) RETURNS TABLE (id uuid, tenant_id uuid, tenant_code varchar, tenant_name varchar, operator_id uuid, operator_name varchar, reason varchar, hours smallint, state varchar, asked_at timestamptz, answered_at timestamptz, answer varchar, until timestamptz, looks bigint, is_own boolean) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY
  SELECT g.id, g.tenant_id, t.code, t.name, g.operator_id, g.operator_name, g.reason, g.hours, g.state, g.asked_at,
         g.answered_at, g.answer, g.until,
         (SELECT count(*) FROM access_looks l WHERE l.tenant_id = g.tenant_id AND l.access_id = g.id),
         g.operator_id = caller
  FROM access_grants g JOIN tenants t ON t.id = g.tenant_id
  WHERE (of_tenant IS NULL OR g.tenant_id = of_tenant) AND (only_id IS NULL OR g.id = only_id)
    AND (before_id IS NULL OR g.id < before_id)
  ORDER BY g.id DESC LIMIT most;
END

$body$""",
    """REVOKE ALL ON FUNCTION operator_accesses FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION operator_accesses TO aftersales_operator""",
    """ALTER FUNCTION operator_accesses OWNER TO aftersales_definer""",
    """CREATE FUNCTION open_access(access uuid, hash bytea, moment timestamptz, fact uuid, operator uuid, called varchar) RETURNS TABLE (tenant_id uuid, until timestamptz) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

DECLARE
  opened record;
BEGIN
  UPDATE access_grants g SET token_hash = hash
  WHERE g.id = access AND g.operator_id = operator AND g.state = 'granted' AND g.until > moment
  RETURNING g.tenant_id, g.until INTO opened;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM announce(opened.tenant_id, fact, 'tenancy.access_opened', moment, 'access', access, NULL, 'operator',
    operator, called, '',
    jsonb_build_object('access_id', access, 'operator_name', called, 'until', opened.until));
  INSERT INTO operator_acts (id, operator_id, at, act, tenant_id, details)
  VALUES (fact, operator, moment, 'access.opened', opened.tenant_id, jsonb_build_object('access_id', access));
  RETURN QUERY SELECT opened.tenant_id, opened.until;
END

$body$""",
    """REVOKE ALL ON FUNCTION open_access FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION open_access TO aftersales_operator""",
    """ALTER FUNCTION open_access OWNER TO aftersales_definer""",
    """CREATE FUNCTION withdraw_access(access uuid, moment timestamptz, fact uuid, operator uuid, called varchar) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

DECLARE
  brand uuid;
BEGIN
  UPDATE access_grants g
  SET state = 'withdrawn', ended_at = moment, token_hash = NULL, version = g.version + 1
  WHERE g.id = access AND g.operator_id = operator
    AND (g.state = 'asked' OR (g.state = 'granted' AND g.until > moment))
  RETURNING g.tenant_id INTO brand;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM announce(brand, fact, 'tenancy.access_withdrawn', moment, 'access', access, NULL, 'operator', operator,
    called, '', jsonb_build_object('access_id', access, 'operator_name', called));
  INSERT INTO operator_acts (id, operator_id, at, act, tenant_id, details)
  VALUES (fact, operator, moment, 'access.withdrawn', brand, jsonb_build_object('access_id', access));
  RETURN true;
END

$body$""",
    """REVOKE ALL ON FUNCTION withdraw_access FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION withdraw_access TO aftersales_operator""",
    """ALTER FUNCTION withdraw_access OWNER TO aftersales_definer""",
    """GRANT select ON operators TO aftersales_definer""",
    """CREATE FUNCTION auth_access(hash bytea, moment timestamptz, look uuid, asked_as varchar, of_address varchar, request varchar) RETURNS TABLE (access_id uuid, operator_id uuid, operator_name varchar, tenant_id uuid, tenant_state varchar, until timestamptz) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

DECLARE
  held record;
BEGIN
  SELECT g.id, g.operator_id, g.operator_name, g.tenant_id, t.state AS tenant_state, g.until INTO held
  FROM access_grants g
  JOIN tenants t ON t.id = g.tenant_id
  JOIN operators o ON o.id = g.operator_id AND o.state = 'active'
  WHERE g.token_hash = hash AND g.state = 'granted' AND g.until > moment;
  IF NOT FOUND THEN RETURN; END IF;
  INSERT INTO access_looks (tenant_id, id, access_id, at, method, address, request_id)
  VALUES (held.tenant_id, look, held.id, moment, asked_as, of_address, request);
  INSERT INTO operator_acts (id, operator_id, at, act, tenant_id, details)
  VALUES (look, held.operator_id, moment, 'access.looked', held.tenant_id,
          jsonb_build_object('access_id', held.id, 'method', asked_as, 'address', of_address));
  RETURN QUERY
  SELECT held.id, held.operator_id, held.operator_name, held.tenant_id, held.tenant_state, held.until;
END

$body$""",
    """REVOKE ALL ON FUNCTION auth_access FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION auth_access TO aftersales_app""",
    """ALTER FUNCTION auth_access OWNER TO aftersales_definer""",
)

BEFORE: Final = (
    "DROP FUNCTION auth_access",
    "DROP FUNCTION withdraw_access",
    "DROP FUNCTION open_access",
    "DROP FUNCTION operator_accesses",
    "DROP FUNCTION ask_access",
    "DROP TABLE access_looks",
    "DROP TABLE access_grants",
    "REVOKE select ON operators FROM aftersales_definer",
    "ALTER TABLE tenants DROP COLUMN access_hours",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    for statement in BEFORE:
        connection.exec_driver_sql(statement)
