"""Rows of plans, and the functions that judge a month by them; no version, assignment or mark is ever changed."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Uuid,
    text,
)

from aftersales.kernel.tables import (
    DEFINER_ROLE,
    OPERATOR_ROLE,
    Wall,
    definer,
    instant_column,
    json_column,
    platform_table,
    tenant_table,
    tenant_unique,
    uuid_column,
    version_column,
)
from aftersales.metering.plans import tables_told  # noqa: F401 - it declares functions

plans = platform_table(
    "plans",
    Column("id", Uuid, primary_key=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("name_en", String(200), nullable=False, server_default=""),
    instant_column("retired_at", nullable=True),
    version_column(),
    instant_column("created_at", now=True),
    operator_grants="select, insert, update",
)

plan_versions = platform_table(
    "plan_versions",
    Column("plan_id", Uuid, ForeignKey("plans.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("from_month", Date, nullable=False),
    Column("weight", Integer, nullable=False, server_default=text("1")),
    json_column("allowances"),
    Column("reason", String(400), nullable=False, server_default=""),
    uuid_column("operator_id"),
    Column("operator_name", String(200), nullable=False),
    instant_column("created_at", now=True),
    PrimaryKeyConstraint("plan_id", "number"),
    operator_grants="select, insert",
)

tenant_plans = tenant_table(
    "tenant_plans",
    Column("number", Integer, nullable=False),
    Column("plan_id", Uuid),
    Column("from_month", Date, nullable=False),
    json_column("exceptions", default="{}"),
    Column("reason", String(400), nullable=False),
    uuid_column("operator_id"),
    Column("operator_name", String(200), nullable=False),
    instant_column("created_at", now=True),
    tenant_unique("number"),
    wall=Wall.CLOSED,
    app_grants="select",
)

quota_marks = tenant_table(
    "quota_marks",
    Column("month", Date, nullable=False),
    Column("meter", String(40), nullable=False),
    Column("percent", SmallInteger, nullable=False),
    Column("quota", BigInteger, nullable=False),
    Column("used", BigInteger, nullable=False),
    instant_column("at"),
    wall=Wall.CLOSED,
    key=("month", "meter", "percent", "quota"),
    app_grants="select",
)

definer(
    "plan_terms(of_tenant uuid, of_month date) RETURNS TABLE (plan_id uuid, code varchar, name varchar, "
    "name_en varchar, number integer, weight integer, allowances jsonb, exceptions jsonb)",
    """
BEGIN
  RETURN QUERY
  SELECT p.id, p.code, p.name, p.name_en, v.number, v.weight, v.allowances || a.exceptions, a.exceptions
  FROM (SELECT * FROM tenant_plans x WHERE x.tenant_id = of_tenant AND x.from_month <= of_month
        ORDER BY x.from_month DESC, x.number DESC LIMIT 1) a
  JOIN plans p ON p.id = a.plan_id
  JOIN LATERAL (SELECT * FROM plan_versions y WHERE y.plan_id = p.id AND y.from_month <= of_month
                ORDER BY y.from_month DESC, y.number DESC LIMIT 1) v ON true;
END
""",
    grants=("select ON plans, plan_versions", "select, insert ON tenant_plans"),
    role=DEFINER_ROLE,
)
"""The terms of a tenant's month; only the functions beside it may call it."""

definer(
    "allowance_changes(earlier jsonb, later jsonb) RETURNS jsonb",
    """
BEGIN
  RETURN (
    SELECT coalesce(jsonb_agg(jsonb_build_object('meter', k.meter, 'quota_before', earlier -> k.meter,
                                                 'quota_after', later -> k.meter) ORDER BY k.meter), '[]')
    FROM (SELECT jsonb_object_keys(coalesce(earlier, '{}')) AS meter
          UNION SELECT jsonb_object_keys(coalesce(later, '{}'))) k
    WHERE earlier -> k.meter IS DISTINCT FROM later -> k.meter);
END
""",
    grants=(),
    role=DEFINER_ROLE,
)
"""Meter by meter what differs between two sets of terms; either may be missing."""

definer(
    "review_quotas(of_tenants uuid[], at timestamptz) RETURNS integer",
    """
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
""",
    grants=("select, insert ON quota_marks",),
)
"""Marks what was reached of quotas and keeps what is refused from now on; asking again changes nothing."""

definer(
    "operator_review(of_plan uuid, of_tenant uuid, at timestamptz) RETURNS integer",
    """
BEGIN
  RETURN review_quotas(ARRAY(
    SELECT DISTINCT a.tenant_id FROM tenant_plans a WHERE a.plan_id = of_plan OR a.tenant_id = of_tenant), at);
END
""",
    grants=(),
    role=OPERATOR_ROLE,
)
"""The same after an operator changed a plan, or corrected a tenant's usage."""

definer(
    "operator_assignments(of_tenant uuid, before_number integer, most integer) RETURNS TABLE (id uuid, "
    "number integer, plan_id uuid, plan_code varchar, plan_name varchar, plan_name_en varchar, from_month date, "
    "exceptions jsonb, reason varchar, operator_name varchar, created_at timestamptz)",
    """
BEGIN
  RETURN QUERY
  SELECT a.id, a.number, a.plan_id, coalesce(p.code, ''), coalesce(p.name, ''), coalesce(p.name_en, ''), a.from_month,
         a.exceptions, a.reason, a.operator_name, a.created_at
  FROM tenant_plans a LEFT JOIN plans p ON p.id = a.plan_id
  WHERE a.tenant_id = of_tenant AND (before_number IS NULL OR a.number < before_number)
  ORDER BY a.number DESC LIMIT most;
END
""",
    grants=(),
    role=OPERATOR_ROLE,
)

definer(
    "own_assignments(before_number integer, most integer) RETURNS TABLE (id uuid, number integer, plan_id uuid, "
    "plan_code varchar, plan_name varchar, plan_name_en varchar, from_month date, exceptions jsonb, reason varchar, "
    "operator_name varchar, created_at timestamptz)",
    """
BEGIN
  RETURN QUERY SELECT * FROM operator_assignments(
    nullif(current_setting('app.tenant_id', true), '')::uuid, before_number, most);
END
""",
    grants=(),
)

definer(
    "operator_terms(of_tenants uuid[], of_month date) RETURNS TABLE (tenant_id uuid, plan_id uuid, code varchar, "
    "name varchar, name_en varchar, number integer, weight integer, allowances jsonb, exceptions jsonb)",
    """
BEGIN
  RETURN QUERY SELECT t.id, s.* FROM unnest(of_tenants) AS t(id) CROSS JOIN LATERAL plan_terms(t.id, of_month) s;
END
""",
    grants=(),
    role=OPERATOR_ROLE,
)

definer(
    "own_terms(of_month date) RETURNS TABLE (plan_id uuid, code varchar, name varchar, name_en varchar, "
    "number integer, weight integer, allowances jsonb, exceptions jsonb)",
    """
BEGIN
  RETURN QUERY SELECT * FROM plan_terms(nullif(current_setting('app.tenant_id', true), '')::uuid, of_month);
END
""",
    grants=(),
)

definer(
    "operator_statement(of_tenant uuid, of_month date, meters varchar[]) RETURNS TABLE (meter varchar, "
    "opening bigint, used bigint, corrected bigint, reached jsonb)",
    """
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
""",
    grants=(),
    role=OPERATOR_ROLE,
)

definer(
    "own_statement(of_month date, meters varchar[]) RETURNS TABLE (meter varchar, opening bigint, used bigint, "
    "corrected bigint, reached jsonb)",
    """
BEGIN
  RETURN QUERY SELECT * FROM operator_statement(
    nullif(current_setting('app.tenant_id', true), '')::uuid, of_month, meters);
END
""",
    grants=(),
)

definer(
    "operator_plan_tenants(at timestamptz) RETURNS TABLE (plan_id uuid, tenants bigint)",
    """
BEGIN
  RETURN QUERY
  SELECT s.plan_id, count(*)
  FROM tenants t
  CROSS JOIN LATERAL plan_terms(t.id, date_trunc('month', at AT TIME ZONE t.time_zone)::date) s
  GROUP BY s.plan_id;
END
""",
    grants=(),
    role=OPERATOR_ROLE,
)
