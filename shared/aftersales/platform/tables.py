"""Rows of the platform: the log of facts, its outbox, deliveries, schedules, idempotency keys, jobs."""

from sqlalchemy import Column, Index, Integer, LargeBinary, SmallInteger, String, Text, Uuid, text

from aftersales.kernel.tables import (
    DEFINER_ROLE,
    RELAY_ROLE,
    Wall,
    definer,
    instant_column,
    json_column,
    platform_table,
    tenant_ref,
    tenant_table,
    tenant_unique,
    uuid_column,
    version_column,
)


def _relay(table: str, powers: str) -> tuple[str, ...]:
    """The relay works across tenants, by a policy of its own on just these tables."""
    return (
        f"GRANT {powers} ON {table} TO {RELAY_ROLE}",
        f"CREATE POLICY relay ON {table} TO {RELAY_ROLE} USING (true) WITH CHECK (true)",
    )


facts = tenant_table(
    "facts",
    Column("name", String(80), nullable=False),
    instant_column("at"),
    Column("subject_kind", String(40), nullable=False),
    uuid_column("subject_id"),
    Column("actor_kind", String(16), nullable=False),
    uuid_column("actor_id"),
    Column("actor_name", String(200), nullable=False),
    uuid_column("dealer_id", nullable=True),
    Column("request_id", String(64), nullable=False, server_default=""),
    json_column("payload"),
    Column("traceparent", String(55)),
    Index("ix_facts_subject", "tenant_id", "subject_id", "id"),
    Index("ix_facts_at", "tenant_id", "at"),
    wall=Wall.OWN,
    app_grants="select, insert",
    extra=_relay("facts", "select"),
)

fact_outbox = tenant_table(
    "fact_outbox",
    uuid_column("fact_id"),
    Index("ix_fact_outbox_order", "fact_id"),
    wall=Wall.COMMON,
    key=("fact_id",),
    app_grants="select, insert",
    extra=_relay("fact_outbox", "select, update, delete"),
)

deliveries = tenant_table(
    "deliveries",
    uuid_column("cause_id"),
    uuid_column("fact_id", nullable=True),
    Column("handler", String(80), nullable=False),
    Column("fleet", String(16), nullable=False),
    Column("state", String(12), nullable=False, server_default="waiting"),
    instant_column("due_at"),
    instant_column("lease_until", nullable=True),
    Column("attempt", Integer, nullable=False, server_default=text("0")),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("losses", Integer, nullable=False, server_default=text("0")),
    Column("last_error", Text),
    json_column("payload", nullable=True),
    uuid_column("dealer_id", nullable=True),
    instant_column("created_at", now=True),
    instant_column("started_at", nullable=True),
    instant_column("finished_at", nullable=True),
    Column("traceparent", String(55)),
    tenant_unique("cause_id", "handler"),
    Index(
        "ix_deliveries_turn",
        "fleet",
        "tenant_id",
        "due_at",
        "id",
        postgresql_where=text("state = 'waiting'"),
    ),
    Index("ix_deliveries_lease", "lease_until", postgresql_where=text("state IN ('queued', 'running')")),
    Index("ix_deliveries_finished", "finished_at", postgresql_where=text("finished_at IS NOT NULL")),
    Index("ix_deliveries_dead", "tenant_id", "id", postgresql_where=text("state = 'dead'")),
    wall=Wall.OWN_OR_SHARED,
    app_grants="select, insert, update, delete",
    extra=_relay("deliveries", "select, insert, update"),
)

schedules = tenant_table(
    "schedules",
    uuid_column("subject_id"),
    Column("handler", String(80), nullable=False),
    Column("fleet", String(16), nullable=False),
    Column("rule", String(400), nullable=False),
    Column("time_zone", String(64), nullable=False),
    instant_column("starts_at"),
    instant_column("next_due_at", nullable=True),
    json_column("payload"),
    Index("ix_schedules_due", "next_due_at", postgresql_where=text("next_due_at IS NOT NULL")),
    tenant_unique("subject_id", "handler"),
    wall=Wall.CLOSED,
    extra=_relay("schedules", "select, update"),
)

idempotency_keys = tenant_table(
    "idempotency_keys",
    uuid_column("caller_id"),
    Column("key", String(255), nullable=False),
    uuid_column("dealer_id", nullable=True),
    Column("request_hash", LargeBinary, nullable=False),
    Column("status", SmallInteger),
    json_column("headers", nullable=True),
    Column("body", LargeBinary),
    instant_column("created_at", now=True),
    Index("ix_idempotency_keys_created_at", "created_at"),
    wall=Wall.OWN,
    key=("caller_id", "key"),
)

operator_idempotency_keys = platform_table(
    "operator_idempotency_keys",
    Column("operator_id", Uuid, primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("request_hash", LargeBinary, nullable=False),
    Column("status", SmallInteger),
    json_column("headers", nullable=True),
    Column("body", LargeBinary),
    instant_column("created_at"),
    Index("ix_operator_idempotency_keys_created_at", "created_at"),
    operator_grants="select, insert, update, delete",
)

jobs = tenant_table(
    "jobs",
    Column("kind", String(40), nullable=False),
    Column("state", String(12), nullable=False, server_default="waiting"),
    Column("total", Integer, nullable=False, server_default=text("0")),
    Column("done", Integer, nullable=False, server_default=text("0")),
    json_column("counts", default="{}"),
    json_column("input"),
    json_column("error", nullable=True),
    uuid_column("created_by"),
    uuid_column("dealer_id", nullable=True),
    instant_column("created_at", now=True),
    instant_column("started_at", nullable=True),
    instant_column("finished_at", nullable=True),
    version_column(),
    Index("ix_jobs_kind", "tenant_id", "kind", "id"),
    wall=Wall.OWN,
)

job_rows = tenant_table(
    "job_rows",
    uuid_column("job_id"),
    Column("row", Integer, nullable=False),
    Column("key", String(200), nullable=False),
    Column("outcome", String(12), nullable=False),
    json_column("errors", default="[]"),
    uuid_column("dealer_id", nullable=True),
    tenant_ref("job_id", "jobs", ondelete="CASCADE"),
    wall=Wall.OWN,
    key=("job_id", "row"),
)

definer(
    "schema_revision() RETURNS varchar",
    "BEGIN\n  RETURN (SELECT version_num FROM alembic_version);\nEND",
    grants=("select ON alembic_version",),
)

definer(
    "job_follows_delivery() RETURNS trigger",
    """
DECLARE
  why text := coalesce(substring(NEW.last_error FROM '^[A-Z][A-Za-z0-9]{0,79}'), 'WorkerLost');
  stopped record;
BEGIN
  IF NEW.state <> 'dead' THEN
    UPDATE jobs j SET state = CASE WHEN j.started_at IS NULL THEN 'waiting' ELSE 'running' END,
        error = NULL, finished_at = NULL, version = j.version + 1
    WHERE j.tenant_id = NEW.tenant_id AND j.id = NEW.cause_id AND j.state = 'failed'
      AND j.error ->> 'code' = 'job_stopped';
    RETURN NULL;
  END IF;
  UPDATE jobs j SET state = 'failed', finished_at = coalesce(NEW.finished_at, now()), version = j.version + 1,
      error = jsonb_build_object(
        'code', 'job_stopped', 'delivery_id', NEW.id, 'reason', why,
        'zh', format('任务多次执行失败（%s），已停止；管理员可在后台任务中重试，已写入的部分不会重复。', why),
        'en', format('The job failed too often (%s) and was stopped; an administrator can replay its delivery, and '
                     'what was written is not written again.', why))
  WHERE j.tenant_id = NEW.tenant_id AND j.id = NEW.cause_id AND j.state IN ('waiting', 'running')
  RETURNING * INTO stopped;
  IF FOUND AND stopped.kind = 'import' AND stopped.input ->> 'trial' IS DISTINCT FROM 'true' THEN
    PERFORM announce(
      NEW.tenant_id, uuidv7(), 'platform.import_finished', stopped.finished_at, 'job', stopped.id, stopped.dealer_id,
      'worker', '00000000-0000-0000-0000-000000000000', 'worker', NEW.id::text,
      jsonb_build_object('job_id', stopped.id, 'kind', stopped.input ->> 'kind', 'rows', stopped.done,
                         'counts', stopped.counts, 'started_by', stopped.created_by, 'problem', 'job_stopped',
                         'dealer_id', stopped.dealer_id));
  END IF;
  RETURN NULL;
END
""",
    grants=("select, update ON jobs",),
    role=DEFINER_ROLE,
    trigger="CREATE TRIGGER job_follows AFTER UPDATE OF state ON deliveries FOR EACH ROW "
    "WHEN (NEW.handler LIKE 'jobs.%' AND OLD.state <> NEW.state AND 'dead' IN (OLD.state, NEW.state)) "
    "EXECUTE FUNCTION job_follows_delivery()",
)
"""A job whose delivery is given up has failed, and says so; a delivery that is replayed takes its job along."""
