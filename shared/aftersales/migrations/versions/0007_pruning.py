"""What has served its purpose may go: done deliveries, hours of people, expired sessions and reset links."""

from typing import Final

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATEMENTS: Final = (
    """GRANT delete ON deliveries, usage_people_hours TO aftersales_app""",
    """GRANT delete ON password_resets TO aftersales_definer""",
    """CREATE FUNCTION forget_entries(before timestamptz, most integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

DECLARE
  ended bigint;
  used bigint;
BEGIN
  DELETE FROM sessions s WHERE s.token_hash IN (
    SELECT x.token_hash FROM sessions x
    WHERE x.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
    AND x.expires_at < least(before, now()) LIMIT most);
  GET DIAGNOSTICS ended = ROW_COUNT;
  DELETE FROM password_resets r WHERE r.token_hash IN (
    SELECT x.token_hash FROM password_resets x
    JOIN memberships m ON m.person_id = x.person_id
    AND m.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
    WHERE x.expires_at < least(before, now()) LIMIT most);
  GET DIAGNOSTICS used = ROW_COUNT;
  RETURN greatest(ended, used);
END

$body$""",
    """REVOKE ALL ON FUNCTION forget_entries FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION forget_entries TO aftersales_app""",
    """ALTER FUNCTION forget_entries OWNER TO aftersales_definer""",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql("DROP FUNCTION forget_entries")
    connection.exec_driver_sql("REVOKE delete ON deliveries, usage_people_hours FROM aftersales_app")
    connection.exec_driver_sql("REVOKE delete ON password_resets FROM aftersales_definer")
