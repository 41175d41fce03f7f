"""Tenants are told of new terms and can be taken off their plan; going back needs every tenant to be on one."""

from typing import Final

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

STATEMENTS: Final = (
    # only functions read the table, and they are replaced here; no row is without a plan before an operator ends one
    "-- squawk-ignore ban-drop-not-null\nALTER TABLE tenant_plans ALTER COLUMN plan_id DROP NOT NULL",
    """CREATE FUNCTION allowance_changes(earlier jsonb, later jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN (
    SELECT coalesce(jsonb_agg(jsonb_build_object('meter', k.meter, 'quota_before', earlier -> k.meter,
                                                 'quota_after', later -> k.meter) ORDER BY k.meter), '[]')
    FROM (SELECT jsonb_object_keys(coalesce(earlier, '{}')) AS meter
          UNION SELECT jsonb_object_keys(coalesce(later, '{}'))) k
    WHERE earlier -> k.meter IS DISTINCT FROM later -> k.meter);
END

$body$""",
    "REVOKE ALL ON FUNCTION allowance_changes FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION allowance_changes TO aftersales_definer",
    "ALTER FUNCTION allowance_changes OWNER TO aftersales_definer",
    """CREATE FUNCTION end_plan(of_tenant uuid, assignment uuid, first_month date, why varchar, at timestamptz, fact uuid, operator uuid, called varchar) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

DECLARE
  place integer;
  earlier record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('quotas ' || of_tenant::text, 0));
  SELECT * INTO earlier FROM plan_terms(of_tenant, first_month);
  IF NOT FOUND THEN RETURN 0; END IF;
  SELECT coalesce(max(x.number), 0) + 1 INTO place FROM tenant_plans x WHERE x.tenant_id = of_tenant;
  INSERT INTO tenant_plans (tenant_id, id, number, plan_id, from_month, reason, operator_id, operator_name, created_at)
  VALUES (of_tenant, assignment, place, NULL, first_month, why, operator, called, at);
  PERFORM announce(
    of_tenant, fact, 'metering.plan_ended', at, 'plan', earlier.plan_id, NULL, 'operator', operator, called, '',
    jsonb_build_object('plan_id', earlier.plan_id, 'assignment_id', assignment, 'from_month', first_month,
                       'reason', why, 'code', earlier.code, 'name', earlier.name, 'name_en', earlier.name_en,
                       'quota_changes', allowance_changes(earlier.allowances, '{}'),
                       'weight_before', earlier.weight, 'weight', 1));
  INSERT INTO operator_acts (id, operator_id, at, act, tenant_id, details)
  VALUES (fact, operator, at, 'plan.ended', of_tenant,
          jsonb_build_object('plan_id', earlier.plan_id, 'code', earlier.code, 'from_month', first_month,
                             'reason', why));
  PERFORM review_quotas(ARRAY[of_tenant], at);
  RETURN place;
END

$body$""",
    "REVOKE ALL ON FUNCTION end_plan FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION end_plan TO aftersales_operator",
    "ALTER FUNCTION end_plan OWNER TO aftersales_definer",
    """CREATE FUNCTION tell_terms(of_plan uuid, newest integer, at timestamptz, operator uuid, called varchar) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

DECLARE
  one record;
  told integer := 0;
BEGIN
  FOR one IN
    SELECT t.tenant_id, m.month, v.reason, s.code, s.name, s.name_en, s.allowances, s.weight,
           b.allowances || s.exceptions AS earlier, b.weight AS weight_before
    FROM plan_versions v
    CROSS JOIN (SELECT DISTINCT a.tenant_id FROM tenant_plans a WHERE a.plan_id = of_plan ORDER BY 1) t
    CROSS JOIN LATERAL (
      SELECT min(c.month) AS month
      FROM (SELECT v.from_month AS month
            UNION SELECT x.from_month FROM tenant_plans x
                  WHERE x.tenant_id = t.tenant_id AND x.plan_id = of_plan AND x.from_month > v.from_month) c
      CROSS JOIN LATERAL plan_terms(t.tenant_id, c.month) y
      WHERE y.plan_id = of_plan AND y.number = newest) m
    CROSS JOIN LATERAL plan_terms(t.tenant_id, m.month) s
    CROSS JOIN LATERAL (SELECT w.* FROM plan_versions w
                        WHERE w.plan_id = of_plan AND w.number < newest AND w.from_month <= m.month
                        ORDER BY w.from_month DESC, w.number DESC LIMIT 1) b
    WHERE v.plan_id = of_plan AND v.number = newest
      AND (b.allowances || s.exceptions, b.weight) IS DISTINCT FROM (s.allowances, s.weight)
  LOOP
    told := told + 1;
    PERFORM announce(
      one.tenant_id, uuidv7(), 'metering.plan_terms_changed', at, 'plan', of_plan, NULL, 'operator', operator, called,
      '', jsonb_build_object('plan_id', of_plan, 'number', newest, 'from_month', one.month, 'reason', one.reason,
                             'code', one.code, 'name', one.name, 'name_en', one.name_en,
                             'quota_changes', allowance_changes(one.earlier, one.allowances),
                             'weight_before', one.weight_before, 'weight', one.weight));
  END LOOP;
  RETURN told;
END

$body$""",
    "REVOKE ALL ON FUNCTION tell_terms FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION tell_terms TO aftersales_operator",
    "ALTER FUNCTION tell_terms OWNER TO aftersales_definer",
    """CREATE OR REPLACE FUNCTION put_on_plan(of_tenant uuid, assignment uuid, plan uuid, first_month date, apart jsonb, why varchar, at timestamptz, fact uuid, operator uuid, called varchar) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

DECLARE
  place integer;
  earlier record;
  later record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('quotas ' || of_tenant::text, 0));
  SELECT * INTO earlier FROM plan_terms(of_tenant, first_month);
  SELECT coalesce(max(x.number), 0) + 1 INTO place FROM tenant_plans x WHERE x.tenant_id = of_tenant;
  INSERT INTO tenant_plans (tenant_id, id, number, plan_id, from_month, exceptions, reason, operator_id,
                            operator_name, created_at)
  VALUES (of_tenant, assignment, place, plan, first_month, apart, why, operator, called, at);
  SELECT * INTO later FROM plan_terms(of_tenant, first_month);
  PERFORM announce(
    of_tenant, fact, 'metering.plan_assigned', at, 'plan', plan, NULL, 'operator', operator, called, '',
    jsonb_build_object('plan_id', plan, 'assignment_id', assignment, 'from_month', first_month, 'reason', why,
                       'code', later.code, 'name', later.name, 'name_en', later.name_en,
                       'quota_changes', allowance_changes(earlier.allowances, later.allowances),
                       'weight_before', coalesce(earlier.weight, 1), 'weight', later.weight));
  INSERT INTO operator_acts (id, operator_id, at, act, tenant_id, details)
  VALUES (fact, operator, at, 'plan.assigned', of_tenant,
          jsonb_build_object('plan_id', plan, 'code', (SELECT p.code FROM plans p WHERE p.id = plan),
                             'from_month', first_month, 'reason', why));
  PERFORM review_quotas(ARRAY[of_tenant], at);
  RETURN place;
END

$body$""",
    """CREATE OR REPLACE FUNCTION review_quotas(of_tenants uuid[], at timestamptz) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
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
    SELECT b.id, coalesce(s.weight, 1) AS weight, coalesce((
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
    LEFT JOIN LATERAL plan_terms(b.id, this.month) s ON true
    WHERE b.id = ANY(of_tenants)
      AND EXISTS (SELECT FROM tenant_plans a WHERE a.tenant_id = b.id AND a.from_month <= this.month)
  ) n
  WHERE t.id = n.id AND (t.spent, t.weight) IS DISTINCT FROM (n.spent, n.weight);
  RETURN marks;
END

$body$""",
    """CREATE OR REPLACE FUNCTION operator_assignments(of_tenant uuid, before_number integer, most integer) RETURNS TABLE (id uuid, number integer, plan_id uuid, plan_code varchar, plan_name varchar, plan_name_en varchar, from_month date, exceptions jsonb, reason varchar, operator_name varchar, created_at timestamptz) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY
  SELECT a.id, a.number, a.plan_id, coalesce(p.code, ''), coalesce(p.name, ''), coalesce(p.name_en, ''), a.from_month,
         a.exceptions, a.reason, a.operator_name, a.created_at
  FROM tenant_plans a LEFT JOIN plans p ON p.id = a.plan_id
  WHERE a.tenant_id = of_tenant AND (before_number IS NULL OR a.number < before_number)
  ORDER BY a.number DESC LIMIT most;
END

$body$""",
)

BEFORE: Final = (
    """CREATE OR REPLACE FUNCTION put_on_plan(of_tenant uuid, assignment uuid, plan uuid, first_month date, apart jsonb, why varchar, at timestamptz, fact uuid, operator uuid, called varchar) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
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
    """CREATE OR REPLACE FUNCTION review_quotas(of_tenants uuid[], at timestamptz) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
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
    """CREATE OR REPLACE FUNCTION operator_assignments(of_tenant uuid, before_number integer, most integer) RETURNS TABLE (id uuid, number integer, plan_id uuid, plan_code varchar, plan_name varchar, plan_name_en varchar, from_month date, exceptions jsonb, reason varchar, operator_name varchar, created_at timestamptz) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
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
    "DROP FUNCTION tell_terms",
    "DROP FUNCTION end_plan",
    "DROP FUNCTION allowance_changes",
    "ALTER TABLE tenant_plans ALTER COLUMN plan_id SET NOT NULL",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    for statement in BEFORE:
        connection.exec_driver_sql(statement)
