"""The one statement that counts usage: it drops what is known already and adds the rest to hours and months.

Because only rows that were really inserted reach the roll-ups, and all of it is one statement, a roll-up is at
every instant the sum of the events. Rows are taken in the order of their keys, so two batches never deadlock.
"""

from typing import Final

EVENT_COLUMNS: Final = (
    "tenant_id, id, meter, dimension, quantity, occurred_at, month, cause_kind, cause_id, corrects, reason"
)


def adding(source: str) -> str:
    """The WITH clause over `source`, a table expression `… AS e(EVENT_COLUMNS)`; `added` holds the new events.

    An event without a month gets that of its instant in the tenant's time zone, and keeps it for good.
    """
    return f"""
WITH given AS (
  SELECT e.tenant_id, e.id, e.meter, e.dimension, e.quantity, e.occurred_at,
         coalesce(e.month, date_trunc('month', e.occurred_at AT TIME ZONE t.time_zone)::date) AS month,
         e.cause_kind, e.cause_id, e.corrects, e.reason
  FROM {source} JOIN tenants t ON t.id = e.tenant_id
), added AS (
  INSERT INTO usage_events ({EVENT_COLUMNS})
  SELECT {EVENT_COLUMNS} FROM given ORDER BY tenant_id, id
  ON CONFLICT (tenant_id, id) DO NOTHING
  RETURNING tenant_id, meter, dimension, quantity, occurred_at, month
), months AS (
  INSERT INTO usage_months AS m (tenant_id, meter, dimension, month, quantity, events)
  SELECT tenant_id, meter, dimension, month, sum(quantity), count(*)
  FROM added GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (tenant_id, meter, dimension, month)
  DO UPDATE SET quantity = m.quantity + excluded.quantity, events = m.events + excluded.events
), hours AS (
  INSERT INTO usage_hours AS h (tenant_id, meter, dimension, hour, quantity, events)
  SELECT tenant_id, meter, dimension, date_trunc('hour', occurred_at, 'UTC'), sum(quantity), count(*)
  FROM added GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (tenant_id, meter, dimension, hour)
  DO UPDATE SET quantity = h.quantity + excluded.quantity, events = h.events + excluded.events
)
"""  # noqa: S608 - both parts are constants of this package


_OF_ONE_TENANT: Final = f"""unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[], $7::text[],
         $8::uuid[]) AS u(id, meter, dimension, quantity, occurred_at, cause_kind, cause_id)
  CROSS JOIN LATERAL (SELECT $1::uuid, u.id, u.meter, u.dimension, u.quantity, u.occurred_at, NULL::date,
                             u.cause_kind, u.cause_id, NULL::uuid, '') AS e({EVENT_COLUMNS})"""

ADD_EVENTS: Final = f"{adding(_OF_ONE_TENANT)} SELECT count(*) AS added FROM added"  # noqa: S608 - of constants

FLUSH: Final = f"""
DECLARE
  counted integer;
BEGIN
  {
    adding(
        "unnest(event_ids, call_tenants, call_outcomes, call_counts, call_instants) "
        "AS u(id, tenant_id, outcome, calls, at) "
        "CROSS JOIN LATERAL (SELECT u.tenant_id, u.id, 'api_calls', u.outcome, u.calls, u.at, NULL::date, "
        f"'batch', batch, NULL::uuid, '' WHERE u.calls > 0) AS e({EVENT_COLUMNS})",
    )
}
  SELECT count(*) INTO counted FROM added;

  WITH seen AS (
    SELECT DISTINCT v.tenant_id, v.person_id, date_trunc('month', v.at AT TIME ZONE t.time_zone)::date AS month
    FROM unnest(visit_tenants, visit_people, visit_instants) AS v(tenant_id, person_id, at)
    JOIN tenants t ON t.id = v.tenant_id
  ), fresh AS (
    INSERT INTO usage_people_months (tenant_id, month, person_id)
    SELECT tenant_id, month, person_id FROM seen ORDER BY 1, 2, 3
    ON CONFLICT DO NOTHING RETURNING tenant_id, month
  )
  INSERT INTO usage_months AS m (tenant_id, meter, dimension, month, quantity, events)
  SELECT tenant_id, 'active_users', '', month, count(*), count(*) FROM fresh GROUP BY 1, 4 ORDER BY 1, 4
  ON CONFLICT (tenant_id, meter, dimension, month)
  DO UPDATE SET quantity = m.quantity + excluded.quantity, events = m.events + excluded.events;

  WITH seen AS (
    SELECT DISTINCT v.tenant_id, v.person_id, date_trunc('hour', v.at, 'UTC') AS hour
    FROM unnest(visit_tenants, visit_people, visit_instants) AS v(tenant_id, person_id, at)
    JOIN tenants t ON t.id = v.tenant_id
  ), fresh AS (
    INSERT INTO usage_people_hours (tenant_id, hour, person_id)
    SELECT tenant_id, hour, person_id FROM seen ORDER BY 1, 2, 3
    ON CONFLICT DO NOTHING RETURNING tenant_id, hour
  )
  INSERT INTO usage_hours AS h (tenant_id, meter, dimension, hour, quantity, events)
  SELECT tenant_id, 'active_users', '', hour, count(*), count(*) FROM fresh GROUP BY 1, 4 ORDER BY 1, 4
  ON CONFLICT (tenant_id, meter, dimension, hour)
  DO UPDATE SET quantity = h.quantity + excluded.quantity, events = h.events + excluded.events;

  RETURN counted;
END
"""  # noqa: S608 - all parts are constants of this package

CORRECT: Final = f"""
DECLARE
  original usage_events%ROWTYPE;
  remaining bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(of_event::text, 0));
  SELECT * INTO original FROM usage_events o
  WHERE o.tenant_id = of_tenant AND o.id = of_event AND o.corrects IS NULL;
  IF NOT FOUND THEN RETURN NULL; END IF;
  SELECT original.quantity + coalesce(sum(c.quantity) FILTER (WHERE c.id <> correction), 0) INTO remaining
  FROM usage_events c WHERE c.tenant_id = of_tenant AND c.corrects = of_event;
  IF taken > remaining THEN RETURN greatest(remaining, 0); END IF;
  {
    adding(
        "(VALUES (of_tenant, correction, original.meter, original.dimension, -taken, original.occurred_at, "
        "original.month, 'correction', operator, of_event, why)) "
        f"AS e({EVENT_COLUMNS})",
    )
}
  SELECT count(*) INTO remaining FROM added;
  IF remaining = 1 THEN
    INSERT INTO operator_acts (id, operator_id, act, tenant_id, details)
    VALUES (correction, operator, 'usage.corrected', of_tenant,
            jsonb_build_object('event_id', of_event, 'quantity', taken::text, 'reason', why));
  END IF;
  RETURN -1;
END
"""  # noqa: S608 - all parts are constants of this package
