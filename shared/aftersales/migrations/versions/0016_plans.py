"""Plans and quotas: what a month includes, which tenant is on which plan, and what is refused beyond."""

from typing import Final

from alembic import op

revision = "0016"
down_revision = "0014"
branch_labels = None
depends_on = None

STATEMENTS: Final = (
    """ALTER TABLE tenants ADD COLUMN spent JSONB DEFAULT '[]' NOT NULL""",
    """CREATE TABLE plans (
    id UUID NOT NULL,
    code VARCHAR(40) NOT NULL,
    name VARCHAR(200) NOT NULL,
    name_en VARCHAR(200) DEFAULT '' NOT NULL,
    retired_at TIMESTAMP WITH TIME ZONE,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_plans PRIMARY KEY (id),
    CONSTRAINT uq_plans_code UNIQUE (code)
)""",
    """CREATE TABLE plan_versions (
    plan_id UUID NOT NULL,
    number INTEGER NOT NULL,
    from_month DATE NOT NULL,
    weight INTEGER DEFAULT 1 NOT NULL,
    allowances JSONB NOT NULL,
    reason VARCHAR(400) DEFAULT '' NOT NULL,
    operator_id UUID NOT NULL,
    operator_name VARCHAR(200) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_plan_versions PRIMARY KEY (plan_id, number),
    CONSTRAINT fk_plan_versions_plan_id FOREIGN KEY(plan_id) REFERENCES plans (id)
)""",
    """CREATE TABLE tenant_plans (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    number INTEGER NOT NULL,
    plan_id UUID NOT NULL,
    from_month DATE NOT NULL,
    exceptions JSONB DEFAULT '{}' NOT NULL,
    reason VARCHAR(400) NOT NULL,
    operator_id UUID NOT NULL,
    operator_name VARCHAR(200) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_tenant_plans PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_tenant_plans_tenant_id_number UNIQUE (tenant_id, number)
)""",
    """CREATE TABLE quota_marks (
    tenant_id UUID NOT NULL,
    month DATE NOT NULL,
    meter VARCHAR(40) NOT NULL,
    percent SMALLINT NOT NULL,
    quota BIGINT NOT NULL,
    used BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_quota_marks PRIMARY KEY (tenant_id, month, meter, percent, quota)
)""",
    """ALTER TABLE tenant_plans ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE tenant_plans FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON tenant_plans TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON tenant_plans AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select ON tenant_plans TO aftersales_app""",
    """ALTER TABLE quota_marks ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE quota_marks FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON quota_marks TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON quota_marks AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select ON quota_marks TO aftersales_app""",
    """GRANT select, insert, update ON plans TO aftersales_operator""",
    """GRANT select, insert ON plan_versions TO aftersales_operator""",
    """CREATE FUNCTION caller_by_session(hash bytea, at timestamptz) RETURNS TABLE (person_id uuid, person_name varchar, email varchar, locale varchar, tenant_id uuid, tenant_state varchar, organisation_id uuid, dealer_id uuid, roles varchar[], csrf_hash bytea, by_cookie boolean, expires_at timestamptz, spent jsonb) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY SELECT s.*, t.spent FROM auth_session(hash, at) s JOIN tenants t ON t.id = s.tenant_id;
END

$body$""",
    """REVOKE ALL ON FUNCTION caller_by_session FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION caller_by_session TO aftersales_app""",
    """ALTER FUNCTION caller_by_session OWNER TO aftersales_definer""",
    """CREATE FUNCTION caller_by_key(hash bytea, at timestamptz) RETURNS TABLE (key_id uuid, name varchar, tenant_id uuid, tenant_state varchar, organisation_id uuid, dealer_id uuid, scopes varchar[], spent jsonb) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY SELECT k.*, t.spent FROM auth_key(hash, at) k JOIN tenants t ON t.id = k.tenant_id;
END

$body$""",
    """REVOKE ALL ON FUNCTION caller_by_key FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION caller_by_key TO aftersales_app""",
    """ALTER FUNCTION caller_by_key OWNER TO aftersales_definer""",
    """GRANT select ON plans, plan_versions TO aftersales_definer""",
    """GRANT select, insert ON tenant_plans TO aftersales_definer""",
    """CREATE FUNCTION plan_terms(of_tenant uuid, of_month date) RETURNS TABLE (plan_id uuid, code varchar, name varchar, name_en varchar, number integer, weight integer, allowances jsonb, exceptions jsonb) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY
  SELECT p.id, p.code, p.name, p.name_en, v.number, v.weight, v.allowances || a.exceptions, a.exceptions
  FROM (SELECT * FROM tenant_plans x WHERE x.tenant_id = of_tenant AND x.from_month <= of_month
        ORDER BY x.from_month DESC, x.number DESC LIMIT 1) a
  JOIN plans p ON p.id = a.plan_id
  JOIN LATERAL (SELECT * FROM plan_versions y WHERE y.plan_id = p.id AND y.from_month <= of_month
                ORDER BY y.from_month DESC, y.number DESC LIMIT 1) v ON true;
END

$body$""",
    """REVOKE ALL ON FUNCTION plan_terms FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION plan_terms TO aftersales_definer""",
    """ALTER FUNCTION plan_terms OWNER TO aftersales_definer""",
    """GRANT select, insert ON quota_marks TO aftersales_definer""",
    """CREATE FUNCTION review_quotas(of_tenants uuid[], at timestamptz) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

DECLARE
  mark record;
  marks integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('quotas ' || p.tenant_id::text, 0))
  FROM (SELECT DISTINCT x.tenant_id FROM tenant_plans x WHERE x.tenant_id = ANY(of_tenants) ORDER BY 1) p;
  IF NOT FOUND THEN RETURN 0; END IF;

  FOR mark IN
    WITH standing AS (
      SELECT t.id AS tenant_id, m.month, s.plan_id, s.code, q.key AS meter, q.value AS allowance,
             (q.value ->> 'included')::bigint AS quota, u.used
      FROM tenants t
      CROSS JOIN LATERAL (SELECT date_trunc('month', at AT TIME ZONE t.time_zone)::date AS month) this
      CROSS JOIN LATERAL (VALUES (this.month), ((this.month - interval '1 month')::date)) m(month)
      CROSS JOIN LATERAL plan_terms(t.id, m.month) s
      CROSS JOIN LATERAL jsonb_each(s.allowances) q
      CROSS JOIN LATERAL (
        SELECT coalesce(sum(w.quantity), 0)::bigint AS used FROM usage_months w
        WHERE w.tenant_id = t.id AND w.meter = q.key
          AND (w.month = m.month OR (q.key = 'document_bytes_kept' AND w.month < m.month))) u
      WHERE t.id = ANY(of_tenants)
    ), reached AS (
      SELECT s.*, p.percent, row_number() OVER (
               PARTITION BY s.tenant_id, s.month, s.meter ORDER BY p.percent DESC) AS place
      FROM standing s
      CROSS JOIN LATERAL (SELECT 100 AS percent
                          UNION SELECT w::integer FROM jsonb_array_elements_text(s.allowance -> 'warn') w) p
      WHERE s.used > 0 AND s.used::numeric * 100 >= s.quota::numeric * p.percent
    ), fresh AS (
      INSERT INTO quota_marks (tenant_id, month, meter, percent, quota, used, at)
      SELECT r.tenant_id, r.month, r.meter, r.percent, r.quota, r.used, at FROM reached r ORDER BY 1, 2, 3, 4
      ON CONFLICT DO NOTHING
      RETURNING tenant_id, month, meter, percent
    )
    SELECT r.* FROM fresh f JOIN reached r USING (tenant_id, month, meter, percent)
    ORDER BY tenant_id, month, meter, percent
  LOOP
    marks := marks + 1;
    PERFORM announce(
      mark.tenant_id, uuidv7(), 'metering.quota_reached', at, 'plan', mark.plan_id, NULL,
      'worker', '00000000-0000-0000-0000-000000000000', 'worker', '',
      jsonb_build_object('plan_id', mark.plan_id, 'code', mark.code, 'meter', mark.meter, 'month', mark.month,
                         'percent', mark.percent, 'quota', mark.quota, 'used', mark.used,
                         'beyond', mark.allowance ->> 'beyond', 'overtaken', mark.place > 1));
  END LOOP;

  UPDATE tenants t SET spent = n.spent, weight = n.weight
  FROM (
    SELECT b.id, s.weight, coalesce((
      SELECT jsonb_agg(jsonb_build_object(
               'meter', q.key, 'quota', (q.value ->> 'included')::bigint, 'month', this.month,
               'until', CASE WHEN q.key = 'document_bytes_kept' OR (q.value ->> 'included')::bigint = 0 THEN NULL
                             ELSE (this.month + interval '1 month') AT TIME ZONE b.time_zone END) ORDER BY q.key)
      FROM jsonb_each(s.allowances) q
      WHERE q.value ->> 'beyond' = 'refuse' AND (q.value ->> 'included')::bigint <= (
        SELECT coalesce(sum(w.quantity), 0) FROM usage_months w
        WHERE w.tenant_id = b.id AND w.meter = q.key
          AND (w.month = this.month OR (q.key = 'document_bytes_kept' AND w.month < this.month)))), '[]') AS spent
    FROM tenants b
    CROSS JOIN LATERAL (SELECT date_trunc('month', at AT TIME ZONE b.time_zone)::date AS month) this
    CROSS JOIN LATERAL plan_terms(b.id, this.month) s
    WHERE b.id = ANY(of_tenants)
  ) n
  WHERE t.id = n.id AND (t.spent, t.weight) IS DISTINCT FROM (n.spent, n.weight);
  RETURN marks;
END

$body$""",
    """REVOKE ALL ON FUNCTION review_quotas FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION review_quotas TO aftersales_app""",
    """ALTER FUNCTION review_quotas OWNER TO aftersales_definer""",
    """CREATE FUNCTION operator_review(of_plan uuid, of_tenant uuid, at timestamptz) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN review_quotas(ARRAY(
    SELECT DISTINCT a.tenant_id FROM tenant_plans a WHERE a.plan_id = of_plan OR a.tenant_id = of_tenant), at);
END

$body$""",
    """REVOKE ALL ON FUNCTION operator_review FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION operator_review TO aftersales_operator""",
    """ALTER FUNCTION operator_review OWNER TO aftersales_definer""",
    """CREATE FUNCTION put_on_plan(of_tenant uuid, assignment uuid, plan uuid, first_month date, apart jsonb, why varchar, at timestamptz, fact uuid, operator uuid, called varchar) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

DECLARE
  place integer;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('quotas ' || of_tenant::text, 0));
  SELECT coalesce(max(x.number), 0) + 1 INTO place FROM tenant_plans x WHERE x.tenant_id = of_tenant;
  INSERT INTO tenant_plans (tenant_id, id, number, plan_id, from_month, exceptions, reason, operator_id,
                            operator_name, created_at)
  VALUES (of_tenant, assignment, place, plan, first_month, apart, why, operator, called, at);
  PERFORM announce(
    of_tenant, fact, 'metering.plan_assigned', at, 'plan', plan, NULL, 'operator', operator, called, '',
    jsonb_build_object('plan_id', plan, 'assignment_id', assignment, 'from_month', first_month, 'reason', why,
                       'code', (SELECT p.code FROM plans p WHERE p.id = plan)));
  INSERT INTO operator_acts (id, operator_id, at, act, tenant_id, details)
  VALUES (fact, operator, at, 'plan.assigned', of_tenant,
          jsonb_build_object('plan_id', plan, 'code', (SELECT p.code FROM plans p WHERE p.id = plan),
                             'from_month', first_month, 'reason', why));
  PERFORM review_quotas(ARRAY[of_tenant], at);
  RETURN place;
END

$body$""",
    """REVOKE ALL ON FUNCTION put_on_plan FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION put_on_plan TO aftersales_operator""",
    """ALTER FUNCTION put_on_plan OWNER TO aftersales_definer""",
    """CREATE FUNCTION operator_assignments(of_tenant uuid, before_number integer, most integer) RETURNS TABLE (id uuid, number integer, plan_id uuid, plan_code varchar, plan_name varchar, plan_name_en varchar, from_month date, exceptions jsonb, reason varchar, operator_name varchar, created_at timestamptz) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY
  SELECT a.id, a.number, p.id, p.code, p.name, p.name_en, a.from_month, a.exceptions, a.reason, a.operator_name,
         a.created_at
  FROM tenant_plans a JOIN plans p ON p.id = a.plan_id
  WHERE a.tenant_id = of_tenant AND (before_number IS NULL OR a.number < before_number)
  ORDER BY a.number DESC LIMIT most;
END

$body$""",
    """REVOKE ALL ON FUNCTION operator_assignments FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION operator_assignments TO aftersales_operator""",
    """ALTER FUNCTION operator_assignments OWNER TO aftersales_definer""",
    """CREATE FUNCTION own_assignments(before_number integer, most integer) RETURNS TABLE (id uuid, number integer, plan_id uuid, plan_code varchar, plan_name varchar, plan_name_en varchar, from_month date, exceptions jsonb, reason varchar, operator_name varchar, created_at timestamptz) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY SELECT * FROM operator_assignments(
    nullif(current_setting('app.tenant_id', true), '')::uuid, before_number, most);
END

$body$""",
    """REVOKE ALL ON FUNCTION own_assignments FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION own_assignments TO aftersales_app""",
    """ALTER FUNCTION own_assignments OWNER TO aftersales_definer""",
    """CREATE FUNCTION operator_terms(of_tenants uuid[], of_month date) RETURNS TABLE (tenant_id uuid, plan_id uuid, code varchar, name varchar, name_en varchar, number integer, weight integer, allowances jsonb, exceptions jsonb) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY SELECT t.id, s.* FROM unnest(of_tenants) AS t(id) CROSS JOIN LATERAL plan_terms(t.id, of_month) s;
END

$body$""",
    """REVOKE ALL ON FUNCTION operator_terms FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION operator_terms TO aftersales_operator""",
    """ALTER FUNCTION operator_terms OWNER TO aftersales_definer""",
    """CREATE FUNCTION own_terms(of_month date) RETURNS TABLE (plan_id uuid, code varchar, name varchar, name_en varchar, number integer, weight integer, allowances jsonb, exceptions jsonb) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY SELECT * FROM plan_terms(nullif(current_setting('app.tenant_id', true), '')::uuid, of_month);
END

$body$""",
    """REVOKE ALL ON FUNCTION own_terms FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION own_terms TO aftersales_app""",
    """ALTER FUNCTION own_terms OWNER TO aftersales_definer""",
    """CREATE FUNCTION operator_statement(of_tenant uuid, of_month date, meters varchar[]) RETURNS TABLE (meter varchar, opening bigint, used bigint, corrected bigint, reached jsonb) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY
  SELECT m.meter,
         coalesce(u.before, 0)::bigint,
         (coalesce(u.before, 0) + coalesce(u.within, 0))::bigint,
         coalesce((SELECT sum(e.quantity) FROM usage_events e
                   WHERE e.tenant_id = of_tenant AND e.meter = m.meter AND e.month = of_month
                     AND e.corrects IS NOT NULL), 0)::bigint,
         coalesce((SELECT jsonb_agg(jsonb_build_object('percent', k.percent, 'quota', k.quota, 'used', k.used,
                                                       'at', k.at) ORDER BY k.at, k.percent)
                   FROM quota_marks k
                   WHERE k.tenant_id = of_tenant AND k.month = of_month AND k.meter = m.meter), '[]')
  FROM unnest(meters) WITH ORDINALITY AS m(meter, place)
  LEFT JOIN LATERAL (
    SELECT sum(w.quantity) FILTER (WHERE w.month < of_month) AS before,
           sum(w.quantity) FILTER (WHERE w.month = of_month) AS within
    FROM usage_months w
    WHERE w.tenant_id = of_tenant AND w.meter = m.meter
      AND (w.month = of_month OR (m.meter = 'document_bytes_kept' AND w.month < of_month))
  ) u ON true
  ORDER BY m.place;
END

$body$""",
    """REVOKE ALL ON FUNCTION operator_statement FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION operator_statement TO aftersales_operator""",
    """ALTER FUNCTION operator_statement OWNER TO aftersales_definer""",
    """CREATE FUNCTION own_statement(of_month date, meters varchar[]) RETURNS TABLE (meter varchar, opening bigint, used bigint, corrected bigint, reached jsonb) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY SELECT * FROM operator_statement(
    nullif(current_setting('app.tenant_id', true), '')::uuid, of_month, meters);
END

$body$""",
    """REVOKE ALL ON FUNCTION own_statement FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION own_statement TO aftersales_app""",
    """ALTER FUNCTION own_statement OWNER TO aftersales_definer""",
    """CREATE FUNCTION operator_plan_tenants(at timestamptz) RETURNS TABLE (plan_id uuid, tenants bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY
  SELECT s.plan_id, count(*)
  FROM tenants t
  CROSS JOIN LATERAL plan_terms(t.id, date_trunc('month', at AT TIME ZONE t.time_zone)::date) s
  GROUP BY s.plan_id;
END

$body$""",
    """REVOKE ALL ON FUNCTION operator_plan_tenants FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION operator_plan_tenants TO aftersales_operator""",
    """ALTER FUNCTION operator_plan_tenants OWNER TO aftersales_definer""",
)

BEFORE: Final = (
    """DROP FUNCTION operator_plan_tenants""",
    """DROP FUNCTION own_statement""",
    """DROP FUNCTION operator_statement""",
    """DROP FUNCTION own_terms""",
    """DROP FUNCTION operator_terms""",
    """DROP FUNCTION own_assignments""",
    """DROP FUNCTION operator_assignments""",
    """DROP FUNCTION put_on_plan""",
    """DROP FUNCTION operator_review""",
    """DROP FUNCTION review_quotas""",
    """DROP FUNCTION plan_terms""",
    """DROP FUNCTION caller_by_key""",
    """DROP FUNCTION caller_by_session""",
    """DROP TABLE quota_marks""",
    """DROP TABLE tenant_plans""",
    """DROP TABLE plan_versions""",
    """DROP TABLE plans""",
    """ALTER TABLE tenants DROP COLUMN spent""",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    for statement in BEFORE:
        connection.exec_driver_sql(statement)
