"""Narrow functions for the operator's role: counts and identities of all tenants, never a word of a tenant's own.

An act that changes something puts itself down in `operator_acts` inside the function, so neither is without the other.
"""

from aftersales.kernel.tables import OPERATOR_ROLE, definer

definer(
    "operator_usage(of_month date, after_code varchar, most integer) RETURNS TABLE (tenant_id uuid, code varchar, "
    "name varchar, state varchar, meter varchar, quantity bigint)",
    """
BEGIN
  RETURN QUERY
  SELECT t.id, t.code, t.name, t.state, u.meter, u.quantity
  FROM (SELECT * FROM tenants WHERE tenants.code > after_code ORDER BY tenants.code LIMIT most) t
  LEFT JOIN LATERAL (
    SELECT m.meter, sum(m.quantity)::bigint AS quantity
    FROM usage_months m
    WHERE m.tenant_id = t.id
      AND (m.month = of_month OR (m.meter = 'document_bytes_kept' AND m.month < of_month))
    GROUP BY m.meter
  ) u ON true
  ORDER BY t.code, u.meter;
END
""",
    grants=("select ON tenants, usage_months",),
    role=OPERATOR_ROLE,
)

definer(
    "operator_fleets(at timestamptz) RETURNS TABLE (fleet varchar, waiting bigint, planned bigint, running bigint, "
    "oldest_age_seconds float8, overdue_leases bigint, failures bigint, dead bigint, died_last_hour bigint, "
    "done_last_hour bigint)",
    """
BEGIN
  RETURN QUERY
  SELECT d.fleet,
         count(*) FILTER (WHERE d.state = 'waiting' AND d.due_at <= at AND NOT d.held),
         count(*) FILTER (WHERE d.state = 'waiting' AND (d.due_at > at OR d.held)),
         count(*) FILTER (WHERE d.state IN ('queued', 'running')),
         coalesce(extract(epoch FROM at - min(d.due_at) FILTER (
           WHERE d.state = 'waiting' AND d.due_at <= at AND NOT d.held)), 0)::float8,
         count(*) FILTER (WHERE d.state IN ('queued', 'running') AND d.lease_until < now()),
         coalesce(sum(d.failures) FILTER (
           WHERE d.state IN ('waiting', 'queued', 'running') OR d.finished_at >= at - interval '1 hour'), 0)::bigint,
         count(*) FILTER (WHERE d.state = 'dead'),
         count(*) FILTER (WHERE d.state = 'dead' AND d.finished_at >= at - interval '1 hour'),
         count(*) FILTER (WHERE d.state = 'done')
  FROM (
    SELECT e.*, coalesce(t.state = 'suspended' AND e.fleet <> 'money', false) AS held
    FROM deliveries e LEFT JOIN tenants t ON t.id = e.tenant_id
    WHERE e.state = 'waiting' OR e.state IN ('queued', 'running') OR e.state = 'dead'
       OR (e.state = 'done' AND e.finished_at >= at - interval '1 hour')
  ) d
  GROUP BY d.fleet;
END
""",
    grants=("select ON deliveries",),
    role=OPERATOR_ROLE,
)

definer(
    "operator_outbox(at timestamptz) RETURNS TABLE (facts bigint, oldest_age_seconds float8)",
    """
BEGIN
  RETURN QUERY
  SELECT count(*),
         coalesce(greatest(extract(epoch FROM at - uuid_extract_timestamp(
           (SELECT e.fact_id FROM fact_outbox e ORDER BY e.fact_id LIMIT 1))), 0), 0)::float8
  FROM fact_outbox o;
END
""",
    grants=("select ON fact_outbox",),
    role=OPERATOR_ROLE,
)

definer(
    "operator_deliveries(of_state varchar, of_fleet varchar, of_tenant uuid, before_id uuid, most integer, "
    "at timestamptz) RETURNS TABLE (tenant_id uuid, id uuid, handler varchar, fleet varchar, state varchar, "
    "error varchar, attempt integer, failures integer, created_at timestamptz, due_at timestamptz, "
    "finished_at timestamptz, age_seconds float8)",
    """
BEGIN
  RETURN QUERY
  SELECT d.tenant_id, d.id, d.handler, d.fleet, d.state,
         (CASE WHEN d.last_error ~ '^[A-Z][A-Za-z0-9]{0,79}(: |$)' THEN split_part(d.last_error, ':', 1)
               WHEN d.last_error = 'the worker was lost' THEN 'WorkerLost'
               WHEN d.last_error IS NOT NULL THEN 'Other' END)::varchar,
         d.attempt, d.failures, d.created_at, d.due_at, d.finished_at,
         greatest(extract(epoch FROM at - d.due_at), 0)::float8
  FROM deliveries d
  WHERE d.state = of_state AND d.state IN ('waiting', 'queued', 'running', 'dead')
    AND (of_fleet IS NULL OR d.fleet = of_fleet)
    AND (of_tenant IS NULL OR d.tenant_id = of_tenant)
    AND (before_id IS NULL OR d.id < before_id)
  ORDER BY d.id DESC LIMIT most;
END
""",
    grants=(),
    role=OPERATOR_ROLE,
)

definer(
    "operator_replay(operator uuid, of_tenant uuid, of_delivery uuid, act_id uuid, moment timestamptz) RETURNS varchar",
    """
DECLARE
  letter record;
BEGIN
  SELECT d.state, d.handler, d.failures INTO letter FROM deliveries d
  WHERE d.tenant_id = of_tenant AND d.id = of_delivery FOR UPDATE;
  IF letter.state IS DISTINCT FROM 'dead' THEN RETURN letter.state; END IF;
  UPDATE deliveries d SET state = 'waiting', failures = 0, losses = 0, due_at = moment, finished_at = NULL,
      last_error = NULL
  WHERE d.tenant_id = of_tenant AND d.id = of_delivery;
  INSERT INTO operator_acts (id, operator_id, at, act, tenant_id, details)
  VALUES (act_id, operator, moment, 'delivery.replayed', of_tenant,
          jsonb_build_object('delivery_id', of_delivery, 'handler', letter.handler, 'failures', letter.failures::text));
  RETURN 'dead';
END
""",
    grants=("update ON deliveries", "insert ON operator_acts"),
    role=OPERATOR_ROLE,
)

definer(
    "operator_load(of_tenant uuid, at timestamptz) RETURNS TABLE (fleet varchar, waiting bigint, "
    "waiting_of_all bigint, running bigint, running_of_all bigint, dead bigint, done_last_hour bigint, "
    "done_last_hour_of_all bigint)",
    """
BEGIN
  RETURN QUERY
  SELECT d.fleet,
         count(*) FILTER (WHERE d.tenant_id = of_tenant AND d.state = 'waiting'),
         count(*) FILTER (WHERE d.state = 'waiting'),
         count(*) FILTER (WHERE d.tenant_id = of_tenant AND d.state IN ('queued', 'running')),
         count(*) FILTER (WHERE d.state IN ('queued', 'running')),
         count(*) FILTER (WHERE d.tenant_id = of_tenant AND d.state = 'dead'),
         count(*) FILTER (WHERE d.tenant_id = of_tenant AND d.state = 'done'),
         count(*) FILTER (WHERE d.state = 'done')
  FROM deliveries d
  WHERE (d.state = 'waiting' AND d.due_at <= at) OR d.state IN ('queued', 'running') OR d.state = 'dead'
     OR (d.state = 'done' AND d.finished_at >= at - interval '1 hour')
  GROUP BY d.fleet;
END
""",
    grants=(),
    role=OPERATOR_ROLE,
)

definer(
    "operator_calls(of_tenant uuid, from_hour timestamptz) RETURNS TABLE (calls bigint, calls_of_all bigint, "
    "refused bigint, failed bigint)",
    """
BEGIN
  RETURN QUERY
  SELECT coalesce(sum(h.quantity) FILTER (WHERE t.id = of_tenant), 0)::bigint,
         coalesce(sum(h.quantity), 0)::bigint,
         coalesce(sum(h.quantity) FILTER (WHERE t.id = of_tenant AND h.dimension = 'refused'), 0)::bigint,
         coalesce(sum(h.quantity) FILTER (WHERE t.id = of_tenant AND h.dimension = 'failed'), 0)::bigint
  FROM tenants t JOIN LATERAL (
    SELECT u.dimension, u.quantity FROM usage_hours u
    WHERE u.tenant_id = t.id AND u.meter = 'api_calls' AND u.dimension IN ('ok', 'refused', 'failed')
      AND u.hour >= from_hour
  ) h ON true;
END
""",
    grants=("select ON usage_hours",),
    role=OPERATOR_ROLE,
)

definer(
    "operator_schedules(at timestamptz) RETURNS TABLE (overdue bigint, oldest_age_seconds float8)",
    """
BEGIN
  RETURN QUERY
  SELECT count(*), coalesce(extract(epoch FROM at - min(s.next_due_at)), 0)::float8
  FROM schedules s WHERE s.next_due_at <= at - interval '1 minute';
END
""",
    grants=("select ON schedules",),
    role=OPERATOR_ROLE,
)

definer(
    "operator_seals(before timestamptz) RETURNS TABLE (behind bigint, oldest_age_seconds float8)",
    """
BEGIN
  RETURN QUERY
  SELECT count(*), coalesce(extract(epoch FROM before - min(open.at)), 0)::float8
  FROM tenants t CROSS JOIN LATERAL (
    SELECT f.at FROM facts f
    WHERE f.tenant_id = t.id AND f.at < before AND f.at >= coalesce(
      (SELECT (max(s.day) + 1)::timestamp AT TIME ZONE 'UTC' FROM fact_seals s WHERE s.tenant_id = t.id), '-infinity')
    ORDER BY f.at LIMIT 1
  ) open;
END
""",
    grants=("select ON facts, fact_seals",),
    role=OPERATOR_ROLE,
)
