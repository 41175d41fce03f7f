"""A job whose delivery is given up has failed; a delivery that is replayed takes its job along."""

from typing import Final

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STATEMENTS: Final = (
    """GRANT select, update ON jobs TO aftersales_definer""",
    """CREATE FUNCTION job_follows_delivery() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

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
  IF FOUND AND stopped.kind = 'import' THEN
    PERFORM announce(
      NEW.tenant_id, uuidv7(), 'platform.import_finished', stopped.finished_at, 'job', stopped.id, stopped.dealer_id,
      'worker', '00000000-0000-0000-0000-000000000000', 'worker', NEW.id::text,
      jsonb_build_object('job_id', stopped.id, 'kind', stopped.input ->> 'kind', 'rows', stopped.done,
                         'counts', stopped.counts, 'started_by', stopped.created_by, 'problem', 'job_stopped',
                         'dealer_id', stopped.dealer_id));
  END IF;
  RETURN NULL;
END

$body$""",
    """REVOKE ALL ON FUNCTION job_follows_delivery FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION job_follows_delivery TO aftersales_definer""",
    """ALTER FUNCTION job_follows_delivery OWNER TO aftersales_definer""",
    """CREATE TRIGGER job_follows AFTER UPDATE OF state ON deliveries FOR EACH ROW
WHEN (NEW.handler LIKE 'jobs.%' AND OLD.state <> NEW.state AND 'dead' IN (OLD.state, NEW.state))
EXECUTE FUNCTION job_follows_delivery()""",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql("DROP TRIGGER job_follows ON deliveries")
    connection.exec_driver_sql("DROP FUNCTION job_follows_delivery")
    connection.exec_driver_sql("REVOKE ALL ON jobs FROM aftersales_definer")
