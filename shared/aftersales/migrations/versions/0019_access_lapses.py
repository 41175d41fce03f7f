"""An operator's request that nobody answers lapses, after as long as the tenant says."""

from typing import Final

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

STATEMENTS: Final = (
    "ALTER TABLE tenants ADD COLUMN access_wait_hours SMALLINT DEFAULT 72 NOT NULL",
    "GRANT update (access_wait_hours) ON tenants TO aftersales_app",
    "ALTER TABLE access_grants ADD COLUMN lapses_at TIMESTAMP WITH TIME ZONE",
    """CREATE OR REPLACE FUNCTION ask_access(of_tenant uuid, access uuid, why varchar, wanted integer, at timestamptz, fact uuid, operator uuid, called varchar) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

DECLARE
  longest integer;
  waits integer;
BEGIN
  SELECT t.access_hours, t.access_wait_hours INTO longest, waits FROM tenants t WHERE t.id = of_tenant;
  IF NOT FOUND OR wanted > longest THEN RETURN longest; END IF;
  INSERT INTO access_grants (tenant_id, id, operator_id, operator_name, reason, hours, state, asked_at,
    lapses_at)
  VALUES (of_tenant, access, operator, called, why, wanted, 'asked', at, at + make_interval(hours => waits))
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
    """CREATE FUNCTION access_lapses_at(of_tenant uuid, access uuid) RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN (SELECT g.lapses_at FROM access_grants g WHERE g.tenant_id = of_tenant AND g.id = access);
END

$body$""",
    "REVOKE ALL ON FUNCTION access_lapses_at FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION access_lapses_at TO aftersales_operator",
    "ALTER FUNCTION access_lapses_at OWNER TO aftersales_definer",
    """CREATE FUNCTION lapse_access(of_tenant uuid, access uuid, moment timestamptz, act uuid) RETURNS TABLE (name varchar, email varchar) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

DECLARE
  lapsed record;
BEGIN
  UPDATE access_grants g SET state = 'lapsed', ended_at = moment, version = g.version + 1
  WHERE g.tenant_id = of_tenant AND g.id = access AND g.state = 'asked' AND g.lapses_at <= moment
  RETURNING g.operator_id, g.operator_name INTO lapsed;
  IF NOT FOUND THEN RETURN; END IF;
  INSERT INTO operator_acts (id, operator_id, at, act, tenant_id, details)
  VALUES (act, lapsed.operator_id, moment, 'access.lapsed', of_tenant, jsonb_build_object('access_id', access));
  RETURN QUERY SELECT lapsed.operator_name::varchar,
    coalesce((SELECT o.email FROM operators o WHERE o.id = lapsed.operator_id AND o.state = 'active'), '')::varchar;
END

$body$""",
    "REVOKE ALL ON FUNCTION lapse_access FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION lapse_access TO aftersales_app",
    "ALTER FUNCTION lapse_access OWNER TO aftersales_definer",
)

BEFORE: Final = (
    "DROP FUNCTION lapse_access",
    "DROP FUNCTION access_lapses_at",
    """CREATE OR REPLACE FUNCTION ask_access(of_tenant uuid, access uuid, why varchar, wanted integer, at timestamptz, fact uuid, operator uuid, called varchar) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
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
    "UPDATE access_grants SET state = 'refused' WHERE state = 'lapsed'",
    "ALTER TABLE access_grants DROP COLUMN lapses_at",
    "ALTER TABLE tenants DROP COLUMN access_wait_hours",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    for statement in BEFORE:
        connection.exec_driver_sql(statement)
