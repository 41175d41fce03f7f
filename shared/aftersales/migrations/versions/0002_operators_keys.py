"""Operators' idempotency keys; work held back for a suspended tenant is no lag of its fleet."""

from typing import Final

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATEMENTS: Final = (
    """CREATE TABLE operator_idempotency_keys (
    operator_id UUID NOT NULL,
    key VARCHAR(255) NOT NULL,
    request_hash BYTEA NOT NULL,
    status SMALLINT,
    headers JSONB,
    body BYTEA,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_operator_idempotency_keys PRIMARY KEY (operator_id, key)
)""",
    """CREATE INDEX ix_operator_idempotency_keys_created_at ON operator_idempotency_keys (created_at)""",
    """GRANT select, insert, update, delete ON operator_idempotency_keys TO aftersales_operator""",
    """CREATE OR REPLACE FUNCTION operator_fleets(at timestamptz)
RETURNS TABLE (fleet varchar, waiting bigint, planned bigint, running bigint, oldest_age_seconds float8,
overdue_leases bigint, failures bigint, dead bigint, died_last_hour bigint, done_last_hour bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

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

$body$""",
)

BEFORE: Final = """CREATE OR REPLACE FUNCTION operator_fleets(at timestamptz)
RETURNS TABLE (fleet varchar, waiting bigint, planned bigint, running bigint, oldest_age_seconds float8,
overdue_leases bigint, failures bigint, dead bigint, died_last_hour bigint, done_last_hour bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY
  SELECT d.fleet,
         count(*) FILTER (WHERE d.state = 'waiting' AND d.due_at <= at),
         count(*) FILTER (WHERE d.state = 'waiting' AND d.due_at > at),
         count(*) FILTER (WHERE d.state IN ('queued', 'running')),
         coalesce(extract(epoch FROM at - min(d.due_at) FILTER (WHERE d.state = 'waiting' AND d.due_at <= at)),
                  0)::float8,
         count(*) FILTER (WHERE d.state IN ('queued', 'running') AND d.lease_until < now()),
         coalesce(sum(d.failures) FILTER (
           WHERE d.state IN ('waiting', 'queued', 'running') OR d.finished_at >= at - interval '1 hour'), 0)::bigint,
         count(*) FILTER (WHERE d.state = 'dead'),
         count(*) FILTER (WHERE d.state = 'dead' AND d.finished_at >= at - interval '1 hour'),
         count(*) FILTER (WHERE d.state = 'done')
  FROM deliveries d
  WHERE d.state = 'waiting' OR d.state IN ('queued', 'running') OR d.state = 'dead'
     OR (d.state = 'done' AND d.finished_at >= at - interval '1 hour')
  GROUP BY d.fleet;
END

$body$"""


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql(BEFORE)
    connection.exec_driver_sql("DROP TABLE operator_idempotency_keys")
