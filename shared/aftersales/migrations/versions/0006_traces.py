"""Traces in facts and deliveries, and what operators see of schedules and seals."""

from typing import Final

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STATEMENTS: Final = (
    """ALTER TABLE facts ADD COLUMN traceparent VARCHAR(55)""",
    """ALTER TABLE deliveries ADD COLUMN traceparent VARCHAR(55)""",
    """GRANT select ON schedules TO aftersales_definer""",
    """GRANT select ON facts, fact_seals TO aftersales_definer""",
    """CREATE FUNCTION operator_schedules(at timestamptz) RETURNS TABLE (overdue bigint, oldest_age_seconds float8)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY
  SELECT count(*), coalesce(extract(epoch FROM at - min(s.next_due_at)), 0)::float8
  FROM schedules s WHERE s.next_due_at <= at - interval '1 minute';
END

$body$""",
    """CREATE FUNCTION operator_seals(before timestamptz) RETURNS TABLE (behind bigint, oldest_age_seconds float8)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

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

$body$""",
    *(
        statement
        for name in ("operator_schedules", "operator_seals")
        for statement in (
            f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION {name} TO aftersales_operator",
            f"ALTER FUNCTION {name} OWNER TO aftersales_definer",
        )
    ),
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    for name in ("operator_seals", "operator_schedules"):
        connection.exec_driver_sql(f"DROP FUNCTION {name}")
    for name in ("deliveries", "facts"):
        connection.exec_driver_sql(f"ALTER TABLE {name} DROP COLUMN traceparent")
