"""Rows on their way in, and the functions that let them in: only for a tenant that the same transaction has made."""

from typing import Final

from sqlalchemy import Column, Integer, PrimaryKeyConstraint, String, Text, Uuid

from aftersales.kernel.tables import OPERATOR_ROLE, definer, platform_table

restored_lines = platform_table(
    "restored_lines",
    Column("tenant_id", Uuid, nullable=False),
    Column("entry", String(80), nullable=False),
    Column("number", Integer, nullable=False),
    Column("line", Text, nullable=False),
    PrimaryKeyConstraint("tenant_id", "entry", "number"),
    operator_grants="insert",
)
"""Empty but within the transaction that brings a tenant in."""

GATE: Final = """
  IF NOT EXISTS (SELECT FROM tenants t WHERE t.id = tenant AND t.xmin = pg_current_xact_id()::xid) THEN
    RAISE EXCEPTION 'rows are brought in only for a tenant that this transaction has made'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
"""

WALLED: Final = """
  IF NOT EXISTS (
    SELECT FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname = wanted AND c.relkind IN ('r', 'p')
    AND c.relrowsecurity AND c.relforcerowsecurity
  ) THEN
    RAISE EXCEPTION '% is no table of tenants', wanted USING ERRCODE = 'undefined_table';
  END IF;
"""
"""A table is a tenant's when it carries the tenant and stands behind the wall: names alone are believed of nobody."""

definer(
    "restore_rows(tenant uuid, wanted varchar) RETURNS bigint",
    f"""
DECLARE
  came bigint;
  same bigint;
BEGIN
{GATE}{WALLED}
  EXECUTE format(
    'WITH came AS (
       INSERT INTO public.%1$I
       SELECT r.*
       FROM restored_lines l, jsonb_populate_record(null::public.%1$I, l.line::jsonb) r
       WHERE l.tenant_id = $1 AND l.entry = $2 AND l.line::jsonb ->> ''tenant_id'' = $1::text
       RETURNING to_jsonb(%1$I.*)::text AS line
     )
     SELECT count(*), count(*) FILTER (WHERE l.line IS NOT NULL)
     FROM came LEFT JOIN restored_lines l ON l.tenant_id = $1 AND l.entry = $2 AND l.line = came.line', wanted)
  INTO came, same USING tenant, wanted;
  IF came <> same THEN
    RAISE EXCEPTION 'rows of % are not what the archive says', wanted USING ERRCODE = 'data_exception';
  END IF;
  DELETE FROM restored_lines l WHERE l.tenant_id = tenant AND l.entry = wanted;
  RETURN came;
END
""",  # noqa: S608 - the pieces are of this module
    grants=("select, insert, delete ON restored_lines",),
    role=OPERATOR_ROLE,
)

definer(
    "restore_people(tenant uuid) RETURNS TABLE (email varchar)",
    f"""
BEGIN
{GATE}
  RETURN QUERY
  SELECT p.email
  FROM restored_lines l, jsonb_populate_record(null::people, l.line::jsonb) c, people p
  WHERE l.tenant_id = tenant AND l.entry = 'people' AND p.email = c.email AND p.id <> c.id
  ORDER BY p.email;
  IF FOUND THEN RETURN; END IF;
  INSERT INTO people (id, email, name, phone, locale, password_hash)
  SELECT c.id, c.email, c.name, c.phone, c.locale, ''
  FROM restored_lines l, jsonb_populate_record(null::people, l.line::jsonb) c
  WHERE l.tenant_id = tenant AND l.entry = 'people'
  ON CONFLICT (id) DO NOTHING;
  DELETE FROM restored_lines l WHERE l.tenant_id = tenant AND l.entry = 'people';
END
""",  # noqa: S608 - the pieces are of this module
    grants=(),
    role=OPERATOR_ROLE,
)
"""Addresses that belong to others here; with none of those, the people are there, without a password."""
