"""Rows of deletion, and the functions that erase: only what a confirmed deletion names, only from its day on."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, Index, Integer, SmallInteger, String, Text, Uuid, text

from aftersales.kernel.tables import (
    OPERATOR_ROLE,
    definer,
    instant_column,
    json_column,
    platform_table,
    uuid_column,
    version_column,
)

tenant_deletions = platform_table(
    "tenant_deletions",
    Column("id", Uuid, primary_key=True),
    uuid_column("tenant_id"),
    Column("code", String(40), nullable=False),
    Column("name", String(200), nullable=False),
    Column("reason", String(400), nullable=False),
    Column("state", String(12), nullable=False, server_default="asked"),
    Column("delay_days", Integer, nullable=False),
    uuid_column("asked_by"),
    instant_column("asked_at"),
    uuid_column("confirmed_by", nullable=True),
    instant_column("confirmed_at", nullable=True),
    instant_column("due_at", nullable=True),
    uuid_column("cancelled_by", nullable=True),
    instant_column("cancelled_at", nullable=True),
    json_column("erased", default="{}"),
    Column("receipt", Text),
    Column("signature", String(128)),
    Column("key_id", SmallInteger),
    instant_column("finished_at", nullable=True),
    version_column(),
    CheckConstraint("confirmed_by <> asked_by", name="two_people"),
    CheckConstraint("(confirmed_by IS NULL) = (due_at IS NULL)", name="day_is_named"),
    CheckConstraint("delay_days BETWEEN 0 AND 365", name="delay"),
    CheckConstraint("state NOT IN ('confirmed', 'erasing', 'done') OR confirmed_by IS NOT NULL", name="confirmed"),
    Index("ix_tenant_deletions_asked_at", "asked_at", "id"),
    Index(
        "uq_tenant_deletions_open",
        "tenant_id",
        unique=True,
        postgresql_where=text("state IN ('asked', 'confirmed', 'erasing')"),
    ),
    operator_grants="select, insert, update (state, confirmed_by, confirmed_at, due_at, cancelled_by, cancelled_at, "
    "erased, receipt, signature, key_id, finished_at, version)",
)

DUE: Final = """
  SELECT x.tenant_id INTO doomed FROM tenant_deletions x
  WHERE x.id = deletion AND x.state = 'erasing' AND x.confirmed_by <> x.asked_by AND x.due_at <= now()
  FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no deletion is due under this identity' USING ERRCODE = 'insufficient_privilege';
  END IF;
"""

WALLED: Final = """SELECT c.relname FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  AND c.relrowsecurity AND c.relforcerowsecurity"""

definer(
    "plan_tenant_deletion(deletion uuid, delivery uuid) RETURNS void",
    """
BEGIN
  INSERT INTO deliveries (tenant_id, id, cause_id, handler, fleet, due_at, payload)
  SELECT '00000000-0000-0000-0000-000000000000', delivery, x.id, 'tenancy.erase_tenant', 'bulk', x.due_at,
         jsonb_build_object('deletion_id', x.id)
  FROM tenant_deletions x WHERE x.id = deletion AND x.state = 'confirmed'
  ON CONFLICT (tenant_id, cause_id, handler) DO NOTHING;
END
""",
    grants=("select, update ON tenant_deletions", "insert ON deliveries"),
    role=OPERATOR_ROLE,
)

definer(
    "tell_of_deletion(deletion uuid, happened timestamptz, fact uuid, operator uuid, operator_name varchar, "
    "why varchar) RETURNS void",
    """
BEGIN
  PERFORM announce(
    x.tenant_id, fact,
    CASE x.state WHEN 'confirmed' THEN 'tenancy.tenant_deletion_confirmed'
                 ELSE 'tenancy.tenant_deletion_cancelled' END,
    happened, 'tenant', x.tenant_id, NULL, 'operator', operator, operator_name, '',
    jsonb_build_object('tenant_id', x.tenant_id, 'deletion_id', x.id, 'reason', why, 'due_at', x.due_at))
  FROM tenant_deletions x JOIN tenants t ON t.id = x.tenant_id
  WHERE x.id = deletion AND x.state IN ('confirmed', 'cancelled');
END
""",
    grants=(),
    role=OPERATOR_ROLE,
)

definer(
    "erase_rows(deletion uuid, wanted varchar, most integer) RETURNS bigint",
    f"""
DECLARE
  doomed uuid;
  place text;
  gone bigint;
  orphans bigint := 0;
  leaving uuid[];
BEGIN
{DUE}
  IF wanted NOT IN ({WALLED}) THEN
    RAISE EXCEPTION '% is no table of tenants', wanted USING ERRCODE = 'undefined_table';
  END IF;
  SELECT string_agg(format('%I DESC', a.attname), ', ' ORDER BY k.place) INTO place
  FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k(number, place), pg_attribute a
  WHERE i.indrelid = format('public.%I', wanted)::regclass AND i.indisprimary
  AND a.attrelid = i.indrelid AND a.attnum = k.number;
  IF wanted = 'memberships' THEN
    SELECT array_agg(m.person_id) INTO leaving
    FROM (SELECT x.person_id FROM memberships x WHERE x.tenant_id = doomed
          ORDER BY x.tenant_id DESC, x.person_id DESC LIMIT most) m;
  END IF;
  EXECUTE format(
    'DELETE FROM public.%1$I WHERE tenant_id = $1 AND ctid = ANY (ARRAY(
       SELECT ctid FROM public.%1$I WHERE tenant_id = $1 ORDER BY %2$s LIMIT $2))', wanted, place)
  USING doomed, most;
  GET DIAGNOSTICS gone = ROW_COUNT;
  IF leaving IS NOT NULL THEN
    DELETE FROM sessions s WHERE s.tenant_id = doomed AND s.person_id = ANY (leaving);
    DELETE FROM people p WHERE p.id = ANY (leaving)
    AND NOT EXISTS (SELECT FROM memberships m WHERE m.person_id = p.id);
    GET DIAGNOSTICS orphans = ROW_COUNT;
  END IF;
  UPDATE tenant_deletions x SET erased = x.erased
    || jsonb_build_object(wanted, coalesce((x.erased ->> wanted)::bigint, 0) + gone)
    || jsonb_build_object('people', coalesce((x.erased ->> 'people')::bigint, 0) + orphans)
  WHERE x.id = deletion;
  RETURN gone;
END
""",  # noqa: S608 - the pieces are of this module
    grants=("delete ON people",),
    role=OPERATOR_ROLE,
)

definer(
    "erase_tenant(deletion uuid) RETURNS varchar",
    f"""
DECLARE
  doomed uuid;
  wanted text;
  left_over boolean;
BEGIN
{DUE}
  FOR wanted IN {WALLED} LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I WHERE tenant_id = $1)', wanted) INTO left_over USING doomed;
    IF left_over THEN RETURN wanted; END IF;
  END LOOP;
  DELETE FROM sessions s WHERE s.tenant_id = doomed;
  DELETE FROM tenants t WHERE t.id = doomed;
  RETURN NULL;
END
""",  # noqa: S608 - the pieces are of this module
    grants=("delete ON tenants",),
    role=OPERATOR_ROLE,
)
"""The tenant's own row goes last; a table that still holds some is named instead."""
