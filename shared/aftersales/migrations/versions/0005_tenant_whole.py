"""A tenant leaves and arrives whole: archives brought in, deletions by two operators, and the functions behind both."""

from typing import Final

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PUBLISHED: Final = """CREATE OR REPLACE FUNCTION refuse_change_of_published_policy() RETURNS trigger LANGUAGE plpgsql
        SET search_path = pg_catalog, public, pg_temp AS $$
        BEGIN
          {}RAISE EXCEPTION 'a published policy version never changes' USING ERRCODE = 'AF001';
        END $$"""

TENANT_TABLES: Final = """DO $$
DECLARE
  walled regclass;
BEGIN
  FOR walled IN
    SELECT c.oid::regclass FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    AND c.relrowsecurity AND c.relforcerowsecurity
  LOOP
    EXECUTE format('GRANT select, insert, delete ON %s TO aftersales_definer', walled);
  END LOOP;
END
$$"""
"""Tables that come later get the same by the default privileges in infra/postgres/database.sql."""

STATEMENTS: Final = (
    TENANT_TABLES,
    PUBLISHED.format(
        "IF TG_OP = 'DELETE' AND current_user = 'aftersales_definer' THEN RETURN OLD; END IF;\n          "
    ),
    """CREATE TABLE restored_lines (
    tenant_id UUID NOT NULL,
    entry VARCHAR(80) NOT NULL,
    number INTEGER NOT NULL,
    line TEXT NOT NULL,
    CONSTRAINT pk_restored_lines PRIMARY KEY (tenant_id, entry, number)
)""",
    """CREATE TABLE tenant_deletions (
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    code VARCHAR(40) NOT NULL,
    name VARCHAR(200) NOT NULL,
    reason VARCHAR(400) NOT NULL,
    state VARCHAR(12) DEFAULT 'asked' NOT NULL,
    delay_days INTEGER NOT NULL,
    asked_by UUID NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    confirmed_by UUID,
    confirmed_at TIMESTAMP WITH TIME ZONE,
    due_at TIMESTAMP WITH TIME ZONE,
    cancelled_by UUID,
    cancelled_at TIMESTAMP WITH TIME ZONE,
    erased JSONB DEFAULT '{}' NOT NULL,
    receipt TEXT,
    signature VARCHAR(128),
    key_id SMALLINT,
    finished_at TIMESTAMP WITH TIME ZONE,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_tenant_deletions PRIMARY KEY (id),
    CONSTRAINT ck_tenant_deletions_two_people CHECK (confirmed_by <> asked_by),
    CONSTRAINT ck_tenant_deletions_day_is_named CHECK ((confirmed_by IS NULL) = (due_at IS NULL)),
    CONSTRAINT ck_tenant_deletions_delay CHECK (delay_days BETWEEN 0 AND 365),
    CONSTRAINT ck_tenant_deletions_confirmed CHECK (state NOT IN ('confirmed', 'erasing', 'done') OR confirmed_by IS NOT NULL)
)""",
    """CREATE INDEX ix_tenant_deletions_asked_at ON tenant_deletions (asked_at, id)""",
    """CREATE UNIQUE INDEX uq_tenant_deletions_open ON tenant_deletions (tenant_id) WHERE state IN ('asked', 'confirmed', 'erasing')""",
    """GRANT insert ON restored_lines TO aftersales_operator""",
    """GRANT select, insert, update (state, confirmed_by, confirmed_at, due_at, cancelled_by, cancelled_at, erased, receipt, signature, key_id, finished_at, version) ON tenant_deletions TO aftersales_operator""",
    """GRANT select, insert, delete ON restored_lines TO aftersales_definer""",
    """CREATE FUNCTION restore_rows(tenant uuid, wanted varchar) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

DECLARE
  came bigint;
  same bigint;
BEGIN

  IF NOT EXISTS (SELECT FROM tenants t WHERE t.id = tenant AND t.xmin = pg_current_xact_id()::xid) THEN
    RAISE EXCEPTION 'rows are brought in only for a tenant that this transaction has made'
      USING ERRCODE = 'insufficient_privilege';
  END IF;

  IF NOT EXISTS (
    SELECT FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname = wanted AND c.relkind IN ('r', 'p')
    AND c.relrowsecurity AND c.relforcerowsecurity
  ) THEN
    RAISE EXCEPTION '% is no table of tenants', wanted USING ERRCODE = 'undefined_table';
  END IF;

  EXECUTE format(
    'WITH came AS (
       INSERT INTO public.%1$I
       SELECT r.*
       FROM restored_lines l, jsonb_populate_record(null::public.%1$I, l.line::jsonb) r
       WHERE l.tenant_id = $1 AND l.entry = $2 AND l.line::jsonb ->> ''tenant_id'' = $1::text
       RETURNING to_jsonb(%1$I.*)::text AS line
     )
     SELECT count(*), count(*) FILTER (WHERE l.line IS NOT NULL)
     FROM came LEFT JOIN restored_lines l ON l.tenant_id = $1 AND l.entry = $2 AND l.line = came.line', wanted)
  INTO came, same USING tenant, wanted;
  IF came <> same THEN
    RAISE EXCEPTION 'rows of % are not what the archive says', wanted USING ERRCODE = 'data_exception';
  END IF;
  DELETE FROM restored_lines l WHERE l.tenant_id = tenant AND l.entry = wanted;
  RETURN came;
END

$body$""",
    """REVOKE ALL ON FUNCTION restore_rows FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION restore_rows TO aftersales_operator""",
    """ALTER FUNCTION restore_rows OWNER TO aftersales_definer""",
    """CREATE FUNCTION restore_people(tenant uuid) RETURNS TABLE (email varchar) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN

  IF NOT EXISTS (SELECT FROM tenants t WHERE t.id = tenant AND t.xmin = pg_current_xact_id()::xid) THEN
    RAISE EXCEPTION 'rows are brought in only for a tenant that this transaction has made'
      USING ERRCODE = 'insufficient_privilege';
  END IF;

  RETURN QUERY
  SELECT p.email
  FROM restored_lines l, jsonb_populate_record(null::people, l.line::jsonb) c, people p
  WHERE l.tenant_id = tenant AND l.entry = 'people' AND p.email = c.email AND p.id <> c.id
  ORDER BY p.email;
  IF FOUND THEN RETURN; END IF;
  INSERT INTO people (id, email, name, phone, locale, password_hash)
  SELECT c.id, c.email, c.name, c.phone, c.locale, ''
  FROM restored_lines l, jsonb_populate_record(null::people, l.line::jsonb) c
  WHERE l.tenant_id = tenant AND l.entry = 'people'
  ON CONFLICT (id) DO NOTHING;
  DELETE FROM restored_lines l WHERE l.tenant_id = tenant AND l.entry = 'people';
END

$body$""",
    """REVOKE ALL ON FUNCTION restore_people FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION restore_people TO aftersales_operator""",
    """ALTER FUNCTION restore_people OWNER TO aftersales_definer""",
    """GRANT select, update ON tenant_deletions TO aftersales_definer""",
    """GRANT insert ON deliveries TO aftersales_definer""",
    """CREATE FUNCTION plan_tenant_deletion(deletion uuid, delivery uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  INSERT INTO deliveries (tenant_id, id, cause_id, handler, fleet, due_at, payload)
  SELECT '00000000-0000-0000-0000-000000000000', delivery, x.id, 'tenancy.erase_tenant', 'bulk', x.due_at,
         jsonb_build_object('deletion_id', x.id)
  FROM tenant_deletions x WHERE x.id = deletion AND x.state = 'confirmed'
  ON CONFLICT (tenant_id, cause_id, handler) DO NOTHING;
END

$body$""",
    """REVOKE ALL ON FUNCTION plan_tenant_deletion FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION plan_tenant_deletion TO aftersales_operator""",
    """ALTER FUNCTION plan_tenant_deletion OWNER TO aftersales_definer""",
    """CREATE FUNCTION tell_of_deletion(deletion uuid, happened timestamptz, fact uuid, operator uuid, operator_name varchar, why varchar) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  PERFORM announce(
    x.tenant_id, fact,
    CASE x.state WHEN 'confirmed' THEN 'tenancy.tenant_deletion_confirmed'
                 ELSE 'tenancy.tenant_deletion_cancelled' END,
    happened, 'tenant', x.tenant_id, NULL, 'operator', operator, operator_name, '',
    jsonb_build_object('tenant_id', x.tenant_id, 'deletion_id', x.id, 'reason', why, 'due_at', x.due_at))
  FROM tenant_deletions x JOIN tenants t ON t.id = x.tenant_id
  WHERE x.id = deletion AND x.state IN ('confirmed', 'cancelled');
END

$body$""",
    """REVOKE ALL ON FUNCTION tell_of_deletion FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION tell_of_deletion TO aftersales_operator""",
    """ALTER FUNCTION tell_of_deletion OWNER TO aftersales_definer""",
    """GRANT delete ON people TO aftersales_definer""",
    """CREATE FUNCTION erase_rows(deletion uuid, wanted varchar, most integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

DECLARE
  doomed uuid;
  place text;
  gone bigint;
  orphans bigint := 0;
  leaving uuid[];
BEGIN

  SELECT x.tenant_id INTO doomed FROM tenant_deletions x
  WHERE x.id = deletion AND x.state = 'erasing' AND x.confirmed_by <> x.asked_by AND x.due_at <= now()
  FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no deletion is due under this identity' USING ERRCODE = 'insufficient_privilege';
  END IF;

  IF wanted NOT IN (SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  AND c.relrowsecurity AND c.relforcerowsecurity) THEN
    RAISE EXCEPTION '% is no table of tenants', wanted USING ERRCODE = 'undefined_table';
  END IF;
  SELECT string_agg(format('%I DESC', a.attname), ', ' ORDER BY k.place) INTO place
  FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k(number, place), pg_attribute a
  WHERE i.indrelid = format('public.%I', wanted)::regclass AND i.indisprimary
  AND a.attrelid = i.indrelid AND a.attnum = k.number;
  IF wanted = 'memberships' THEN
    SELECT array_agg(m.person_id) INTO leaving
    FROM (SELECT x.person_id FROM memberships x WHERE x.tenant_id = doomed
          ORDER BY x.tenant_id DESC, x.person_id DESC LIMIT most) m;
  END IF;
  EXECUTE format(
    'DELETE FROM public.%1$I WHERE tenant_id = $1 AND ctid = ANY (ARRAY(
       SELECT ctid FROM public.%1$I WHERE tenant_id = $1 ORDER BY %2$s LIMIT $2))', wanted, place)
  USING doomed, most;
  GET DIAGNOSTICS gone = ROW_COUNT;
  IF leaving IS NOT NULL THEN
    DELETE FROM sessions s WHERE s.tenant_id = doomed AND s.person_id = ANY (leaving);
    DELETE FROM people p WHERE p.id = ANY (leaving)
    AND NOT EXISTS (SELECT FROM memberships m WHERE m.person_id = p.id);
    GET DIAGNOSTICS orphans = ROW_COUNT;
  END IF;
  UPDATE tenant_deletions x SET erased = x.erased
    || jsonb_build_object(wanted, coalesce((x.erased ->> wanted)::bigint, 0) + gone)
    || jsonb_build_object('people', coalesce((x.erased ->> 'people')::bigint, 0) + orphans)
  WHERE x.id = deletion;
  RETURN gone;
END

$body$""",
    """REVOKE ALL ON FUNCTION erase_rows FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION erase_rows TO aftersales_operator""",
    """ALTER FUNCTION erase_rows OWNER TO aftersales_definer""",
    """GRANT delete ON tenants TO aftersales_definer""",
    """CREATE FUNCTION erase_tenant(deletion uuid) RETURNS varchar LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

DECLARE
  doomed uuid;
  wanted text;
  left_over boolean;
BEGIN

  SELECT x.tenant_id INTO doomed FROM tenant_deletions x
  WHERE x.id = deletion AND x.state = 'erasing' AND x.confirmed_by <> x.asked_by AND x.due_at <= now()
  FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no deletion is due under this identity' USING ERRCODE = 'insufficient_privilege';
  END IF;

  FOR wanted IN SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  AND c.relrowsecurity AND c.relforcerowsecurity LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I WHERE tenant_id = $1)', wanted) INTO left_over USING doomed;
    IF left_over THEN RETURN wanted; END IF;
  END LOOP;
  DELETE FROM sessions s WHERE s.tenant_id = doomed;
  DELETE FROM tenants t WHERE t.id = doomed;
  RETURN NULL;
END

$body$""",
    """REVOKE ALL ON FUNCTION erase_tenant FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION erase_tenant TO aftersales_operator""",
    """ALTER FUNCTION erase_tenant OWNER TO aftersales_definer""",
)

FUNCTIONS: Final = (
    "erase_tenant",
    "erase_rows",
    "tell_of_deletion",
    "plan_tenant_deletion",
    "restore_people",
    "restore_rows",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    for name in FUNCTIONS:
        connection.exec_driver_sql(f"DROP FUNCTION {name}")
    connection.exec_driver_sql("DROP TABLE tenant_deletions, restored_lines")
    connection.exec_driver_sql(PUBLISHED.format(""))
