"""An import that was only tried is not announced when its work is given up."""

from typing import Final

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

AFTER: Final = """CREATE OR REPLACE FUNCTION job_follows_delivery() RETURNS trigger
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

$body$"""

TRIED: Final = " AND stopped.input ->> 'trial' IS DISTINCT FROM 'true'"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(AFTER)


def downgrade() -> None:
    op.get_bind().exec_driver_sql(AFTER.replace(TRIED, ""))
