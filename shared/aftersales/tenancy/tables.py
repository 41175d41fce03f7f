"""Rows of tenancy, and the few functions that look past the walls to find out who is asking."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY

from aftersales.kernel.tables import (
    APP_ROLE,
    CURRENT_TENANT,
    OPERATOR_ROLE,
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

tenants = platform_table(
    "tenants",
    Column("id", Uuid, primary_key=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("name_en", String(200), nullable=False, server_default=""),
    Column("state", String(12), nullable=False, server_default="active"),
    Column("locale", String(8), nullable=False, server_default="zh"),
    Column("time_zone", String(64), nullable=False, server_default="Asia/Shanghai"),
    Column("currency", String(3), nullable=False, server_default="CNY"),
    Column("address", String(400), nullable=False, server_default=""),
    Column("phone", String(40), nullable=False, server_default=""),
    Column("weight", Integer, nullable=False, server_default=text("1")),
    version_column(),
    instant_column("created_at", now=True),
    app_grants="select, update (name, name_en, locale, time_zone, address, phone, version)",
    operator_grants="select, insert, update",
    extra=(
        "ALTER TABLE tenants ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE tenants FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY own ON tenants TO {APP_ROLE} USING (id = {CURRENT_TENANT})",
        f"CREATE POLICY operator ON tenants TO {OPERATOR_ROLE} USING (true) WITH CHECK (true)",
        f"GRANT select (id, weight, state) ON tenants TO {RELAY_ROLE}",
        f"CREATE POLICY relay ON tenants TO {RELAY_ROLE} USING (true)",
    ),
)

_FELLOWS = f"SELECT person_id FROM memberships WHERE tenant_id = {CURRENT_TENANT}"  # noqa: S608 - of constants

people = platform_table(
    "people",
    Column("id", Uuid, primary_key=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("phone", String(40), nullable=False, server_default=""),
    Column("locale", String(8), nullable=False, server_default="zh"),
    Column("password_hash", Text, nullable=False),
    instant_column("created_at", now=True),
    app_grants="select (id, email, name, phone, locale)",
    extra=(
        "ALTER TABLE people ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE people FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY fellow ON people FOR SELECT TO {APP_ROLE} USING (id IN ({_FELLOWS}))",
    ),
)

sessions = platform_table(
    "sessions",
    Column("token_hash", LargeBinary, primary_key=True),
    Column("person_id", Uuid, ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("tenant_id", Uuid, nullable=False),
    Column("csrf_hash", LargeBinary, nullable=False),
    Column("by_cookie", Boolean, nullable=False),
    instant_column("created_at", now=True),
    instant_column("expires_at"),
)

password_resets = platform_table(
    "password_resets",
    Column("token_hash", LargeBinary, primary_key=True),
    Column("person_id", Uuid, ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    instant_column("created_at", now=True),
    instant_column("expires_at"),
    instant_column("used_at", nullable=True),
)

operators = platform_table(
    "operators",
    Column("id", Uuid, primary_key=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("state", String(12), nullable=False, server_default="active"),
    Column("key_hash", LargeBinary, nullable=False, unique=True),
    instant_column("created_at", now=True),
    operator_grants="select, insert, update",
)

operator_acts = platform_table(
    "operator_acts",
    Column("id", Uuid, primary_key=True),
    uuid_column("operator_id"),
    instant_column("at", now=True),
    Column("act", String(80), nullable=False),
    uuid_column("tenant_id", nullable=True),
    json_column("details"),
    operator_grants="select, insert",
)

organisations = tenant_table(
    "organisations",
    uuid_column("dealer_id", nullable=True),
    Column("kind", String(16), nullable=False),
    Column("code", String(40), nullable=False),
    Column("name", String(200), nullable=False),
    Column("name_en", String(200), nullable=False, server_default=""),
    Column("province", String(40), nullable=False, server_default=""),
    Column("city", String(40), nullable=False, server_default=""),
    Column("address", String(400), nullable=False, server_default=""),
    Column("consignee", String(100), nullable=False, server_default=""),
    Column("contact_name", String(100), nullable=False, server_default=""),
    Column("phone", String(40), nullable=False, server_default=""),
    Column("email", String(254), nullable=False, server_default=""),
    Column("state", String(12), nullable=False, server_default="active"),
    version_column(),
    instant_column("created_at", now=True),
    tenant_unique("code"),
    wall=Wall.OWN_OR_SHARED,
)

memberships = tenant_table(
    "memberships",
    uuid_column("person_id"),
    uuid_column("organisation_id"),
    uuid_column("dealer_id", nullable=True),
    Column("roles", ARRAY(String(40)), nullable=False),
    Column("state", String(12), nullable=False, server_default="active"),
    version_column(),
    instant_column("joined_at", now=True),
    tenant_unique("person_id"),
    tenant_ref("organisation_id", "organisations"),
    Index("ix_memberships_person_id", "person_id"),
    wall=Wall.OWN,
    key=("person_id",),
)

invitations = tenant_table(
    "invitations",
    Column("token_hash", LargeBinary, nullable=False),
    Column("email", String(254), nullable=False),
    Column("name", String(200), nullable=False),
    uuid_column("organisation_id"),
    uuid_column("dealer_id", nullable=True),
    Column("roles", ARRAY(String(40)), nullable=False),
    instant_column("expires_at"),
    instant_column("accepted_at", nullable=True),
    instant_column("created_at", now=True),
    uuid_column("invited_by"),
    tenant_unique("token_hash"),
    tenant_ref("organisation_id", "organisations"),
    Index("ix_invitations_token_hash", "token_hash"),
    Index("ix_invitations_email", "tenant_id", "email"),
    wall=Wall.OWN,
)

api_keys = tenant_table(
    "api_keys",
    Column("name", String(100), nullable=False),
    Column("prefix", String(20), nullable=False),
    Column("key_hash", LargeBinary, nullable=False),
    Column("scopes", ARRAY(String(40)), nullable=False),
    uuid_column("organisation_id"),
    uuid_column("dealer_id", nullable=True),
    uuid_column("created_by"),
    instant_column("created_at", now=True),
    instant_column("expires_at"),
    instant_column("revoked_at", nullable=True),
    instant_column("last_used_at", nullable=True),
    tenant_unique("key_hash"),
    tenant_ref("organisation_id", "organisations"),
    Index("ix_api_keys_key_hash", "key_hash"),
    wall=Wall.CLOSED,
)

definer(
    "auth_session(hash bytea, at timestamptz) RETURNS TABLE (person_id uuid, person_name varchar, email varchar, "
    "locale varchar, tenant_id uuid, tenant_state varchar, organisation_id uuid, dealer_id uuid, roles varchar[], "
    "csrf_hash bytea, by_cookie boolean, expires_at timestamptz)",
    """
BEGIN
  RETURN QUERY
  SELECT p.id, p.name, p.email, p.locale, t.id, t.state, m.organisation_id, m.dealer_id, m.roles,
         s.csrf_hash, s.by_cookie, s.expires_at
  FROM sessions s
  JOIN people p ON p.id = s.person_id
  JOIN tenants t ON t.id = s.tenant_id
  JOIN memberships m ON m.tenant_id = s.tenant_id AND m.person_id = s.person_id AND m.state = 'active'
  WHERE s.token_hash = hash AND s.expires_at > at;
END
""",
    grants=("select ON sessions, people, tenants, memberships",),
)

definer(
    "auth_key(hash bytea, at timestamptz) RETURNS TABLE (key_id uuid, name varchar, tenant_id uuid, "
    "tenant_state varchar, organisation_id uuid, dealer_id uuid, scopes varchar[])",
    """
BEGIN
  UPDATE api_keys k SET last_used_at = at
  WHERE k.key_hash = hash AND (k.last_used_at IS NULL OR k.last_used_at < at - interval '1 minute');
  RETURN QUERY
  SELECT k.id, k.name, t.id, t.state, k.organisation_id, k.dealer_id, k.scopes
  FROM api_keys k JOIN tenants t ON t.id = k.tenant_id
  WHERE k.key_hash = hash AND k.revoked_at IS NULL AND k.expires_at > at;
END
""",
    grants=("select, update ON api_keys",),
)

definer(
    "auth_person(address varchar) RETURNS TABLE (id uuid, name varchar, locale varchar, password_hash text)",
    """
BEGIN
  RETURN QUERY SELECT p.id, p.name, p.locale, p.password_hash FROM people p WHERE p.email = address;
END
""",
    grants=(),
)

definer(
    "brands_of(person uuid) RETURNS TABLE (tenant_id uuid, code varchar, name varchar, name_en varchar, "
    "organisation_id uuid, organisation_name varchar, roles varchar[])",
    """
BEGIN
  RETURN QUERY
  SELECT t.id, t.code, t.name, t.name_en, m.organisation_id, o.name, m.roles
  FROM memberships m JOIN tenants t ON t.id = m.tenant_id
  JOIN organisations o ON o.tenant_id = m.tenant_id AND o.id = m.organisation_id
  WHERE m.person_id = person AND m.state = 'active' AND t.state = 'active'
  ORDER BY t.code;
END
""",
    grants=("select ON organisations",),
)

definer(
    "open_session(hash bytea, person uuid, tenant uuid, csrf bytea, cookie boolean, until timestamptz) RETURNS void",
    """
BEGIN
  INSERT INTO sessions (token_hash, person_id, tenant_id, csrf_hash, by_cookie, expires_at)
  SELECT hash, person, tenant, csrf, cookie, until
  FROM memberships m WHERE m.tenant_id = tenant AND m.person_id = person AND m.state = 'active';
END
""",
    grants=("insert, update, delete ON sessions",),
)

definer(
    "switch_session(hash bytea, tenant uuid) RETURNS boolean",
    """
BEGIN
  UPDATE sessions s SET tenant_id = tenant
  WHERE s.token_hash = hash AND EXISTS (
    SELECT FROM memberships m WHERE m.tenant_id = tenant AND m.person_id = s.person_id AND m.state = 'active');
  RETURN FOUND;
END
""",
    grants=(),
)

definer(
    "close_session(hash bytea) RETURNS void",
    "BEGIN\n  DELETE FROM sessions s WHERE s.token_hash = hash;\nEND",
    grants=(),
)

definer(
    "find_invitation(hash bytea, at timestamptz) RETURNS TABLE (tenant_id uuid, tenant_name varchar, id uuid, "
    "email varchar, name varchar, organisation_id uuid, dealer_id uuid, roles varchar[], person_id uuid)",
    """
BEGIN
  RETURN QUERY
  SELECT i.tenant_id, t.name, i.id, i.email, i.name, i.organisation_id, i.dealer_id, i.roles, p.id
  FROM invitations i JOIN tenants t ON t.id = i.tenant_id LEFT JOIN people p ON p.email = i.email
  WHERE i.token_hash = hash AND i.accepted_at IS NULL AND i.expires_at > at AND t.state = 'active';
END
""",
    grants=("select, update ON invitations",),
)

definer(
    "accept_invitation(hash bytea, at timestamptz, new_id uuid, person_name varchar, secret text) RETURNS uuid",
    """
DECLARE
  i invitations%ROWTYPE;
  person uuid;
BEGIN
  UPDATE invitations SET accepted_at = at
  WHERE token_hash = hash AND accepted_at IS NULL AND expires_at > at RETURNING * INTO i;
  IF NOT FOUND THEN RETURN NULL; END IF;
  INSERT INTO people (id, email, name, password_hash) VALUES (new_id, i.email, person_name, secret)
  ON CONFLICT (email) DO UPDATE SET email = excluded.email RETURNING people.id INTO person;
  INSERT INTO memberships (tenant_id, person_id, organisation_id, dealer_id, roles)
  VALUES (i.tenant_id, person, i.organisation_id, i.dealer_id, i.roles)
  ON CONFLICT (tenant_id, person_id) DO UPDATE
  SET organisation_id = excluded.organisation_id, dealer_id = excluded.dealer_id, roles = excluded.roles,
      state = 'active', version = memberships.version + 1;
  RETURN person;
END
""",
    grants=("insert, update ON people", "insert, update ON memberships"),
)

definer(
    "start_password_reset(address varchar, hash bytea, until timestamptz) RETURNS TABLE (person_id uuid, "
    "name varchar, locale varchar, tenant_id uuid)",
    """
BEGIN
  RETURN QUERY
  WITH person AS (SELECT p.id, p.name, p.locale FROM people p WHERE p.email = address),
  started AS (
    INSERT INTO password_resets (token_hash, person_id, expires_at) SELECT hash, person.id, until FROM person
  )
  SELECT person.id, person.name, person.locale, m.tenant_id
  FROM person JOIN memberships m ON m.person_id = person.id AND m.state = 'active' ORDER BY m.joined_at LIMIT 1;
END
""",
    grants=("select, insert, update ON password_resets",),
)

definer(
    "finish_password_reset(hash bytea, at timestamptz, secret text) RETURNS boolean",
    """
DECLARE
  person uuid;
BEGIN
  UPDATE password_resets r SET used_at = at
  WHERE r.token_hash = hash AND r.used_at IS NULL AND r.expires_at > at RETURNING r.person_id INTO person;
  IF person IS NULL THEN RETURN false; END IF;
  UPDATE people p SET password_hash = secret WHERE p.id = person;
  DELETE FROM sessions s WHERE s.person_id = person;
  RETURN true;
END
""",
    grants=(),
)

definer(
    "invite_first_administrator(tenant uuid, headquarters uuid, company varchar, invitation uuid, hash bytea, "
    "address varchar, person_name varchar, until timestamptz, operator uuid) RETURNS void",
    """
BEGIN
  INSERT INTO organisations (tenant_id, id, kind, code, name)
  VALUES (tenant, headquarters, 'headquarters', 'HQ', company) ON CONFLICT DO NOTHING;
  INSERT INTO invitations (tenant_id, id, token_hash, email, name, organisation_id, roles, expires_at, invited_by)
  VALUES (tenant, invitation, hash, address, person_name, headquarters, ARRAY['administrator'], until, operator);
END
""",
    grants=("insert ON organisations, invitations",),
    role=OPERATOR_ROLE,
)
