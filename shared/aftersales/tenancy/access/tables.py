"""Rows of operators' access, and the functions by which operators ask, open and end it; none of them grants."""

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, SmallInteger, String, text

from aftersales.kernel.tables import (
    OPERATOR_ROLE,
    Wall,
    definer,
    instant_column,
    tenant_ref,
    tenant_table,
    uuid_column,
    version_column,
)

access_grants = tenant_table(
    "access_grants",
    uuid_column("operator_id"),
    Column("operator_name", String(200), nullable=False),
    Column("reason", String(400), nullable=False),
    Column("hours", SmallInteger, nullable=False),
    Column("state", String(12), nullable=False),
    instant_column("asked_at"),
    instant_column("lapses_at", nullable=True),
    uuid_column("answered_by", nullable=True),
    Column("answered_by_name", String(200)),
    instant_column("answered_at", nullable=True),
    Column("answer", String(400), nullable=False, server_default=""),
    Column("granted_hours", SmallInteger),
    instant_column("until", nullable=True),
    instant_column("ended_at", nullable=True),
    Column("token_hash", LargeBinary),
    version_column(),
    CheckConstraint(
        "state <> 'granted' OR (until IS NOT NULL AND answered_by IS NOT NULL)", name="granted_by_somebody"
    ),
    Index("ix_access_grants_asked_at", "tenant_id", "asked_at", "id"),
    Index("ix_access_grants_token_hash", "token_hash", postgresql_where=text("token_hash IS NOT NULL")),
    Index(
        "uq_access_grants_asked",
        "tenant_id",
        "operator_id",
        unique=True,
        postgresql_where=text("state = 'asked'"),
    ),
    wall=Wall.CLOSED,
    app_grants="select, update (state, answered_by, answered_by_name, answered_at, answer, granted_hours, until, "
    "ended_at, version)",
)

access_looks = tenant_table(
    "access_looks",
    uuid_column("access_id"),
    instant_column("at"),
    Column("method", String(16), nullable=False),
    Column("address", String(500), nullable=False),
    Column("request_id", String(64), nullable=False),
    tenant_ref("access_id", "access_grants"),
    Index("ix_access_looks_access_id", "tenant_id", "access_id", "at", "id"),
    wall=Wall.CLOSED,
    app_grants="select",
)

definer(
    "ask_access(of_tenant uuid, access uuid, why varchar, wanted integer, at timestamptz, fact uuid, operator uuid, "
    "called varchar) RETURNS integer",
    """
DECLARE
  longest integer;
  waits integer;
BEGIN
  SELECT t.access_hours, t.access_wait_hours INTO longest, waits FROM tenants t WHERE t.id = of_tenant;
  IF NOT FOUND OR wanted > longest THEN RETURN longest; END IF;
  INSERT INTO access_grants (tenant_id, id, operator_id, operator_name, reason, hours, state, asked_at,
    lapses_at)
  VALUES (of_tenant, access, operator, called, why, wanted, 'asked', at, at + make_interval(hours => waits))
  ON CONFLICT (tenant_id, operator_id) WHERE state = 'asked' DO NOTHING;
  IF NOT FOUND THEN RETURN 0; END IF;
  PERFORM announce(of_tenant, fact, 'tenancy.access_asked', at, 'access', access, NULL, 'operator', operator, called,
    '', jsonb_build_object('access_id', access, 'operator_name', called, 'reason', why, 'hours', wanted));
  INSERT INTO operator_acts (id, operator_id, at, act, tenant_id, details)
  VALUES (fact, operator, at, 'access.asked', of_tenant,
          jsonb_build_object('access_id', access, 'reason', why, 'hours', wanted::text));
  RETURN -1;
END
""",
    grants=("select, insert, update ON access_grants",),
    role=OPERATOR_ROLE,
)
"""-1 when it was asked; else the tenant's longest, 0 while another request waits, nothing where there is no tenant."""

definer(
    "operator_accesses(caller uuid, of_tenant uuid, only_id uuid, before_id uuid, most integer) RETURNS TABLE ("
    "id uuid, tenant_id uuid, tenant_code varchar, tenant_name varchar, operator_id uuid, operator_name varchar, "
    "reason varchar, hours smallint, state varchar, asked_at timestamptz, answered_at timestamptz, answer varchar, "
    "until timestamptz, looks bigint, is_own boolean)",
    """
BEGIN
  RETURN QUERY
  SELECT g.id, g.tenant_id, t.code, t.name, g.operator_id, g.operator_name, g.reason, g.hours, g.state, g.asked_at,
         g.answered_at, g.answer, g.until,
         (SELECT count(*) FROM access_looks l WHERE l.tenant_id = g.tenant_id AND l.access_id = g.id),
         g.operator_id = caller
  FROM access_grants g JOIN tenants t ON t.id = g.tenant_id
  WHERE (of_tenant IS NULL OR g.tenant_id = of_tenant) AND (only_id IS NULL OR g.id = only_id)
    AND (before_id IS NULL OR g.id < before_id)
  ORDER BY g.id DESC LIMIT most;
END
""",
    grants=("select, insert ON access_looks",),
    role=OPERATOR_ROLE,
)

definer(
    "access_lapses_at(of_tenant uuid, access uuid) RETURNS timestamptz",
    """
BEGIN
  RETURN (SELECT g.lapses_at FROM access_grants g WHERE g.tenant_id = of_tenant AND g.id = access);
END
""",
    grants=(),
    role=OPERATOR_ROLE,
)
"""When a request lapses; beside `operator_accesses`, whose columns the release before reads."""

definer(
    "open_access(access uuid, hash bytea, moment timestamptz, fact uuid, operator uuid, called varchar) "
    "RETURNS TABLE (tenant_id uuid, until timestamptz)",
    """
DECLARE
  opened record;
BEGIN
  UPDATE access_grants g SET token_hash = hash
  WHERE g.id = access AND g.operator_id = operator AND g.state = 'granted' AND g.until > moment
  RETURNING g.tenant_id, g.until INTO opened;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM announce(opened.tenant_id, fact, 'tenancy.access_opened', moment, 'access', access, NULL, 'operator',
    operator, called, '',
    jsonb_build_object('access_id', access, 'operator_name', called, 'until', opened.until));
  INSERT INTO operator_acts (id, operator_id, at, act, tenant_id, details)
  VALUES (fact, operator, moment, 'access.opened', opened.tenant_id, jsonb_build_object('access_id', access));
  RETURN QUERY SELECT opened.tenant_id, opened.until;
END
""",
    grants=("insert ON operator_acts",),
    role=OPERATOR_ROLE,
)

definer(
    "withdraw_access(access uuid, moment timestamptz, fact uuid, operator uuid, called varchar) RETURNS boolean",
    """
DECLARE
  brand uuid;
BEGIN
  UPDATE access_grants g
  SET state = 'withdrawn', ended_at = moment, token_hash = NULL, version = g.version + 1
  WHERE g.id = access AND g.operator_id = operator
    AND (g.state = 'asked' OR (g.state = 'granted' AND g.until > moment))
  RETURNING g.tenant_id INTO brand;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM announce(brand, fact, 'tenancy.access_withdrawn', moment, 'access', access, NULL, 'operator', operator,
    called, '', jsonb_build_object('access_id', access, 'operator_name', called));
  INSERT INTO operator_acts (id, operator_id, at, act, tenant_id, details)
  VALUES (fact, operator, moment, 'access.withdrawn', brand, jsonb_build_object('access_id', access));
  RETURN true;
END
""",
    grants=(),
    role=OPERATOR_ROLE,
)

definer(
    "lapse_access(of_tenant uuid, access uuid, moment timestamptz, act uuid) RETURNS TABLE (name varchar, "
    "email varchar)",
    """
DECLARE
  lapsed record;
BEGIN
  UPDATE access_grants g SET state = 'lapsed', ended_at = moment, version = g.version + 1
  WHERE g.tenant_id = of_tenant AND g.id = access AND g.state = 'asked' AND g.lapses_at <= moment
  RETURNING g.operator_id, g.operator_name INTO lapsed;
  IF NOT FOUND THEN RETURN; END IF;
  INSERT INTO operator_acts (id, operator_id, at, act, tenant_id, details)
  VALUES (act, lapsed.operator_id, moment, 'access.lapsed', of_tenant, jsonb_build_object('access_id', access));
  RETURN QUERY SELECT lapsed.operator_name::varchar,
    coalesce((SELECT o.email FROM operators o WHERE o.id = lapsed.operator_id AND o.state = 'active'), '')::varchar;
END
""",
    grants=(),
)
"""Ends a request that nobody answered in time, and says who asked; nothing where it was answered after all."""

definer(
    "auth_access(hash bytea, moment timestamptz, look uuid, asked_as varchar, of_address varchar, request varchar) "
    "RETURNS TABLE (access_id uuid, operator_id uuid, operator_name varchar, tenant_id uuid, tenant_state varchar, "
    "until timestamptz)",
    """
DECLARE
  held record;
BEGIN
  SELECT g.id, g.operator_id, g.operator_name, g.tenant_id, t.state AS tenant_state, g.until INTO held
  FROM access_grants g
  JOIN tenants t ON t.id = g.tenant_id
  JOIN operators o ON o.id = g.operator_id AND o.state = 'active'
  WHERE g.token_hash = hash AND g.state = 'granted' AND g.until > moment;
  IF NOT FOUND THEN RETURN; END IF;
  INSERT INTO access_looks (tenant_id, id, access_id, at, method, address, request_id)
  VALUES (held.tenant_id, look, held.id, moment, asked_as, of_address, request);
  INSERT INTO operator_acts (id, operator_id, at, act, tenant_id, details)
  VALUES (look, held.operator_id, moment, 'access.looked', held.tenant_id,
          jsonb_build_object('access_id', held.id, 'method', asked_as, 'address', of_address));
  RETURN QUERY
  SELECT held.id, held.operator_id, held.operator_name, held.tenant_id, held.tenant_state, held.until;
END
""",
    grants=("select ON operators",),
)
"""Who holds a pass; asking it puts the look down, so that no pass is ever recognised without one."""
