"""Functions that change what tenants' months include, and put it down in each tenant's own log."""

from aftersales.kernel.tables import OPERATOR_ROLE, definer

definer(
    "put_on_plan(of_tenant uuid, assignment uuid, plan uuid, first_month date, apart jsonb, why varchar, "
    "at timestamptz, fact uuid, operator uuid, called varchar) RETURNS integer",
    """
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
""",
    grants=(),
    role=OPERATOR_ROLE,
)

definer(
    "end_plan(of_tenant uuid, assignment uuid, first_month date, why varchar, at timestamptz, fact uuid, "
    "operator uuid, called varchar) RETURNS integer",
    """
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
""",
    grants=(),
    role=OPERATOR_ROLE,
)
"""Takes a tenant off its plan from a month on, with the act's line and the tenant's fact; 0 if it is on none then."""

definer(
    "tell_terms(of_plan uuid, newest integer, at timestamptz, operator uuid, called varchar) RETURNS integer",
    """
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
""",
    grants=(),
    role=OPERATOR_ROLE,
)
"""Tells each tenant for which a plan's newest terms change something, from the first month in which they hold."""
